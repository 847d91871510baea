"""The labels that parameters and units carry, so that pictures and explanations read well.

>>> LAYERED.weight.format(l=1, i=2, j=3, ij="23", n=6)
'w1_23'
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from nn.arguments import named
from nn.errors import NetworkError

if TYPE_CHECKING:
    from nn.layers import Neuron


@dataclass(frozen=True)
class Names:
    """Templates for the labels of a network.

    A weight leads from unit `{i}` (or input `{i}`) to unit `{j}` of layer `{l}`; `{ij}` is both,
    with a bar between them where one is above 9. `{n}` counts through the whole network: weights
    neuron by neuron, biases and units layer by layer. All counts start at 1.

    `sum` labels a unit's weighted sum, `hidden` and `output` what its activation gives.

    >>> from nn import MLP
    >>> names = Names(weight="w{n}", bias="b{n}", sum="z{n}", hidden="h{j}", output="o{j}")
    >>> [label for label, _ in MLP(2, [1], names=names).named_parameters()]
    ['w1', 'w2', 'b1']
    """

    weight: str
    bias: str
    sum: str
    hidden: str
    output: str

    def give(self, layers: Sequence[Sequence[Neuron]]) -> None:
        """Label the parameters of all neurons, and tell each the labels of its results."""
        weights, units = count(1), count(1)
        for depth, layer in enumerate(layers, start=1):
            unit = self.output if depth == len(layers) else self.hidden
            for j, neuron in enumerate(layer, start=1):
                for i, weight in enumerate(neuron.weights, start=1):
                    ij = f"{i}{j}" if i < 10 and j < 10 else f"{i}_{j}"
                    n = next(weights)
                    weight.label = self._filled(self.weight, l=depth, i=i, j=j, ij=ij, n=n)
                n = next(units)
                if neuron.bias is not None:
                    neuron.bias.label = self._filled(self.bias, l=depth, j=j, n=n)
                neuron.sum_label = self._filled(self.sum, l=depth, j=j, n=n)
                neuron.output_label = self._filled(unit, l=depth, j=j, n=n)

    @staticmethod
    def _filled(template: str, **fields: int | str) -> str:
        try:
            return template.format(**fields)
        except (KeyError, IndexError, ValueError, AttributeError):
            known = ", ".join(f"{{{field}}}" for field in fields)
            raise NetworkError(f"the template {template!r} may use {known}") from None


OF_A_NEURON = Names("w{i}", "b", "z", "h", "y")
OF_A_LAYER = Names("w{ij}", "b{j}", "z{j}", "h{j}", "o{j}")
LAYERED = Names("w{l}_{ij}", "b{l}_{j}", "z{l}_{j}", "h{l}_{j}", "o{j}")
NUMBERED = Names("w{n}", "b{n}", "z{n}", "h{n}", "o{j}")

SCHEMES = {"layered": LAYERED, "numbered": NUMBERED}


def names(given: str | Names) -> Names:
    """The scheme of that name: "layered" (w2_13) or "numbered" (w1, w2, …); or the given one."""
    if isinstance(given, Names):
        return given
    return named("naming scheme", given, SCHEMES)
