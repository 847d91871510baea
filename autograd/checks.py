"""`check_grads`: every derivative compared with finite differences, in every mode."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from autograd.derivatives import grad, jvp
from autograd.errors import AutogradError, GradientError
from autograd.sweep import topological_order
from autograd.value import Number, Value, number

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
    point = [number(x) for x in at]
    xs = [Value(x, f"x{i}") for i, x in enumerate(point, start=1)]
    y = f(*xs)
    if not isinstance(y, Value):
        raise GradientError(f"f must return a Value, got {type(y).__name__}")
    for node in topological_order([y]):
        if node.operation is not None:
            _check_operation(node)
    y.backward()
    gradient = grad(y, xs)
    for i, x in enumerate(xs):
        expected = _difference(lambda *numbers: f(*map(Value, numbers)).data, point, i)
        for mode, found in [
            ("backward()", x.grad or 0.0),
            ("jvp", jvp(y, {x: 1.0})),
            ("grad", gradient[i].data),
        ]:
            if not _close(found, expected):
                raise GradientError(
                    f"{mode} gives {found!r} for the derivative by argument {i + 1} of f at "
                    f"{point}, finite differences give {expected!r}: f computes with plain "
                    "numbers somewhere, or branches on them"
                )
    if order > 1:
        for i in range(len(xs)):
            check_grads(lambda *vs, i=i: grad(f(*vs), vs)[i], point, order - 1)


def _check_operation(node: Value) -> None:
    op = node.operation
    assert op is not None
    at = [x.data for x in node.inputs]
    for position, partial in enumerate(node.partials):
        if math.isnan(partial):
            continue
        expected = _difference(op.forward, at, position)
        if not _close(partial, expected):
            terms = ", ".join(
                f"{x.label}={x.data!r}" if x.label else repr(x.data) for x in node.inputs
            )
            raise GradientError(
                f"the rule of {op.name!r} gives {partial!r} for the derivative by input "
                f"{position + 1} of {op.name}({terms}), finite differences give {expected!r}: "
                "mend its partials"
            )


def _difference(f: Callable[..., Any], at: Sequence[float], position: int) -> float:
    """The derivative by one argument from central differences, extrapolated to a step of 0.

    It is nan at a jump or a kink, where they do not converge.
    """
    best, spread = math.nan, math.inf
    for step in STEPS:
        h = step * max(abs(at[position]), 0.01)
        try:
            coarse, fine = (_central(f, at, position, width) for width in (h, h / 2))
        except (ArithmeticError, ValueError):
            continue
        estimate = (4.0 * fine - coarse) / 3.0
        if abs(fine - coarse) < spread:
            best, spread = estimate, abs(fine - coarse)
    converges = spread <= KINK * max(1.0, abs(best))
    return best if converges else math.nan


def _central(f: Callable[..., Any], at: Sequence[float], position: int, h: float) -> float:
    above, below = list(at), list(at)
    above[position] += h
    below[position] -= h
    width = above[position] - below[position]
    return (float(f(*above)) - float(f(*below))) / width


def _close(found: float, expected: float) -> bool:
    if math.isnan(expected):
        return True
    return abs(found - expected) <= RELATIVE * max(1.0, abs(found), abs(expected))
