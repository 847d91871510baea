"""A name of its own for every node of a graph: its label, or one that is given to it here.

Everything that writes about nodes takes the names from here, so that an explanation, the steps and
a picture speak of the same node by the same name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain, count

from autograd.spelling import one_line
from autograd.value import Constant, Value

__all__ = ["names_of"]


def names_of(
    nodes: Sequence[Value], root: Value | None = None, others: Iterable[Value] = ()
) -> dict[Value, str]:
    """The name of every node, and of the `others`, which are no part of the graph.

    Nodes that share a label are told apart by a number. The root without a label is y, the other
    leaves without one are x1, x2, … (x, if there is one alone), results v1, v2, … and constants
    c1, c2, …; no such name is one that a label uses.

    >>> from autograd import Graph, Value
    >>> graph = Graph(Value(2.0) * Value(3.0, "w") + Value(1.0, "v1"))
    >>> list(names_of(graph.nodes, graph.outputs[0]).values())
    ['x', 'w', 'v1', 'v2', 'y']
    """
    every = list(dict.fromkeys([*nodes, *others]))
    labels = [one_line(node.label) for node in every]
    taken = set(labels)
    next_number: dict[str, int] = {}
    names: dict[Value, str] = {}
    for node, label in zip(every, labels):
        if label:
            names[node] = _numbered(label, taken, next_number)
    unnamed: dict[str, list[Value]] = {}
    for node in every:
        if node not in names:
            unnamed.setdefault(_stem(node, root), []).append(node)
    for stem, group in unnamed.items():
        alone = [stem] if stem in "xy" and len(group) == 1 else []
        free = (x for x in chain(alone, (f"{stem}{n}" for n in count(1))) if x not in taken)
        names.update(zip(group, free))
    return {node: names[node] for node in every}


def _numbered(label: str, taken: set[str], next_number: dict[str, int]) -> str:
    """The label itself the first time, then label[2] and so on, past what is a label already."""
    if label not in next_number:
        next_number[label] = 2
        return label
    n = next(n for n in count(next_number[label]) if f"{label}[{n}]" not in taken)
    next_number[label] = n + 1
    return f"{label}[{n}]"


def _stem(node: Value, root: Value | None) -> str:
    if node is root:
        return "y"
    if node.inputs:
        return "v"
    return "c" if isinstance(node, Constant) else "x"
