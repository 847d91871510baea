"""The table of activations, by the names under which networks take them.

A name may carry the parameter of its function: `"leaky_relu(0.001)"`, `"elu(0.5)"`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import autograd
from autograd import Value
from nn.errors import NetworkError, unknown_name

Function = Callable[[Value], Value]


def identity(z: Value) -> Value:
    """The weighted sum as it is: for regression, and for scores that a loss turns into more."""
    return z


def sign(z: Value) -> Value:
    """1 from 0 upwards, else −1: the threshold of a perceptron over ±1."""
    return 2.0 * autograd.step(z) - 1.0


ACTIVATIONS: dict[str, Callable[..., Value]] = {
    "identity": identity,
    "step": autograd.step,
    "sign": sign,
    "sigmoid": autograd.sigmoid,
    "tanh": autograd.tanh,
    "relu": autograd.relu,
    "leaky_relu": autograd.leaky_relu,
    "elu": autograd.elu,
    "softplus": autograd.softplus,
}
WITH_PARAMETER = ("leaky_relu", "elu")
NAMES = (*ACTIVATIONS, "softmax")


@dataclass(frozen=True)
class Activation:
    """A function from the weighted sums of a layer to its outputs, and its name.

    >>> from nn import Layer
    >>> Layer(2, 3, activation="tanh").activation.name
    'tanh'
    """

    name: str
    function: Function | None
    in_table: bool = True

    def __call__(self, zs: Sequence[Value]) -> list[Value]:
        """The outputs of a layer: one by one, or for softmax all together."""
        if self.function is None:
            return autograd.softmax(zs)
        return [self.function(z) for z in zs]

    def __str__(self) -> str:
        return self.name


def activation(given: str | Function | Activation) -> Activation:
    """The activation of that name; a function of one Value is taken as it is.

    >>> [y.data for y in activation("leaky_relu(0.1)")([Value(-2.0), Value(2.0)])]
    [-0.2, 2.0]
    """
    if isinstance(given, Activation):
        return given
    if callable(given):
        return Activation(getattr(given, "__name__", type(given).__name__), given, in_table=False)
    name, parameter = _parsed(given)
    if name not in NAMES:
        raise unknown_name("activation", given, NAMES)
    function = ACTIVATIONS.get(name)
    if parameter is None:
        return Activation(name, function)
    if name not in WITH_PARAMETER:
        raise NetworkError(f"{name} takes no parameter, got {given!r}")
    return Activation(f"{name}({parameter!r})", partial(ACTIVATIONS[name], a=parameter))


def activation_of_output(model: Any) -> str:
    """The name of what the last layer of a model ends in; "" where that is not known."""
    layers = getattr(model, "layers", None)
    last = layers[-1] if layers else model
    return str(getattr(getattr(last, "activation", None), "name", ""))


def _parsed(given: Any) -> tuple[str, float | None]:
    """The two parts of "elu(0.5)"; a plain name has no parameter."""
    text = str(given).lower()
    match = re.fullmatch(r"(\w+)\(([^()]*)\)", text)
    if match is None:
        return text, None
    try:
        return match[1], float(match[2])
    except ValueError:
        raise NetworkError(f"the parameter in {given!r} is not a number") from None
