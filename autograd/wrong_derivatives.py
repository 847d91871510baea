"""The table of wrong local derivatives: how a rule of differentiation goes wrong by hand."""

from __future__ import annotations

import math

from autograd import ops
from autograd.calculation import computed
from autograd.evaluation import local_derivatives
from autograd.ops import Op
from autograd.slips import (
    ACTIVATIONS,
    INPUT,
    ONE_INPUT,
    PARTNER,
    PRODUCTS,
    Floats,
    Kind,
    Row,
    WrongNumber,
    derivative,
    one,
    partner,
)

MINUS_IN_RULE = ((ops.subtract, 1), (ops.negate, 0), (ops.divide, 1), (ops.cos, 0))


def _without_minus(op: Op, y: float, xs: Floats, i: int) -> float:
    return -derivative(op, y, xs, i)


def _without_minus_of_factor(op: Op, y: float, xs: Floats, i: int) -> float:
    by = derivative(op, y, xs, i)
    return -by if by < 0.0 else math.nan


def _wrong_factor(op: Op, y: float, xs: Floats, i: int) -> float:
    return xs[i] if partner(op, len(xs), i) is not None else math.nan


def _factor_left_out(op: Op, y: float, xs: Floats, i: int) -> float:
    return 1.0 if partner(op, len(xs), i) is not None else math.nan


def _at_input(op: Op, y: float, xs: Floats, i: int) -> float:
    return local_derivatives(op, xs[0], xs)[0]


def _at_output(op: Op, y: float, xs: Floats, i: int) -> float:
    return local_derivatives(op, computed(op, [y, *xs[1:]]), [y, *xs[1:]])[0]


def _by_rule_of(other: Op) -> WrongNumber:
    return lambda op, y, xs, i: local_derivatives(other, y, xs[:1])[0]


POWER, DIVIDE = frozenset({ops.power}), frozenset({ops.divide})

WRONG_DERIVATIVES = (
    *(
        Row(
            Kind("minus", 1, "the sign is wrong: a minus is lost in the derivative of {place}"),
            frozenset({op}),
            _without_minus,
            (i,),
        )
        for op, i in MINUS_IN_RULE
    ),
    Row(
        Kind("minus", 1, "the sign is wrong: the minus of a factor is lost, {place}"),
        PRODUCTS,
        _without_minus_of_factor,
        None,
        PARTNER,
    ),
    Row(
        Kind("product", 2, "the wrong factor is taken as the derivative of the product {place}"),
        PRODUCTS,
        _wrong_factor,
        None,
    ),
    Row(Kind("left out", 2, "the derivative of {op} is left out at {place}"), ONE_INPUT, one),
    Row(
        Kind("left out", 3, "the exponent {second} is not brought down as a factor in {place}"),
        POWER,
        lambda op, y, xs, i: computed(op, [xs[0], xs[1] - 1.0]),
    ),
    Row(
        Kind("left out", 3, "a factor is left out: {place}"),
        PRODUCTS,
        _factor_left_out,
        None,
        PARTNER,
    ),
    Row(
        Kind("left out", 3, "a term is left out: {place}"),
        frozenset({ops.add, ops.subtract, ops.total}),
        lambda op, y, xs, i: 0.0,
        None,
        INPUT,
    ),
    Row(Kind("left out", 3, "the divisor is left out in {place}"), DIVIDE, one),
    Row(
        Kind("left out", 3, "the mean is not divided by {count} in {place}"),
        frozenset({ops.mean}),
        one,
        None,
    ),
    Row(
        Kind("activation", 3, "1 − {op} is taken as the derivative of {op} at {place}"),
        frozenset({ops.sigmoid, ops.tanh}),
        lambda op, y, xs, i: 1.0 - y,
    ),
    Row(
        Kind(
            "activation",
            3,
            "the derivative of {op} is taken at the input, not the output, of {place}",
        ),
        ONE_INPUT,
        _at_input,
    ),
    Row(
        Kind(
            "activation",
            3,
            "the derivative of {op} is taken at the output, not the input, of {place}",
        ),
        ONE_INPUT,
        _at_output,
    ),
    Row(
        Kind("activation", 4, "{op} itself is taken as its derivative at {place}"),
        ONE_INPUT - {ops.exp},
        lambda op, y, xs, i: y,
    ),
    *(
        Row(
            Kind("activation", 4, "the rule of {other} is used for {op} at {place}").at(
                other=other.name
            ),
            frozenset(ACTIVATIONS) - {other},
            _by_rule_of(other),
        )
        for other in ACTIVATIONS
    ),
    Row(
        Kind("power", 4, "the exponent {second} is not lowered by 1 in the derivative of {place}"),
        POWER,
        lambda op, y, xs, i: xs[1] * y,
    ),
    Row(
        Kind("power", 4, "the divisor is not squared in the derivative of {place}"),
        DIVIDE,
        lambda op, y, xs, i: -y,
        (1,),
    ),
)
