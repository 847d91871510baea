"""The worked 2-2-2 example: a network small enough to compute by hand, and the hand's figures.

Two inputs, two sigmoid units, two sigmoid outputs, no biases; E is half the squared error, and
one step of gradient descent with learning rate 0.5 updates the weights.

>>> graph = two_two_two()
>>> all(figure.agrees for _, figures in by_hand() for figure in figures)
True
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from autograd.functions import sigmoid
from autograd.graph import Graph
from autograd.value import Constant, values

__all__ = ["LEARNING_RATE", "WEIGHTS", "Figure", "by_hand", "two_two_two"]

INPUTS = {"x1": 0.1, "x2": 0.2}
TARGETS = (0.4, 0.6)
WEIGHTS = {
    "w1": 0.3,
    "w2": 0.25,
    "w3": 0.4,
    "w4": 0.35,
    "w5": 0.45,
    "w6": 0.4,
    "w7": 0.7,
    "w8": 0.6,
}
LEARNING_RATE = 0.5

FORWARD = (
    "z1 0.08, z2 0.11, h1 0.51998934, h2 0.52747230, z3 0.44498412, z4 0.68047592, "
    "o1 0.60944600, o2 0.66384491, E_o1 0.02193381, E_o2 0.00203809, E 0.02397190"
)
GRADIENTS = (
    "∂E/∂o1 0.20944600, ∂o1/∂z3 0.23802157, ∂z3/∂w5 0.51998934, ∂E/∂w5 0.02592286, "
    "∂E/∂w1 0.00080888"
)
UPDATED = (
    "w5 0.43703857, w6 0.38685205, w7 0.69629578, w8 0.59624247, "
    "w1 0.29959556, w2 0.24919112, w3 0.39964496, w4 0.34928991"
)
FORWARD_AGAIN = (
    "z1 0.07979778, z2 0.10982248, h1 0.51993887, h2 0.52742806, z3 0.43126996, z4 0.67650625, "
    "o1 0.60617688, o2 0.66295848, E_o1 0.02125445, E_o2 0.00198189, E 0.02323634"
)


class Figure(NamedTuple):
    """One number computed by hand, as it was written, and the number of the graph."""

    name: str
    hand: str
    computed: float

    @property
    def rounded(self) -> str:
        """The graph's number to as many decimals as were written by hand."""
        return f"{self.computed:.{len(self.hand.partition('.')[2])}f}"

    @property
    def agrees(self) -> bool:
        """Whether all the digits written by hand are the graph's."""
        return self.rounded == self.hand


def two_two_two(weights: Mapping[str, float] = WEIGHTS) -> Graph:
    """The network and its error as a graph.

    >>> graph = two_two_two()
    >>> round(graph["E"].data, 8)
    0.0239719
    """
    x1, x2 = values(**INPUTS)
    w1, w2, w3, w4, w5, w6, w7, w8 = values(**{name: weights[name] for name in WEIGHTS})
    z1 = (w1 * x1 + w2 * x2).named("z1")
    z2 = (w3 * x1 + w4 * x2).named("z2")
    h1 = sigmoid(z1).named("h1")
    h2 = sigmoid(z2).named("h2")
    z3 = (w5 * h1 + w6 * h2).named("z3")
    z4 = (w7 * h1 + w8 * h2).named("z4")
    o1 = sigmoid(z3).named("o1")
    o2 = sigmoid(z4).named("o2")
    t1, t2 = (Constant(t, f"t{i}") for i, t in enumerate(TARGETS, start=1))
    error1 = (0.5 * (t1 - o1) ** 2).named("E_o1")
    error2 = (0.5 * (t2 - o2) ** 2).named("E_o2")
    return Graph((error1 + error2).named("E"))


def by_hand() -> list[tuple[str, list[Figure]]]:
    """The four stages of the calculation, each with its figures."""
    before = two_two_two()
    before.backward()
    updated = {
        name: weight - LEARNING_RATE * (before[name].grad or 0.0)
        for name, weight in WEIGHTS.items()
    }
    after = two_two_two(updated)
    product = next(x for x in before["z3"].inputs if before["w5"] in x.inputs)
    gradients = {
        "∂E/∂o1": before["o1"].grad or 0.0,
        "∂o1/∂z3": before["o1"].partials[0],
        "∂z3/∂w5": product.partials[0],
        "∂E/∂w5": before["w5"].grad or 0.0,
        "∂E/∂w1": before["w1"].grad or 0.0,
    }
    return [
        ("Forward pass", _beside(FORWARD, {x.label: x.data for x in before.nodes})),
        ("Backward pass", _beside(GRADIENTS, gradients)),
        ("Updated weights", _beside(UPDATED, updated)),
        ("Forward pass again", _beside(FORWARD_AGAIN, {x.label: x.data for x in after.nodes})),
    ]


def _beside(hand: str, computed: Mapping[str, float]) -> list[Figure]:
    pairs = (entry.split() for entry in hand.split(", "))
    return [Figure(name, text, computed[name]) for name, text in pairs]
