"""Graphs compiled to NumPy."""

from autograd.compiling.program import Program, compile_graph

__all__ = ["Program", "compile_graph"]
