"""An operation on the numbers of its inputs: result, local derivatives, and what goes wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np

from autograd.columns import visible
from autograd.errors import DomainError
from autograd.ops import Op
from autograd.recording import is_inside_rule


def evaluated(op: Op, inputs: Sequence[Any]) -> float:
    """The operation's number on these Values, or a DomainError that names them."""
    xs = [x.data for x in inputs]
    try:
        return cast(float, op.forward(*xs))
    except (ArithmeticError, ValueError) as error:
        if not is_inside_rule():
            raise DomainError(domain_message(op, inputs, xs)) from error
        with np.errstate(all="ignore"):
            return float(op.array(*map(np.float64, xs)))


def local_derivatives(op: Op, y: float, xs: Sequence[float]) -> tuple[float, ...]:
    """The rule's ∂y/∂xᵢ, with the limits ±inf and nan where plain floats would raise."""
    try:
        return cast("tuple[float, ...]", op.partials(y, *xs))
    except (ArithmeticError, ValueError):
        with np.errstate(all="ignore"):
            return tuple(map(float, op.partials(np.float64(y), *map(np.float64, xs))))


def domain_message(op: Op, inputs: Sequence[Any], xs: Sequence[float], label: str = "") -> str:
    """What cannot be computed, on which numbers, and what the operation needs instead."""
    terms = ", ".join(
        f"{visible(v.label)}={x!r}" if v.label else repr(x) for v, x in zip(inputs, xs)
    )
    target = f"{visible(label)} = " if label else ""
    return f"cannot compute {target}{op.name}({terms}): {op.domain or 'it has no finite result'}"
