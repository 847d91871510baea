"""Local derivatives as a person writes them: those of a maximum need no shares without a tie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd import ops
from autograd.ops import Op
from autograd.symbols import Symbol


def partials_at(op: Op, y: Symbol, xs: Sequence[Symbol], numbers: Sequence[float]) -> Any:
    """The rule of an operation in symbols, as short as it is at these numbers.

    >>> from autograd.symbols import as_code
    >>> a, b = Symbol("a"), Symbol("b")
    >>> [as_code(p) for p in partials_at(ops.minimum, Symbol("y"), (a, b), (2.0, 3.0))]
    ['greater(b, a)', 'greater(a, b)']
    """
    if op not in (ops.maximum, ops.minimum) or len(xs) < 2:
        return op.partials(y, *xs)
    if list(numbers).count(op.forward(*numbers)) != 1:
        return op.partials(y, *xs)
    return tuple(_beats_the_others(op, xs, place) for place in range(len(xs)))


def _beats_the_others(op: Op, xs: Sequence[Symbol], place: int) -> Symbol:
    x, others = xs[place], [*xs[:place], *xs[place + 1 :]]
    best = others[0] if len(others) == 1 else Symbol(op=op, inputs=tuple(others))
    return Symbol(op=ops.greater, inputs=(x, best) if op is ops.maximum else (best, x))
