"""What an operation is: one record, and the table that every record is in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd.errors import AutogradError

Rule = Callable[..., Any]


@dataclass(frozen=True)
class Notation:
    """How an operation is written: in a picture, in text and in LaTeX.

    `text`, `latex` and `code` (Python) are templates with one `{}` per input; without them the
    operation is written as a function call. `precedence` decides about brackets: 1 for sums, 2
    for products, 3 for signs, 4 for powers, 5 for what needs none. `brackets` says that an input
    of several parts stands in brackets unless the template has some around it.
    """

    symbol: str
    text: str = ""
    latex: str = ""
    code: str = ""
    precedence: int = 5
    brackets: bool = False


@dataclass(frozen=True, eq=False)
class Op:
    """One operation.

    Calling a record computes it on whatever it is given: floats, arrays, or objects that
    know how to apply an operation to themselves (Values and symbols).

    >>> from autograd.ops import multiply
    >>> multiply.forward(3.0, 4.0), multiply.partials(12.0, 3.0, 4.0)
    (12.0, (4.0, 3.0))
    """

    name: str
    forward: Rule
    partials: Rule
    notation: Notation
    array: Rule
    expansion: Rule | None = None
    domain: str = ""
    index: int = field(default=0)

    def __call__(self, *xs: Any) -> Any:
        """The operation's result on floats, arrays, Values or symbols."""
        for x in xs:
            if hasattr(x, "_apply"):
                return x._apply(self, xs)
        if all(type(x) is float for x in xs):
            return self.forward(*xs)
        if any(isinstance(x, (np.ndarray, np.generic)) for x in xs):
            return self.array(*xs)
        return self.forward(*map(float, xs))

    def __reduce__(self) -> tuple[Any, ...]:
        return operation, (self.name, self.index)

    def __repr__(self) -> str:
        return f"<operation {self.name}>"


TABLE: dict[str, Op] = {}
FAMILIES: dict[str, Callable[[int], Op]] = {}  # operations of several outputs, one record each


def add_operation(
    name: str,
    forward: Rule,
    partials: Rule,
    *,
    symbol: str = "",
    text: str = "",
    latex: str = "",
    code: str = "",
    precedence: int = 5,
    array: Rule | None = None,
    expansion: Rule | None = None,
    domain: str = "",
) -> Op:
    """Put an operation into the table and return its record."""
    notation = Notation(symbol or name, text, latex, code, precedence)
    op = Op(name, forward, partials, notation, array or forward, expansion, domain)
    TABLE[name] = op
    return op


def operation(name: str, index: int = 0) -> Op:
    """The record of that name; `index` picks one output of an operation that has several."""
    if name in FAMILIES:
        return FAMILIES[name](index)
    if name not in TABLE:
        raise AutogradError(
            f"there is no operation {name!r} here: call define({name!r}, …) before loading a "
            "graph that uses it"
        )
    return TABLE[name]
