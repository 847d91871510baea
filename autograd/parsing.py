"""Expressions in text: `sigmoid(w*x + b)` and numbers for its names become a graph of Values.

The text is read with `ast` and only what stands in the tables below is accepted; nothing is
evaluated as code.
"""

from __future__ import annotations

import ast
import difflib
import operator
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from autograd import functions, hints
from autograd.columns import visible
from autograd.errors import AutogradError, ExpressionError
from autograd.number import Number
from autograd.syntax import parsed_expression
from autograd.value import Constant, Value, as_value

__all__ = ["parse"]

MAX_LENGTH = 10_000
MAX_DEPTH = 100
TOO_DEEP = (
    f"the expression is more than {MAX_DEPTH} operations deep: write long sums as total([a, b, …])"
)
LONGEST_NAME = 40
OPENING, CLOSING = "([{", ")]}"

FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: getattr(functions, name) for name in functions.__all__ if name != "softmax"},
    "abs": lambda x: abs(as_value(x)),
}
BINARY: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
UNARY: dict[type[ast.unaryop], Callable[[Any], Any]] = {
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


def parse(text: str, numbers: Mapping[str, Number]) -> Value:
    """The graph of an expression; `numbers` gives the value of each of its names.

    Raises ExpressionError, which says what is wrong and at which column, and the errors of the
    operations themselves, such as DomainError.

    >>> y = parse("w*x + b", {"w": -2, "x": 5, "b": 3})
    >>> y.data, [x.label or x.op for x in y.inputs]
    (-7.0, ['mul', 'b'])
    """
    tree = _syntax_tree(text)
    known = {unicodedata.normalize("NFKC", name): value for name, value in numbers.items()}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - _called(tree)
    leaves = {name: Value(value, name) for name, value in known.items()}
    result = _Reader(text, leaves).read(tree)
    for name in known:
        if name not in used:
            hint = _nearest(name, used)
            raise ExpressionError(
                f"{name:.60} has a number, but the expression does not use it{hint}"
            )
    if not isinstance(result, Value):
        raise ExpressionError("the expression is a list: write one that gives a single value")
    return result


def _syntax_tree(text: str) -> ast.expr:
    if not text.strip():
        raise ExpressionError("the expression is empty")
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            f"the expression has {len(text):,} characters, more than {MAX_LENGTH:,}"
        )
    if "\n" in text or "\r" in text or "\0" in text:
        raise ExpressionError("write the expression in one line")
    _check_brackets(text)
    try:
        tree = parsed_expression(text.strip())
    except SyntaxError as error:
        if "int_max_str_digits" in str(error.msg):
            raise ExpressionError("the expression holds a number of too many digits") from None
        hint = hints.for_text(text, FUNCTIONS)
        if hint is not None:
            raise ExpressionError(visible(str(hint))) from None
        column = (error.offset or len(text) + 1) + len(text) - len(text.lstrip())
        raise ExpressionError(f"{error.msg} at column {column}{_near(text, column)}") from None
    except (RecursionError, MemoryError):
        raise ExpressionError(TOO_DEEP) from None
    except (ValueError, OverflowError):
        raise ExpressionError("the expression cannot be read") from None
    if _depth(tree) > MAX_DEPTH:
        raise ExpressionError(TOO_DEEP)
    return tree


def _check_brackets(text: str) -> None:
    """Refuse deep nesting before Python's own parser sees it."""
    depth = 0
    for column, character in enumerate(text, 1):
        depth += (character in OPENING) - (character in CLOSING)
        if depth > MAX_DEPTH:
            raise ExpressionError(f"more than {MAX_DEPTH} open brackets at column {column}")


def _depth(tree: ast.AST) -> int:
    depth, level = 0, [tree]
    while level:
        depth += 1
        level = [
            x for node in level for x in ast.iter_child_nodes(node) if isinstance(x, ast.expr)
        ]
    return depth


def _called(tree: ast.AST) -> set[str]:
    """Names that stand only before brackets: functions, not variables."""
    calls = [x.func for x in ast.walk(tree) if isinstance(x, ast.Call)]
    plain = {id(x) for x in calls}
    variables = {x.id for x in ast.walk(tree) if isinstance(x, ast.Name) and id(x) not in plain}
    return {x.id for x in calls if isinstance(x, ast.Name)} - variables


