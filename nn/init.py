"""Starting numbers for weights, under PyTorch's names and with its arguments and scales.

A weight is a table of Values with one row per unit and one column per input, such as
`layer.weight`; a bias is a row of them. Every function sets the numbers and returns what it was
given. `generator` is a NumPy random generator; without one each call draws anew.

>>> from nn import Layer
>>> layer = Layer(2, 3, activation="relu")
>>> weight = kaiming_uniform_(layer.weight, generator=np.random.default_rng(0))
>>> weight is layer.weight or all(abs(w.data) <= 3**0.5 for w in layer.parameters())
True
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from autograd import Value
from nn.arguments import instance, number, random_generator
from nn.errors import NetworkError, unknown_name

if TYPE_CHECKING:
    from numpy.random import Generator

Numbers = NDArray[np.float64]
SELU_GAIN = 3 / 4
FAN_MODES = ("fan_in", "fan_out")

GAINS = {
    "linear": 1.0,
    "identity": 1.0,
    "sigmoid": 1.0,
    "tanh": 5.0 / 3.0,
    "relu": math.sqrt(2.0),
    "selu": SELU_GAIN,
}


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """The factor by which an activation wants its weights larger than a linear unit's.

    `param` is the slope of leaky_relu below 0, 0.01 unless given.

    >>> calculate_gain("tanh") == 5 / 3
    True
    """
    if nonlinearity == "leaky_relu":
        slope = 0.01 if param is None else number("param", param)
        return math.sqrt(2.0 / (1.0 + slope**2))
    if nonlinearity not in GAINS:
        raise unknown_name("nonlinearity", nonlinearity, (*GAINS, "leaky_relu"))
    return GAINS[nonlinearity]


def uniform_(
    weight: Any, a: float = 0.0, b: float = 1.0, generator: Generator | None = None
) -> Any:
    """Draw evenly between a and b."""
    a, b = number("a", a), number("b", b)
    return _set(weight, _random(generator).uniform(a, b, _shape(weight)))


def normal_(
    weight: Any, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None
) -> Any:
    """Draw from the normal distribution."""
    mean, std = number("mean", mean), number("std", std, "at least 0")
    return _set(weight, _random(generator).normal(mean, std, _shape(weight)))


def trunc_normal_(
    weight: Any,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: Generator | None = None,
) -> Any:
    """Draw from the normal distribution, again and again until the number lies in [a, b]."""
    if not a < b or mean + 6 * std < a or mean - 6 * std > b:
        raise NetworkError(f"hardly a draw from N({mean}, {std}²) would fall between {a} and {b}")
    random = _random(generator)
    drawn = random.normal(mean, std, _shape(weight))
    while (outside := (drawn < a) | (drawn > b)).any():
        drawn[outside] = random.normal(mean, std, int(outside.sum()))
    return _set(weight, drawn)


def constant_(weight: Any, val: float) -> Any:
    """Set every weight to one number."""
    return _set(weight, np.full(_shape(weight), number("val", val)))


def zeros_(weight: Any) -> Any:
    """Set every weight to 0."""
    return constant_(weight, 0.0)


def ones_(weight: Any) -> Any:
    """Set every weight to 1."""
    return constant_(weight, 1.0)


def eye_(weight: Any) -> Any:
    """1 where the number of the unit is that of the input, else 0: the layer repeats its input."""
    return _set(weight, np.eye(*_table(weight)))


def xavier_uniform_(weight: Any, gain: float = 1.0, generator: Generator | None = None) -> Any:
    """Evenly within ±gain·√(6 / (inputs + outputs)) (Glorot and Bengio, 2010)."""
    bound = number("gain", gain) * math.sqrt(6.0 / sum(_table(weight)))
    return uniform_(weight, -bound, bound, generator)


def xavier_normal_(weight: Any, gain: float = 1.0, generator: Generator | None = None) -> Any:
    """Normal with standard deviation gain·√(2 / (inputs + outputs)) (Glorot and Bengio, 2010)."""
    std = number("gain", gain) * math.sqrt(2.0 / sum(_table(weight)))
    return normal_(weight, 0.0, std, generator)


def kaiming_uniform_(
    weight: Any,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Any:
    """Evenly within ±gain·√(3 / inputs) (He and others, 2015); `a` is the leaky slope."""
    bound = math.sqrt(3.0) * _kaiming_std(weight, a, mode, nonlinearity)
    return uniform_(weight, -bound, bound, generator)


def kaiming_normal_(
    weight: Any,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Any:
    """Normal with standard deviation gain / √inputs (He and others, 2015)."""
    return normal_(weight, 0.0, _kaiming_std(weight, a, mode, nonlinearity), generator)


def orthogonal_(weight: Any, gain: float = 1.0, generator: Generator | None = None) -> Any:
    """Rows (or columns, where there are fewer) at right angles, of length `gain` (Saxe, 2013)."""
    rows, columns = _table(weight)
    drawn = _random(generator).normal(size=(max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(drawn)
    q = q * np.sign(np.diag(r))
    return _set(weight, number("gain", gain) * (q if rows >= columns else q.T))


def sparse_(
    weight: Any, sparsity: float, std: float = 0.01, generator: Generator | None = None
) -> Any:
    """Normal, with the fraction `sparsity` of each input's weights set to 0 (Martens, 2010)."""
    random = _random(generator)
    rows, columns = _table(weight)
    sparsity = number("sparsity", sparsity, "between 0 and 1")
    drawn = random.normal(0.0, number("std", std, "at least 0"), (rows, columns))
    for column in range(columns):
        drawn[random.permutation(rows)[: math.ceil(sparsity * rows)], column] = 0.0
    return _set(weight, drawn)


def _kaiming_std(weight: Any, a: float, mode: str, nonlinearity: str) -> float:
    fan_out, fan_in = _table(weight)
    if mode not in FAN_MODES:
        raise unknown_name("mode", mode, FAN_MODES)
    fan = fan_in if mode == "fan_in" else fan_out
    return calculate_gain(nonlinearity, a) / math.sqrt(fan)


def _random(generator: Any) -> Any:
    return generator if hasattr(generator, "uniform") else random_generator(generator, "generator")


def _shape(weight: Any) -> tuple[int, ...]:
    return np.shape(_values(weight))


def _values(weight: Any) -> Any:
    values = np.array(weight, dtype=object)
    for value in values.flat:
        instance("what gets a starting number", value, Value, "give layer.weight or layer.bias")
    return values


def _table(weight: Any) -> tuple[int, int]:
    shape = _shape(weight)
    if len(shape) != 2:
        raise NetworkError(
            f"this starting rule needs a table of weights (outputs × inputs), got shape {shape}"
        )
    return shape[0], shape[1]


def _set(weight: Any, numbers: Numbers) -> Any:
    for parameter, start in zip(_values(weight).flat, numbers.flat):
        parameter.data = float(start)
    return weight


def default_(weight: Any, bias: Any, activation: str, generator: Generator) -> None:
    """How a new layer starts: He's rule for the ReLU family, else Glorot's.

    Biases are drawn evenly within ±1/√inputs, so that units bend in different places.
    """
    if "elu" in activation:
        kaiming_uniform_(weight, nonlinearity="relu", generator=generator)
    else:
        xavier_uniform_(weight, generator=generator)
    if bias is not None:
        bound = 1.0 / math.sqrt(_table(weight)[1])
        uniform_(bias, -bound, bound, generator)
