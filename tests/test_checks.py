"""`check_grads` passes what is right and names what is wrong."""

import math

import pytest

from autograd import AutogradError, GradientError, Value, check_grads, define, exp, log


def test_right_derivatives_pass_without_a_result():
    assert check_grads(lambda a, b: a * exp(b) + log(a), at=[1.5, 0.5], order=3) is None


def test_a_function_without_arguments_that_matter_passes():
    check_grads(lambda a: Value(3.0), at=[1.0])
    check_grads(lambda a: a, at=[1.0], order=2)


def test_a_wrong_rule_is_named():
    wrong = define("wrong_square", lambda x: x * x, lambda y, x: (x,))
    with pytest.raises(
        GradientError, match=r"rule of 'wrong_square' gives 3\.0.*mend its partials"
    ):
        check_grads(lambda a: exp(wrong(a)), at=[3.0])


def test_a_rule_whose_own_derivative_is_wrong_is_caught_at_second_order():
    cut = define("cut", lambda x: x * x, lambda y, x: (2 * getattr(x, "detach", lambda: x)(),))
    check_grads(cut, at=[2.0])
    with pytest.raises(GradientError, match=r"rule of 'cut' for input 1 .* plain numbers"):
        check_grads(lambda a: exp(cut(a)), at=[2.0], order=2)


def test_a_function_that_leaves_the_graph_is_caught():
    with pytest.raises(GradientError, match="computes with plain numbers"):
        check_grads(lambda a: a * math.sin(a.data), at=[1.0])


@pytest.mark.parametrize("f", [lambda a: a.relu(), abs, lambda a: a.step()])
def test_a_kink_is_no_error(f):
    check_grads(f, at=[0.0])


@pytest.mark.parametrize("x", [1e-9, 1e9, -1e6, 12345.678])
def test_small_and_large_points(x):
    check_grads(lambda a: a * a + a.tanh(), at=[x])


def test_what_is_no_value_is_refused():
    with pytest.raises(GradientError, match="must return a Value, got float"):
        check_grads(lambda a: 3.0, at=[1.0])


@pytest.mark.parametrize("order", [0, -1])
def test_an_order_below_1_is_refused(order):
    with pytest.raises(AutogradError, match="starts at 1"):
        check_grads(exp, at=[1.0], order=order)


def test_a_point_that_is_no_number_is_refused():
    with pytest.raises(TypeError, match="got str"):
        check_grads(exp, at=["1"])
    with pytest.raises(TypeError, match=r"a list of numbers.* got 1\.5"):
        check_grads(exp, at=1.5)


def test_a_rule_that_gives_nan_is_named():
    bad = define("gives_nan", lambda x: x * x, lambda y, x: (x * float("nan"),))
    with pytest.raises(GradientError, match="gives_nan"):
        check_grads(bad, [2.0])
