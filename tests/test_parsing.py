"""Expressions in text become graphs; what is no expression is refused with its place."""

import pytest

from autograd import DomainError, ExpressionError, Graph
from autograd.parsing import MAX_LENGTH, parse


@pytest.mark.parametrize(
    ("text", "numbers", "expected"),
    [
        ("w*x + b", {"w": -2, "x": 5, "b": 3}, -7.0),
        ("-x + 1", {"x": 2}, -1.0),
        ("-x**2", {"x": 3}, -9.0),
        ("2**-1", {}, 0.5),
        ("2**3**2", {}, 512.0),
        ("7 - 2 - 1", {}, 4.0),
        ("8 / 4 / 2", {}, 1.0),
        (".5 + 1e-3", {}, 0.501),
        ("abs(-3)", {}, 3.0),
        ("θ + 1", {"θ": 1}, 2.0),
        ("  x  ", {"x": 4}, 4.0),
        ("total([a, b, 1])", {"a": 1, "b": 2}, 4.0),
        ("maximum(a, 3)", {"a": 1}, 3.0),
        ("dot([a, 2], [3, 4])", {"a": 1}, 11.0),
        ("affine([1, 2], [3, 4], 0.5)", {}, 11.5),
        ("leaky_relu(x, 0.1)", {"x": -2}, -0.2),
        ("exp + exp(0)", {"exp": 2}, 3.0),
    ],
)
def test_an_expression_has_the_value_that_it_has_in_python(text, numbers, expected):
    assert parse(text, numbers).data == pytest.approx(expected, rel=1e-15)


def test_a_variable_used_twice_is_one_leaf():
    graph = Graph(parse("x * x + x", {"x": 3}))
    assert len(graph.leaves) == 1


def test_operations_are_recorded_as_written():
    assert parse("a - b", {"a": 1, "b": 2}).op == "sub"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("x +", "invalid syntax at column 4"),
        ("2 * (x", "at column 5"),
        ("x x", "x x at column 1"),
        ("sigmoi(x)", "sigmoi at column 1 is not a function; did you mean sigmoid"),
        ("  sigmoi(x)", "column 3"),
        ("2 + θ(x) * sigmoi(x)", "θ at column 5"),
        ("'θ' * x", "not a real number"),
        ("exp(x) * sigmoi(x)", "sigmoi at column 10"),
        ("x + y", "y at column 5 has no number: add y="),
        ("x + tanh", "tanh at column 5 is a function"),
        ("x < 1", "x < 1 at column 1 is not allowed"),
        ("x if x else 1", "not allowed"),
        ("x and 1", "not allowed"),
        ("x // 2", "not allowed"),
        ("x.data", "not allowed"),
        ("x[0]", "not allowed"),
        ("lambda: x", "not allowed"),
        ("(x := 3)", "not allowed"),
        ("[x for x in [1]]", "not allowed"),
        ("total(*x)", "not allowed"),
        ("f'{x}'", "not allowed"),
        ("1j * x", "1j at column 1 is not a real number"),
        ("'a' * x", "not a real number"),
        ("True + x", "not a real number"),
        ("__import__('os')", "not a function"),
        ("(lambda: 1)()", "cannot be called"),
        ("exp(x=1)", "names its arguments"),
        ("exp(x, 2)", "does not fit"),
        ("maximum()", "needs at least one"),
        ("dot([x], [1, 2])", "1 weights and 2 inputs"),
        ("exp([x])", "cannot be computed"),
        ("[x] + 1", "is a list where one value belongs"),
        ("[x]", "is a list"),
        ("x\n+ 1", "one line"),
    ],
)
def test_what_is_no_expression_is_refused_with_its_place(text, message):
    with pytest.raises(ExpressionError) as caught:
        parse(text, {"x": 1})
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_number_for_a_name_that_is_not_there_is_refused():
    with pytest.raises(ExpressionError, match=r"weigth .* did you mean weight"):
        parse("weight * 2", {"weight": 1, "weigth": 2})


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000,
        "(" * 4_000 + "x" + ")" * 4_000,
        "[" * 10_000,
        "-" * 9_000 + "x",
        "x" + "+x" * 4_000,
        "x" + "**x" * 3_000,
        "exp(" * 2_000 + "x",
        "x + " * MAX_LENGTH + "x",
        "1" * 9_000,
    ],
)
def test_what_is_too_long_or_too_deep_is_refused_in_one_line(text):
    with pytest.raises((ExpressionError, DomainError)) as caught:
        parse(text, {"x": 1})
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("text", ["9**9**9", "9**9**9**9", "2**1e9", "log(0)", "1/0", "exp(1000)"])
def test_what_has_no_finite_result_is_a_domain_error(text):
    with pytest.raises(DomainError):
        parse(text, {})
