"""What statements and expressions of generated code are made of.

Every array has one name and every name one array. Statements give a name to a result, change a
part of an array (`dH[:, 1] += …`, `np.matmul(…, out=…)`), or return.
"""

from __future__ import annotations

import ast
from typing import Any

import numpy as np


def names_in(node: ast.AST) -> set[str]:
    """Every name in it."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def name_of_result(statement: ast.stmt) -> str:
    """The name that a statement gives to its result, or nothing."""
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    return ""


def renamed(statement: ast.stmt) -> str:
    """The array to which a statement only gives another name, or nothing."""
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Name):
        return statement.value.id if name_of_result(statement) else ""
    return ""


def changed(statement: ast.stmt) -> str:
    """The array that a statement changes, or changes a part of, or nothing."""
    target: ast.expr | None = None
    if isinstance(statement, ast.Assign) and not name_of_result(statement):
        target = statement.targets[0]
    elif isinstance(statement, ast.AugAssign):
        target = statement.target
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        target = next(k.value for k in statement.value.keywords if k.arg == "out")
    while target is not None and not isinstance(target, ast.Name):
        target = target.value if isinstance(target, ast.Subscript) else viewed(target)
    return target.id if target else ""


def ufunc_of(node: ast.expr) -> Any:
    """The function of NumPy, from floats to floats element by element, that a call names."""
    if isinstance(node, ast.Call) and not node.keywords and isinstance(node.func, ast.Attribute):
        owner, function = node.func.value, getattr(np, node.func.attr, None)
        if isinstance(owner, ast.Name) and owner.id == "np" and isinstance(function, np.ufunc):
            fits = len(node.args) == function.nin and _keeps_floats(function)
            return function if fits else None
    return None


def _keeps_floats(function: np.ufunc) -> bool:
    wanted = (f"{kind * function.nin}->{kind}" for kind in "fd")
    return function.signature is None and all(types in function.types for types in wanted)


def operands_of(value: ast.expr) -> list[ast.expr]:
    """What an operation that NumPy can write into a given array is done with."""
    if isinstance(value, ast.BinOp):
        return [value.left, value.right]
    if isinstance(value, ast.UnaryOp):
        return [value.operand]
    return value.args if isinstance(value, ast.Call) and ufunc_of(value) else []


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
    if isinstance(node, ast.Subscript) and all(_is_basic(place) for place in places_of(node)):
        return node.value
    return owner_of(node) if method_of(node) in ("reshape", "ravel") else None


def places_of(node: ast.Subscript) -> list[ast.expr]:
    """What stands between the square brackets, axis by axis."""
    return node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]


def _is_basic(place: ast.expr) -> bool:
    return isinstance(place, (ast.Slice, ast.Constant)) or whole_number(place) is not None


def is_blank(node: ast.expr) -> bool:
    """Whether it makes a new array that is filled later."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) in ("np.empty", "np.zeros")


def is_new(value: ast.expr) -> bool:
    """Whether a result lies in memory of its own."""
    computed = isinstance(value, (ast.BinOp, ast.UnaryOp, ast.Compare)) or ufunc_of(value)
    return bool(computed or is_blank(value) or method_of(value) in ("sum", "max", "min"))


def is_matrix_product(value: ast.expr) -> bool:
    """Whether it is a @ b, which cannot be written over a or b."""
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.MatMult)


def is_number(node: ast.expr) -> bool:
    """Whether it is a plain number, with a sign or without."""
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant)


def whole_number(node: ast.expr | None) -> int | None:
    """The whole number that is written, if it is one."""
    try:
        number = ast.literal_eval(node)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return None
    return number if type(number) is int else None
