"""Shapes of the arrays in generated code, as far as its text shows them.

>>> import ast
>>> shapes = Shapes({"X": Array((ROWS, 3)), "W": Array((5, 3))})
>>> shapes.of(ast.parse("np.exp(X[:, :3] @ W.T)", mode="eval").body).shape
('rows', 5)
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

ROWS = "rows"
FLOATS, TRUTHS, INDICES, UNKNOWN = "floats", "truths", "indices", ""


class Array(NamedTuple):
    """What is known of an array: its shape, or None, and what is in it."""

    shape: tuple[int | str, ...] | None
    kind: str = FLOATS


NOTHING = Array(None, UNKNOWN)


def ufunc_of(node: ast.expr) -> Any:
    """NumPy's function of one result that a call names, or None."""
    if isinstance(node, ast.Call) and not node.keywords and isinstance(node.func, ast.Attribute):
        owner, function = node.func.value, getattr(np, node.func.attr, None)
        if isinstance(owner, ast.Name) and owner.id == "np" and isinstance(function, np.ufunc):
            elementwise = function.signature is None and function.nout == 1
            return function if elementwise and len(node.args) == function.nin else None
    return None


def method_of(node: ast.expr) -> str:
    """The method of an array that a call names, or nothing."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return ""
    owner = node.func.value
    return "" if isinstance(owner, ast.Name) and owner.id == "np" else node.func.attr


def owner_of(call: ast.expr) -> ast.expr:
    """The array of which a method is called."""
    assert isinstance(call, ast.Call)
    assert isinstance(call.func, ast.Attribute)
    return call.func.value


def viewed(node: ast.expr) -> ast.expr | None:
    """What an expression shows a part or another form of, without computing; None if it does."""
    if isinstance(node, ast.Attribute) and node.attr == "T":
        return node.value
    if isinstance(node, ast.Subscript) and all(_is_basic(x) for x in _places(node)):
        return node.value
    return owner_of(node) if method_of(node) in ("reshape", "ravel") else None


def is_blank(node: ast.expr) -> bool:
    """Whether it makes a new array that is filled later."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) in ("np.empty", "np.zeros")


def number_of(node: ast.expr | None) -> int | None:
    """The whole number that is written, if it is one."""
    try:
        number = ast.literal_eval(node)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return None
    return number if type(number) is int else None


def is_number(node: ast.expr) -> bool:
    """Whether it is a plain number, with a sign or without."""
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant)


