"""`compile_graph`: checks what it is asked for, and makes the program."""

from __future__ import annotations

from collections.abc import Sequence

from autograd.columns import visible
from autograd.compiling.collector import collector_paused
from autograd.compiling.program import Program
from autograd.errors import AutogradError
from autograd.graph import Graph
from autograd.progress import watched
from autograd.value import Value

DTYPES = ("float64", "float32")


def _name(leaf: Value) -> str:
    return visible(leaf.label) or leaf.op or f"the leaf {leaf.data!r}"


def _found(graph: Graph, role: str, leaves: Sequence[Value | str]) -> list[Value]:
    """The leaves themselves, those that were named by their labels too."""
    if isinstance(leaves, (Value, str)):
        given = repr(leaves) if isinstance(leaves, str) else _name(leaves)
        raise AutogradError(f"{role} is a list of leaves: write {role}=[{given}]")
    found = [graph[leaf] if isinstance(leaf, str) else leaf for leaf in leaves]
    for leaf in found:
        if not isinstance(leaf, Value):
            raise AutogradError(
                f"{role} are leaves of the graph, got {type(leaf).__name__}: give Values or labels"
            )
    return found


def compile_graph(
    graph: Graph,
    inputs: Sequence[Value | str],
    wrt: Sequence[Value | str] = (),
    dtype: str = "float64",
) -> Program:
    """The program of a graph; `Graph.compile` says what it means."""
    chosen = {"inputs": _found(graph, "inputs", inputs), "wrt": _found(graph, "wrt", wrt)}
    roles: dict[Value, str] = {}
    for role, leaves in chosen.items():
        for leaf in leaves:
            if leaf.inputs:
                raise AutogradError(
                    f"{role} are leaves, but {_name(leaf)} was computed by {leaf.op!r}: give the "
                    "leaves that it was computed from, or detach() it before it is used"
                )
            if leaf in roles:
                twice = "twice" if roles[leaf] == role else f"and in {role}"
                raise AutogradError(
                    f"each leaf stands once in inputs or in wrt, but {_name(leaf)} is in "
                    f"{roles[leaf]} {twice}"
                )
            roles[leaf] = role
    if dtype not in DTYPES:
        raise AutogradError(f"dtype is 'float64' or 'float32', got {dtype!r}")
    with collector_paused(), watched():
        return Program(graph, chosen["inputs"], chosen["wrt"], dtype)
