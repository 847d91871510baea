"""The generated code as it runs: results are written over arrays that are needed no more.

Fewer arrays pass through the processor's cache this way. The text that people read stays as it is.

>>> from autograd.compiling.shapes import ROWS
>>> print(in_place('''
... def value(X, params):
...     Z1 = X @ params.reshape(5, 3).T + 1
...     H1 = 1 / (1 + np.exp(-Z1))
...     return H1
... ''', {"X": Array((ROWS, 3)), "params": Array((15,))}))
def value(X, params):
    _1 = X @ params.reshape(5, 3).T
    _1 += 1
    np.negative(_1, out=_1)
    np.exp(_1, out=_1)
    _1 += 1
    np.divide(1, _1, out=_1)
    return _1
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TypeGuard

from autograd.compiling.shapes import (
    FLOATS,
    Array,
    Shapes,
    is_blank,
    method_of,
    ufunc_of,
    viewed,
)
from autograd.compiling.single_operations import SingleOperations

FUNCTIONS: dict[type, str] = {
    ast.Add: "np.add",
    ast.Sub: "np.subtract",
    ast.Mult: "np.multiply",
    ast.Div: "np.divide",
    ast.Pow: "np.power",
    ast.MatMult: "np.matmul",
    ast.USub: "np.negative",
}
SYMMETRIC = (ast.Add, ast.Mult)


def in_place(code: str, arrays: Mapping[str, Array], helpers: str = "") -> str:
    """The text of a function that computes the same, in fewer arrays.

    `arrays` says what its parameters and the names from outside stand for; `helpers` is the text
    of functions that it calls, of which those of a single expression are written out.
    """
    function = ast.parse(code).body[0]
    assert isinstance(function, ast.FunctionDef)
    prefix = "_"
    while any(name.startswith(prefix) for name in _names(function)):
        prefix += "_"
    operations = SingleOperations(Shapes(arrays), ast.parse(helpers).body, prefix)
    for statement in function.body:
        operations.add(statement)
    shapes = operations.shapes
    statements = _stored_at_once(operations.statements, shapes)
    function.body = list(_freeing(list(Reuse(statements, shapes).statements())))
    return ast.unparse(function)


def _stored_at_once(statements: list[ast.stmt], shapes: Shapes) -> list[ast.stmt]:
    """A result that only goes into a part of another array is computed where it goes."""
    uses = Counter(name for statement in statements for name in _names(statement))
    made = {_made(s): s for s in statements if isinstance(s, ast.Assign) and _operands(s.value)}
    changed = {_changed(s) for s in statements}
    moved: set[ast.stmt] = set()
    for statement in statements:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Name):
            continue
        name, target = statement.value.id, statement.targets[0]
        if _made(statement) or name not in made or uses[name] > 2:
            continue
        value = made[name].value
        if shapes.of(target) == shapes.arrays[name] and changed.isdisjoint(_names(value)):
            statement.value = value
            moved.add(made[name])
    return [s for s in statements if s not in moved]


class Reuse:
    """Finds for each result an array of its shape that is needed no more."""

    def __init__(self, statements: list[ast.stmt], shapes: Shapes) -> None:
        self._statements = statements
        self._shapes = shapes
        self._origins: dict[str, set[str]] = {}  # the arrays in whose memory a name may lie
        self._last: dict[str, int] = {}  # the last statement that needs an array
        self._place: dict[str, str] = {}  # the name in whose array a result is, in the end
        for i, statement in enumerate(statements):
            if isinstance(statement, ast.Assign) and (made := _made(statement)):
                self._origins[made] = self._origins_of(made, statement.value)
            for name in _names(statement):
                for origin in self._origins.get(name, ()):
                    self._last[origin] = i

    def _origins_of(self, name: str, value: ast.expr) -> set[str]:
        if _is_new(value):
            return {name}
        through = {x for n in _names(value) for x in self._origins.get(n, {n})}
        return through if isinstance(value, ast.Name) or viewed(value) else {name} | through

    def statements(self) -> Iterator[ast.stmt]:
        """The statements, with results in the places of what is needed no more."""
        for i, statement in enumerate(self._statements):
            if alias := _alias(statement):
                self._place[_made(statement)] = self._placed(alias)
                continue
            written = self._written(i, statement)
            for node in ast.walk(written):
                if isinstance(node, ast.Name):
                    node.id = self._placed(node.id)
            yield written

    def _placed(self, name: str) -> str:
        return self._place.get(name, name)

    def _written(self, i: int, statement: ast.stmt) -> ast.stmt:
        """The statement itself, or one that writes the same result over another array."""
        if not isinstance(statement, ast.Assign):
            return statement
        target, value = statement.targets[0], statement.value
        array, operands = self._shapes.of(value), _operands(value)
        if not array.shape or array.kind != FLOATS:
            return statement
        if not isinstance(target, ast.Name):
            fits = operands and viewed(target) and array == self._shapes.of(target)
            return _into(target, value) if fits else statement
        for operand in operands if not _is_product(value) else ():
            if self._is_free(operand, i, array, operands):
                self._place[target.id] = self._placed(operand.id)
                return _over(operand, value)
        return statement

    def _is_free(
        self, operand: ast.expr, i: int, array: Array, operands: list[ast.expr]
    ) -> TypeGuard[ast.Name]:
        """Whether a result may be written over an operand."""
        if not isinstance(operand, ast.Name) or self._shapes.of(operand) != array:
            return False
        name = operand.id
        others = {n for x in operands for n in _names(x)} - {name}
        return (
            self._origins.get(name) == {name}
            and self._last[name] == i
            and not any(name in self._origins.get(n, ()) for n in others)
        )


def _over(operand: ast.Name, value: ast.expr) -> ast.stmt:
    """The statement that writes a result over one of its operands."""
    target = ast.Name(operand.id, ast.Store())
    if isinstance(value, ast.BinOp) and operand is value.left:
        return ast.AugAssign(target, value.op, value.right)
    if isinstance(value, ast.BinOp) and isinstance(value.op, SYMMETRIC):
        return ast.AugAssign(target, value.op, value.left)
    return _into(ast.Name(operand.id), value)


def _into(target: ast.expr, value: ast.expr) -> ast.stmt:
    """The statement that writes a result into an array or a part of it."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Pow):
        return ast.Assign([target], value, lineno=0)
    if isinstance(value, ast.Call):
        function = value.func
    else:
        sign = value.op if isinstance(value, (ast.BinOp, ast.UnaryOp)) else None
        function = ast.parse(FUNCTIONS[type(sign)], mode="eval").body
    out = ast.parse(ast.unparse(target), mode="eval").body
    return ast.Expr(ast.Call(function, _operands(value), [ast.keyword("out", out)]))