def _near(text: str, column: int) -> str:
    rest = text[column - 1 : column + 19]
    return f", before {rest!r}" if rest.strip() else ", at the end"


def _nearest(name: str, known: Any) -> str:
    close = difflib.get_close_matches(name[:LONGEST_NAME], list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


class _Reader:
    """Turns a syntax tree into Values, and says at which column it cannot."""

    def __init__(self, text: str, leaves: Mapping[str, Value]) -> None:
        self.line = text.strip().encode()
        self.first_column = len(text) - len(text.lstrip()) + 1
        self.leaves = leaves

    def read(self, node: ast.expr) -> Any:
        """The Value (or list of Values) that one node of the syntax tree stands for."""
        if isinstance(node, ast.Constant):
            return self._number(node)
        if isinstance(node, ast.Name):
            return self._variable(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, (ast.List, ast.Tuple)):
            return [self._single(x) for x in node.elts]
        return self._arithmetic(node)

    def _arithmetic(self, node: ast.expr) -> Value:
        if isinstance(node, ast.BinOp) and type(node.op) in BINARY:
            left, right = self._single(node.left), self._single(node.right)
            return BINARY[type(node.op)](left, right)  # type: ignore[no-any-return]
        if isinstance(node, ast.UnaryOp) and type(node.op) in UNARY:
            x, sign = self._single(node.operand), UNARY[type(node.op)]
            is_literal = isinstance(node.operand, ast.Constant)
            return Constant(sign(x.data)) if is_literal else sign(x)
        hint = hints.for_sign(self.line.decode())
        if hint is not None:
            hint = hint._replace(column=hint.column + self.first_column - 1)
            raise ExpressionError(visible(str(hint)))
        return self._refuse(
            node, "is not allowed: use numbers, names, + - * / **, brackets and functions"
        )

    def _single(self, node: ast.expr) -> Value:
        x = self.read(node)
        if not isinstance(x, Value):
            self._refuse(node, "is a list where one value belongs")
        return x

    def _number(self, node: ast.Constant) -> Value:
        if isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
            self._refuse(node, "is not a real number")
        return Constant(node.value)

    def _variable(self, node: ast.Name) -> Value:
        if node.id in self.leaves:
            return self.leaves[node.id]
        if node.id in FUNCTIONS:
            self._refuse(node, f"is a function: write {node.id}(…)")
        meant = hints.for_name(node.id, self.leaves, FUNCTIONS)
        if not meant:
            meant = f"add {node.id:.{LONGEST_NAME}}=…{_nearest(node.id, self.leaves)}"
        return self._refuse(node, f"has no number: {meant}")

    def _call(self, node: ast.Call) -> Any:
        if not isinstance(node.func, ast.Name):
            if isinstance(node.func, (ast.Constant, ast.BinOp, ast.Call)):
                self._refuse(node.func, "stands before a bracket: between factors write *")
            self._refuse(node.func, "cannot be called: only the functions by name can")
        name = node.func.id
        if name not in FUNCTIONS:
            if name in self.leaves:
                self._refuse(node.func, f"is a number here: for a product write {name}*(…)")
            if name in hints.OTHER_NAMES:
                self._refuse(node.func, f"is not known: {hints.OTHER_NAMES[name]}")
            known = _nearest(name, FUNCTIONS) or f"; the functions are {', '.join(FUNCTIONS)}"
            self._refuse(node.func, f"is not a function{known}")
        if node.keywords:
            self._refuse(node, "names its arguments: give them in order")
        arguments = [self.read(x) for x in node.args]
        try:
            return FUNCTIONS[name](*arguments)
        except AutogradError as error:
            if isinstance(error, (ValueError, ExpressionError)):
                raise
            return self._refuse(node, f"cannot be computed: {error}")
        except TypeError:
            return self._refuse(node, f"does not fit: {name} does not take these arguments")

    def _refuse(self, node: ast.expr, why: str) -> NoReturn:
        start = len(self.line[: node.col_offset].decode())
        piece = self.line[node.col_offset : node.end_col_offset].decode()
        if len(piece) > 40:
            piece = piece[:39] + "…"
        column = start + self.first_column
        raise ExpressionError(f"{visible(piece)} at column {column} {why}")
