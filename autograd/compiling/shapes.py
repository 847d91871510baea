"""Shapes of the arrays in generated code, as far as its text shows them.

>>> import ast
>>> shapes = Shapes({"X": Known((ROWS, 3)), "W": Known((5, 3))})
>>> shapes.of(ast.parse("np.exp(X[:, :3] @ W.T)", mode="eval").body).shape
('rows', 5)
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from autograd.compiling.statements import (
    is_blank,
    method_of,
    owner_of,
    places_of,
    ufunc_of,
    whole_number,
)

ROWS = "rows"
"""The size of an axis that is as long as X has rows."""
Shape = tuple["int | str", ...]
Kind = Literal["floats", "truths", "indices", "unknown"]


class Known(NamedTuple):
    """What is known of an array: its shape, or None, and what it holds.

    Floats are of the precision of the program; what is computed from floats and truths may be of
    another, and counts as unknown where that cannot be told.
    """

    shape: Shape | None
    kind: Kind = "floats"


NOTHING = Known(None, "unknown")


class Shapes:
    """The arrays that names stand for, and the rules that tell those of expressions."""

    def __init__(self, arrays: Mapping[str, Known]) -> None:
        self._arrays = dict(arrays)

    def learn(self, name: str, array: Known) -> None:
        """Keep what a name stands for."""
        self._arrays[name] = array

    def named(self, name: str) -> Known:
        """What a name stands for."""
        return self._arrays.get(name, NOTHING)

    def of(self, node: ast.expr) -> Known:
        """What is known of an expression."""
        rule = RULES.get(type(node))
        return rule(self, node) if rule else NOTHING

    def _name(self, node: ast.Name) -> Known:
        return self.named(node.id)

    def _constant(self, node: ast.Constant) -> Known:
        return Known(()) if isinstance(node.value, (int, float)) else NOTHING

    def _elementwise(self, *operands: ast.expr) -> Known:
        arrays = [self.of(x) for x in operands]
        kinds = {a.kind for a in arrays}
        wide = {a.kind for a in arrays if a.shape != ()}
        floats = kinds <= {"floats", "truths"} and ("floats" in wide or not wide)
        return Known(_together([a.shape for a in arrays]), "floats" if floats else "unknown")

    def _operator(self, node: ast.BinOp) -> Known:
        if not isinstance(node.op, ast.MatMult):
            return self._elementwise(node.left, node.right)
        left, right = self.of(node.left), self.of(node.right)
        if not (left.shape and right.shape and left.kind == right.kind == "floats"):
            return NOTHING
        if len(left.shape) > 2 or len(right.shape) > 2:
            return NOTHING
        return Known((*left.shape[:-1], *right.shape[1:]))

    def _sign(self, node: ast.UnaryOp) -> Known:
        return self._elementwise(node.operand)

    def _comparison(self, node: ast.Compare) -> Known:
        array = self._elementwise(node.left, *node.comparators)
        return Known(array.shape, "truths" if len(node.comparators) == 1 else "unknown")

    def _part(self, node: ast.Subscript) -> Known:
        array, places = self.of(node.value), places_of(node)
        if array.shape is None:
            return NOTHING
        left = list(array.shape)
        shape: list[int | str] = []
        for i, place in enumerate(places):
            if _is(place, None):
                shape.append(1)
            elif _is(place, Ellipsis):
                after = sum(not _is(later, None) for later in places[i + 1 :])
                shape += left[: len(left) - after]
                left = left[len(left) - after :]
            else:
                found = self._along(left.pop(0), place) if left else None
                if found is None:
                    return NOTHING
                shape += found
        return Known((*shape, *left), array.kind)

    def _along(self, size: int | str, place: ast.expr) -> Shape | None:
        """The sizes that an index leaves of one axis."""
        if isinstance(place, ast.Slice):
            edges = (place.lower, place.upper, place.step)
            if not any(edges):
                return (size,)
            numbers = [edge and whole_number(edge) for edge in edges]
            if isinstance(size, str) or any(e and n is None for e, n in zip(edges, numbers)):
                return None
            return (len(range(*slice(*numbers).indices(size))),)
        index = self.of(place)
        if index.kind == "indices":
            return index.shape
        return () if whole_number(place) is not None else None

    def _form(self, node: ast.Attribute) -> Known:
        array = self.of(node.value)
        turned = node.attr == "T" and array.shape
        return Known(turned[::-1], array.kind) if turned else NOTHING

    def _call(self, node: ast.Call) -> Known:
        if ufunc_of(node):
            return self._elementwise(*node.args)
        if is_blank(node):
            sizes = node.args[0]
            return Known(_sizes(sizes.elts if isinstance(sizes, ast.Tuple) else [sizes]))
        method = METHODS.get(method_of(node))
        return method(self.of(owner_of(node)), node) if method else NOTHING


def _reduced(array: Known, node: ast.Call) -> Known:
    axis = whole_number(node.keywords[0].value) if len(node.keywords) == 1 else None
    if not array.shape or axis is None or node.args or array.kind != "floats":
        return NOTHING
    left = list(array.shape)
    del left[axis]
    return Known(tuple(left))


def _reshaped(array: Known, node: ast.Call) -> Known:
    return Known(_sizes(node.args), array.kind)


def _flat(array: Known, node: ast.Call) -> Known:
    sizes = [size for size in array.shape or () if isinstance(size, int)]
    whole = array.shape is not None and len(sizes) == len(array.shape)
    return Known((math.prod(sizes),), array.kind) if whole else NOTHING


RULES: dict[type, Callable[[Shapes, Any], Known]] = {
    ast.Name: Shapes._name,
    ast.Constant: Shapes._constant,
    ast.BinOp: Shapes._operator,
    ast.UnaryOp: Shapes._sign,
    ast.Compare: Shapes._comparison,
    ast.Subscript: Shapes._part,
    ast.Attribute: Shapes._form,
    ast.Call: Shapes._call,
}
METHODS: dict[str, Callable[[Known, ast.Call], Known]] = {
    "sum": _reduced,
    "max": _reduced,
    "min": _reduced,
    "reshape": _reshaped,
    "ravel": _flat,
}


def _sizes(given: Sequence[ast.expr]) -> Shape | None:
    sizes = [ROWS if ast.unparse(x) == "len(X)" else whole_number(x) for x in given]
    found = tuple(size for size in sizes if size not in (None, -1))
    return found if len(found) == len(sizes) else None


def _is(place: ast.expr, value: Any) -> bool:
    return isinstance(place, ast.Constant) and place.value is value


def _together(shapes: Sequence[Shape | None]) -> Shape | None:
    """The shape of arrays that are computed with element by element."""
    found: Shape = ()
    for shape in shapes:
        if shape is None:
            return None
        length = max(len(found), len(shape))
        pairs = zip((1,) * (length - len(found)) + found, (1,) * (length - len(shape)) + shape)
        found = tuple(a if b == 1 else b for a, b in pairs)
    return found
