"""NumPy scalars, functions and object arrays record into the graph."""

import numpy as np
import pytest

from autograd import Graph, Value, maximum, values

OPERATORS = [np.add, np.subtract, np.multiply, np.divide, np.power]
FUNCTIONS = [np.exp, np.log, np.sqrt, np.sin, np.cos, np.tan, np.tanh, np.abs, np.negative]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_of_a_value_is_a_value(function):
    x = Value(0.75)
    y = function(x)
    assert isinstance(y, Value)
    assert y.inputs == (x,)
    assert y.data == pytest.approx(function(0.75), rel=1e-15)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_of_an_array_of_values_works_on_each(function):
    z = np.array(values(a=0.75, b=0.25))
    found = function(z)
    assert [y.inputs for y in found] == [(z[0],), (z[1],)]
    assert [y.data for y in found] == pytest.approx(list(function(np.array([0.75, 0.25]))))


@pytest.mark.parametrize("operator", OPERATORS)
@pytest.mark.parametrize("scalar", [np.float64(2.0), np.float32(2.0), np.int64(2), np.array(2.0)])
def test_a_numpy_number_on_either_side_gives_one_node(operator, scalar):
    x = Value(3.0)
    for y, expected in [(operator(x, scalar), (3, 2)), (operator(scalar, x), (2, 3))]:
        assert isinstance(y, Value)
        assert [v.data for v in y.inputs] == list(expected)
        assert y.data == operator(*map(float, expected))
    assert isinstance(scalar * x, Value)
    assert isinstance(x * scalar, Value)


@pytest.mark.parametrize("operator", OPERATORS)
def test_an_array_on_either_side_gives_an_array_of_values(operator):
    x, numbers = Value(3.0), np.array([1.0, 2.0])
    for found, expected in [
        (operator(x, numbers), operator(3.0, numbers)),
        (operator(numbers, x), operator(numbers, 3.0)),
    ]:
        assert found.shape == (2,)
        assert [y.data for y in found] == list(expected)
        assert all(x in y.inputs for y in found)


def test_the_operators_of_python_do_the_same():
    x, numbers = Value(3.0), np.array([1.0, 2.0])
    assert [y.data for y in x * numbers] == [3.0, 6.0]
    assert [y.data for y in numbers - x] == [-2.0, -1.0]
    assert [y.data for y in 2 ** np.array([x])] == [8.0]


def test_a_layer_written_as_a_matrix_product():
    weights = np.array([[Value(0.5), Value(-1.0)], [Value(2.0), Value(0.25)]])
    x = np.array(values(x1=1.5, x2=-2.0))
    b = np.array(values(b1=0.1, b2=0.2))
    y = np.tanh(weights @ x + b)
    expected = np.tanh(np.array([[0.5, -1.0], [2.0, 0.25]]) @ [1.5, -2.0] + [0.1, 0.2])
    assert [v.data for v in y] == pytest.approx(list(expected), rel=1e-15)
    Graph(y).backward()
    slope = 1 - expected**2
    assert [v.grad for v in b] == pytest.approx(list(slope))
    assert [v.grad for v in weights[0]] == pytest.approx([1.5 * slope[0], -2.0 * slope[0]])
    assert x[0].grad == pytest.approx(0.5 * slope[0] + 2.0 * slope[1])


def test_a_plain_matrix_times_values():
    x = np.array(values(a=1.0, b=2.0))
    y = np.array([[1, 2], [3, 4]]) @ x
    assert [v.data for v in y] == [5.0, 11.0]


def test_sums_and_means_of_arrays_of_values():
    x = np.array(values(a=1.0, b=2.0))
    assert (np.sum(x).data, np.mean(x).data, np.dot(x, [3, 4]).data) == (3.0, 1.5, 11.0)


def test_largest_and_smallest_of_two():
    x = Value(2.0)
    assert np.maximum(x, 3.0).op == "maximum"
    assert np.minimum(x, 3.0).data == 2.0


def test_a_comparison_gives_a_truth_value():
    x = Value(2.0)
    assert np.float64(3) > x
    assert np.less(x, 3)
    assert list(np.array([x]) < 3) == [True]


def test_a_value_that_numpy_has_boxed_is_taken_out_again():
    a, b = Value(1.0), Value(2.0)
    chosen = np.where(True, a, b)
    assert (a + chosen).inputs == (a, a)
    assert maximum(a, chosen).inputs == (a, a)
