"""Every operation of the table against stored PyTorch figures and against finite differences."""

import json
import math
import pickle
from pathlib import Path

import numpy as np
import pytest

from autograd import Graph, Value, check_grads, functions, grad, hessian, jvp, ops
from autograd.errors import AutogradError

FIGURES = json.loads((Path(__file__).parent / "data" / "torch_figures.json").read_text())


def entries(kind):
    for name, points in FIGURES[kind].items():
        for entry in points:
            yield pytest.param(record_of(name), entry, id=f"{name} at {entry['inputs']}")


def record_of(name):
    base, _, index = name.partition(" ")
    return ops.operation(base, int(index or 0))


generic = pytest.mark.parametrize(("op", "entry"), list(entries("generic")))
edge = pytest.mark.parametrize(("op", "entry"), list(entries("edge")))


def leaves_at(numbers):
    return [Value(x, f"x{i}") for i, x in enumerate(numbers, start=1)]


def agree(found, expected):
    """Equal to nearly all digits; None stands for a figure that PyTorch does not give."""
    pairs = [(f, e) for f, e in zip(found, expected, strict=True) if e is not None]
    assert [f for f, e in pairs] == pytest.approx(
        [e for f, e in pairs], rel=1e-12, abs=1e-14, nan_ok=True
    )


def test_every_operation_has_figures():
    assert {name.partition(" ")[0] for name in FIGURES["generic"]} == ops.BUILT_IN


def test_every_operation_with_an_expansion_is_checked_on_several_inputs():
    for name in ops.BUILT_IN:
        if ops.operation(name).expansion is not None:
            points = FIGURES["generic"].get(name) or FIGURES["generic"][f"{name} 0"]
            assert max(len(entry["inputs"]) for entry in points) >= 3, name


def test_the_symbol_of_an_operation_is_its_name_where_it_has_no_sign():
    names = ("add", "multiply", "sqrt", "total", "dot", "tanh", "maximum", "mean")
    symbols = [getattr(ops, name).notation.symbol for name in names]
    assert symbols == ["+", "×", "√", "Σ", "w·x", "tanh", "max", "mean"]


@generic
def test_value_and_first_derivatives_are_pytorchs(op, entry):
    xs = leaves_at(entry["inputs"])
    y = op(*xs)
    y.backward()
    agree([y.data], [entry["value"]])
    agree([x.grad for x in xs], entry["first"])
    agree([v.data for v in grad(y, xs)], entry["first"])


@generic
def test_second_derivatives_are_pytorchs(op, entry):
    xs = leaves_at(entry["inputs"])
    for row, expected in zip(hessian(op(*xs), xs), entry["second"], strict=True):
        agree(row, expected)


@edge
def test_conventions_and_far_points_are_pytorchs(op, entry):
    xs = leaves_at(entry["inputs"])
    y = op(*xs)
    y.backward()
    agree([y.data], [entry["value"]])
    agree([x.grad for x in xs], entry["first"])
    agree([v.data for v in grad(y, xs)], entry["first"])


@generic
def test_finite_differences_agree_to_second_order(op, entry):
    check_grads(op, entry["inputs"], order=2)


@generic
def test_forward_mode_agrees_with_backward(op, entry):
    xs = leaves_at(entry["inputs"])
    y = op(*xs)
    for x, expected in zip(xs, entry["first"], strict=True):
        agree([jvp(y, {x: 1.0})], [expected])
    directions = [0.5 - i for i in range(len(xs))]
    expected = math.fsum(d * e for d, e in zip(directions, entry["first"], strict=True))
    agree([jvp(y, dict(zip(xs, directions, strict=True)))], [expected])


@generic
def test_a_replay_gives_what_a_new_recording_gives(op, entry):
    xs = leaves_at([1.25] * len(entry["inputs"]))
    y = op(*xs)
    for x, number in zip(xs, entry["inputs"], strict=True):
        x.data = number
    graph = Graph(y)
    graph.forward()
    graph.backward()
    agree([y.data], [entry["value"]])
    agree([x.grad for x in xs], entry["first"])


