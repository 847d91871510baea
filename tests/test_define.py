"""Operations from outside behave like built-in ones."""

import copy
import math
import pickle

import pytest

from autograd import (
    AutogradError,
    DomainError,
    Graph,
    NumberError,
    Value,
    check_grads,
    define,
    grad,
    ops,
    tanh,
    total,
)
from autograd.notation import LATEX, TEXT
from autograd.simplify import simplified
from autograd.spelling import Name


def softsign():
    return define(
        "softsign",
        lambda x: x / (1.0 + abs(x)),
        lambda y, x: (1.0 / (1.0 + abs(x)) ** 2,),
    )


def test_it_records_and_differentiates():
    f = softsign()
    x = Value(-3.0)
    y = f(x)
    y.backward()
    assert (y.op, y.inputs, y.data, x.grad) == ("softsign", (x,), -0.75, 1 / 16)
    assert f.__name__ == "softsign"


def test_it_is_checked_and_differentiates_twice():
    check_grads(softsign(), at=[-3.0], order=3)


def test_it_takes_plain_numbers_and_several_inputs():
    hypot = define("hypotenuse", math.hypot, lambda y, a, b: (a / y, b / y))
    y = hypot(3, 4)
    assert (y.data, [v.data for v in y.inputs]) == (5.0, [3.0, 4.0])
    check_grads(hypot, at=[3.0, 4.0], order=2)


