"""The gradients that `backward()` would find, with no number in the graph changed."""

from __future__ import annotations

from autograd import sweep
from autograd.value import Value


class Shadow:
    """What the backward pass needs of a node, beside the node itself."""

    __slots__ = ("grad", "inputs", "partials")

    def __init__(self, inputs: tuple[Shadow, ...], partials: tuple[float, ...]) -> None:
        self.inputs = inputs
        self.partials = partials
        self.grad: float | None = None


def gradients(y: Value) -> dict[Value, float]:
    """∂y/∂v for y and every v that it was computed from, bit for bit as `backward()` has it.

    >>> from autograd import values
    >>> a, b = values(a=2.0, b=3.0)
    >>> found = gradients(a * b)
    >>> found[a], found[b], a.grad
    (3.0, 2.0, None)
    """
    shadows: dict[Value, Shadow] = {}
    for node in sweep.topological_order([y]):
        shadows[node] = Shadow(tuple(shadows[x] for x in node.inputs), node.partials)
    sweep.backward((shadows[y],), 1.0)
    return {node: shadow.grad or 0.0 for node, shadow in shadows.items()}