@generic
def test_the_expanded_graph_agrees(op, entry):
    xs = leaves_at(entry["inputs"])
    graph = Graph(op(*xs), expand=True)
    graph.backward()
    agree([graph.outputs[0].data], [entry["value"]])
    agree([x.grad for x in xs], entry["first"])


@pytest.mark.parametrize("kind", ["generic", "edge"])
def test_the_array_rule_agrees_with_the_rule_for_one_number(kind):
    for name, points in FIGURES[kind].items():
        for entry in points:
            columns = [np.array([x, x]) for x in entry["inputs"]]
            with np.errstate(all="ignore"):
                found = record_of(name).array(*columns)
            agree(list(found), [entry["value"]] * 2)


def test_a_record_computes_on_plain_floats_too():
    assert ops.multiply(2.0, 3) == 6.0
    assert ops.tanh(0) == 0.0


@pytest.mark.parametrize(("x", "expected"), [(0.0, 0.0), (-0.0, 0.0), (1.0, 0.0), (math.e, 1.0)])
def test_the_log_in_the_rule_of_a_power_is_0_at_0(x, expected):
    assert ops.log_or_zero(x) == expected
    assert ops.log_or_zero(np.array([x])).tolist() == [expected]


def test_the_log_in_the_rule_of_a_power_is_nan_below_0():
    assert math.isnan(ops.log_or_zero(-2.0))


def test_a_leaky_slope_of_infinity_times_0_is_nan_as_in_pytorch():
    assert math.isnan(ops.leaky_relu(0.0, math.inf))
    with np.errstate(invalid="ignore"):
        assert np.isnan(ops.leaky_relu(np.array([0.0]), math.inf)).all()


def test_a_pickled_record_is_the_same_record():
    for op in [ops.add, ops.softmax(1)]:
        assert pickle.loads(pickle.dumps(op)) is op


def test_the_first_output_of_a_family_is_meant_where_no_index_is_given():
    assert ops.operation("softmax") is ops.softmax(0)


def test_an_unknown_operation_names_the_remedy():
    with pytest.raises(AutogradError, match=r"no operation 'nope'.*define\('nope'"):
        ops.operation("nope")


@pytest.mark.parametrize("name", sorted(functions.__all__))
def test_every_function_is_a_method_where_it_takes_one_value(name):
    several = {"affine", "dot", "logsumexp", "maximum", "mean", "minimum", "softmax", "total"}
    assert hasattr(Value, name) == (name not in several)
    if name not in several:
        x = Value(0.75)
        assert getattr(x, name)().data == getattr(functions, name)(x).data
        assert getattr(x, name)().op == name


@pytest.mark.parametrize("x", [3.3, 0.5])
def test_the_mixed_second_derivative_of_a_power_at_exponent_0_is_1_over_x(x):
    base, exponent = Value(x), Value(0.0)
    expected = [[0.0, 1 / x], [1 / x, math.log(x) ** 2]]
    assert hessian(base**exponent, [base, exponent]) == pytest.approx(np.array(expected))
    check_grads(lambda a, p: a**p, [x, 0.0], order=2)


@pytest.mark.parametrize(
    ("x", "p"),
    [(x, p) for x in (-1.5, 0.0, 2.0) for p in (3.0, 2.0, 1.0, 0.0, -2.0) if x or p >= 0.0],
)
def test_second_derivatives_of_a_whole_power_for_a_base_of_either_sign(x, p):
    base = Value(x)
    expected = p * (p - 1) * x ** (p - 2) if p * (p - 1) else 0.0
    assert hessian(base**p, [base]) == pytest.approx(np.array([[expected]]))
    grad(base**p, base).backward()
    assert base.grad == pytest.approx(expected)


@pytest.mark.parametrize("p", [0.5, 1.5])
def test_second_derivatives_of_a_fractional_power_at_0_are_infinite(p):
    base = Value(0.0)
    assert abs(hessian(base**p, [base])[0, 0]) == math.inf