def test_it_replays_expands_copies_and_pickles():
    f = softsign()
    x = Value(1.0)
    y = f(total([x, x, 1.0]))
    x.data = 0.5
    Graph(y).forward()
    assert y.data == 2 / 3
    assert Graph(y, expand=True).outputs[0].data == 2 / 3
    for twin in (copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
        assert (twin.op, twin.data, twin.operation) == ("softsign", 2 / 3, y.operation)


def test_a_rule_may_use_the_functions_of_the_package():
    f = define("scaled_tanh", lambda x: 2 * math.tanh(x), lambda y, x: (2 * (1 - tanh(x) ** 2),))
    x = Value(0.5)
    y = f(x)
    y.backward()
    expected = 2 * (1 - math.tanh(0.5) ** 2)
    assert x.grad == pytest.approx(expected)
    assert grad(y, x).data == pytest.approx(expected)
    check_grads(f, at=[0.5], order=2)


def test_a_rule_may_be_a_plain_number_or_an_integer():
    f = define("triple", lambda x: 3 * x, lambda y, x: (3,))
    x = Value(2)
    f(x).backward()
    assert type(x.grad) is float
    assert x.grad == 3.0


def test_defining_it_again_replaces_it_and_leaves_recorded_graphs_alone():
    x = Value(2.0)
    old = define("again", lambda x: x, lambda y, x: (1.0,))(x)
    new = define("again", lambda x: 5 * x, lambda y, x: (5.0,))(x)
    Graph([old, new]).forward()
    assert (old.data, new.data) == (2.0, 10.0)


@pytest.mark.parametrize("name", ["tanh", "add", "softmax", "greater"])
def test_a_built_in_name_is_taken(name):
    with pytest.raises(AutogradError, match="built in: choose another"):
        define(name, abs, lambda y, x: (1.0,))


@pytest.mark.parametrize("name", ["", "two words", "1st", None, 3])
def test_a_name_is_an_identifier(name):
    with pytest.raises(AutogradError, match="identifier"):
        define(name, abs, lambda y, x: (1.0,))


@pytest.mark.parametrize("partials", [lambda y, x: 1.0, lambda y, x: (1.0, 2.0), lambda y, x: ()])
def test_partials_give_a_tuple_with_one_entry_per_input(partials):
    f = define("short", lambda x: x, partials)
    with pytest.raises(AutogradError, match="'short' must give a tuple of 1"):
        f(Value(1.0))


@pytest.mark.parametrize(("given", "came"), [(None, "None"), ("high", "str 'high'")])
def test_forward_gives_a_number(given, came):
    f = define("nothing", lambda x: given, lambda y, x: (1.0,))
    with pytest.raises(
        NumberError, match=f"forward of 'nothing' must give a number: .*got {came}"
    ):
        f(Value(1.0))


def test_forward_may_be_written_with_the_functions_of_the_package():
    f = define("soft", tanh, lambda y, x: (1 - y * y,))
    assert f(Value(0.5)).data == math.tanh(0.5)


@pytest.mark.parametrize("role", ["forward", "partials", "array"])
def test_what_is_no_function_is_refused_at_once(role):
    given = {"forward": abs, "partials": lambda y, x: (1.0,), role: 3}
    with pytest.raises(AutogradError, match=f"{role} of 'wrong' is a function, got 3"):
        define("wrong", **given)
    assert "wrong" not in ops.TABLE


def test_a_notation_is_a_template():
    with pytest.raises(AutogradError, match="notation of 'wrong' is a template"):
        define("wrong", abs, lambda y, x: (1.0,), 3)


def test_a_forward_that_cannot_compute_is_a_domain_error_with_the_numbers():
    f = define("root", math.sqrt, lambda y, x: (0.5 / y,))
    with pytest.raises(DomainError, match=r"cannot compute root\(a=-1\.0\)"):
        f(Value(-1.0, "a"))


def test_a_rule_that_makes_a_float_is_told_why_not():
    f = define("rigid", math.exp, lambda y, x: (math.exp(x),))
    x = Value(1.0)
    y = f(x)
    y.backward()
    assert x.grad == math.e
    with pytest.raises(AutogradError, match=r"autograd\.exp, not math\.exp"):
        grad(y, x)


def test_a_pickle_of_an_operation_not_defined_here_names_the_remedy():
    content = pickle.dumps(softsign()(Value(1.0)))
    del ops.TABLE["softsign"]
    with pytest.raises(AutogradError, match=r"call define\('softsign', …\) before"):
        pickle.loads(content)


def written(expression):
    return TEXT.written(simplified(expression))


def test_its_template_is_put_into_brackets_where_another_reading_is_possible():
    define("cube", lambda x: x**3, lambda y, x: (3 * x**2,), "{}³")
    define("norm", abs, lambda y, x: (1.0,), "‖{}‖")
    define("blend", lambda a, b: a, lambda y, a, b: (1.0, 0.0), "{} ⊗ {}")
    cube, norm, blend = map(ops.operation, ("cube", "norm", "blend"))
    a, b = Name("a", -2.0), Name("b", 3.0)
    assert written(cube(a) ** 2) == "(a³)²"
    assert written(cube(cube(a + b))) == "((a + b)³)³"
    assert written(-2 * cube(a)) == "−2·a³"
    assert written(norm(a + b) ** 2) == "‖a + b‖²"
    assert written(2 * blend(a, b)) == "2(a ⊗ b)"
    assert written(a - blend(a, b)) == "a − (a ⊗ b)"
    assert written(blend(a + b, a * b)) == "(a + b) ⊗ (a·b)"
    assert written(blend(a, blend(a, b))) == "a ⊗ (a ⊗ b)"
    assert TEXT.written(cube(a), numbers=True) == "(−2)³"
    assert LATEX.written(cube(a) ** 2.0) == r"{\left(a³\right)}^{2}"


@pytest.mark.parametrize(
    ("template", "text", "numbers", "squared"),
    [
        ("√({}² + {}²)", "√((a + b)² + (a·b)²)", "√((−2)² + 3²)", "√(a² + b²)²"),
        ("({} − {})²", "((a + b) − (a·b))²", "((−2) − 3)²", "((a − b)²)²"),
        ("f({}, {})", "f(a + b, a·b)", "f(−2, 3)", "f(a, b)²"),
        ("|{}|·{}", "|a + b|·(a·b)", "|−2|·3", "(|a|·b)²"),
        (r"\frac{{{}}}{{{}}}", r"\frac{a + b}{a·b}", r"\frac{−2}{3}", r"\frac{a}{b}²"),
    ],
)
def test_an_input_of_a_template_is_in_brackets_unless_it_stands_alone(
    template, text, numbers, squared
):
    define("pair", lambda a, b: a + b, lambda y, a, b: (1.0, 1.0), template)
    pair, a, b = ops.operation("pair"), Name("a", -2.0), Name("b", 3.0)
    assert written(pair(a + b, a * b)) == text
    assert TEXT.written(pair(a, b), numbers=True) == numbers
    assert written(pair(a, b) ** 2) == squared


@pytest.mark.parametrize(
    ("forward", "partials", "message"),
    [
        (lambda x: x**3, lambda x: (3 * x**2,), "partials of 'cube' is called with y and the in"),
        (lambda x, y: x**3, lambda y, x: (3 * x**2,), "forward of 'cube' is called with the inp"),
    ],
)
def test_rules_that_take_other_arguments_are_named(forward, partials, message):
    cube = define("cube", forward, partials)
    with pytest.raises(AutogradError, match=message):
        cube(Value(2.0)).backward()


@pytest.mark.parametrize("template", ["{", "{}}", "{:", "cube", "{0}³", r"\frac{1}{2}{}"])
def test_a_template_with_other_braces_than_places_is_refused(template):
    with pytest.raises(AutogradError, match="notation of 'cube'"):
        define("cube", lambda x: x**3, lambda y, x: (3 * x**2,), template)
    assert "cube" not in ops.TABLE
