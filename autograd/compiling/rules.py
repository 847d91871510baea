"""Derivative rules run on symbols, and written as simply as they can be."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from autograd import ops
from autograd.errors import AutogradError
from autograd.ops import Notation, Op
from autograd.sweep import topological_order
from autograd.symbols import Symbol, as_symbol


def local_derivatives(op: Op, y: Symbol, xs: Sequence[Symbol | float]) -> list[Symbol]:
    """The rule's ∂y/∂xᵢ as symbols; where it only knows floats, one opaque operation for each."""
    try:
        return [simplified(as_symbol(p)) for p in op.partials(y, *xs)]
    except (AutogradError, TypeError):
        if op.name in ops.BUILT_IN:
            raise
        return [Symbol(op=_opaque(op, i), inputs=(y, *map(as_symbol, xs))) for i in range(len(xs))]


@lru_cache(maxsize=256)
def _opaque(op: Op, i: int) -> Op:
    def forward(y: float, *xs: float) -> float:
        return float(op.partials(y, *xs)[i])

    return Op(f"{op.name}_by_{i + 1}", forward, op.partials, Notation(op.name), forward)


def times(a: Symbol, b: Symbol) -> Symbol:
    """The product, simplified."""
    return _simple(Symbol(op=ops.multiply, inputs=(a, b)))


def simplified(expression: Symbol) -> Symbol:
    """The expression without factors of 1, terms of 0 and the like."""
    known: dict[Symbol, Symbol] = {}
    for symbol in topological_order([expression]):
        inputs = tuple(known[x] for x in symbol.inputs)
        if all(a is b for a, b in zip(inputs, symbol.inputs)):
            known[symbol] = _simple(symbol)
        else:
            known[symbol] = _simple(Symbol(op=symbol.op, inputs=inputs))
    return known[expression]


def _simple(symbol: Symbol) -> Symbol:
    op, inputs = symbol.op, symbol.inputs
    if op is None:
        return symbol
    numbers: list[Any] = [x.number for x in inputs]
    if None not in numbers:
        try:
            return Symbol(number=float(op.forward(*numbers)))
        except (ArithmeticError, ValueError):
            return symbol
    rule = SIMPLER.get(op)
    simpler = rule(symbol, *inputs) if rule else None
    return symbol if simpler is None else simpler


def _simpler_product(symbol: Symbol, a: Symbol, b: Symbol) -> Symbol | None:
    for one, other in ((a, b), (b, a)):
        if one.number in (0.0, 1.0, -1.0):
            return {0.0: one, 1.0: other, -1.0: Symbol(op=ops.negate, inputs=(other,))}[one.number]
    if b.op is ops.negate:
        return Symbol(op=ops.negate, inputs=(times(a, b.inputs[0]),))
    if b.op is ops.divide:
        return _simpler_fraction(a, *b.inputs)
    return None


def _simpler_fraction(a: Symbol, above: Symbol, below: Symbol) -> Symbol | None:
    """a · 1/x is a/x, and a · (−y)/x is −(a · y/x)."""
    if above.number == 1.0:
        return Symbol(op=ops.divide, inputs=(a, below))
    if above.op is ops.negate:
        fraction = Symbol(op=ops.divide, inputs=(above.inputs[0], below))
        return Symbol(op=ops.negate, inputs=(times(a, fraction),))
    return None


def _simpler_sum(symbol: Symbol, a: Symbol, b: Symbol) -> Symbol | None:
    return b if a.number == 0.0 else a if b.number == 0.0 else None


def _simpler_difference(symbol: Symbol, a: Symbol, b: Symbol) -> Symbol | None:
    return a if b.number == 0.0 else None


def _simpler_power(symbol: Symbol, a: Symbol, b: Symbol) -> Symbol | None:
    return a if b.number == 1.0 else as_symbol(1.0) if b.number == 0.0 else None


def _simpler_quotient(symbol: Symbol, a: Symbol, b: Symbol) -> Symbol | None:
    return a if b.number == 1.0 else None


SIMPLER = {
    ops.multiply: _simpler_product,
    ops.add: _simpler_sum,
    ops.subtract: _simpler_difference,
    ops.power: _simpler_power,
    ops.divide: _simpler_quotient,
}
