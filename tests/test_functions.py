"""The functions beside the methods: what they take and what they refuse."""

import math

import pytest

from autograd import (
    AutogradError,
    Graph,
    Value,
    affine,
    dot,
    functions,
    leaky_relu,
    logsumexp,
    maximum,
    mean,
    minimum,
    softmax,
    total,
    values,
)

OF_A_LIST = [logsumexp, mean, softmax, total]
OF_SEVERAL = [*OF_A_LIST, maximum, minimum]
WITH_WEIGHTS = [dot, lambda ws, xs: affine(ws, xs, 0.5)]


@pytest.mark.parametrize("name", ["exp", "tanh", "relu", "step", "softplus"])
def test_plain_numbers_are_constants_and_the_result_is_a_value(name):
    y = getattr(functions, name)(0.5)
    assert isinstance(y, Value)
    assert (y.op, y.inputs[0].data) == (name, 0.5)


def test_an_argument_with_a_default_can_be_given_by_position_name_and_value():
    x, a = values(x=-2.0, a=0.25)
    assert leaky_relu(x).data == -0.02
    assert leaky_relu(x, 0.5).data == x.leaky_relu(a=0.5).data == -1.0
    y = x.leaky_relu(a)
    y.backward()
    assert (y.inputs, x.grad, a.grad) == ((x, a), 0.25, -2.0)


@pytest.mark.parametrize("function", [maximum, minimum])
def test_largest_and_smallest_take_arguments_or_a_list(function):
    a, b, c = values(a=1.0, b=3.0, c=2.0)
    assert function(a, b, c).inputs == function([a, b, c]).inputs == (a, b, c)


@pytest.mark.parametrize("function", OF_SEVERAL)
def test_any_iterable_will_do(function):
    a, b = values(a=1.0, b=3.0)
    node = function(v for v in (a, b))
    assert (node[0] if function is softmax else node).inputs == (a, b)


@pytest.mark.parametrize("function", OF_SEVERAL)
def test_none_at_all_is_refused_by_name(function):
    with pytest.raises(AutogradError, match=f"{function.__name__} needs at least one"):
        function([])


@pytest.mark.parametrize("function", OF_SEVERAL)
def test_a_plain_number_is_not_several(function):
    with pytest.raises(TypeError, match=f"{function.__name__} takes several.*got int"):
        function(3)


@pytest.mark.parametrize("function", OF_SEVERAL)
def test_what_is_no_number_is_refused(function):
    with pytest.raises(TypeError, match="got str 'a'"):
        function([Value(1.0), "a"])


@pytest.mark.parametrize("function", WITH_WEIGHTS)
def test_weights_and_inputs_come_in_pairs(function):
    with pytest.raises(AutogradError, match="got 1 weights and 2 inputs"):
        function([1.0], [1.0, 2.0])


@pytest.mark.parametrize("function", WITH_WEIGHTS)
@pytest.mark.parametrize("arguments", [(Value(1.0), [2.0]), ([2.0], Value(1.0)), (1, 2)])
def test_weights_and_inputs_are_lists(function, arguments):
    with pytest.raises(TypeError, match=r"takes a list of weights and a list of inputs, got"):
        function(*arguments)


def test_dot_of_nothing_is_refused():
    with pytest.raises(AutogradError, match="dot needs at least one"):
        dot([], [])


def test_a_neuron_without_inputs_is_its_bias():
    b = Value(0.5)
    y = affine([], [], b)
    y.backward()
    assert (y.data, b.grad) == (0.5, 1.0)


@pytest.mark.parametrize("n", [1, 2, 50])
def test_a_function_of_many_values_is_one_node(n):
    ws = [Value(0.1 * i) for i in range(n)]
    xs = [Value(1.0 + i) for i in range(n)]
    for y, inputs in [
        (dot(ws, xs), (*ws, *xs)),
        (affine(ws, xs, 1.0), 2 * n + 1),
        (total(ws), (*ws,)),
        (mean(ws), (*ws,)),
        (logsumexp(ws), (*ws,)),
    ]:
        count = inputs if isinstance(inputs, int) else len(inputs)
        assert len(y.inputs) == count
        assert len(Graph(y)) == count + 1


def test_a_value_used_as_weight_and_input_gets_both_parts_of_its_gradient():
    x = Value(3.0)
    dot([x, x], [x, 2.0]).backward()
    assert x.grad == 8.0


def test_softmax_gives_a_list_that_adds_up_to_1():
    xs = [Value(x) for x in (0.5, -1.0, 2.0)]
    ps = softmax(xs)
    assert isinstance(ps, list)
    assert sum(p.data for p in ps) == pytest.approx(1.0, rel=1e-15)
    total(ps).backward()
    assert [x.grad for x in xs] == pytest.approx([0.0, 0.0, 0.0], abs=1e-16)


def test_sums_whose_parts_overflow_but_whose_result_does_not():
    assert mean([1e308, 1e308]).data == 1e308
    assert total([1e308, 1e308, -1e308]).data == 1e308
    assert dot([1e200, 1e200], [1e200, -1e200]).data == 0.0
    assert affine([1e308, 1.0], [2.0, -1e308], -1e308).data == 0.0
    assert mean([1e308, 1e308, 1e308, 1e308]).data == 1e308
    assert total([1e308, 1e308, -1e308, -1e308, 1.5]).data == 1.5
    assert dot([1e200, 1e200, 3.0], [1e200, -1e200, 0.5]).data == 1.5
    assert affine([1e308, 1.0, 3.0], [2.0, -1e308, 0.5], -1e308).data == 1.5
    assert affine([1e308, 1e308], [2.0, -2.0], 0.25).data == 0.25


def test_sums_that_no_float_can_hold_are_infinite_and_inf_and_nan_pass_through():
    assert total([1e308, 1e308]).data == math.inf
    assert dot([-1e308, 1.0], [1e308, 1e308]).data == -math.inf
    assert total([math.inf, 1.0]).data == math.inf
    assert math.isnan(dot([math.inf, math.inf], [1.0, -1.0]).data)


def test_one_of_three_hundred_equal_shares():
    xs = [Value(2.0) for _ in range(300)]
    last = softmax(xs)[299]
    last.backward()
    assert last.data == pytest.approx(1 / 300)
    assert xs[299].grad == pytest.approx(1 / 300 * 299 / 300)
    assert xs[0].grad == pytest.approx(-1 / 300 / 300)
