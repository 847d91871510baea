"""`Neuron`, `Layer` and `MLP`: networks made of `autograd.Value` nodes, one affine node a neuron.

>>> model = MLP.from_arrays(
...     [([[5, -7], [5, -7]], [-8, 3]), ([[-11], [-11]], [6])],
...     activation="sigmoid",
...     output="sigmoid",
... )
>>> [round(model([a, b]).data) for a in (0, 1) for b in (0, 1)]
[0, 1, 1, 0]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from autograd import Value, affine, dot
from nn import init, saving
from nn import names as naming
from nn.activations import Activation, Function
from nn.activations import activation as activation_named
from nn.dropout import Dropout
from nn.errors import NetworkError, WeightsError, positive_integer
from nn.module import Module, Table
from nn.names import LAYERED, OF_A_LAYER, OF_A_NEURON, Names

if TYPE_CHECKING:
    from typing_extensions import Self

Named = str | Function | Activation
Inputs = Iterable[Any]
Seed = int | np.random.Generator | None


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
        names: Names = OF_A_NEURON,
    ) -> None:
        self.n_in = positive_integer("the number of inputs", n_in)
        self.activation = activation_named(activation)
        if self.activation.function is None:
            raise NetworkError(
                "softmax is over the units of a Layer: a Neuron alone has none beside it"
            )
        self.weights = [Value(0.0) for _ in range(self.n_in)]
        self.bias = Value(0.0) if bias else None
        self.sum_label = self.output_label = ""
        names.give([[self]])
        _start([self], seed, self.activation)

    @classmethod
    def from_arrays(
        cls, w: ArrayLike, b: float | None = None, activation: Named = "tanh", **options: Any
    ) -> Self:
        """A neuron with these weights and this bias."""
        weights = _array("w", w, 1)
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
        names: Names = OF_A_LAYER,
    ) -> None:
        self.n_in = positive_integer("the number of inputs", n_in)
        self.n_out = positive_integer("the number of units", n_out)
        self.activation = activation_named(activation)
        self.neurons = [Neuron(n_in, "identity", bias) for _ in range(n_out)]
        names.give([self.neurons])
        _start(self.neurons, seed, self.activation)

    @classmethod
    def from_arrays(
        cls, W: ArrayLike, b: ArrayLike | None = None, activation: Named = "tanh", **options: Any
    ) -> Self:
        """A layer with weights W of shape (inputs, outputs) and biases b of shape (outputs,)."""
        weights = _array("W", W, 2)
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
        return _single_or_list(self.outputs(self.inputs_from(xs)))

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


class MLP(Module):
    """A multi-layer perceptron: layers in sequence, each fully connected to the one before.

    `sizes` are the numbers of units, hidden layers first. `activation` is that of the hidden
    layers, `output` that of the last one. `bias` holds for all layers, or is a flag for each.
    `dropout` is the probability with which a hidden unit
    is left out during `fit`. Weights start at random: `seed` makes them the same on every run.

    >>> model = MLP(2, [16, 16, 1], activation="relu", seed=0)
    >>> len(model.parameters())
    337
    >>> model([0.5, -0.5]).label
    'o1'
    """

    def __init__(
        self,
        n_in: int,
        sizes: Sequence[int],
        activation: Named = "tanh",
        output: Named = "identity",
        bias: bool | Sequence[bool] = True,
        seed: Seed = None,
        *,
        dropout: float = 0.0,
        names: str | Names = LAYERED,
    ) -> None:
        counts = _sizes(n_in, sizes)
        generator = np.random.default_rng(seed)
        activations = [activation_named(activation)] * (len(counts) - 2) + [
            activation_named(output)
        ]
        self.n_in = counts[0]
        self.dropout = Dropout(dropout, generator.spawn(1)[0])
        biases = [bias] * len(sizes) if isinstance(bias, bool) else list(bias)
        if len(biases) != len(sizes):
            raise NetworkError(f"bias: {len(sizes)} layers need as many flags, got {len(biases)}")
        self.layers = [
            Layer(n, units, chosen, flag, seed=generator)
            for n, units, chosen, flag in zip(counts, counts[1:], activations, biases)
        ]
        self.names = naming.names(names)
        self.names.give([layer.neurons for layer in self.layers])

    @classmethod
    def from_arrays(
        cls,
        arrays: Sequence[tuple[ArrayLike, ArrayLike | None]],
        activation: Named = "tanh",
        output: Named = "identity",
        **options: Any,
    ) -> Self:
        """A network with given weights: a pair (W, b) per layer, Y = XW + B.

        W has shape (inputs, outputs), b has shape (outputs,) or is None.
        """
        pairs = [tuple(pair) for pair in arrays]
        if not pairs or any(len(pair) != 2 for pair in pairs):
            raise WeightsError("from_arrays takes one pair (W, b) per layer; b may be None")
        weights = [_array(f"W{i}", W, 2) for i, (W, _) in enumerate(pairs, start=1)]
        model = cls(
            weights[0].shape[0],
            [W.shape[1] for W in weights],
            activation,
            output,
            [b is not None for _, b in pairs],
            **options,
        )
        state: dict[str, Any] = {f"W{i}": W for i, W in enumerate(weights, start=1)}
        state |= {f"b{i}": b for i, (_, b) in enumerate(pairs, start=1) if b is not None}
        model.load_state_dict(state)
        return model

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """The model that `save` wrote to this file; nothing in the file is run as code."""
        options, state = saving.read(path)
        try:
            model = cls(**options)
        except (TypeError, NetworkError) as error:
            raise WeightsError(f"{path} describes no network: {error}") from error
        model.load_state_dict(state)
        return model

    def save(self, path: str | PathLike[str]) -> None:
        """Write weights and architecture to one file: arrays and a description, no code."""
        saving.write(path, self)

    def __call__(self, xs: Inputs) -> Any:
        """The outputs for one sample: a Value where the last layer has one unit, else a list."""
        return _single_or_list(self.outputs(xs))

    def outputs(self, xs: Inputs) -> list[Value]:
        """The outputs for one sample, as a list."""
        return self.layers[-1].outputs(self.features(xs))

    def scores(self, xs: Inputs) -> list[Value]:
        """The weighted sums of the last layer, which its activation turns into the outputs."""
        return self.layers[-1].sums(self.features(xs))

    def features(self, xs: Inputs) -> list[Value]:
        """What the last hidden layer makes of one sample."""
        signals = self.inputs_from(xs)
        for layer in self.layers[:-1]:
            signals = self.dropout(layer.outputs(signals))
        return signals

    def tables(self) -> dict[str, Table]:
        """The parameters of each layer under "layers.0.weight", "layers.0.bias", …"""
        return {
            f"{name}.{kind}": table
            for name, layer in self.parts()
            for kind, table in layer.tables().items()
        }

    def parts(self) -> Iterator[tuple[str, Layer]]:
        """The layers, as "layers.0", "layers.1", …"""
        for i, layer in enumerate(self.layers):
            yield f"layers.{i}", layer

    def __repr__(self) -> str:
        sizes = [layer.n_out for layer in self.layers]
        hidden = f", activation={self.layers[0].activation.name!r}" if len(sizes) > 1 else ""
        output = self.layers[-1].activation.name
        return f"MLP({self.n_in}, {sizes}{hidden}, output={output!r})"


def _tables(neurons: Sequence[Neuron]) -> dict[str, Table]:
    """The parameters of neurons that stand side by side, as PyTorch's Linear keeps them."""
    biases = [neuron.bias for neuron in neurons if neuron.bias is not None]
    weights = {"weight": np.array([neuron.weights for neuron in neurons], dtype=object)}
    return weights | ({"bias": np.array(biases, dtype=object)} if biases else {})


