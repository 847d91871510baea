"""Derivative rules written as mathematics, without needless signs, factors and digits."""

import math

import pytest

from autograd import ops
from autograd.notation import LATEX, TEXT
from autograd.simplify import simplified
from autograd.spelling import Name, latex_name, number_text
from autograd.symbols import Symbol, as_symbol

x, y, a = Name("x", -2.0), Name("y", 0.5), Name("a1", 3.0)


def number(n: float) -> Symbol:
    return Symbol(number=n)


RULES = [
    (ops.sigmoid, (x,), ["y(1 − y)"]),
    (ops.tanh, (x,), ["1 − y²"]),
    (ops.tan, (x,), ["1 + y²"]),
    (ops.exp, (x,), ["y"]),
    (ops.log, (x,), ["1/x"]),
    (ops.sqrt, (x,), ["1/(2y)"]),
    (ops.sin, (x,), ["cos(x)"]),
    (ops.cos, (x,), ["−sin(x)"]),
    (ops.relu, (x,), ["[x > 0]"]),
    (ops.step, (x,), ["0"]),
    (ops.softplus, (x,), ["σ(x)"]),
    (ops.leaky_relu, (x, number(0.01)), ["0.01 + 0.99·[x > 0]"]),
    (ops.add, (x, a), ["1", "1"]),
    (ops.subtract, (x, a), ["1", "−1"]),
    (ops.multiply, (x, a), ["a1", "x"]),
    (ops.divide, (x, a), ["1/a1", "−y/a1"]),
    (ops.negate, (x,), ["−1"]),
    (ops.power, (x, number(2.0)), ["2x"]),
    (ops.power, (x, number(3.0)), ["3x²"]),
    (ops.power, (x, number(1.0)), ["1"]),
    (ops.power, (x, a), ["a1·x^(a1 − 1)", "y·log(x)"]),
    (ops.dot, (x, a), ["a1", "x"]),
]


@pytest.mark.parametrize(("op", "inputs", "expected"), RULES)
def test_rules_read_as_in_a_textbook(op, inputs, expected):
    partials = op.partials(y, *inputs)
    texts = [TEXT.written(simplified(as_symbol(p))) for p in partials]
    assert texts[: len(expected)] == expected


EXPRESSIONS = [
    (0.5 * (2 * (x - a) ** 1) * -1.0, "−(x − a1)", "−(−2 − 3)"),
    (-ops.negate(x), "x", "−2"),
    (x + x, "2x", "2 × (−2)"),
    (-x + a, "a1 − x", "3 − (−2)"),
    (x * x, "x²", "(−2)²"),
    (x - x, "0", "0"),
    (x / a / a, "x/a1²", "−2/3²"),
    ((x + a) ** 2 * y, "(x + a1)²·y", "(−2 + 3)² × 0.5"),
    (y * (x + a), "y(x + a1)", "0.5 × (−2 + 3)"),
    (ops.exp(-x * a), "exp(−x·a1)", "exp(−(−2 × 3))"),
    (2.0**x, "2^x", "2^(−2)"),
    (ops.mean(x, a), "(x + a1)/2", "(−2 + 3)/2"),
    (ops.affine(x, y, a), "x·y + a1", "−2 × 0.5 + 3"),
    (abs(x), "|x|", "|−2|"),
    (ops.sqrt(a) ** 2, "√(a1)²", "√(3)²"),
    (ops.operation("softmax", 1)(a, y), "softmax₂(a1, y)", "softmax₂(3, 0.5)"),
]


@pytest.mark.parametrize(("expression", "symbols", "numbers"), EXPRESSIONS)
def test_expressions_in_symbols_and_in_numbers(expression, symbols, numbers):
    short = simplified(expression)
    assert TEXT.written(short) == symbols
    assert TEXT.written(short, numbers=True) == numbers


LATEX_FORMS = [
    (1 / x, r"\frac{1}{x}"),
    (x**2, "{x}^{2}"),
    ((x + a) ** 2, r"{\left(x + a_{1}\right)}^{2}"),
    (ops.exp(-x), "e^{-x}"),
    (ops.exp(x) ** 2, r"{\left(e^{x}\right)}^{2}"),
    (ops.sqrt(x + a), r"\sqrt{x + a_{1}}"),
    (2 * ops.log(x), r"2 \cdot \ln\left(x\right)"),
]


@pytest.mark.parametrize(("expression", "latex"), LATEX_FORMS)
def test_expressions_in_latex(expression, latex):
    assert LATEX.written(simplified(expression)) == latex


NUMBERS = [
    (0.4, "0.4"),
    (0.6094459951, "0.60944600"),
    (0.1 + 0.2, "0.3"),
    (-7.0, "−7"),
    (-0.0, "0"),
    (0.00080888123, "0.00080888"),
    (1.5e-12, "1.5e−12"),
    (1e20, "1e20"),
    (2.0**40, "1099511627776"),
    (-math.inf, "−∞"),
    (math.nan, "nan"),
]


@pytest.mark.parametrize(("value", "text"), NUMBERS)
def test_numbers_have_no_meaningless_digits(value, text):
    assert number_text(value) == text


LABELS = [
    ("w5", "w_{5}"),
    ("E_o1", "E_{o1}"),
    ("E_total", r"E_{\mathrm{total}}"),
    ("h2_1", "h_{2,1}"),
    ("alpha", r"\alpha"),
    ("loss", r"\mathrm{loss}"),
    ("은닉층", r"\text{은닉층}"),
    ("a b", r"\text{a b}"),
    ("<b>", r"{<}\text{b}{>}"),
    ("$", r"{\$}"),
]


@pytest.mark.parametrize(("label", "latex"), LABELS)
def test_labels_in_latex(label, latex):
    assert latex_name(label) == latex
