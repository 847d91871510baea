"""Mutation testing of the operations and the backward pass: `python -m tests.mutation`."""
