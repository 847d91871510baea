"""Functions of several values, each one node: sums, neurons, softmax."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from functools import cache, reduce
from typing import Any

import numpy as np

from autograd.ops.arithmetic import add, multiply
from autograd.ops.comparisons import maximum
from autograd.ops.functions import exp, log
from autograd.ops.record import FAMILIES, Notation, Op, add_operation


def _exact(
    result: float, weights: Sequence[float], inputs: Sequence[float], divisor: int = 1
) -> float:
    """Σ wᵢxᵢ / divisor in fractions, because in floats it left the finite numbers on its way."""
    from fractions import Fraction  # noqa: PLC0415 - slow, and hardly ever needed

    if not all(map(math.isfinite, (*weights, *inputs))):
        return result
    exact = sum(Fraction(w) * Fraction(x) for w, x in zip(weights, inputs))
    try:
        return float(exact / divisor)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf


def _total(*xs: float) -> float:
    result = sum(xs)
    return result if math.isfinite(result) else _exact(result, [1] * len(xs), xs)


def _mean(*xs: float) -> float:
    n = len(xs)
    result = sum(xs) / n
    return result if math.isfinite(result) else _exact(result, [1] * n, xs, n)


def _sum_of_products(*args: Any) -> Any:
    n = len(args) // 2
    return sum(map(operator.mul, args[:n], args[n:]))


def _weighted_sum(*args: Any) -> Any:
    n = len(args) // 2
    return sum(map(operator.mul, args[:n], args[n:-1])) + args[-1]


def _dot(*args: float) -> float:
    n = len(args) // 2
    result: float = _sum_of_products(*args)
    return result if math.isfinite(result) else _exact(result, args[:n], args[n:])


def _affine(*args: float) -> float:
    n = len(args) // 2
    result: float = _weighted_sum(*args)
    return result if math.isfinite(result) else _exact(result, (*args[:n], 1.0), args[n:])


def _dot_partials(y: Any, *args: Any) -> tuple[Any, ...]:
    n = len(args) // 2
    return (*args[n:], *args[:n])


def _affine_partials(y: Any, *args: Any) -> tuple[Any, ...]:
    n = len(args) // 2
    return (*args[n:-1], *args[:n], 1.0)


def _dot_expansion(*args: Any) -> Any:
    n = len(args) // 2
    return reduce(add, map(multiply, args[:n], args[n:]))


def _logsumexp(*xs: float) -> float:
    shift = maximum.forward(*xs)
    if not math.isfinite(shift):
        return float(shift)
    return float(shift + math.log(sum(math.exp(x - shift) for x in xs)))


def _logsumexp_expansion(*xs: Any) -> Any:
    shift = maximum(*xs)
    return shift + log(reduce(add, [exp(x - shift) for x in xs]))


def _softmax_weights(*xs: Any) -> tuple[Any, ...]:
    """exp(xᵢ) / Σ exp(xⱼ), shifted by the largest so that no exponential overflows."""
    shift = maximum(*xs)
    powers = [exp(x - shift) for x in xs]
    scale = total(*powers)
    return tuple(p / scale for p in powers)


total = add_operation(
    "total",
    _total,
    lambda y, *xs: (1.0,) * len(xs),
    symbol="Σ",
    precedence=1,
    array=lambda *xs: reduce(np.add, xs),
    expansion=lambda *xs: reduce(add, xs),
)
mean = add_operation(
    "mean",
    _mean,
    lambda y, *xs: (1.0 / len(xs),) * len(xs),
    precedence=2,
    array=lambda *xs: reduce(np.add, xs) / len(xs),
    expansion=lambda *xs: reduce(add, xs) / float(len(xs)),
)
dot = add_operation(
    "dot",
    _dot,
    _dot_partials,
    symbol="w·x",
    precedence=1,
    array=_sum_of_products,
    expansion=_dot_expansion,
)
affine = add_operation(
    "affine",
    _affine,
    _affine_partials,
    symbol="w·x + b",
    precedence=1,
    array=_weighted_sum,
    expansion=lambda *args: _dot_expansion(*args[:-1]) + args[-1],
)
logsumexp = add_operation(
    "logsumexp",
    _logsumexp,
    lambda y, *xs: _softmax_weights(*xs),
    symbol="log Σ exp",
    array=lambda *xs: np.logaddexp.reduce(np.broadcast_arrays(*xs)),
    expansion=_logsumexp_expansion,
)


@cache
def softmax(index: int) -> Op:
    """The record of one output of softmax, counted from 0."""

    def forward(*xs: float) -> float:
        shift = maximum.forward(*xs)
        powers = [math.exp(x - shift) for x in xs]
        return powers[index] / sum(powers)

    def partials(y: Any, *xs: Any) -> tuple[Any, ...]:
        weights = _softmax_weights(*xs)
        return tuple(y * (float(i == index) - weight) for i, weight in enumerate(weights))

    def expansion(*xs: Any) -> Any:
        shift = maximum(*xs)
        powers = [exp(x - shift) for x in xs]
        return powers[index] / reduce(add, powers)

    def array(*xs: Any) -> Any:
        return _softmax_weights(*np.broadcast_arrays(*xs))[index]

    notation = Notation("softmax")
    return Op("softmax", forward, partials, notation, array, expansion, index=index)


FAMILIES["softmax"] = softmax
