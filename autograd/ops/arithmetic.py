"""Arithmetic: one record for each operator that a formula is written with."""

from __future__ import annotations

import math
import operator

import numpy as np

from autograd.ops.comparisons import greater, is_zero
from autograd.ops.record import Op, add_operation

ONE_EACH = (1.0, 1.0)

add = add_operation(
    "add",
    operator.add,
    lambda y, a, b: ONE_EACH,
    symbol="+",
    text="{} + {}",
    latex="{} + {}",
    code="{} + {}",
    array=np.add,
    precedence=1,
)
subtract = add_operation(
    "sub",
    operator.sub,
    lambda y, a, b: (1.0, -1.0),
    symbol="−",
    text="{} − {}",
    latex="{} - {}",
    code="{} - {}",
    array=np.subtract,
    precedence=1,
)
multiply = add_operation(
    "mul",
    operator.mul,
    lambda y, a, b: (b, a),
    symbol="×",
    text="{}·{}",
    latex=r"{} \cdot {}",
    code="{} * {}",
    array=np.multiply,
    precedence=2,
)
divide = add_operation(
    "div",
    operator.truediv,
    lambda y, a, b: (1.0 / b, -y / b),
    symbol="÷",
    text="{}/{}",
    latex=r"\frac{{{}}}{{{}}}",
    code="{} / {}",
    array=np.divide,
    precedence=2,
    domain="division needs a divisor other than 0",
)
negate = add_operation(
    "neg",
    operator.neg,
    lambda y, x: (-1.0,),
    symbol="neg",
    text="−{}",
    latex="-{}",
    code="-{}",
    array=np.negative,
    precedence=3,
)


def _power(x: float, p: float) -> float:
    if x == 0.0 and p < 0.0:
        raise ZeroDivisionError
    return math.pow(x, p)


def _log_or_zero(x: float) -> float:
    return math.log(x) if x > 0.0 else 0.0 if x == 0.0 else math.nan


log_or_zero: Op = add_operation(
    "log_or_zero",
    _log_or_zero,
    lambda y, x: (1.0 / x,),
    symbol="log",
    text="log({})",
    latex=r"\ln\left({}\right)",
    array=lambda x: np.log(np.where(x == 0.0, 1.0, x)),
)

power = add_operation(
    "pow",
    _power,
    lambda y, x, p: (p * (x + is_zero(p) * is_zero(x)) ** (p - 1.0), y * log_or_zero(x)),
    symbol="xⁿ",
    text="{}^{}",
    latex="{{{}}}^{{{}}}",
    code="{} ** {}",
    precedence=4,
    array=np.power,
    domain="a power is a finite real number for a base above 0, for a base of 0 with an exponent "
    "of at least 0, and for a negative base with a whole exponent, while it stays below 1.8e308",
)
absolute = add_operation(
    "abs",
    abs,
    lambda y, x: (greater(x, 0.0) - greater(0.0, x),),
    symbol="|·|",
    text="|{}|",
    latex=r"\left|{}\right|",
    array=np.absolute,
)
