"""`MLP`: layers in sequence, from the inputs to the outputs.

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

from numpy.typing import ArrayLike

from autograd import Value
from nn import names as naming
from nn.activations import activation as activation_named
from nn.arguments import positive_integer, random_generator, shown
from nn.dropout import Dropout
from nn.errors import NetworkError, WeightsError
from nn.layers import Inputs, Layer, Named, Seed, single_or_list
from nn.module import Module, Table
from nn.names import LAYERED, Names
from nn.state import array_of

if TYPE_CHECKING:
    from typing_extensions import Self


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
        generator = random_generator(seed)
        activations = [activation_named(activation)] * (len(counts) - 2) + [
            activation_named(output)
        ]
        self.n_in = counts[0]
        self.dropout = Dropout(dropout, generator.spawn(1)[0])
        biases: list[Any] = list(bias) if isinstance(bias, (list, tuple)) else [bias] * len(sizes)
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
        arrays: Iterable[tuple[ArrayLike, ArrayLike | None]],
        activation: Named = "tanh",
        output: Named = "identity",
        **options: Any,
    ) -> Self:
        """A network with given weights: a pair (W, b) per layer, Y = XW + B.

        W has shape (inputs, outputs), b has shape (outputs,) or is None.
        """
        pairs = list(arrays) if isinstance(arrays, Iterable) else []
        if not pairs or any(not isinstance(p, (list, tuple)) or len(p) != 2 for p in pairs):
            raise WeightsError(
                "from_arrays takes a list of one pair (W, b) per layer, where b may be None, got "
                f"{shown(arrays)}"
            )
        weights = [array_of(f"W{i}", W, 2) for i, (W, _) in enumerate(pairs, start=1)]
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
        from nn import saving  # noqa: PLC0415 - zipfile and json are slow to import

        options, state = saving.read(path)
        try:
            model = cls(**options)
            model.load_state_dict(state)
        except (TypeError, AttributeError, NetworkError, WeightsError) as error:
            raise WeightsError(f"{path} does not hold a network: {error}") from error
        return model

    def save(self, path: str | PathLike[str]) -> None:
        """Write weights and architecture to one file: arrays and a description, no code."""
        from nn import saving  # noqa: PLC0415 - zipfile and json are slow to import

        saving.write(path, self)

    def __call__(self, xs: Inputs) -> Any:
        """The outputs for one sample: a Value where the last layer has one unit, else a list."""
        return single_or_list(self.outputs(xs))

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


def _sizes(n_in: int, sizes: Sequence[int]) -> list[int]:
    try:
        units = list(sizes)
    except TypeError:
        raise NetworkError(f"the sizes are a list such as [16, 16, 1], got {sizes!r}") from None
    if not units:
        raise NetworkError("an MLP needs at least one layer: MLP(2, [16, 1])")
    inputs = positive_integer("the number of inputs", n_in)
    return [inputs, *(positive_integer("the size of a layer", n) for n in units)]
