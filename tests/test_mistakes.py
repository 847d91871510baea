"""The usual mistakes, each worked out by plain arithmetic, are recognised; other numbers are not.

A case is a graph, what the learner gives a number for, the number that the mistake gives, and
words that must stand in the first or second cause.
"""

import math
import random

import pytest

from autograd import (
    Value,
    check_by_hand,
    cos,
    dot,
    log,
    mean,
    sigmoid,
    sin,
    tanh,
    values,
)
from autograd.examples import two_two_two
from autograd.value import Constant


def logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z))


# K5: the 2-2-2 network

H1, H2 = logistic(0.08), logistic(0.11)
Z3, Z4 = 0.45 * H1 + 0.4 * H2, 0.7 * H1 + 0.6 * H2
O1, O2 = logistic(Z3), logistic(Z4)
E1, E2 = 0.5 * (0.4 - O1) ** 2, 0.5 * (0.6 - O2) ** 2
S1, S2 = O1 * (1 - O1), O2 * (1 - O2)
D1, D2 = (O1 - 0.4) * S1, (O2 - 0.6) * S2
TO_H1 = D1 * 0.45 + D2 * 0.7
TO_H2 = D1 * 0.4 + D2 * 0.6
SLOPE = H1 * (1 - H1)
LINEAR = 0.45 * 0.08 + 0.4 * 0.11
W1 = TO_H1 * SLOPE * 0.1


def updated_first(i: int) -> float:
    """∂E/∂w1 with the output weights updated before."""
    return (D1 * (0.45 - 0.5 * D1 * H1) + D2 * (0.7 - 0.5 * D2 * H1)) * SLOPE * i / 10


K5 = [
    ("values", "z1", 0.3 * 0.1, "a term is left out: w2·x2"),
    ("values", "z1", 0.3 * 0.1 - 0.25 * 0.2, "+ and − are exchanged in z1"),
    ("values", "z3", (0.45 + H1) + 0.4 * H2, "added instead of multiplied in w5·h1"),
    ("values", "z3", 0.45 * H1 * 0.4 * H2, "multiplied instead of added in z3"),
    ("values", "z3", -Z3, "the sign is turned round"),
    ("values", "h1", logistic(-0.08), "sigmoid is taken of minus the input in h1"),
    ("values", "h1", 52, "in percent"),
    ("values", "h1", SLOPE, "the derivative of sigmoid is given instead of sigmoid in h1"),
    ("values", "o1", Z3, "sigmoid is not applied in o1"),
    ("values", "o1", math.tanh(Z3), "tanh is used instead of sigmoid in o1"),
    ("values", "o1", 100 * O1, "in percent"),
    ("values", "o1", O2, "it is taken for another: it is o2"),
    ("values", "E", 2 * (E1 + E2), "a factor is left out: ½, that is 0.5"),
    ("values", "E", E1, "a term is left out: E_o2"),
    ("values", "E", (E1 + E2) / 10, "the decimal point is in the wrong place"),
    ("values", "E_o1", 0.5 * (0.4 - O1), "the exponent 2 is forgotten"),
    ("grads", "o1", -(O1 - 0.4), "a minus is lost in the derivative of t1 − o1"),
    ("grads", "o1", 0.5 * (O1 - 0.4), "the exponent 2 is not brought down"),
    ("grads", "o1", O1, "the value is given where the gradient is asked for"),
    ("grads", "z3", O1 - 0.4, "the derivative of sigmoid is left out at o1"),
    ("grads", "z3", (O1 - 0.4) * (1 - O1), "1 − sigmoid is taken as the derivative of sigmoid"),
    ("grads", "z3", (O1 - 0.4) * O1, "sigmoid itself is taken as its derivative at o1"),
    ("grads", "z3", (O1 - 0.4) * (1 - O1**2), "the rule of tanh is used for sigmoid at o1"),
    ("grads", "z3", (O1 - 0.4) * Z3 * (1 - Z3), "is taken at the input"),
    ("grads", "z3", S1, "the chain rule starts too late, with ∂o1/∂z3"),
    ("grads", "w5", D1, "a factor is left out: h1"),
    ("grads", "w5", D1 * 0.45, "the wrong factor is taken as the derivative of the product w5·h1"),
    ("grads", "w5", 2 * D1 * H1, "a factor is left out: ½, that is 0.5"),
    ("grads", "w5", H1, "the chain rule starts too late, with ∂z3/∂w5"),
    ("grads", "w5", D1 * H2, "it is taken for another: it is ∂E/∂w6"),
    ("grads", "w5", 100 * D1 * H1, "in percent"),
    ("grads", "h1", D1 * 0.45, "a path is left out of the sum: the one through z4"),
    ("grads", "h1", D1 + D2, "a factor is left out: w5, w7"),
    ("grads", "w1", -W1, "a minus is lost in the derivative of t1 − o1, t2 − o2"),
    ("grads", "w1", TO_H1, "the chain rule stops too early, at ∂E/∂h1"),
    ("grads", "w1", TO_H1 * 0.1, "the derivative of sigmoid is left out at h1"),
    ("grads", "w1", TO_H1 * (1 - H1) * 0.1, "1 − sigmoid is taken as the derivative"),
    ("grads", "w1", TO_H1 * SLOPE * 0.3, "the wrong factor is taken"),
    ("grads", "w3", TO_H2 * SLOPE * 0.1, None),
    ("grads", "w5", (Z3 - 0.4) * H1, "sigmoid is not applied in o1"),
    ("grads", "w5", (LINEAR - 0.4) * 0.08, "sigmoid is not applied in h1, h2, o1, o2"),
    ("updated", "w5", 0.45 - 0.5 * (Z3 - 0.4) * H1, "sigmoid is not applied in o1"),
    ("updated", "w5", 0.45 + 0.5 * D1 * H1, "the step is added instead of subtracted"),
    ("updated", "w5", 0.45 - D1 * H1, "the learning rate is left out"),
    ("updated", "w5", D1 * H1, "the gradient is given, not the updated weight"),
    ("updated", "w5", 0.45 - 0.5 * D1, "a factor is left out: h1"),
    ("updated", "w1", 0.3 - 0.5 * updated_first(1), "already-updated output weights"),
]


