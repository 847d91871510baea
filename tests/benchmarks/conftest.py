"""Keeps pytest out of this folder: nothing here is a test, and no test depends on time."""

collect_ignore_glob = ["*.py"]
