"""Every number of one round of training, worked out beside the graph, which stays as it is."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from autograd.errors import AutogradError, DomainError
from autograd.evaluation import domain_message
from autograd.graph import Edge, Graph, refuse_large
from autograd.number import Number, number
from autograd.parameters import Update, parameters_of
from autograd.stale import refuse_stale
from autograd.value import Constant, Value

MOST_OPERATIONS = 100_000


class Contribution(NamedTuple):
    """What one edge adds to the gradient of its source: upstream × local derivative.

    It is number `part` of the `parts` that the gradient is made of, counted from 1.
    """

    edge: Edge
    upstream: float
    partial: float
    before: float
    after: float
    part: int
    parts: int


class Change(NamedTuple):
    """What the update does to one parameter: old − rate × gradient = new."""

    node: Value
    old: float
    gradient: float
    new: float


class Trace:
    """The numbers of the forward pass, the backward pass, the update and the forward pass after.

    `data` and `again` hold every node's number before and after the update, `gradients` every
    gradient. They are copies, so a graph that changes later changes nothing here.
    """

    def __init__(self, loss: Value, update: Update, lr: Number, *, expand: bool) -> None:
        refuse_large(Graph(loss), MOST_OPERATIONS, "steps")
        refuse_stale(Graph(loss).nodes)
        self.graph = Graph(loss, expand=expand)
        self.rate = learning_rate(lr)
        self.loss = self.graph.outputs[0]
        self.nodes = self.graph.nodes
        self.results = tuple(node for node in self.nodes if node.inputs)
        self.data = {node: node.data for node in self.nodes}
        self.gradients, self.contributions = _backward(self.graph)
        self.changes = [self._change(node) for node in parameters_of(self.graph, update)]
        self.again = self._forward_again() if self.changes else {}

    def _change(self, node: Value) -> Change:
        old, gradient = self.data[node], self.gradients[node]
        return Change(node, old, gradient, old - self.rate * gradient)

    def _forward_again(self) -> dict[Value, float]:
        again = dict(self.data)
        again.update({change.node: change.new for change in self.changes})
        for node in self.results:
            assert node.operation is not None
            xs = [again[x] for x in node.inputs]
            try:
                again[node] = node.operation.forward(*xs)
            except (ArithmeticError, ValueError) as error:
                message = domain_message(node.operation, node.inputs, xs, node.label)
                raise DomainError(
                    f"after the update: {message}; choose a smaller lr than {self.rate:g}"
                ) from error
        return again


def learning_rate(lr: Number) -> float:
    """The rate as a float; AutogradError where no step can be taken with it."""
    if isinstance(lr, (bool, np.bool_)) or not math.isfinite(rate := number(lr)):
        raise AutogradError(f"lr is a finite number, the learning rate, got {lr!r}: give lr=0.5")
    return rate


def _backward(graph: Graph) -> tuple[dict[Value, float], list[Contribution]]:
    """The gradients and, in the order in which they add up, the contributions of all edges."""
    parts = dict.fromkeys(graph.nodes, 0)
    for edge in graph.edges:
        parts[edge.source] += 1
    gradients = dict.fromkeys(graph.nodes, 0.0)
    gradients[graph.outputs[0]] = 1.0
    seen = dict.fromkeys(graph.nodes, 0)
    found = []
    for node in reversed(graph.nodes):
        upstream = gradients[node]
        for position, (x, partial) in enumerate(zip(node.inputs, node.partials)):
            before = gradients[x]
            gradients[x] = before + upstream * partial
            seen[x] += 1
            if not isinstance(x, Constant):
                edge = Edge(x, node, position)
                found.append(
                    Contribution(edge, upstream, partial, before, gradients[x], seen[x], parts[x])
                )
    return gradients, found