@pytest.mark.parametrize(("part", "label", "wrong", "cause"), K5)
def test_a_mistake_in_the_worked_example_is_recognised(part, label, wrong, cause):
    weights = [f"w{i}" for i in range(1, 9)]
    answers = {part: {label: f"{wrong:.8f}" if isinstance(wrong, float) else wrong}}
    found = check_by_hand(two_two_two().outputs[0], **answers, lr=0.5, update=weights)
    expect(found, label, cause)


def expect(report, label: str, cause: str | None) -> None:
    assert report.first_wrong == label
    causes = report.first.causes
    assert any(cause in found for found in causes) if cause else not causes, report


# F = wx + b


def line() -> Value:
    w, x, b = values(w=-2.0, x=5.0, b=3.0)
    return (w * x + b).named("F")


LINE = [
    ("values", "F", 13, "the minus of a number is lost, w = −2"),
    ("values", "F", 7, "the sign is turned round"),
    ("values", "F", -10, "a term is left out: b"),
    ("values", "F", -13, "+ and − are exchanged in F"),
    ("values", "F", 6, "added instead of multiplied in w·x"),
    ("grads", "w", -2, "the wrong factor is taken as the derivative of the product w·x"),
    ("grads", "w", -5, "the sign is turned round"),
    ("grads", "x", 5, "the wrong factor is taken as the derivative of the product w·x"),
    ("grads", "x", 2, "the minus of a factor is lost, w"),
    ("grads", "w", 1, "a factor is left out: x"),
    ("grads", "b", 3, "the value is given where the gradient is asked for"),
]


@pytest.mark.parametrize(("part", "label", "wrong", "cause"), LINE)
def test_a_mistake_on_a_line_is_recognised(part, label, wrong, cause):
    expect(check_by_hand(line(), **{part: {label: wrong}}), label, cause)


@pytest.mark.parametrize(
    ("formula", "wrong", "cause"),
    [
        (lambda c: c * c, 1.7, "one of the places where c is used is left out"),
        (lambda c: c + c, 1.0, "one of the places where c is used is left out"),
        (lambda c: 2 * (c * c).named("h"), 3.4, "one of the places where c is used is left out"),
        (lambda c: (c + 1) * (c - 3), -1.3, "c is left out where it is used in c − 3"),
        (lambda c: c.exp() - c, math.exp(1.7), "c is left out where it is used in y"),
        (lambda c: (c + 3 * c.exp()).named("h") / 7, 1 / 7, "left out where it is used in exp(c)"),
    ],
)
def test_a_place_that_is_not_counted_is_told_by_what_stands_there(formula, wrong, cause):
    c = Value(1.7, "c")
    y = formula(c).named("y")
    expect(check_by_hand(y, grads={"c": wrong}), "c", cause)


