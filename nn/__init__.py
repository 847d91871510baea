"""Neurons, layers and networks made of `autograd.Value` nodes."""