def _freeing(statements: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements, and after the last use of a name its deletion, which frees the array."""
    last = {name: i for i, statement in enumerate(statements[:-1]) for name in _names(statement)}
    kept = _names(statements[-1])
    own = {_made(statement) for statement in statements} - kept
    for i, statement in enumerate(statements):
        yield statement
        dead = [ast.Name(name) for name in sorted(own & _names(statement)) if last[name] == i]
        if dead:
            yield ast.Delete(list(dead))


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _made(statement: ast.stmt) -> str:
    """The name that a statement gives to its result."""
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        return statement.targets[0].id
    return ""


def _alias(statement: ast.stmt) -> str:
    """The name to which a statement gives another name."""
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Name):
        return statement.value.id if _made(statement) else ""
    return ""


def _changed(statement: ast.stmt) -> str:
    """The array that a statement changes, or changes a part of."""
    target: ast.expr | None = None
    if isinstance(statement, ast.Assign) and not _made(statement):
        target = statement.targets[0]
    elif isinstance(statement, ast.AugAssign):
        target = statement.target
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
        target = statement.value.keywords[0].value
    while target is not None and not isinstance(target, ast.Name):
        target = target.value if isinstance(target, ast.Subscript) else viewed(target)
    return target.id if target else ""


def _is_new(value: ast.expr) -> bool:
    """Whether a result lies in memory of its own."""
    computed = isinstance(value, (ast.BinOp, ast.UnaryOp, ast.Compare)) or ufunc_of(value)
    return bool(computed or is_blank(value) or method_of(value) in ("sum", "max", "min"))


def _is_product(value: ast.expr) -> bool:
    return isinstance(value, ast.BinOp) and isinstance(value.op, ast.MatMult)


def _operands(value: ast.expr) -> list[ast.expr]:
    """What an operation that can write into a given array is done with."""
    if isinstance(value, ast.BinOp):
        return [value.left, value.right]
    if isinstance(value, ast.UnaryOp):
        return [value.operand]
    return value.args if isinstance(value, ast.Call) and ufunc_of(value) else []
