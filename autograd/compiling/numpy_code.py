"""Operations as NumPy code: infix where Python has a sign for them, a call of NumPy, or a helper.

The text comes from the records: their notation, their array form, which is run on names to see
what it does, or, where that cannot be seen, a loop over the record's own `forward`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from autograd import ops
from autograd.compiling.names import Names
from autograd.compiling.tracing import number_code, traced, ufunc_name
from autograd.ops import Op
from autograd.symbols import Symbol, as_symbol

MANY = 30


class Callables(Protocol):
    """What writes calls and numbers: for arrays (`Helpers`) or for single floats."""

    def number(self, x: float) -> str:
        """How a number is written."""

    def name(self, op: Op, arity: int) -> str:
        """What is called for an operation."""

    def extreme(self, op: Op) -> str:
        """What is called for the maximum or minimum of more than two."""


class Helpers:
    """The functions that generated code calls: their text, or the function where it has none."""

    def __init__(self, dtype: str, names: Names) -> None:
        self.dtype = dtype
        self.text: dict[str, str] = {}
        self.functions: dict[str, Any] = {}
        self._unused = names.unused
        self._names: dict[tuple[Op, int], str] = {}

    def number(self, x: float) -> str:
        """How generated code writes a number."""
        return number_code(x)

    def name(self, op: Op, arity: int) -> str:
        """How generated code calls an operation."""
        if isinstance(op.array, np.ufunc):
            return f"np.{ufunc_name(op.array)}"
        if (op, arity) not in self._names:
            self._names[op, arity] = self._define(op, arity)
        return self._names[op, arity]

    def extreme(self, op: Op) -> str:
        """The name of maximum or minimum of any number of arrays."""
        self.text.setdefault(op.name, EXTREME.format(op.name))
        return op.name

    def _define(self, op: Op, arity: int) -> str:
        name = op.name
        if name not in ops.BUILT_IN or ops.TABLE.get(name) is not op:
            name = self._unused(name)
        elif name in self._names.values():
            name = self._unused(f"{name}_of_{arity}")
        parameters = "xabcde"[:arity] if arity <= 6 else [f"x{i}" for i in range(arity)]
        code = traced(op, parameters, self.dtype)
        if code is None:
            self.functions[name] = Elementwise(op, self.dtype)
        else:
            self.text[name] = f"def {name}({', '.join(parameters)}):\n    return {code}\n"
        return name


EXTREME = """\
def {0}(first, *others):
    for other in others:
        first = np.{0}(first, other)
    return first
"""


class Elementwise:
    """An operation of which no text can be made: its array form, or `forward` number by number."""

    def __init__(self, op: Op, dtype: str) -> None:
        self.op = op
        self.dtype = dtype.removeprefix("np.")

    def __call__(self, *xs: Any) -> Any:
        """The results, in the shape that the arguments broadcast to."""
        arrays = np.broadcast_arrays(*xs)
        found = self._on_arrays(arrays)
        if found is None:
            rows = zip(*(array.ravel().tolist() for array in arrays))
            found = np.reshape([self._on_floats(row) for row in rows], arrays[0].shape)
        return found.astype(self.dtype)

    def _on_arrays(self, arrays: Sequence[Any]) -> Any:
        """The array form's result; None where `forward` stands for it and takes only floats."""
        try:
            # Copies, because an array form may write over what it is given.
            found = np.asarray(self.op.array(*map(np.array, arrays)), dtype=float)
        except Exception:
            return None
        return found if found.shape == arrays[0].shape else None

    def _on_floats(self, xs: Sequence[float]) -> float:
        try:
            return float(self.op.forward(*xs))
        except (ArithmeticError, ValueError):
            return np.nan


def sum_code(terms: Sequence[str]) -> str:
    """The terms added up: with + or, where there are many, by a call, which Python reads flat."""
    return " + ".join(terms) if len(terms) <= MANY else f"sum([{', '.join(terms)}])"


def numpy_code(expression: Any, names: Mapping[Symbol, str], helpers: Callables) -> str:
    """An expression in symbols as NumPy code."""
    return _code(as_symbol(expression), names, helpers)[0]


def _code(symbol: Symbol, names: Mapping[Symbol, str], helpers: Callables) -> tuple[str, int]:
    """The code, and how strongly it holds together, as `Notation.precedence` counts it."""
    op = symbol.op
    if symbol in names or op is None:
        number = symbol.number
        given = symbol.name if number is None else helpers.number(number)
        return names.get(symbol, given), 5
    takes_truth = op is ops.multiply or (
        op is ops.subtract and symbol.inputs[0].number is not None
    )
    inner = [
        (_comparison if takes_truth and x.op is ops.greater else _code)(x, names, helpers)
        for x in symbol.inputs
    ]
    texts = [text for text, _ in inner]
    if op in SIGNS:
        level = op.notation.precedence
        bracketed = [_bracketed(*x, level, i) for i, x in enumerate(inner)]
        return op.notation.code.format(*bracketed), level
    if op is ops.total:
        return sum_code(texts), 1 if len(inner) <= MANY else 5
    if op in BINARY and len(texts) != 2:
        return f"{helpers.extreme(op)}({', '.join(texts)})", 5
    return f"{helpers.name(BINARY.get(op, op), len(inner))}({', '.join(texts)})", 5


SIGNS = {
    ops.add,
    ops.subtract,
    ops.multiply,
    ops.divide,
    ops.negate,
    ops.power,
}
BINARY = {
    op: Op(op.name, op.forward, op.partials, op.notation, array)
    for op, array in ((ops.maximum, np.maximum), (ops.minimum, np.minimum))
}


def _comparison(
    symbol: Symbol, names: Mapping[Symbol, str], helpers: Callables
) -> tuple[str, int]:
    """greater as true and false, which a product takes for 1 and 0."""
    if symbol in names:
        return names[symbol], 5
    left, right = (numpy_code(x, names, helpers) for x in symbol.inputs)
    return f"{left} > {right}", 0


def _bracketed(text: str, inner: int, outer: int, position: int) -> str:
    needs_brackets = inner < outer or (inner == outer and (position > 0 or outer in (3, 4)))
    return f"({text})" if needs_brackets else text
