"""The functions of Values, each also a method where it takes one: `exp(x)` is `x.exp()`.

Plain numbers are taken as constants, so the result is always a Value.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from autograd import ops
from autograd.errors import AutogradError, NumberError
from autograd.ops import Op
from autograd.value import Operand, Value, as_value

__all__ = [
    "affine",
    "cos",
    "dot",
    "elu",
    "exp",
    "leaky_relu",
    "log",
    "logsumexp",
    "maximum",
    "mean",
    "minimum",
    "relu",
    "sigmoid",
    "sin",
    "softmax",
    "softplus",
    "sqrt",
    "step",
    "tan",
    "tanh",
    "total",
]

Operands = Iterable[Operand]


def apply(op: Op, *xs: Any) -> Value:
    """Record an operation on Values and numbers."""
    guest = any(hasattr(x, "_apply") for x in xs)
    return cast(Value, op(*xs) if guest else op(*map(as_value, xs)))


def exp(x: Operand) -> Value:
    """e to the power of x.

    >>> exp(0.0).data
    1.0
    """
    return apply(ops.exp, x)


def log(x: Operand) -> Value:
    """The natural logarithm of x; DomainError where x is 0 or less.

    >>> log(1.0).data
    0.0
    """
    return apply(ops.log, x)


def sqrt(x: Operand) -> Value:
    """The square root of x; DomainError where x is negative.

    >>> sqrt(9.0).data
    3.0
    """
    return apply(ops.sqrt, x)


def sin(x: Operand) -> Value:
    """The sine of an angle in radians.

    >>> sin(0.0).data
    0.0
    """
    return apply(ops.sin, x)


def cos(x: Operand) -> Value:
    """The cosine of an angle in radians.

    >>> cos(0.0).data
    1.0
    """
    return apply(ops.cos, x)


def tan(x: Operand) -> Value:
    """The tangent of an angle in radians.

    >>> tan(0.0).data
    0.0
    """
    return apply(ops.tan, x)


def tanh(x: Operand) -> Value:
    """The hyperbolic tangent, between −1 and 1.

    >>> tanh(0.0).data
    0.0
    """
    return apply(ops.tanh, x)


def sigmoid(x: Operand) -> Value:
    """1 / (1 + exp(−x)), between 0 and 1, for x of any size.

    >>> sigmoid(0.0).data, sigmoid(-1000.0).data
    (0.5, 0.0)
    """
    return apply(ops.sigmoid, x)


def relu(x: Operand) -> Value:
    """x above 0, else 0; the derivative at 0 is 0, as in PyTorch.

    >>> relu(-2.0).data, relu(2.0).data
    (0.0, 2.0)
    """
    return apply(ops.relu, x)


def leaky_relu(x: Operand, a: Operand = 0.01) -> Value:
    """x above 0, else a·x.

    >>> leaky_relu(-2.0, 0.1).data
    -0.2
    """
    return apply(ops.leaky_relu, x, a)


def elu(x: Operand, a: Operand = 1.0) -> Value:
    """x above 0, else a·(exp(x) − 1) (Clevert, Unterthiner and Hochreiter, 2015).

    >>> elu(2.0).data, round(elu(-2.0).data, 6)
    (2.0, -0.864665)
    """
    return apply(ops.elu, x, a)


def softplus(x: Operand) -> Value:
    """log(1 + exp(x)), for x of any size.

    >>> softplus(1000.0).data
    1000.0
    """
    return apply(ops.softplus, x)


def step(x: Operand) -> Value:
    """1 from 0 upwards, else 0: the threshold of a perceptron. Its derivative is 0.

    >>> step(-0.1).data, step(0.0).data
    (0.0, 1.0)
    """
    return apply(ops.step, x)


def maximum(*xs: Operand | Operands) -> Value:
    """The largest of several; the derivative is shared equally among ties.

    >>> maximum(1.0, 3.0, 2.0).data
    3.0
    """
    return apply(ops.maximum, *_several("maximum", *xs))


def minimum(*xs: Operand | Operands) -> Value:
    """The smallest of several; the derivative is shared equally among ties.

    >>> minimum(1.0, 3.0, 2.0).data
    1.0
    """
    return apply(ops.minimum, *_several("minimum", *xs))


def total(xs: Operands) -> Value:
    """The sum of several Values, as one node.

    >>> total([1.0, 2.0, 3.0]).data
    6.0
    """
    return apply(ops.total, *_several("total", xs))


def mean(xs: Operands) -> Value:
    """The arithmetic mean of several Values, as one node.

    >>> mean([1.0, 2.0, 3.0]).data
    2.0
    """
    return apply(ops.mean, *_several("mean", xs))


def dot(ws: Operands, xs: Operands) -> Value:
    """w₁x₁ + … + wₙxₙ, as one node.

    >>> dot([1.0, 2.0], [3.0, 4.0]).data
    11.0
    """
    pairs = _paired("dot", ws, xs)
    return apply(ops.dot, *_several("dot", pairs))


def affine(ws: Operands, xs: Operands, b: Operand) -> Value:
    """w₁x₁ + … + wₙxₙ + b, as one node: a neuron before its activation.

    >>> affine([1.0, 2.0], [3.0, 4.0], 0.5).data
    11.5
    """
    return apply(ops.affine, *_paired("affine", ws, xs), b)


def logsumexp(xs: Operands) -> Value:
    """log(exp(x₁) + … + exp(xₙ)), for xs of any size.

    >>> round(logsumexp([1000.0, 1000.0]).data, 6)
    1000.693147
    """
    return apply(ops.logsumexp, *_several("logsumexp", xs))


def softmax(xs: Operands) -> list[Value]:
    """exp(xᵢ) / Σ exp(xⱼ) for each i: positive numbers that add up to 1.

    >>> [round(p.data, 8) for p in softmax([0.3, 2.9, 4.0])]
    [0.01821127, 0.24519181, 0.73659691]
    """
    inputs = _several("softmax", xs)
    if not any(hasattr(x, "_apply") for x in inputs):
        inputs = [as_value(x) for x in inputs]
    return [apply(ops.softmax(i), *inputs) for i in range(len(inputs))]


def _several(name: str, *xs: Any) -> list[Any]:
    """The numbers of a call f(a, b, …) or f([a, b, …])."""
    if len(xs) == 1 and not isinstance(xs[0], Value):
        try:
            xs = tuple(xs[0])
        except TypeError:
            raise NumberError(
                f"{name} takes several Values or numbers, got {type(xs[0]).__name__}"
            ) from None
    if not xs:
        raise AutogradError(f"{name} needs at least one Value or number, got none")
    return list(xs)


def _paired(name: str, ws: Operands, xs: Operands) -> list[Any]:
    try:
        weights, inputs = list(ws), list(xs)
    except TypeError:
        raise NumberError(
            f"{name} takes a list of weights and a list of inputs, got {type(ws).__name__} and "
            f"{type(xs).__name__}"
        ) from None
    if len(weights) != len(inputs):
        raise AutogradError(
            f"{name} pairs each weight with one input, got {len(weights)} weights and "
            f"{len(inputs)} inputs"
        )
    return [*weights, *inputs]
