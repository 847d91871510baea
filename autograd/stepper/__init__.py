"""What `steps` is made of: the numbers, how they are written, and the page that shows them."""
