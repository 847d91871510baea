"""The two loops of reverse mode: an order with inputs first, and the pass back through it.

Both keep their own stack, so the depth of a graph is bounded by memory alone. They need nothing of
a node but its `inputs`, its `partials` (the local derivative by each input) and its `grad`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any


def topological_order(roots: Iterable[Any]) -> list[Any]:
    """Every node that the roots were computed from, and the roots; inputs come first.

    The order is that of a depth-first walk that takes inputs as they were written, so it is the
    same on every run.
    """
    order: list[Any] = []
    seen: set[Any] = set()
    stack = list(roots)[::-1]
    while stack:
        node = stack.pop()
        if node is None:
            order.append(stack.pop())
        elif node not in seen:
            seen.add(node)
            if not node.inputs:
                order.append(node)
                continue
            stack.append(node)
            stack.append(None)
            stack.extend([x for x in reversed(node.inputs) if x not in seen])
    return order


def backward(roots: Sequence[Any], seed: float) -> None:
    """Add the derivative of the roots' sum, times `seed`, to the grad of every leaf below them.

    The grads of inner nodes are set anew.
    """
    seeded_sum = SimpleNamespace(inputs=roots, partials=[1.0] * len(roots), grad=seed)
    for node in consumers_first(seeded_sum):
        upstream = node.grad
        inputs = node.inputs
        count = len(inputs)
        if count == 2:
            left, right = inputs
            by_left, by_right = node.partials
            left.grad += upstream * by_left
            right.grad += upstream * by_right
        elif count == 1:
            [x] = inputs
            [partial] = node.partials
            x.grad += upstream * partial
        else:
            for x, partial in zip(inputs, node.partials):
                x.grad += upstream * partial


def consumers_first(root: Any) -> list[Any]:
    """The root and all inner nodes below it, each after its consumers, with grads to add to.

    While no inner node has a second consumer, the order in which they are found will do.
    `reached` is a zero that only this pass knows: a node that holds it has been found, and holds a
    valid number all the same if the pass is interrupted.
    """
    reached = float("0")
    order = [root]
    uses: dict[Any, int] = {}
    for node in order:
        for x in node.inputs:
            if x.inputs:
                if x.grad is not reached:
                    x.grad = reached
                    order.append(x)
                else:
                    uses[x] = uses.get(x, 1) + 1
            elif x.grad is None:
                x.grad = 0.0
    return _each_after_its_last_use(root, uses) if uses else order


def _each_after_its_last_use(root: Any, uses: dict[Any, int]) -> list[Any]:
    """The same nodes; one with several `uses` waits until all of its consumers have had a turn."""
    order = [root]
    for node in order:
        for x in node.inputs:
            if x.inputs:
                left = uses.get(x, 1) - 1
                if left:
                    uses[x] = left
                else:
                    order.append(x)
    return order