def _start(neurons: Sequence[Neuron], seed: Seed, activation: Activation) -> None:
    tables = _tables(neurons)
    init.default_(
        tables["weight"], tables.get("bias"), activation.name, np.random.default_rng(seed)
    )


def _single_or_list(ys: list[Value]) -> Value | list[Value]:
    return ys[0] if len(ys) == 1 else ys


def _array(name: str, given: Any, dimensions: int) -> np.ndarray[Any, Any]:
    """An array with that many dimensions, or an error that says what came."""
    shape = "(inputs, outputs)" if dimensions == 2 else "(inputs,)"
    try:
        array = np.asarray(given)
    except ValueError:
        raise WeightsError(f"{name} must be an array of shape {shape}, got uneven rows") from None
    if array.ndim != dimensions or 0 in array.shape:
        raise WeightsError(f"{name} must have shape {shape}, got {array.shape}")
    return array


def _sizes(n_in: int, sizes: Sequence[int]) -> list[int]:
    try:
        units = list(sizes)
    except TypeError:
        raise NetworkError(f"the sizes are a list such as [16, 16, 1], got {sizes!r}") from None
    if not units:
        raise NetworkError("an MLP needs at least one layer: MLP(2, [16, 1])")
    inputs = positive_integer("the number of inputs", n_in)
    return [inputs, *(positive_integer("the size of a layer", n) for n in units)]
