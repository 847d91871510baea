"""The table of wrong results: how one operation goes wrong by hand in the forward pass."""

from __future__ import annotations

import math

from autograd import ops
from autograd.calculation import computed
from autograd.ops import Op
from autograd.slips import (
    ACTIVATIONS,
    INPUT,
    ONE_INPUT,
    PRODUCTS,
    Floats,
    Kind,
    Row,
    derivative,
    partner,
    result_of,
)

ADD, SUBTRACT = frozenset({ops.add}), frozenset({ops.subtract})
POWER, DIVIDE = frozenset({ops.power}), frozenset({ops.divide})
SUMS = frozenset({ops.add, ops.subtract, ops.total, ops.dot, ops.affine})


def _term(op: Op, xs: Floats, i: int) -> float:
    """What an input adds to the result, alone or with the factor beside it."""
    other = partner(op, len(xs), i)
    if other is not None:
        return xs[i] * xs[other]
    return -xs[i] if op is ops.subtract and i == 1 else xs[i]


def _without_term(op: Op, y: float, xs: Floats, i: int) -> float:
    return y - _term(op, xs, i)


def _without_factor(op: Op, y: float, xs: Floats, i: int) -> float:
    other = partner(op, len(xs), i)
    return math.nan if other is None else y - _term(op, xs, i) + xs[other]


def _added(op: Op, y: float, xs: Floats, i: int) -> float:
    other = partner(op, len(xs), i)
    return math.nan if other is None else y - _term(op, xs, i) + xs[i] + xs[other]


def _turned_round(op: Op, y: float, xs: Floats, i: int) -> float:
    return -y


WRONG_RESULTS = (
    Row(
        Kind("left out", 2, "{op} is not applied in {place}"),
        ONE_INPUT,
        lambda op, y, xs, i: xs[0],
    ),
    Row(
        Kind("left out", 2, "the exponent {second} is forgotten in {place}"),
        POWER,
        lambda op, y, xs, i: xs[0],
    ),
    Row(Kind("left out", 2, "a term is left out: {place}"), SUMS, _without_term, None, INPUT),
    Row(
        Kind("left out", 2, "a factor is left out: {place}"),
        PRODUCTS,
        _without_factor,
        None,
        INPUT,
    ),
    Row(
        Kind("left out", 2, "the divisor is left out in {place}"),
        DIVIDE,
        lambda op, y, xs, i: xs[0],
        (1,),
    ),
    Row(
        Kind("left out", 2, "the mean is not divided by {count} in {place}"),
        frozenset({ops.mean}),
        lambda op, y, xs, i: math.fsum(xs),
    ),
    Row(
        Kind("minus", 2, "the difference is taken the other way round: {place}"),
        SUBTRACT,
        _turned_round,
    ),
    Row(
        Kind("minus", 2, "the sign is wrong: the minus is lost in {place}"),
        frozenset({ops.negate}),
        _turned_round,
    ),
    Row(
        Kind("operation", 2, "the numbers are added instead of multiplied in {place}"),
        PRODUCTS,
        _added,
        None,
    ),
    Row(Kind("operation", 2, "+ and − are exchanged in {place}"), ADD, result_of(ops.subtract)),
    Row(Kind("operation", 2, "+ and − are exchanged in {place}"), SUBTRACT, result_of(ops.add)),
    Row(
        Kind("activation", 3, "{op} is taken of minus the input in {place}"),
        ONE_INPUT,
        lambda op, y, xs, i: computed(op, [-xs[0], *xs[1:]]),
    ),
    Row(
        Kind("activation", 3, "the derivative of {op} is given instead of {op} in {place}"),
        ONE_INPUT - {ops.exp},
        derivative,
    ),
    *(
        Row(
            Kind("activation", 3, "{other} is used instead of {op} in {place}").at(
                other=other.name
            ),
            frozenset(ACTIVATIONS) - {other},
            result_of(other),
        )
        for other in ACTIVATIONS
    ),
    Row(
        Kind("operation", 3, "the numbers are multiplied instead of added in {place}"),
        ADD,
        result_of(ops.multiply),
    ),
    Row(
        Kind("operation", 3, "the numbers are multiplied instead of divided in {place}"),
        DIVIDE,
        result_of(ops.multiply),
    ),
    Row(
        Kind("operation", 3, "the division is done the other way round in {place}"),
        DIVIDE,
        lambda op, y, xs, i: computed(op, [xs[1], xs[0]]),
    ),
    Row(
        Kind("operation", 3, "the base is multiplied by {second}, not raised to it, in {place}"),
        POWER,
        lambda op, y, xs, i: xs[0] * xs[1],
    ),
    Row(
        Kind("operation", 3, "the logarithm to base 10 is taken in {place}"),
        frozenset({ops.log}),
        lambda op, y, xs, i: y / math.log(10.0),
    ),
    Row(
        Kind("operation", 3, "the angle is taken in degrees in {place}"),
        frozenset({ops.sin, ops.cos, ops.tan}),
        lambda op, y, xs, i: computed(op, [math.radians(xs[0])]),
    ),
)
