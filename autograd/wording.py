"""What the numbers of a round of training are called in the report on a learner's own."""

from __future__ import annotations

from autograd.columns import visible
from autograd.mistakes import Mistakes
from autograd.naming import names_of
from autograd.value import Value


class Wording:
    """How a value, a value after the update and a gradient are called."""

    def __init__(self, mistakes: Mistakes) -> None:
        self._mistakes = mistakes
        self._loss = mistakes.calculation.loss
        self._names = names_of(mistakes.calculation.nodes, self._loss)

    def label(self, node: Value) -> str:
        """Its label, or a name that is given to it."""
        return node.label or self._names[node]

    def value(self, node: Value) -> str:
        """A value in the first forward pass."""
        return visible(self.label(node))

    def value_after(self, node: Value) -> str:
        """A value after the update."""
        return f"{self.value(node)}⁺"

    def gradient(self, node: Value) -> str:
        """The derivative of the loss by it."""
        return self._mistakes.derivative(self._loss, node)
