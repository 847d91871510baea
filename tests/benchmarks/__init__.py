"""Speed and memory beside other scalar autograd engines: `python -m tests.benchmarks`."""