def test_a_mistake_that_fits_by_chance_is_not_denied():
    x, w = values(x=1.5, w=0.7)
    y = (w * x).named("y")
    loss = (y * y + w * y).named("L")
    short, long = (check_by_hand(loss, grads={"w": answer}) for answer in ("4.2", "4.20"))
    assert "too few digits to tell" in str(short)
    assert "w is left out where it is used in w·y" in str(long)


def test_a_term_with_several_uses_is_left_out_as_a_whole():
    x, w = values(x=1.37, w=0.73)
    y = (w * x).named("y")
    loss = (y * y + w * y).named("L")
    expect(check_by_hand(loss, grads={"w": 2 * 0.73 * 1.37**2}), "w", "a term is left out: w·y")


def one_neuron():
    x, w, b, t = values(x=0.5, w=0.8, b=0.1, t=1.0)
    z = (w * x + b).named("z")
    return ((sigmoid(z).named("o") - t) ** 2).named("E")


def test_an_activation_whose_value_is_given_was_not_forgotten():
    wrong = 2 * (0.5 - 1.0) * 0.5
    alone = check_by_hand(one_neuron(), grads={"w": f"{wrong:.5f}"})
    assert "sigmoid is not applied in o" in str(alone)
    with_value = check_by_hand(
        one_neuron(), {"o": f"{logistic(0.5):.6f}"}, grads={"w": f"{wrong:.5f}"}
    )
    assert with_value.first_wrong == "w"
    assert "not applied" not in str(with_value)


def test_a_forgotten_activation_after_a_wrong_value_is_recognised():
    z = 0.8513
    given = {"values": {"z": z}, "grads": {"w": f"{2 * (z - 1.0) * 0.5:.5f}"}}
    report = check_by_hand(one_neuron(), **given)
    assert "sigmoid is not applied in o" in str(report)


# The sigmoid neuron of CS231n: w = (2, −3, −3), x = (−1, −2)


def neuron() -> Value:
    w0, x0, w1, x1, w2 = values(w0=2.0, x0=-1.0, w1=-3.0, x1=-2.0, w2=-3.0)
    z = (w0 * x0 + w1 * x1 + w2).named("z")
    return sigmoid(z).named("f")


F = logistic(1.0)
NEURON = [
    ("values", "f", logistic(-1.0), "sigmoid is taken of minus the input in f"),
    ("values", "f", logistic(7.0), "the minus of a number is lost, w2 = −3"),
    ("values", "z", 7, "the minus of a number is lost, w2 = −3"),
    ("grads", "z", 1 - F, "1 − sigmoid is taken as the derivative of sigmoid at f"),
    ("grads", "w0", F * (1 - F), "a factor is left out: x0"),
    ("grads", "w0", F * (1 - F) * 2, "the wrong factor is taken"),
    ("grads", "w0", F * (1 - F), "the minus of a factor is lost, x0"),
    ("grads", "x0", F, None),
]


@pytest.mark.parametrize(("part", "label", "wrong", "cause"), NEURON)
def test_a_mistake_in_a_sigmoid_neuron_is_recognised(part, label, wrong, cause):
    expect(check_by_hand(neuron(), **{part: {label: f"{wrong:.6g}"}}), label, cause)


# A tanh neuron with a squared error


def tanh_neuron() -> Value:
    w, x, b = values(w=0.7, x=1.5, b=-0.25)
    y = tanh((w * x + b).named("z")).named("y")
    return ((y - Constant(0.9, "t")) ** 2).named("L")


Z = 0.7 * 1.5 - 0.25
Y = math.tanh(Z)
TANH = [
    ("values", "y", logistic(Z), "sigmoid is used instead of tanh in y"),
    ("values", "y", math.tanh(1.3), "the minus of a number is lost, b = −0.25"),
    ("values", "L", Y - 0.9, "the exponent 2 is forgotten"),
    ("values", "L", (Y - 0.9) ** 2 / 2, "the right number is halved"),
    ("grads", "y", Y - 0.9, "the exponent 2 is not brought down"),
    ("grads", "z", 2 * (Y - 0.9) * (1 - Y), "1 − tanh is taken as the derivative of tanh"),
    ("grads", "z", 2 * (Y - 0.9) * Y * (1 - Y), "the rule of sigmoid is used for tanh"),
    ("grads", "z", 2 * (Y - 0.9), "the derivative of tanh is left out"),
    ("grads", "w", 2 * (Y - 0.9) * (1 - Y**2) * 0.7, "the wrong factor is taken"),
    ("grads", "w", 2 * (Y - 0.9) * (1 - Z**2) * 1.5, "is taken at the input"),
    ("grads", "w", (1 - Y**2) * 1.5, "the chain rule starts too late, with ∂y/∂w"),
    ("grads", "w", -2 * (Y - 0.9) * (1 - Y**2) * 1.5, "the sign is turned round"),
]


