"""One round of training as pure arithmetic: forward, backward, update, forward again.

Nothing in the graph is changed. Every number passes through a function on its way, so that the
same round can be run on a learner's numbers, or with a mistake put in.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from autograd.errors import StaleError
from autograd.evaluation import local_derivatives
from autograd.graph import Graph
from autograd.ops import Op
from autograd.value import Value

Numbers = dict[Value, float]
Partials = dict[Value, tuple[float, ...]]
Passing = Callable[[Value, float], float]


def unchanged(node: Value, x: float) -> float:
    """Let every number pass as it is."""
    return x


def computed(op: Op, xs: Sequence[float]) -> float:
    """The operation's result; nan where it cannot be computed."""
    try:
        return float(op.forward(*xs))
    except (ArithmeticError, ValueError):
        return math.nan


class Calculation:
    """What is calculated from a loss: its nodes, the parameters to update, the learning rate."""

    def __init__(self, loss: Value, parameters: Iterable[Value], lr: float) -> None:
        self.loss = loss
        self.nodes = Graph(loss).nodes
        self.parameters = tuple(parameters)
        self.lr = lr
        self.leaves = {node: node.data for node in self.nodes if not node.inputs}

    def forward(self, leaves: Mapping[Value, float], passing: Passing = unchanged) -> Numbers:
        """Every node's value from the leaves'; nan where an operation cannot be computed."""
        values: Numbers = {}
        for node in self.nodes:
            if node.operation is None:
                values[node] = passing(node, leaves[node])
                continue
            y = computed(node.operation, [values[x] for x in node.inputs])
            values[node] = passing(node, y)
        return values

    def partials(self, values: Mapping[Value, float]) -> Partials:
        """Every operation's local derivatives at these values."""
        return {
            node: local_derivatives(node.operation, values[node], [values[x] for x in node.inputs])
            for node in self.nodes
            if node.operation is not None
        }

    def backward(
        self, partials: Partials, passing: Passing = unchanged, of: Value | None = None
    ) -> Numbers:
        """Every node's gradient from the local derivatives; `of` another node than the loss."""
        gradients: Numbers = dict.fromkeys(self.nodes, 0.0)
        gradients[self.loss if of is None else of] = 1.0
        for node in reversed(self.nodes):
            gradients[node] = passing(node, gradients[node])
            for x, partial in zip(node.inputs, partials.get(node, ())):
                gradients[x] += gradients[node] * partial
        return gradients

    def update(self, gradients: Numbers, passing: Passing = unchanged) -> Numbers:
        """The leaves after one step of gradient descent: old − rate × gradient."""
        updated = dict(self.leaves)
        for leaf in self.parameters:
            updated[leaf] = passing(leaf, self.leaves[leaf] - self.lr * gradients[leaf])
        return updated

    def refuse_stale(self, values: Numbers) -> None:
        """Raise StaleError where a leaf has changed since the loss was recorded."""
        for node in self.nodes:
            same = values[node] == node.data or math.isclose(values[node], node.data)
            if not same and not (math.isnan(values[node]) and math.isnan(node.data)):
                raise StaleError(
                    f"the inputs of {node.label or node.op!r} changed after it was computed: "
                    "call Graph(loss).forward() first"
                )
