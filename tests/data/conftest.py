"""The scripts here make the stored figures; they are no tests and need what made them."""

collect_ignore_glob = ["make_*.py"]
