"""What tells cases apart: rules call these where ordinary code would branch on a number."""

from __future__ import annotations

import math
import operator
from functools import reduce
from typing import Any

import numpy as np

from autograd.ops.record import Op, add_operation

greater: Op = add_operation(
    "greater",
    lambda a, b: 1.0 if a > b else 0.0,
    lambda y, a, b: (0.0, 0.0),
    symbol=">",
    text="[{} > {}]",
    latex=r"[{} > {}]",
    array=lambda a, b: np.greater(a, b).astype(float),
)
is_zero: Op = add_operation(
    "is_zero",
    lambda x: 1.0 if x == 0.0 else 0.0,
    lambda y, x: (0.0,),
    text="[{} = 0]",
    latex="[{} = 0]",
    array=lambda x: np.equal(x, 0.0).astype(float),
)


def _largest(*xs: float) -> float:
    return math.nan if any(map(math.isnan, xs)) else max(xs)


def _smallest(*xs: float) -> float:
    return math.nan if any(map(math.isnan, xs)) else min(xs)


def _shared_equally(chosen: list[Any]) -> tuple[Any, ...]:
    count = reduce(operator.add, chosen)
    return tuple(one / count for one in chosen)


maximum = add_operation(
    "maximum",
    _largest,
    lambda y, *xs: _shared_equally([1.0 - greater(y, x) for x in xs]),
    symbol="max",
    array=lambda *xs: reduce(np.maximum, xs),
)
minimum: Op = add_operation(
    "minimum",
    _smallest,
    lambda y, *xs: _shared_equally([1.0 - greater(x, y) for x in xs]),
    symbol="min",
    array=lambda *xs: reduce(np.minimum, xs),
)
