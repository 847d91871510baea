"""What neurons, layers and networks have in common: named tables of parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograd import Constant, NumberError, Value
from nn.errors import NetworkError
from nn.state import matched
from nn.summary import Summary
from nn.weights import write

Table = NDArray[Any]


class Module:
    """Something with parameters that is called on one sample.

    A model of one's own has `tables()` and `__call__`; it is trained, saved as a `state_dict()`,
    summed up and looked at like the others.

    >>> from autograd import dot
    >>> from nn import Layer, Module, fit
    >>> class Ratings(Module):
    ...     def __init__(self, users, films, factors):
    ...         self.users = Layer(factors, users, bias=False, seed=0).weight
    ...         self.films = Layer(factors, films, bias=False, seed=1).weight
    ...     def tables(self):
    ...         return {"users": self.users, "films": self.films}
    ...     def __call__(self, pair):
    ...         user, film = map(int, pair)
    ...         return dot(self.users[user], self.films[film])
    >>> print(Ratings(4, 3, factors=2).summary())
    layer          activation  weight  bias  parameters
    Ratings.users              4 × 2   –     8
    Ratings.films              3 × 2   –     6
    total                                    14
    """

    n_in: int

    def tables(self) -> dict[str, Table]:
        """The parameters as arrays of Values, under PyTorch's names, in its order and shapes."""
        raise NotImplementedError

    def parts(self) -> Iterator[tuple[str, Module]]:
        """The layers, with their names in the summary."""
        yield type(self).__name__, self

    def weight_tables(self) -> dict[str, Table]:
        """The tables of weights of each layer, without the biases, under the layers' names."""
        found = {}
        for name, part in self.parts():
            tables = part.tables()
            if "weight" in tables:
                found[name] = tables["weight"]
            else:
                found |= {f"{name}.{kind}": table for kind, table in tables.items()}
        return found

    def parameters(self) -> list[Value]:
        """All weights and biases: layer by layer, weights neuron by neuron, then biases."""
        return [parameter for table in self.tables().values() for parameter in table.flat]

    def named_parameters(self) -> list[tuple[str, Value]]:
        """All parameters with their labels, in the order of `parameters()`."""
        return [(parameter.label, parameter) for parameter in self.parameters()]

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters."""
        for parameter in self.parameters():
            parameter.grad = None

    def state_dict(self) -> dict[str, NDArray[np.float64]]:
        """Copies of all numbers, under PyTorch's names and in its shapes (outputs, inputs).

        Into a `torch.nn.Sequential` of the same layers, `net.double()`, they go by
        `net.load_state_dict(dict(zip(net.state_dict(), map(torch.tensor, state.values()))))`
        and back by `model.load_state_dict(net.state_dict())`.
        """
        return {
            name: np.array([parameter.data for parameter in table.flat]).reshape(table.shape)
            for name, table in self.tables().items()
        }

    def load_state_dict(self, state: Mapping[str, ArrayLike]) -> None:
        """Take over weights from a dictionary of arrays.

        It may be this class's own, that of a PyTorch module (`"0.weight"`, `"0.bias"`, …, one
        pair per layer in their order), or one of W1, b1, W2, b2, … with W of shape (inputs,
        outputs). Where anything does not fit, WeightsError says what, and nothing has changed.
        """
        tables = self.tables()
        arrays = matched(state, {name: table.shape for name, table in tables.items()})
        numbers = [float(number) for name in tables for number in arrays[name].flat]
        write([parameter for table in tables.values() for parameter in table.flat], numbers)

    def summary(self) -> Summary:
        """Layers, shapes and numbers of parameters: a table in a terminal and in a notebook."""
        return Summary.of(self)

    def inputs_from(self, xs: Iterable[Any]) -> list[Value]:
        """One sample as Values, or an error that says what was expected and what came."""
        if isinstance(xs, np.ndarray) and xs.ndim > 1:
            raise NetworkError(
                f"{type(self).__name__} takes one sample of {self.n_in} numbers at a time, got an "
                f"array of shape {xs.shape}: predict(model, X) takes many"
            )
        try:
            sample = list(xs)
        except TypeError:
            raise NumberError(
                f"{type(self).__name__} takes a sequence of {self.n_in} numbers, got "
                f"{type(xs).__name__}"
            ) from None
        if len(sample) != self.n_in:
            inputs = "input" if self.n_in == 1 else "inputs"
            raise NetworkError(
                f"{type(self).__name__} expects {self.n_in} {inputs}, got {len(sample)}"
            )
        return [
            x if isinstance(x, Value) else Constant(x, f"x{i}")
            for i, x in enumerate(sample, start=1)
        ]
