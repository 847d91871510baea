"""Statements that compute several operations, as statements of one operation each."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Mapping
from typing import cast

from autograd.compiling.shapes import (
    FLOATS,
    ROWS,
    Array,
    Shapes,
    is_number,
    method_of,
    owner_of,
    ufunc_of,
    viewed,
)

SHORT = 1024
"""A sum along so few columns loses no precision to one that is not done in pairs."""


class SingleOperations:
    """Takes statements one by one; calls of helpers are written out on the way."""

    def __init__(self, shapes: Shapes, helpers: Iterable[ast.stmt], prefix: str) -> None:
        self.statements: list[ast.stmt] = []
        self.shapes = shapes
        self._helpers = {f.name: f for f in helpers if isinstance(f, ast.FunctionDef)}
        self._prefix = prefix
        self._count = 0

    def add(self, statement: ast.stmt) -> None:
        """Append a statement, after those that compute what it is made of."""
        if isinstance(statement, (ast.Assign, ast.AugAssign)):
            statement.value = self._operation(statement.value)
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            array = self.shapes.of(statement.value)
            self.shapes.arrays[statement.targets[0].id] = array
        self.statements.append(statement)

    def _operation(self, node: ast.expr) -> ast.expr:
        """The expression with each operand a name, a number, or a view of a name."""
        helper = self._helper(node)
        if helper is not None:
            return self._operation(helper)
        if self.shapes.of(node).shape is None:
            return node
        if isinstance(node, ast.BinOp):
            node.left, node.right = self._operand(node.left), self._operand(node.right)
        elif isinstance(node, ast.Compare):
            node.left = self._operand(node.left)
            node.comparators = [self._operand(x) for x in node.comparators]
        elif isinstance(node, ast.UnaryOp):
            node.operand = self._operand(node.operand)
        elif isinstance(node, ast.Call) and ufunc_of(node):
            node.args = [self._operand(x) for x in node.args]
        elif viewed(node) or method_of(node):
            holder = node.func if isinstance(node, ast.Call) else node
            assert isinstance(holder, (ast.Attribute, ast.Subscript))
            holder.value = self._operand(holder.value)
            return self._sum(node) or node
        return node

    def _operand(self, node: ast.expr) -> ast.expr:
        inner = node
        while (owner := viewed(inner)) is not None:
            inner = owner
        if isinstance(inner, (ast.Name, ast.Constant)) or is_number(node):
            return node
        return self._named(node)

    def _named(self, node: ast.expr) -> ast.expr:
        self._count += 1
        name = f"{self._prefix}{self._count}"
        self.add(ast.Assign([ast.Name(name, ast.Store())], node, lineno=0))
        return ast.Name(name, ast.Load())

    def _helper(self, node: ast.expr) -> ast.expr | None:
        """What a helper of a single expression computes, on its operands."""
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            return None
        helper = self._helpers.get(node.func.id)
        if helper is None or len(helper.args.args) != len(node.args):
            return None
        result = helper.body[0]
        if not isinstance(result, ast.Return) or result.value is None:
            return None
        names = [x.arg for x in helper.args.args]
        written = _Written(dict(zip(names, map(self._operand, node.args))))
        return cast(ast.expr, written.visit(copy.deepcopy(result.value)))

    def _sum(self, node: ast.expr) -> ast.expr | None:
        """A sum along an axis as a matrix product with ones, which is faster."""
        if method_of(node) != "sum":
            return None
        summed = owner_of(node)
        array, left = self.shapes.of(summed), self.shapes.of(node).shape
        if not array.shape or array.kind != FLOATS or array.shape[0] != ROWS:
            return None
        size = array.shape[-1]
        if len(array.shape) <= 2 and left == array.shape[1:]:
            return ast.BinOp(self._ones(ROWS), ast.MatMult(), summed)
        if array.shape == (ROWS, size) and left == (ROWS,) and _is_short(size):
            return ast.BinOp(summed, ast.MatMult(), self._ones(size))
        return None

    def _ones(self, size: int | str) -> ast.expr:
        name = f"{self._prefix}ones_{size}"
        if name not in self.shapes.arrays:
            self.shapes.arrays[name] = Array((size,))
            count = "len(X)" if size == ROWS else size
            self.statements.insert(0, ast.parse(f"{name} = np.ones({count}, X.dtype)").body[0])
        return ast.Name(name, ast.Load())


def _is_short(size: int | str) -> bool:
    return isinstance(size, int) and size <= SHORT


class _Written(ast.NodeTransformer):
    """Puts operands in the places of parameters."""

    def __init__(self, operands: Mapping[str, ast.expr]) -> None:
        self._operands = operands

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """A parameter's operand, or the name itself."""
        return copy.deepcopy(self._operands.get(node.id, node))
