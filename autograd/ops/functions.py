"""Functions of one value: exp, log, the trigonometric ones, and the activations of neurons."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from autograd.ops.comparisons import greater, minimum
from autograd.ops.record import Op, add_operation


def _quiet_at_infinity(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda x: function(x) if math.isfinite(x) else math.nan


def _sigmoid(x: float) -> float:
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


def _elu(x: float, a: float) -> float:
    return a * math.expm1(x) if x < 0.0 else x


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x))) if not math.isnan(x) else x


exp = add_operation(
    "exp",
    math.exp,
    lambda y, x: (y,),
    latex="e^{{{}}}",
    precedence=4,
    array=np.exp,
    domain="exp stays below the largest float, 1.8e308, for arguments up to 709.78",
)
expm1 = add_operation(
    "expm1",
    math.expm1,
    lambda y, x: (y + 1.0,),
    symbol="exp−1",
    array=np.expm1,
    domain="expm1 stays below the largest float, 1.8e308, for arguments up to 709.78",
)
log = add_operation(
    "log",
    math.log,
    lambda y, x: (1.0 / x,),
    latex=r"\ln\left({}\right)",
    array=np.log,
    domain="log needs an argument above 0",
)
sqrt = add_operation(
    "sqrt",
    math.sqrt,
    lambda y, x: (0.5 / y,),
    symbol="√",
    text="√({})",
    latex=r"\sqrt{{{}}}",
    array=np.sqrt,
    domain="sqrt needs an argument of at least 0",
)
sin = add_operation(
    "sin",
    _quiet_at_infinity(math.sin),
    lambda y, x: (cos(x),),
    latex=r"\sin\left({}\right)",
    array=np.sin,
)
cos: Op = add_operation(
    "cos",
    _quiet_at_infinity(math.cos),
    lambda y, x: (-sin(x),),
    latex=r"\cos\left({}\right)",
    array=np.cos,
)
tan = add_operation(
    "tan",
    _quiet_at_infinity(math.tan),
    lambda y, x: (1.0 + y * y,),
    latex=r"\tan\left({}\right)",
    array=np.tan,
)
tanh = add_operation(
    "tanh",
    math.tanh,
    lambda y, x: (1.0 - y * y,),
    latex=r"\tanh\left({}\right)",
    array=np.tanh,
)
sigmoid = add_operation(
    "sigmoid",
    _sigmoid,
    lambda y, x: (y * (1.0 - y),),
    symbol="σ",
    text="σ({})",
    latex=r"\sigma\left({}\right)",
    array=lambda x: 1.0 / (1.0 + np.exp(-x)),
)
relu = add_operation(
    "relu",
    lambda x: 0.0 if x <= 0.0 else x,
    lambda y, x: (greater(x, 0.0),),
    symbol="ReLU",
    text="relu({})",
    latex=r"\operatorname{{ReLU}}\left({}\right)",
    array=lambda x: np.maximum(x, 0.0),
)
leaky_relu = add_operation(
    "leaky_relu",
    lambda x, a: a * x if x <= 0.0 else x,
    lambda y, x, a: (a + (1.0 - a) * greater(x, 0.0), minimum(x, 0.0)),
    symbol="Leaky ReLU",
    latex=r"\operatorname{{LeakyReLU}}\left({}, {}\right)",
    array=lambda x, a: np.where(x <= 0.0, a * x, x),
)
elu = add_operation(
    "elu",
    _elu,
    lambda y, x, a: (
        greater(x, 0.0) + (1.0 - greater(x, 0.0)) * a * exp(minimum(x, 0.0)),
        expm1(minimum(x, 0.0)),
    ),
    symbol="ELU",
    latex=r"\operatorname{{ELU}}\left({}, {}\right)",
    array=lambda x, a: np.where(x < 0.0, a * np.expm1(np.minimum(x, 0.0)), x),
)
softplus = add_operation(
    "softplus",
    _softplus,
    lambda y, x: (sigmoid(x),),
    latex=r"\operatorname{{softplus}}\left({}\right)",
    array=lambda x: np.logaddexp(0.0, x),
)
step = add_operation(
    "step",
    lambda x: 1.0 if x >= 0.0 else 0.0 if x < 0.0 else x,
    lambda y, x: (0.0,),
    latex=r"\operatorname{{step}}\left({}\right)",
    array=lambda x: np.heaviside(x, 1.0),
)
