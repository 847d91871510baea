"""Copies and pickles of graphs of any depth, with what they share.

`copy.deepcopy` and `pickle` follow references recursively, so a long chain would exhaust the
stack. A Value therefore hands them its whole graph as one list, inputs first: by the time a node's
turn comes, everything it refers to has been written and is only referred to again.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

from autograd.sweep import topological_order

_now = threading.local()


def is_being_listed(node: Any) -> bool:
    """Whether a list is being written in which this node comes after all of its inputs."""
    return node in getattr(_now, "listed", ())


class InputsFirst:
    """What a node was computed from, as a list that is read while it is being written."""

    def __init__(self, root: Any) -> None:
        self.root = root

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (), None, self._nodes()

    def _nodes(self) -> Iterator[Any]:
        outer: frozenset[Any] = getattr(_now, "listed", frozenset())
        below = topological_order([self.root])[:-1]
        _now.listed = outer.union(below)
        try:
            yield from below
        finally:
            _now.listed = outer


def restored(inputs_first: Any, kind: type[Any], state: tuple[Any, ...]) -> Any:
    """The node that `state`, its slots in order of name, describes."""
    node = object.__new__(kind)
    for name, content in zip(SLOTS, state):
        setattr(node, name, content)
    return node


SLOTS = ("data", "grad", "inputs", "label", "operation", "partials")
