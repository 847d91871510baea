"""Copies and pickles of graphs of any depth, with what they share.

`copy.deepcopy` and `pickle` follow references recursively, so a long chain would exhaust the
stack. A copy is therefore made in one loop, inputs first. A pickle is not ours to write: a Value
hands its whole graph over as one list, inputs first. By the time a node's turn comes, everything
that it refers to has been written and is only referred to again.

What was written before is hidden from us, so each Value of a list, as in `pickle.dumps([y1, y2])`,
hands over all that lies below it. Where it is long, give the outputs before what they are computed
from, or pickle `Graph([y1, y2])`, which hands over one list for all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextvars import ContextVar
from typing import Any

from autograd.sweep import topological_order

SLOTS = ("data", "grad", "inputs", "label", "operation", "partials")

_listed: ContextVar[frozenset[Any]] = ContextVar("listed", default=frozenset())


def deep_copy(root: Any, copies: dict[int, Any]) -> Any:
    """A copy of a node and all that it was computed from; `copies` are there already, by id."""
    waiting = [root]
    while waiting:
        node = waiting[-1]
        if id(node) in copies:
            waiting.pop()
            continue
        missing = [x for x in node.inputs if id(x) not in copies]
        if missing:
            waiting += missing
            continue
        waiting.pop()
        copies[id(node)] = shallow_copy(node)
        copies[id(node)].inputs = tuple([copies[id(x)] for x in node.inputs])
    return copies[id(root)]


def shallow_copy(node: Any) -> Any:
    """A copy that has the same inputs."""
    return restored(None, type(node), state_of(node))


def is_being_listed(node: Any) -> bool:
    """Whether a list is being written in which this node comes after all of its inputs."""
    return node in _listed.get()


class InputsFirst:
    """Nodes and what they were computed from, as a list that is read while it is being written."""

    def __init__(self, nodes: Sequence[Any]) -> None:
        self.nodes = nodes

    def __reduce__(self) -> tuple[Any, ...]:
        return list, (), None, self._listed()

    def _listed(self) -> Iterator[Any]:
        outer = _listed.get()
        every = topological_order(self.nodes)
        _listed.set(outer.union(every))
        try:
            yield from every
        finally:
            _listed.set(outer)


def restored(inputs_first: Any, kind: type[Any], state: tuple[Any, ...]) -> Any:
    """The node that `state`, its slots in order of name, describes."""
    node = object.__new__(kind)
    for name, content in zip(SLOTS, state):
        setattr(node, name, content)
    return node


def state_of(node: Any) -> tuple[Any, ...]:
    """What `restored` makes the node from."""
    return tuple([getattr(node, name) for name in SLOTS])
