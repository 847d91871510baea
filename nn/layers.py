"""`Neuron` and `Layer`: one affine node and one activation per unit.

>>> Neuron.from_arrays([2.0], 1.0, activation="identity")([3.0]).data
7.0
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Union

import numpy as np
from numpy.typing import ArrayLike

from autograd import Value, affine, dot
from nn import init
from nn import names as naming
from nn.activations import Activation, Function
from nn.activations import activation as activation_named
from nn.arguments import flag, positive_integer, random_generator
from nn.errors import NetworkError
from nn.module import Module, Table
from nn.names import OF_A_LAYER, OF_A_NEURON, Names
from nn.state import array_of

if TYPE_CHECKING:
    from typing_extensions import Self

Named = str | Function | Activation
Inputs = Iterable[Any]
Seed = Union[int, "np.random.Generator", None]  # in quotes: numpy.random is slow to import


class Neuron(Module):
    """One unit: the activation of w₁x₁ + … + wₙxₙ + b.

    `seed` (a number or a NumPy generator) fixes the random weights.

    >>> fires = Neuron.from_arrays([0.5, 0.5], -0.7, activation="step")
    >>> [fires([a, b]).data for a in (0, 1) for b in (0, 1)]
    [0.0, 0.0, 0.0, 1.0]
    """

    def __init__(
        self,
        n_in: int,
        activation: Named = "tanh",
        bias: bool = True,
        *,
        seed: Seed = None,
        names: str | Names = OF_A_NEURON,
    ) -> None:
        self.n_in = positive_integer("the number of inputs", n_in)
        self.activation = activation_named(activation)
        if self.activation.function is None:
            raise NetworkError(
                "softmax is over the units of a Layer: a Neuron alone has none beside it"
            )
        self.weights = [Value(0.0) for _ in range(self.n_in)]
        self.bias = Value(0.0) if flag("bias", bias) else None
        self.sum_label = self.output_label = ""
        naming.names(names).give([[self]])
        _start([self], seed, self.activation)

    @classmethod
    def from_arrays(
        cls, w: ArrayLike, b: float | None = None, activation: Named = "tanh", **options: Any
    ) -> Self:
        """A neuron with these weights and this bias."""
        weights = array_of("w", w, 1)
        neuron = cls(len(weights), activation, b is not None, **options)
        biases = {} if b is None else {"bias": [b]}
        neuron.load_state_dict({"weight": weights[None, :], **biases})
        return neuron

    def __call__(self, xs: Inputs) -> Value:
        """The unit's output for one sample."""
        (y,) = self.activation([self.weighted_sum(self.inputs_from(xs))])
        return y.named(self.output_label)

    def weighted_sum(self, xs: Sequence[Value]) -> Value:
        """Σ wᵢxᵢ + b as one node, before the activation."""
        if self.bias is None:
            return dot(self.weights, xs).named(self.sum_label)
        return affine(self.weights, xs, self.bias).named(self.sum_label)

    def tables(self) -> dict[str, Table]:
        """The weights, of shape (1, inputs), and the bias."""
        return _tables([self])

    def __repr__(self) -> str:
        return f"Neuron({self.n_in}, activation={self.activation.name!r})"


class Layer(Module):
    """Units that all take the same inputs.

    >>> layer = Layer(3, 2, activation="softmax", seed=0)
    >>> round(sum(y.data for y in layer([1.0, 2.0, 3.0])), 12)
    1.0
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        activation: Named = "tanh",
        bias: bool = True,
        *,
        seed: Seed = None,
        names: str | Names = OF_A_LAYER,
    ) -> None:
        self.n_in = positive_integer("the number of inputs", n_in)
        self.n_out = positive_integer("the number of units", n_out)
        self.activation = activation_named(activation)
        alone = "identity" if self.activation.function is None else self.activation
        self.neurons = [Neuron(n_in, alone, bias) for _ in range(n_out)]
        naming.names(names).give([self.neurons])
        _start(self.neurons, seed, self.activation)

    @classmethod
    def from_arrays(
        cls, W: ArrayLike, b: ArrayLike | None = None, activation: Named = "tanh", **options: Any
    ) -> Self:
        """A layer with weights W of shape (inputs, outputs) and biases b of shape (outputs,)."""
        weights = array_of("W", W, 2)
        n_in, n_out = weights.shape
        layer = cls(n_in, n_out, activation, b is not None, **options)
        layer.load_state_dict({"W1": weights} if b is None else {"W1": weights, "b1": b})
        return layer

    @property
    def weight(self) -> Table:
        """The weights, an array of Values of shape (outputs, inputs)."""
        return self.tables()["weight"]

    @property
    def bias(self) -> Table | None:
        """The biases, an array of Values of shape (outputs,), or None."""
        return self.tables().get("bias")

    def __call__(self, xs: Inputs) -> Any:
        """The outputs for one sample: a Value for a layer of one unit, else a list."""
        return single_or_list(self.outputs(self.inputs_from(xs)))

    def outputs(self, xs: Sequence[Value]) -> list[Value]:
        """The outputs for one sample, as a list."""
        ys = self.activation(self.sums(xs))
        return [y.named(neuron.output_label) for y, neuron in zip(ys, self.neurons)]

    def sums(self, xs: Sequence[Value]) -> list[Value]:
        """The weighted sum of each unit."""
        return [neuron.weighted_sum(xs) for neuron in self.neurons]

    def tables(self) -> dict[str, Table]:
        """The weights, of shape (outputs, inputs), and the biases."""
        return _tables(self.neurons)

    def __repr__(self) -> str:
        return f"Layer({self.n_in}, {self.n_out}, activation={self.activation.name!r})"


def _tables(neurons: Sequence[Neuron]) -> dict[str, Table]:
    """The parameters of neurons that stand side by side, as PyTorch's Linear keeps them."""
    biases = [neuron.bias for neuron in neurons if neuron.bias is not None]
    weights = {"weight": np.array([neuron.weights for neuron in neurons], dtype=object)}
    return weights | ({"bias": np.array(biases, dtype=object)} if biases else {})


def _start(neurons: Sequence[Neuron], seed: Seed, activation: Activation) -> None:
    tables = _tables(neurons)
    init.default_(tables["weight"], tables.get("bias"), activation.name, random_generator(seed))


def single_or_list(ys: list[Value]) -> Value | list[Value]:
    """One output by itself, several as a list."""
    return ys[0] if len(ys) == 1 else ys
