"""The two loops of reverse mode: an order with inputs first, and the pass back through it.

Both keep their own stack, so the depth of a graph is bounded by memory alone. They need nothing of
a node but its `inputs`, its `partials` (the local derivative by each input) and its `grad`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
            stack.append(node)
            stack.append(None)
            stack.extend([x for x in reversed(node.inputs) if x not in seen])
    return order


def backward(roots: Sequence[Any], seed: float) -> None:
    """Add the derivative of the roots' sum, times `seed`, to the grad of every leaf below them.

    The grads of inner nodes are set anew. `reached` is a zero that only this pass knows: a node
    that holds it has been visited, and holds a valid number all the same if the pass is
    interrupted.
    """
    reached = float("0")
    order = []
    stack = list(roots)
    while stack:
        node = stack.pop()
        if node is None:
            order.append(stack.pop())
        elif node.grad is not reached and node.inputs:
            node.grad = reached
            stack.append(node)
            stack.append(None)
            for x in node.inputs:
                if x.inputs:
                    if x.grad is not reached:
                        stack.append(x)
                elif x.grad is None:
                    x.grad = 0.0
    for root in roots:
        root.grad = seed if root.grad is None else root.grad + seed
    for node in reversed(order):
        upstream = node.grad
        inputs = node.inputs
        if len(inputs) == 2:
            left, right = inputs
            by_left, by_right = node.partials
            left.grad += upstream * by_left
            right.grad += upstream * by_right
        else:
            for x, partial in zip(inputs, node.partials):
                x.grad += upstream * partial