class Shapes:
    """The arrays that names stand for, and the rules that tell those of expressions."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self.arrays = dict(arrays)

    def of(self, node: ast.expr) -> Array:
        """What is known of an expression."""
        rule = RULES.get(type(node))
        return rule(self, node) if rule else NOTHING

    def _name(self, node: ast.Name) -> Array:
        return self.arrays.get(node.id, NOTHING)

    def _constant(self, node: ast.Constant) -> Array:
        return Array(()) if isinstance(node.value, (int, float)) else NOTHING

    def _elementwise(self, *operands: ast.expr) -> Array:
        arrays = [self.of(x) for x in operands]
        floats = [a.kind for a in arrays if a.kind == FLOATS and a.shape != ()]
        known = all(a.kind in (FLOATS, TRUTHS) for a in arrays) and (floats or _single(arrays))
        return Array(_together([a.shape for a in arrays]), FLOATS if known else UNKNOWN)

    def _operator(self, node: ast.BinOp) -> Array:
        if not isinstance(node.op, ast.MatMult):
            return self._elementwise(node.left, node.right)
        left, right = self.of(node.left), self.of(node.right)
        if not (left.shape and right.shape and left.kind == right.kind == FLOATS):
            return NOTHING
        if len(left.shape) > 2 or len(right.shape) > 2:
            return NOTHING
        return Array((*left.shape[:-1], *right.shape[1:]))

    def _sign(self, node: ast.UnaryOp) -> Array:
        return self._elementwise(node.operand)

    def _comparison(self, node: ast.Compare) -> Array:
        array = self._elementwise(node.left, *node.comparators)
        return Array(array.shape, TRUTHS if len(node.comparators) == 1 else UNKNOWN)

    def _part(self, node: ast.Subscript) -> Array:
        array, places = self.of(node.value), _places(node)
        if array.shape is None:
            return NOTHING
        left = list(array.shape)
        shape: list[int | str] = []
        for place in places:
            if isinstance(place, ast.Constant) and place.value is None:
                shape.append(1)
            elif isinstance(place, ast.Constant) and place.value is Ellipsis:
                after = sum(not _is_new_axis(x) for x in places[places.index(place) + 1 :])
                shape += left[: len(left) - after]
                left = left[len(left) - after :]
            else:
                found = self._along(left.pop(0), place) if left else None
                if found is None:
                    return NOTHING
                shape += found
        return Array((*shape, *left), array.kind)

    def _along(self, size: int | str, place: ast.expr) -> tuple[int | str, ...] | None:
        """The sizes that an index leaves of one axis."""
        if isinstance(place, ast.Slice):
            edges = (place.lower, place.upper, place.step)
            if not any(edges):
                return (size,)
            numbers = [edge and number_of(edge) for edge in edges]
            if isinstance(size, str) or any(e and n is None for e, n in zip(edges, numbers)):
                return None
            return (len(range(*slice(*numbers).indices(size))),)
        index = self.of(place)
        if index.kind == INDICES:
            return index.shape
        return () if number_of(place) is not None else None

    def _form(self, node: ast.Attribute) -> Array:
        array = self.of(node.value)
        known = node.attr == "T" and array.shape is not None
        return Array(array.shape[::-1], array.kind) if known and array.shape else NOTHING

    def _call(self, node: ast.Call) -> Array:
        if ufunc_of(node):
            return self._elementwise(*node.args)
        if is_blank(node):
            sizes = node.args[0].elts if isinstance(node.args[0], ast.Tuple) else node.args[:1]
            return self._sized(sizes)
        method = METHODS.get(method_of(node))
        return method(self, node, self.of(owner_of(node))) if method else NOTHING

    def _reduced(self, node: ast.Call, array: Array) -> Array:
        axis = number_of(node.keywords[0].value) if len(node.keywords) == 1 else None
        if not array.shape or axis is None or node.args or array.kind != FLOATS:
            return NOTHING
        left = list(array.shape)
        del left[axis]
        return Array(tuple(left))

    def _reshaped(self, node: ast.Call, array: Array) -> Array:
        return Array(self._sized(node.args).shape, array.kind)

    def _sized(self, given: list[ast.expr]) -> Array:
        sizes = [ROWS if ast.unparse(x) == "len(X)" else number_of(x) for x in given]
        known = None not in sizes and -1 not in sizes
        return Array(tuple(sizes)) if known else NOTHING  # type: ignore[arg-type]

    def _flat(self, node: ast.Call, array: Array) -> Array:
        sizes = array.shape
        if sizes is None or ROWS in sizes:
            return NOTHING
        return Array((math.prod(sizes),), array.kind)


RULES: dict[type, Callable[[Shapes, Any], Array]] = {
    ast.Name: Shapes._name,
    ast.Constant: Shapes._constant,
    ast.BinOp: Shapes._operator,
    ast.UnaryOp: Shapes._sign,
    ast.Compare: Shapes._comparison,
    ast.Subscript: Shapes._part,
    ast.Attribute: Shapes._form,
    ast.Call: Shapes._call,
}
METHODS: dict[str, Callable[[Shapes, ast.Call, Array], Array]] = {
    "sum": Shapes._reduced,
    "max": Shapes._reduced,
    "min": Shapes._reduced,
    "reshape": Shapes._reshaped,
    "ravel": Shapes._flat,
}


def _places(node: ast.Subscript) -> list[ast.expr]:
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


def _is_new_axis(place: ast.expr) -> bool:
    return isinstance(place, ast.Constant) and place.value is None


def _is_basic(place: ast.expr) -> bool:
    return isinstance(place, (ast.Slice, ast.Constant)) or number_of(place) is not None


def _single(arrays: list[Array]) -> bool:
    return all(a.shape == () for a in arrays)


def _together(shapes: list[tuple[int | str, ...] | None]) -> tuple[int | str, ...] | None:
    """The shape of arrays that are computed with element by element."""
    found: tuple[int | str, ...] = ()
    for shape in shapes:
        if shape is None:
            return None
        length = max(len(found), len(shape))
        pairs = zip((1,) * (length - len(found)) + found, (1,) * (length - len(shape)) + shape)
        found = tuple(a if b == 1 else b for a, b in pairs)
    return found
