"""Operations as NumPy code: infix where Python has a sign for them, a call of NumPy, or a helper.

The text comes from the records: their notation, their array form, which is run on names to see
what it does, or, where that cannot be seen, a loop over the record's own `forward`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from autograd import ops
from autograd.ops import Op
from autograd.symbols import Symbol, as_symbol

MANY = 30


class Callables(Protocol):
    """What writes calls and numbers: for arrays (`Helpers`) or for single floats."""

    def number(self, x: float) -> str: ...
    def name(self, op: Op, arity: int) -> str: ...
    def extreme(self, op: Op) -> str: ...


class Helpers:
    """The functions that generated code calls: their text, or the function where it has none."""

    def __init__(self, dtype: str) -> None:
        self.dtype = dtype
        self.text: dict[str, str] = {}
        self.functions: dict[str, Any] = {}
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
        if name in self._names.values():
            name = f"{op.name}_{arity}"
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
    """An operation of which only the form on floats is known, element by element on arrays."""

    def __init__(self, op: Op, dtype: str) -> None:
        self.op = op
        self.dtype = dtype

    def __call__(self, *xs: Any) -> Any:
        arrays = np.broadcast_arrays(*xs)
        values = [self._one(*map(float, numbers)) for numbers in zip(*(a.ravel() for a in arrays))]
        return np.array(values, dtype=self.dtype.removeprefix("np.")).reshape(arrays[0].shape)

    def _one(self, *xs: float) -> float:
        try:
            return float(self.op.forward(*xs))
        except (ArithmeticError, ValueError):
            return np.nan


def ufunc_name(ufunc: Any) -> str:
    """What NumPy calls one of its functions."""
    return str(ufunc.__name__)


class UnseenError(Exception):
    """An array form did something of which no text can be made."""


class Name:
    """A name in NumPy code, and what operators and NumPy's functions make of it."""

    def __init__(self, code: str, dtype: str) -> None:
        self.code = code
        self.dtype = dtype

    def _write(self, template: str, *xs: Any) -> Name:
        return Name(template.format(*(_text(x) for x in xs)), self.dtype)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *xs: Any, **options: Any) -> Name:
        if method != "__call__" or options:
            raise UnseenError
        return self._call(ufunc_name(ufunc), xs)

    def __array_function__(self, function: Any, types: Any, xs: Any, options: Any) -> Name:
        if options or getattr(np, function.__name__, None) is not function:
            raise UnseenError
        return self._call(function.__name__, xs)

    def _call(self, function: str, xs: Any) -> Name:
        arguments = ", ".join(_bare(x) for x in xs)
        return Name(f"np.{function}({arguments})", self.dtype)

    def _apply(self, op: Op, xs: tuple[Any, ...]) -> Any:
        return op.array(*xs)

    def astype(self, kind: type) -> Name:
        if kind is not float:
            raise UnseenError
        return Name(f"{_text(self)}.astype({self.dtype})", self.dtype)

    def __bool__(self) -> bool:
        raise UnseenError

    def __float__(self) -> float:
        raise UnseenError

    def _operator(sign: str) -> Any:  # noqa: N805
        return lambda self, other: self._write(f"({{}} {sign} {{}})", self, other)

    def _reflected(sign: str) -> Any:  # noqa: N805
        return lambda self, other: self._write(f"({{}} {sign} {{}})", other, self)

    __add__, __radd__ = _operator("+"), _reflected("+")
    __sub__, __rsub__ = _operator("-"), _reflected("-")
    __mul__, __rmul__ = _operator("*"), _reflected("*")
    __truediv__, __rtruediv__ = _operator("/"), _reflected("/")
    __pow__, __rpow__ = _operator("**"), _reflected("**")
    __lt__, __le__, __gt__, __ge__ = map(_operator, ("<", "<=", ">", ">="))
    __eq__, __ne__ = _operator("=="), _operator("!=")
    __hash__ = None
    __iter__ = None

    def __neg__(self) -> Name:
        return self._write("(-{})", self)

    def __pos__(self) -> Name:
        return self

    def __abs__(self) -> Name:
        return self._write("np.abs({})", self)


def _text(x: Any) -> str:
    if isinstance(x, Name):
        return x.code
    if isinstance(x, (bool, int, float, np.floating, np.integer)):
        return number_code(float(x))
    raise UnseenError


def _bare(x: Any) -> str:
    return without_brackets(_text(x))


def without_brackets(code: str) -> str:
    """The code without a pair of brackets around the whole of it."""
    if not (code.startswith("(") and code.endswith(")")):
        return code
    depth = 0
    for i, sign in enumerate(code):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and i < len(code) - 1:
            return code
    return code[1:-1]


def traced(op: Op, parameters: Any, dtype: str) -> str | None:
    """The NumPy code of an operation's array form, or None where it cannot be seen."""
    try:
        result = op.array(*(Name(p, dtype) for p in parameters))
    except Exception:
        return None
    if not isinstance(result, Name):
        return None
    return without_brackets(result.code)


def sum_code(terms: Sequence[str]) -> str:
    """The terms added up: with + or, where there are many, by a call, which Python reads flat."""
    return " + ".join(terms) if len(terms) <= MANY else f"sum([{', '.join(terms)}])"


def number_code(x: float) -> str:
    """A number as a person writes it: 2 rather than 2.0."""
    if x != x:
        return "np.nan"
    if x in (float("inf"), float("-inf")):
        return "np.inf" if x > 0 else "(-np.inf)"
    text = str(int(x)) if x == int(x) and 0 != abs(x) < 1e9 else repr(x)
    return f"({text})" if text.startswith("-") else text


def numpy_code(expression: Any, names: Mapping[Symbol, str], helpers: Callables) -> str:
    """An expression in symbols as NumPy code."""
    return _code(as_symbol(expression), names, helpers)[0]


def _code(symbol: Symbol, names: Mapping[Symbol, str], helpers: Callables) -> tuple[str, int]:
    if symbol in names:
        return names[symbol], 5
    if symbol.number is not None:
        return helpers.number(symbol.number), 5
    op = symbol.op
    if op is None:
        return symbol.name, 5
    template = op.notation.code
    takes_truth = op is ops.multiply or (
        op is ops.subtract and symbol.inputs[0].number is not None
    )
    inner = [
        (_comparison if takes_truth and x.op is ops.greater else _code)(x, names, helpers)
        for x in symbol.inputs
    ]
    if op is ops.total:
        return sum_code([text for text, _ in inner]), 1 if len(inner) <= MANY else 5
    if template and op in SIGNS:
        level = op.notation.precedence
        texts = [_bracketed(*x, level, i) for i, x in enumerate(inner)]
        return template.format(*texts), level
    if op in (ops.maximum, ops.minimum):
        texts = [text for text, _ in inner]
        if len(texts) != 2:
            return f"{helpers.extreme(op)}({', '.join(texts)})", 5
        return f"{helpers.name(BINARY[op], 2)}({', '.join(texts)})", 5
    return f"{helpers.name(op, len(inner))}({', '.join(text for text, _ in inner)})", 5


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