@pytest.mark.parametrize(("part", "label", "wrong", "cause"), TANH)
def test_a_mistake_in_a_tanh_neuron_is_recognised(part, label, wrong, cause):
    expect(check_by_hand(tanh_neuron(), **{part: {label: f"{wrong:.7f}"}}), label, cause)


# Other operations, at a = 1.5 and b = −0.3

A, B = 1.5, -0.3
OPERATIONS = [
    (lambda a, b: a / b, "values", "y", "5.000", "the minus of a number is lost, b = −0.3"),
    (lambda a, b: a / b, "values", "y", -0.45, "multiplied instead of divided"),
    (lambda a, b: a / b, "values", "y", B / A, "the division is done the other way round"),
    (lambda a, b: a / b, "grads", "a", 1.0, "the divisor is left out"),
    (lambda a, b: a / b, "grads", "b", A / B**2, "a minus is lost in the derivative"),
    (lambda a, b: a / b, "grads", "b", -A / B, "the divisor is not squared"),
    (lambda a, b: log(a), "values", "y", math.log10(A), "the logarithm to base 10"),
    (lambda a, b: log(a), "grads", "a", math.log(A), "log itself is taken as its derivative"),
    (lambda a, b: sin(a), "values", "y", math.sin(math.radians(A)), "in degrees"),
    (lambda a, b: cos(a), "grads", "a", math.sin(A), "a minus is lost"),
    (lambda a, b: a**3, "values", "y", 3 * A, "the base is multiplied by 3"),
    (lambda a, b: a**3, "grads", "a", A**2, "the exponent 3 is not brought down"),
    (lambda a, b: a**3, "grads", "a", 3 * A**3, "the exponent 3 is not lowered by 1"),
    (lambda a, b: mean([a, b]), "values", "y", A + B, "the mean is not divided by 2"),
    (lambda a, b: mean([a, b]), "grads", "a", 1.0, "the mean is not divided by 2"),
    (lambda a, b: dot([a, b], [b, a]), "values", "y", A * B, "a term is left out"),
]


@pytest.mark.parametrize(("function", "part", "label", "wrong", "cause"), OPERATIONS)
def test_a_mistake_in_one_operation_is_recognised(function, part, label, wrong, cause):
    y = function(*values(a=A, b=B)).named("y")
    answer = f"{wrong:.5f}" if isinstance(wrong, float) else wrong
    expect(check_by_hand(y, **{part: {label: answer}}), label, cause)


# Constants


def test_constant_factors_left_out_together_are_recognised():
    (x,) = values(x=1.7)
    loss = (0.3 * sigmoid(0.7 * x)).named("y")
    slope = logistic(1.19) * (1 - logistic(1.19))
    report = check_by_hand(loss, grads={"x": f"{slope:.6f}"})
    assert "constant factors are left out together: 0.7, 0.3" in report.first.causes[0]


# Numbers that no mistake gives


@pytest.mark.parametrize(("digits", "most"), [(6, 0), (4, 1), (2, 3)], ids=["six", "four", "two"])
def test_random_numbers_get_practically_never_a_cause(digits, most):
    """At most so many get one: by chance a mistake lies within their last digit."""
    draw = random.Random(20)
    loss = two_two_two().outputs[0]
    weights = [f"w{i}" for i in range(1, 9)]
    asked = [("values", label) for label in ("h1", "z3", "o1", "E_o1", "E")]
    asked += [("grads", label) for label in ("o1", "z3", "h1", "w5", "w1", "w4")]
    asked += [("updated", label) for label in ("w5", "w1", "E")]
    explained = []
    for _ in range(300 if digits == 6 else 100):
        part, label = draw.choice(asked)
        wrong = f"{draw.choice([-1, 1]) * 10 ** draw.uniform(-3, 0):.{digits}g}"
        report = check_by_hand(loss, **{part: {label: wrong}}, lr=0.5, update=weights)
        explained += [report.first for _ in [0] if report.first and report.first.causes]
    assert len(explained) <= most, [(m.what, m.yours, m.causes) for m in explained]
