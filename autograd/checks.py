"""`check_grads`: every derivative compared with finite differences, in every mode."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from autograd.columns import visible
from autograd.derivatives import grad, jvp
from autograd.errors import AutogradError, GradientError, NumberError
from autograd.number import Number, number
from autograd.sweep import topological_order
from autograd.value import Value

RELATIVE = 1e-6
KINK = 1e-3
STEPS = (1e-3, 1e-4, 1e-5)


def check_grads(f: Callable[..., Value], at: Sequence[Number], order: int = 1) -> None:
    """Raise GradientError unless every derivative of `f` at these numbers is right.

    `f` takes as many Values as `at` has numbers and returns one. Checked against central finite
    differences are the local derivatives of every operation, `backward()`, `jvp` and `grad`; with
    `order=2` the derivatives of the derivatives too, and so on. At a kink, where a derivative is
    a convention, there is nothing to compare with: choose a point beside it.

    >>> from autograd import exp
    >>> check_grads(lambda a, b: a * exp(b), at=[1.5, 0.5], order=2)
    """
    if order < 1:
        raise AutogradError(f"order counts derivatives and starts at 1, got {order}")
    if not isinstance(at, Iterable):
        raise NumberError(f"`at` is a list of numbers, one for each argument of f, got {at!r:.60}")
    point = [number(x) for x in at]
    xs = [Value(x, f"x{i}") for i, x in enumerate(point, start=1)]
    y = f(*xs)
    if not isinstance(y, Value):
        raise GradientError(f"f must return a Value, got {type(y).__name__}")
    for node in topological_order([y]):
        if node.operation is not None:
            _check_operation(node)
            if order > 1:
                _check_rule_on_values(node)
    y.backward()
    gradient = grad(y, xs)
    for i, x in enumerate(xs):
        expected = _difference(lambda *numbers: f(*map(Value, numbers)).data, point, i)
        for mode, found in [
            ("backward()", x.grad or 0.0),
            ("jvp", jvp(y, {x: 1.0})),
            ("grad", gradient[i].data),
        ]:
            if not expected.agrees_with(found):
                raise GradientError(
                    f"{mode} gives {found!r} for the derivative by argument {i + 1} of f at "
                    f"{point}, finite differences give {expected.estimate!r}: f computes with "
                    "plain numbers somewhere, or branches on them"
                )
    if order > 1:
        for i in range(len(xs)):
            check_grads(lambda *vs, i=i: grad(f(*vs), vs)[i], point, order - 1)


def _check_operation(node: Value) -> None:
    op = node.operation
    assert op is not None
    at = [x.data for x in node.inputs]
    for position, partial in enumerate(node.partials):
        expected = _difference(op.forward, at, position)
        if not expected.agrees_with(partial):
            terms = ", ".join(
                f"{visible(x.label)}={x.data!r}" if x.label else repr(x.data) for x in node.inputs
            )
            raise GradientError(
                f"the rule of {op.name!r} gives {partial!r} for the derivative by input "
                f"{position + 1} of {op.name}({terms}), finite differences give "
                f"{expected.estimate!r}: mend its partials"
            )


def _check_rule_on_values(node: Value) -> None:
    """Whether the derivative of a rule, found by running it on Values, is that of its numbers."""
    op = node.operation
    assert op is not None
    at = [x.data for x in node.inputs]
    inputs = [Value(x) for x in at]
    for i, partial in enumerate(grad(op(*inputs), inputs)):
        for j, second in enumerate(grad(partial, inputs)):
            expected = _difference(lambda *xs, i=i: op.partials(op.forward(*xs), *xs)[i], at, j)
            if not expected.agrees_with(second.data):
                raise GradientError(
                    f"the rule of {op.name!r} for input {i + 1} has the derivative "
                    f"{expected.estimate!r} by input {j + 1}, but {second.data!r} when it runs on "
                    "Values: it computes with plain numbers somewhere, or branches on them"
                )


class Difference(NamedTuple):
    """A derivative by finite differences, and how far rounding may have moved it."""

    estimate: float
    rounding: float

    def agrees_with(self, found: float) -> bool:
        """Whether a derivative is right, as far as finite differences can tell."""
        if math.isnan(self.estimate):
            return True
        size = max(1.0, abs(found), abs(self.estimate))
        return abs(found - self.estimate) <= RELATIVE * size + self.rounding


def _difference(f: Callable[..., Any], at: Sequence[float], position: int) -> Difference:
    """The derivative by one argument from central differences, extrapolated to a step of 0.

    It is nan where they do not converge, and at a kink: there the slopes on both sides stay
    apart however small the step.
    """
    best, spread, rounding, kink = math.nan, math.inf, 0.0, 0.0
    for step in STEPS:
        h = step * max(abs(at[position]), 0.01)
        try:
            coarse, fine = (_slopes(f, at, position, width) for width in (h, h / 2))
            size = abs(float(f(*at)))
        except (ArithmeticError, ValueError):
            continue
        change = abs(_mean(fine) - _mean(coarse))
        if change < spread:
            best, spread = (4.0 * _mean(fine) - _mean(coarse)) / 3.0, change
            rounding = 8.0 * sys.float_info.epsilon * size / h
            bend, wider_bend = (abs(above - below) for below, above in (fine, coarse))
            kink = bend if bend > 0.75 * wider_bend else 0.0
    if max(spread, kink) > KINK * max(1.0, abs(best)):
        best = math.nan
    return Difference(best, rounding)


def _slopes(
    f: Callable[..., Any], at: Sequence[float], position: int, h: float
) -> tuple[float, float]:
    """The mean slopes of f over a width h below and above the point."""
    above, below = list(at), list(at)
    above[position] += h
    below[position] -= h
    left, middle, right = float(f(*below)), float(f(*at)), float(f(*above))
    x = at[position]
    return (middle - left) / (x - below[position]), (right - middle) / (above[position] - x)


def _mean(slopes: Sequence[float]) -> float:
    return math.fsum(slopes) / len(slopes)
