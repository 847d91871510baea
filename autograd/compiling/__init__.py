"""Graphs compiled to NumPy: `Graph.compile` starts here.

To read the code, take `terms` (the graph in normal form), `blocks` (equal operations become one),
`forward` and `backward` (the code for them), then `program`.
"""

from autograd.compiling.compile import compile_graph
from autograd.compiling.program import Program

__all__ = ["Program", "compile_graph"]
