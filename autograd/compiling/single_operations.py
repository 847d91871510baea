"""Statements of one operation each: every result has a name, and so an array to write it over.

Calls of helpers of one expression are written out. The sum over all rows becomes a matrix product
with ones, which is faster.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Mapping
from typing import cast

from autograd.compiling.shapes import ROWS, Known, Shapes
from autograd.compiling.statements import (
    is_number,
    method_of,
    name_of_result,
    owner_of,
    ufunc_of,
    viewed,
)
from autograd.syntax import parsed


class SingleOperations(ast.NodeTransformer):
    """Takes statements one by one, and appends to `statements` those that they become."""

    def __init__(self, shapes: Shapes, helpers: Iterable[ast.stmt], prefix: str) -> None:
        self.statements: list[ast.stmt] = []
        self._shapes = shapes
        self._helpers = {f.name: f for f in helpers if isinstance(f, ast.FunctionDef)}
        self._prefix = prefix
        self._count = 0

    def add(self, statement: ast.stmt) -> None:
        """Append a statement, after those that compute what it is made of."""
        if isinstance(statement, (ast.Assign, ast.AugAssign)):
            statement.value = self._operation(self.visit(statement.value))
            if name := name_of_result(statement):
                self._shapes.learn(name, self._shapes.of(statement.value))
        self.statements.append(statement)

    def _operation(self, node: ast.expr) -> ast.expr:
        """The expression with each operand a name, a number, or a view of a name."""
        if self._shapes.of(node).shape is None:
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
            return self._sum_over_rows(node) or node
        return node

    def _operand(self, node: ast.expr) -> ast.expr:
        inner = node
        while (whole := viewed(inner)) is not None:
            inner = whole
        if isinstance(inner, ast.Name) or is_number(inner):
            return node
        return self._named(node)

    def _named(self, node: ast.expr) -> ast.expr:
        self._count += 1
        name = f"{self._prefix}{self._count}"
        self.add(ast.Assign([ast.Name(name, ast.Store())], node, lineno=0))
        return ast.Name(name, ast.Load())

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """What a helper of a single expression computes, on its operands; else the call itself."""
        self.generic_visit(node)
        helper = self._helpers.get(node.func.id) if isinstance(node.func, ast.Name) else None
        result = helper.body[0] if helper else None
        if not isinstance(result, ast.Return) or result.value is None:
            return node
        assert helper
        names = [x.arg for x in helper.args.args]
        operands = dict(zip(names, map(self._operand, node.args), strict=True))
        return cast(ast.expr, _Written(operands).visit(copy.deepcopy(result.value)))

    def _sum_over_rows(self, node: ast.expr) -> ast.expr | None:
        if method_of(node) != "sum":
            return None
        summed = owner_of(node)
        array, left = self._shapes.of(summed), self._shapes.of(node).shape
        if not array.shape or array.kind != "floats" or len(array.shape) > 2:
            return None
        if array.shape[:1] != (ROWS,) or left != array.shape[1:]:
            return None
        return ast.BinOp(self._ones(), ast.MatMult(), summed)

    def _ones(self) -> ast.expr:
        name = f"{self._prefix}ones"
        if self._shapes.named(name).shape is None:
            self._shapes.learn(name, Known((ROWS,)))
            self.statements[:0] = parsed(f"{name} = np.ones(len(X), X.dtype)").body
        return ast.Name(name, ast.Load())


class _Written(ast.NodeTransformer):
    """Puts operands in the places of parameters."""

    def __init__(self, operands: Mapping[str, ast.expr]) -> None:
        self._operands = operands

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """A parameter's operand, or the name itself."""
        return copy.deepcopy(self._operands.get(node.id, node))
