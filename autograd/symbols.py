"""Expressions in symbols: what a rule gives when it is run on names instead of numbers.

>>> from autograd import ops
>>> y, x = Symbol("y"), Symbol("x")
>>> [as_code(partial) for partial in ops.tanh.partials(y, x)]
['1.0 - y * y']
"""

from __future__ import annotations

from typing import Any

from autograd import ops
from autograd.errors import AutogradError
from autograd.ops import Op


class Symbol:
    """A name, a number, or an operation applied to other symbols."""

    __slots__ = ("inputs", "name", "number", "op")

    def __init__(
        self,
        name: str = "",
        number: float | None = None,
        op: Op | None = None,
        inputs: tuple[Symbol, ...] = (),
    ) -> None:
        self.name = name
        self.number = number
        self.op = op
        self.inputs = inputs

    def _apply(self, op: Op, xs: tuple[Any, ...]) -> Symbol:
        return Symbol(op=op, inputs=tuple(map(as_symbol, xs)))

    def __add__(self, other: Symbol | float) -> Symbol:
        return self._apply(ops.add, (self, other))

    def __radd__(self, other: Symbol | float) -> Symbol:
        return self._apply(ops.add, (other, self))

    def __sub__(self, other: Symbol | float) -> Symbol:
        return self._apply(ops.subtract, (self, other))

    def __rsub__(self, other: Symbol | float) -> Symbol:
        return self._apply(ops.subtract, (other, self))

    def __mul__(self, other: Symbol | float) -> Symbol:
        return self._apply(ops.multiply, (self, other))

    def __rmul__(self, other: Symbol | float) -> Symbol:
        return self._apply(ops.multiply, (other, self))

    def __truediv__(self, other: Symbol | float) -> Symbol:
        return self._apply(ops.divide, (self, other))

    def __rtruediv__(self, other: Symbol | float) -> Symbol:
        return self._apply(ops.divide, (other, self))

    def __pow__(self, other: Symbol | float) -> Symbol:
        return self._apply(ops.power, (self, other))

    def __rpow__(self, other: Symbol | float) -> Symbol:
        return self._apply(ops.power, (other, self))

    def __neg__(self) -> Symbol:
        return self._apply(ops.negate, (self,))

    def __abs__(self) -> Symbol:
        return self._apply(ops.absolute, (self,))

    def __float__(self) -> float:
        raise AutogradError(
            "a rule turned a symbol into a float: use autograd's functions in it (autograd.exp, "
            "not math.exp)"
        )

    def __bool__(self) -> bool:
        raise AutogradError(
            "a rule branched on a symbol: write it with step() or maximum(), so that it holds for "
            "every input"
        )

    def _compare(self, other: Symbol | float) -> bool:
        return bool(self)

    __lt__ = __le__ = __gt__ = __ge__ = _compare

    def __repr__(self) -> str:
        return as_code(self)


def as_symbol(x: Symbol | float) -> Symbol:
    """The symbol itself, or one for a number."""
    return x if isinstance(x, Symbol) else Symbol(number=float(x))


def as_code(expression: Symbol | float) -> str:
    """The expression in Python; operations without an operator of their own are calls by name."""
    symbol = as_symbol(expression)
    if symbol.number is not None:
        return repr(symbol.number)
    if symbol.op is None:
        return symbol.name
    notation = symbol.op.notation
    if not notation.code:
        return f"{symbol.op.name}({', '.join(map(as_code, symbol.inputs))})"
    return notation.code.format(
        *(_bracketed(x, notation.precedence, i) for i, x in enumerate(symbol.inputs))
    )


def _bracketed(symbol: Symbol, outer: int, position: int) -> str:
    inner = _precedence(symbol)
    needs_brackets = inner < outer or (inner == outer and (position > 0 or outer > 2))
    return f"({as_code(symbol)})" if needs_brackets else as_code(symbol)


def _precedence(symbol: Symbol) -> int:
    if symbol.op is not None and symbol.op.notation.code:
        return symbol.op.notation.precedence
    return 3 if symbol.number is not None and symbol.number < 0 else 5
