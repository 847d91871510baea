"""Rules run on names: expressions as text, and the methods written from them."""

import math

import pytest

from autograd import AutogradError, Value, ops
from autograd.fastpath import method_source
from autograd.symbols import Symbol, as_code

X, A, B = (Symbol(name) for name in "xab")
WRITTEN = [
    (A + B * X, "a + b * x"),
    ((A + B) * X, "(a + b) * x"),
    (A - (B - X), "a - (b - x)"),
    (A - B - X, "a - b - x"),
    (A + B - X, "a + b - x"),
    (A - B + X, "a - b + x"),
    (-(A * B), "-(a * b)"),
    (A / (B * X), "a / (b * x)"),
    ((-A) ** B, "(-a) ** b"),
    (-(A**B), "-a ** b"),
    (A ** (B**X), "a ** (b ** x)"),
    ((A**B) ** X, "(a ** b) ** x"),
    (2 * X, "2.0 * x"),
    (X ** Symbol(number=-1.0), "x ** (-1.0)"),
    (1 - ops.tanh(X) ** 2, "1.0 - tanh(x) ** 2.0"),
    (abs(X), "abs(x)"),
]


@pytest.mark.parametrize(("symbol", "expected"), WRITTEN, ids=[text for _, text in WRITTEN])
def test_an_expression_is_written_with_the_brackets_that_it_needs(symbol, expected):
    assert as_code(symbol) == expected
    numbers = {"x": 0.5, "a": 1.5, "b": 2.0}
    functions = {name: op.forward for name, op in ops.TABLE.items()}
    written = eval(expected, functions, numbers)
    assert written == pytest.approx(_computed(symbol, numbers))


def _computed(symbol, numbers):
    if symbol.number is not None:
        return symbol.number
    if symbol.op is None:
        return numbers[symbol.name]
    return symbol.op.forward(*(_computed(x, numbers) for x in symbol.inputs))


@pytest.mark.parametrize("branch", [bool, lambda x: x > 0, lambda x: max(x, 0.0)])
def test_a_rule_that_branches_on_a_symbol_is_told_the_remedy(branch):
    with pytest.raises(AutogradError, match=r"step\(\) or maximum\(\)"):
        branch(X)


METHODS = [
    "exp", "log", "sqrt", "sin", "cos", "tan", "tanh", "sigmoid", "relu", "softplus", "step",
    "leaky_relu", "elu",
]  # fmt: skip
OPERATORS = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "pow": lambda a, b: a**b,
}


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("x", [0.75, 2.5])
def test_a_method_records_what_the_operations_record_says(name, x):
    v = Value(x)
    y = getattr(v, name)()
    op, numbers = ops.TABLE[name], [i.data for i in y.inputs]
    assert y.inputs[0] is v
    assert y.data == op.forward(*numbers)
    assert y.partials == pytest.approx(op.partials(y.data, *numbers))


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("numbers", [(0.75, 2.0), (-3.0, -2.0), (2, 3.0)])
def test_an_operator_records_what_the_operations_record_says(name, numbers):
    a, b = map(Value, numbers)
    y = OPERATORS[name](a, b)
    op = ops.TABLE[name]
    assert y.inputs == (a, b)
    assert y.data == op.forward(a.data, b.data)
    assert y.partials == pytest.approx(op.partials(y.data, a.data, b.data), nan_ok=True)


def test_an_operation_whose_rule_raises_still_records_its_limits():
    assert Value(0.0).sqrt().partials == (math.inf,)
    assert Value(1e-300).log().partials == (1 / 1e-300,)


def test_the_source_of_a_method_compiles():
    for name in METHODS:
        parameters = ["self", "other"] if name in ("leaky_relu", "elu") else ["self"]
        compile(method_source(ops.TABLE[name], parameters), name, "exec")
