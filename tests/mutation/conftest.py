"""Keeps pytest out of this folder: it needs cosmic-ray, and runs the tests itself."""

collect_ignore_glob = ["*.py"]
