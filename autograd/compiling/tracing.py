"""An operation's array form as text: it is run on names, to see what it does with them.

>>> from autograd import ops
>>> traced(ops.sigmoid, ["x"], "float")
'1 / (1 + np.exp(-x))'
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd.ops import Op


def ufunc_name(ufunc: Any) -> str:
    """What NumPy calls one of its functions."""
    return str(ufunc.__name__)


class UnseenError(Exception):
    """An array form did something of which no text can be made."""


def _operator(sign: str) -> Any:
    return lambda self, other: self._write(f"({{}} {sign} {{}})", self, other)


def _reflected(sign: str) -> Any:
    return lambda self, other: self._write(f"({{}} {sign} {{}})", other, self)


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
        name = str(getattr(function, "__name__", ""))
        if options or getattr(np, name, None) is not function:
            raise UnseenError
        return self._call(name, xs)

    def _call(self, function: str, xs: Any) -> Name:
        arguments = ", ".join(_bare(x) for x in xs)
        return Name(f"np.{function}({arguments})", self.dtype)

    def _apply(self, op: Op, xs: tuple[Any, ...]) -> Any:
        return op.array(*xs)

    def astype(self, kind: type) -> Name:
        """The same as floats, which may be of single precision."""
        if kind is not float:
            raise UnseenError
        return Name(f"{_text(self)}.astype({self.dtype})", self.dtype)

    def __bool__(self) -> bool:
        raise UnseenError

    def __float__(self) -> float:
        raise UnseenError

    __add__, __radd__ = _operator("+"), _reflected("+")
    __sub__, __rsub__ = _operator("-"), _reflected("-")
    __mul__, __rmul__ = _operator("*"), _reflected("*")
    __truediv__, __rtruediv__ = _operator("/"), _reflected("/")
    __pow__, __rpow__ = _operator("**"), _reflected("**")
    __lt__, __le__, __gt__, __ge__ = map(_operator, ("<", "<=", ">", ">="))
    __eq__, __ne__ = _operator("=="), _operator("!=")
    __hash__ = None  # type: ignore[assignment]
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


def traced(op: Op, parameters: Sequence[str], dtype: str) -> str | None:
    """The NumPy code of an operation's array form, or None where it cannot be seen."""
    try:
        result = op.array(*(Name(p, dtype) for p in parameters))
    except Exception:
        return None
    if not isinstance(result, Name):
        return None
    return without_brackets(result.code)


def number_code(x: float) -> str:
    """A number as a person writes it: 2 rather than 2.0."""
    if math.isnan(x):
        return "np.nan"
    if math.isinf(x):
        return "np.inf" if x > 0 else "(-np.inf)"
    text = str(int(x)) if x == int(x) and 0 != abs(x) < 1e9 else repr(x)
    return f"({text})" if text.startswith("-") else text
