"""Derivatives as Values, forward mode and second derivatives."""

import math

import numpy as np
import pytest

from autograd import (
    AutogradError,
    Constant,
    Graph,
    NumberError,
    Value,
    affine,
    exp,
    grad,
    hessian,
    jvp,
    no_grad,
    ops,
    softmax,
    values,
)

TWICE = ops.Op(
    "twice", lambda x: 2 * x, lambda y, x: (2.0,), ops.Notation("twice"), lambda x: 2 * x
)


def test_one_derivative_is_a_value_and_several_are_a_tuple():
    a, b = values(a=2.0, b=3.0)
    y = a * a * b
    assert grad(y, a).data == 12.0
    found = grad(y, [a, b])
    assert isinstance(found, tuple)
    assert [d.data for d in found] == [12.0, 4.0]
    assert [d.data for d in grad(y, (b,))] == [4.0]
    assert grad(y, []) == ()


@pytest.mark.parametrize("order", range(1, 7))
def test_derivatives_of_any_order(order):
    x = Value(0.7)
    for function, expected in [
        (lambda v: v**5, math.perm(5, order) * 0.7 ** (5 - order) if order <= 5 else 0.0),
        (lambda v: exp(2 * v), 2**order * math.exp(1.4)),
        (lambda v: v.sin(), math.sin(0.7 + order * math.pi / 2)),
        (lambda v: 1 / v, (-1) ** order * math.factorial(order) / 0.7 ** (order + 1)),
    ]:
        y = function(x)
        for _ in range(order):
            y = grad(y, x)
        assert y.data == pytest.approx(expected, rel=1e-11, abs=1e-12)


def test_grad_leaves_every_grad_attribute_alone():
    x = Value(2.0)
    y = x * x
    y.backward()
    grad(y, x)
    hessian(y, [x])
    jvp(y, {x: 1.0})
    assert (x.grad, y.grad) == (4.0, 1.0)


def test_a_derivative_has_a_graph_that_backward_runs_through():
    x = Value(2.0)
    grad(x**3, x).backward()
    assert x.grad == 12.0


def test_a_derivative_can_be_evaluated_again():
    x = Value(2.0)
    y = x**3 + x.sin()
    slope = grad(y, x)
    x.data = 0.5
    Graph([y, slope]).forward()
    assert slope.data == pytest.approx(3 * 0.25 + math.cos(0.5), rel=1e-15)


def test_what_has_no_influence_has_derivative_0():
    x, unrelated = Value(2.0), Value(3.0)
    assert grad(x * x, unrelated).data == 0.0
    assert hessian(x * x, [unrelated]).tolist() == [[0.0]]
    assert jvp(x * x, {unrelated: 1.0}) == 0.0
    assert jvp(x * x, {}) == 0.0


def test_the_derivative_by_itself_is_1():
    x = Value(2.0)
    y = x * x
    assert grad(y, y).data == grad(x, x).data == 1.0
    assert jvp(x, {x: 3.0}) == 3.0


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (lambda a: a - a, 0.0),
        (lambda a: a + a, 4.0),
        (lambda a: a + a + a, 6.0),
        (lambda a: a + a - a, 2.0),
        (TWICE, 4.0),
        (lambda a: TWICE(a) * 5, 20.0),
    ],
)
def test_paths_whose_factors_are_plain_numbers_add_up(formula, expected):
    x = Value(1.0)
    assert grad(formula(x * x), x).data == expected


def test_a_factor_of_1_is_no_node_of_a_derivative():
    x = Value(0.5)
    for y in (x.sin() + 3, (x + 3).sin(), 3 + (x + 3).sin()):
        assert grad(y, x).op == "cos"


def test_derivatives_by_inner_nodes_and_constants():
    x = Value(2.0)
    inner = x * 3
    y = inner * inner
    constant = inner.inputs[1]
    assert isinstance(constant, Constant)
    assert grad(y, inner).data == 12.0
    assert grad(y, constant).data == 24.0
    assert [d.data for d in grad(y, [x, inner])] == [36.0, 12.0]
    assert jvp(y, {inner: 1.0}) == 12.0


def test_a_value_asked_for_twice_is_answered_twice():
    x = Value(2.0)
    assert [d.data for d in grad(x * x, [x, x])] == [4.0, 4.0]


def test_the_hessian_is_symmetric_and_complete():
    a, b, c = values(a=0.4, b=-1.1, c=2.0)
    y = (a * b).tanh() * c + exp(a) / c - b**3
    found = hessian(y, [a, b, c])
    assert found.shape == (3, 3)
    assert found == pytest.approx(found.T, rel=1e-14)
    t = math.tanh(-0.44)
    assert found[0, 0] == pytest.approx(-2 * t * (1 - t * t) * 1.21 * 2 + math.exp(0.4) / 2)
    assert found[2, 2] == pytest.approx(2 * math.exp(0.4) / 8)
    assert hessian(y, []).shape == (0, 0)


def test_the_hessian_of_fused_operations():
    xs = [Value(x) for x in (0.5, -1.0, 2.0)]
    y = affine(softmax(xs), xs, 0.5)
    fused = hessian(y, xs)
    expanded = hessian(Graph(y, expand=True).outputs[0], xs)
    assert fused == pytest.approx(expanded, rel=1e-12, abs=1e-14)
    assert fused.sum(axis=1) == pytest.approx(np.zeros(3), abs=1)


def test_a_jvp_along_a_direction_is_the_gradient_times_the_direction():
    a, b = values(a=2.0, b=3.0)
    found = jvp(a * b + a, {a: 1, b: 0.5})
    assert type(found) is float
    assert found == 4.0 + 1.0


def test_a_leaf_changed_since_is_noticed_with_the_remedy():
    x = Value(2.0)
    y = (x * x).named("y")
    x.data = 3.0
    with pytest.raises(AutogradError, match=r"'y' changed.*forward\(\)"):
        grad(y, x)
    Graph(y).forward()
    assert grad(y, x).data == 6.0


@pytest.mark.parametrize("wrong", [lambda x: grad(3.0, x), lambda x: grad(x, [2.0])])
def test_only_values_have_derivatives(wrong):
    with pytest.raises(NumberError, match="grad takes Values, got float"):
        wrong(Value(1.0))


def test_at_a_kink_the_second_derivative_is_0():
    x = Value(0.0)
    for y in (x.relu(), abs(x), x.leaky_relu(), x.step()):
        assert hessian(y, [x]).tolist() == [[0.0]]


def test_derivatives_with_an_infinite_limit_are_infinite():
    x = Value(0.0)
    assert grad(x.sqrt(), x).data == math.inf
    assert grad(x**0.5, x).data == math.inf


@pytest.mark.parametrize(
    "call",
    [
        lambda x: jvp(x * x, {"x": 1.0}),
        lambda x: jvp(3.0, {x: 1.0}),
        lambda x: grad(3.0, x),
        lambda x: grad(x * x, ["x"]),
    ],
)
def test_what_is_not_a_value_is_refused_by_name(call):
    with pytest.raises(NumberError, match=r"(jvp|grad) takes Values, got"):
        call(Value(2.0))


def test_forward_mode_asks_for_the_change_of_each_input():
    x = Value(2.0)
    with pytest.raises(NumberError, match=r"as in jvp\(y, \{x: 1.0\}\), got Value"):
        jvp(x * x, x)


def test_second_derivatives_are_right_also_where_nothing_is_recorded():
    x = Value(2.0)
    y = x**3
    with no_grad():
        found = hessian(y, [x])
    assert found.tolist() == [[12.0]]
