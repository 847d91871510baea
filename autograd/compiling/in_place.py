"""The generated code as it runs: results are written over arrays that are needed no more.

Fewer arrays pass through the processor's cache this way. The text that people read stays as it is.

>>> from autograd.compiling.shapes import ROWS
>>> print(in_place('''
... def value(X, params):
...     Z1 = X @ params.reshape(5, 3).T + 1
...     H1 = 1 / (1 + np.exp(-Z1))
...     return H1
... ''', {"X": Known((ROWS, 3)), "params": Known((15,))}))
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
from collections.abc import Iterable, Iterator, Mapping, Sequence

from autograd.compiling.liveness import Memory
from autograd.compiling.shapes import ROWS, Known, Shapes
from autograd.compiling.single_operations import SingleOperations
from autograd.compiling.statements import (
    changed,
    is_matrix_product,
    name_of_result,
    names_in,
    operands_of,
    renamed,
    viewed,
)
from autograd.syntax import parsed, parsed_expression

FUNCTIONS: dict[type, str] = {
    ast.Add: "np.add",
    ast.Sub: "np.subtract",
    ast.Mult: "np.multiply",
    ast.Div: "np.divide",
    ast.MatMult: "np.matmul",
    ast.USub: "np.negative",
}
COMMUTATIVE = (ast.Add, ast.Mult)


def in_place(
    code: str, arrays: Mapping[str, Known], helpers: str = "", *, by_columns: bool = False
) -> str:
    """The text of a function that computes the same, in fewer arrays.

    `arrays` says what its parameters and the names from outside stand for; `helpers` is the text
    of functions that it calls, of which those of a single expression are written out. With
    `by_columns`, the results of matrix products are stored column by column where that is faster;
    the last bits of a row may then depend on its place among the others.
    """
    function = parsed(code).body[0]
    assert isinstance(function, ast.FunctionDef)
    prefix = "_"
    while any(name.startswith(prefix) for name in names_in(function)):
        prefix += "_"
    shapes = Shapes(arrays)
    operations = SingleOperations(shapes, parsed(helpers).body, prefix)
    for statement in function.body:
        operations.add(statement)
    statements = _stored_at_once(operations.statements, shapes)
    written = list(_written_over(statements, shapes))
    if by_columns:
        products = _named_products(written)
        for product in products:
            if _suits_columns(product, shapes, is_last=product is products[-1]):
                product.value = _by_columns(product.value)
    function.body = list(_freeing(written))
    return ast.unparse(function)


def _stored_at_once(statements: list[ast.stmt], shapes: Shapes) -> list[ast.stmt]:
    """A result that only goes into a part of another array is computed where it goes."""
    memory = Memory(statements)
    uses = Counter(name for names in memory.names for name in names)
    made = {name_of_result(s): s for s in statements if isinstance(s, ast.Assign)}
    changing = memory.origins(*map(changed, statements))
    moved: set[ast.stmt] = set()
    for statement in statements:
        if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Name):
            continue
        name, target = statement.value.id, statement.targets[0]
        source = None if name_of_result(statement) or uses[name] > 2 else made.get(name)
        if source is None or not operands_of(source.value):
            continue
        steady = changing.isdisjoint(memory.origins(*names_in(source.value)))
        if steady and shapes.of(target) == shapes.named(name):
            statement.value = source.value
            moved.add(source)
    return [s for s in statements if s not in moved]


def _written_over(statements: Sequence[ast.stmt], shapes: Shapes) -> Iterator[ast.stmt]:
    """The statements, with results in the places of arrays that are needed no more."""
    memory = Memory(statements)
    places: dict[str, str] = {}
    for i, statement in enumerate(statements):
        if name := renamed(statement):
            places[name_of_result(statement)] = places.get(name, name)
            continue
        written = statement
        if isinstance(statement, ast.Assign) and _is_array_of_floats(shapes.of(statement.value)):
            written = _elsewhere(statement, i, shapes, memory, places)
        for node in ast.walk(written):
            if isinstance(node, ast.Name):
                node.id = places.get(node.id, node.id)
        yield written


def _is_array_of_floats(array: Known) -> bool:
    return bool(array.shape) and array.kind == "floats"


def _elsewhere(
    statement: ast.Assign, i: int, shapes: Shapes, memory: Memory, places: dict[str, str]
) -> ast.stmt:
    """The statement, writing into an array that is there already, if one fits.

    An operand may be a view of the array that is written over: NumPy copies what overlaps.
    """
    target, value = statement.targets[0], statement.value
    array, operands = shapes.of(value), operands_of(value)
    if not isinstance(target, ast.Name):
        fits = operands and viewed(target) and shapes.of(target) == array
        return _into(target, value) if fits else statement
    for operand in operands if not is_matrix_product(value) else ():
        if not isinstance(operand, ast.Name) or shapes.of(operand) != array:
            continue
        if memory.is_free_after(operand.id, i):
            places[target.id] = places.get(operand.id, operand.id)
            return _over(operand, value)
    return statement


def _over(operand: ast.Name, value: ast.expr) -> ast.stmt:
    """The statement that writes a result over one of its operands."""
    target = ast.Name(operand.id)
    if isinstance(value, ast.BinOp) and operand is value.left:
        return ast.AugAssign(target, value.op, value.right)
    if isinstance(value, ast.BinOp) and isinstance(value.op, COMMUTATIVE):
        return ast.AugAssign(target, value.op, value.left)
    return _into(target, value)


def _into(target: ast.expr, value: ast.expr) -> ast.stmt:
    """The statement that writes a result into an array or a part of it.

    A power stays as it is: NumPy squares faster with its sign than by its function.
    """
    if isinstance(value, ast.Call):
        function = value.func
    else:
        sign = value.op if isinstance(value, (ast.BinOp, ast.UnaryOp)) else None
        if type(sign) not in FUNCTIONS:
            return ast.Assign([target], value, lineno=0)
        function = parsed_expression(FUNCTIONS[type(sign)])
    return ast.Expr(ast.Call(function, operands_of(value), [ast.keyword("out", target)]))


def _named_products(statements: Iterable[ast.stmt]) -> list[ast.Assign]:
    """The statements that give a name to a @ b."""
    assigned = (s for s in statements if isinstance(s, ast.Assign) and name_of_result(s))
    return [statement for statement in assigned if is_matrix_product(statement.value)]


def _suits_columns(product: ast.Assign, shapes: Shapes, *, is_last: bool) -> bool:
    """Whether it is a matrix of rows; the last one goes into rows, so it is to be a narrow one."""
    left = operands_of(product.value)[0]
    match shapes.named(name_of_result(product)).shape, shapes.of(left).shape:
        case (first, int(columns)), (_, int(inner)) if first == ROWS:
            return not is_last or columns < inner
    return False


def _by_columns(product: ast.expr) -> ast.expr:
    """(W @ X.T).T for X @ W.T: BLAS is faster with many rows than with many columns."""
    left, right = map(_transposed, reversed(operands_of(product)))
    return _transposed(ast.BinOp(left, ast.MatMult(), right))


def _transposed(matrix: ast.expr) -> ast.expr:
    if isinstance(matrix, ast.Attribute) and matrix.attr == "T":
        return matrix.value
    return ast.Attribute(matrix, "T")


def _freeing(statements: Sequence[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements, and after the last use of a name its deletion, which frees the array."""
    names = [names_in(statement) for statement in statements]
    last = {name: i for i, found in enumerate(names) for name in found}
    own = {name_of_result(statement) for statement in statements} - names[-1]
    for i, statement in enumerate(statements):
        yield statement
        dead = sorted(name for name in own & names[i] if last[name] == i)
        if dead:
            yield ast.Delete(_as_expressions(dead))


def _as_expressions(names: Iterable[str]) -> list[ast.expr]:
    return [ast.Name(name) for name in names]
