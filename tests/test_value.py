"""Values: what they take, what they record, and what `backward()` does to them."""

import gc
import math
import threading
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from autograd import (
    DomainError,
    NumberError,
    Value,
    exp,
    no_grad,
    values,
)

NUMBERS = [
    2, 2.0, True, Fraction(1, 3), Decimal("0.1"), np.float64(1.5), np.float32(1.5), np.int8(3),
    np.bool_(True), np.array(3.0), math.inf, -0.0,
]  # fmt: skip
REFUSED = ["2", None, 1j, b"2", np.complex64(1), np.array(None), np.array("2")]
TO_FLOAT = [*REFUSED, [1.0], object(), np.array([1.0, 2.0])]

SIDES = {
    "add": (lambda a, b: a + b),
    "sub": (lambda a, b: a - b),
    "mul": (lambda a, b: a * b),
    "div": (lambda a, b: a / b),
    "pow": (lambda a, b: a**b),
}


def shown(x):
    return f"{type(x).__name__} {x}"


@pytest.mark.parametrize("x", NUMBERS, ids=shown)
def test_a_real_number_of_any_kind_becomes_a_float(x):
    v = Value(x)
    assert type(v.data) is float
    assert v.data == float(x)


@pytest.mark.parametrize("x", TO_FLOAT, ids=shown)
def test_anything_else_is_refused_by_its_name(x):
    kind = "array" if isinstance(x, np.ndarray) else type(x).__name__.removesuffix("Type")
    with pytest.raises(TypeError, match=kind):
        Value(x)
    with pytest.raises(NumberError, match="expected a real number, got"):
        exp(x)
    with pytest.raises(NumberError):
        Value(1.0) < x  # noqa: B015


@pytest.mark.parametrize("name", SIDES)
@pytest.mark.parametrize("x", REFUSED, ids=shown)
def test_an_operator_refuses_what_is_no_number_on_either_side(name, x):
    v = Value(2.0)
    with pytest.raises(NumberError, match="expected a real number, got"):
        SIDES[name](v, x)
    with pytest.raises(NumberError, match="expected a real number, got"):
        SIDES[name](x, v)


@pytest.mark.parametrize("power", [lambda v: v ^ 2, lambda v: 2 ^ v, lambda v: v ^ v])
def test_the_power_of_calculators_is_refused_with_that_of_python(power):
    with pytest.raises(NumberError, match=r"write x \*\* 2"):
        power(Value(3.0))


@pytest.mark.parametrize("name", SIDES)
@pytest.mark.parametrize("x", NUMBERS[:-2], ids=shown)
def test_a_plain_number_on_either_side_becomes_an_unlabelled_constant(name, x):
    v = Value(2.0, "v")
    for y, order in [(SIDES[name](v, x), (0, 1)), (SIDES[name](x, v), (1, 0))]:
        operands = [y.inputs[i] for i in order]
        assert y.op == name
        assert operands[0] is v
        assert (operands[1].data, operands[1].label, operands[1].op) == (float(x), "", "")
        assert y.data == SIDES[name](*[i.data for i in y.inputs])


def test_an_integer_beyond_the_largest_float_is_a_domain_error():
    with pytest.raises(DomainError, match="largest float"):
        Value(2.0) * 10**400


def test_a_leaf_has_no_operation_no_inputs_and_no_gradient_yet():
    x = Value(3.0, "x")
    assert (x.data, x.grad, x.label, x.op, x.inputs) == (3.0, None, "x", "", ())
    assert float(x) == 3.0
    assert repr(x) == "Value(3.0, label='x', grad=None)"


def test_an_operation_is_one_node_with_its_inputs_as_written():
    a, b = values(a=3.0, b=2.0)
    difference = a - b
    assert (difference.op, difference.inputs) == ("sub", (a, b))
    square = a * a
    assert square.inputs == (a, a)
    assert (-a).op == "neg"
    assert abs(a).op == "abs"
    assert +a is a


def test_named_returns_the_value_itself():
    y = Value(1.0) + 1.0
    assert y.named("y") is y
    assert y.label == "y"


def test_equality_and_hash_are_identity():
    a, b = Value(1.0), Value(1.0)
    assert a != b
    assert a == a
    assert a != 1.0
    assert len({a, b, a}) == 2
    assert a not in [b]


def test_order_compares_the_data():
    a, b = Value(1.0), Value(2.0)
    assert a < b
    assert a <= 1
    assert b > 1.5
    assert b >= np.float64(2.0)
    assert b < 3
    assert not b < a
    assert max(a, b) is b
    assert sorted([b, a]) == [a, b]


def test_gradients_of_leaves_add_up_and_those_of_inner_nodes_are_set_anew():
    x, w = values(x=3.0, w=0.5)
    inner = w * x
    y = (inner * inner).tanh()
    y.backward()
    first = [v.grad for v in (x, w, inner, y)]
    y.backward()
    assert [v.grad for v in (x, w, inner, y)] == [2 * first[0], 2 * first[1], *first[2:]]


def test_the_gradient_through_a_shared_node_is_complete():
    x = Value(3.0)
    y = x * x
    z = y + y * x + x
    z.backward()
    assert x.grad == 2 * 3 + 3 * 9 + 1
    assert y.grad == 4.0


def test_backward_from_another_root_sets_shared_inner_nodes_anew():
    x = Value(3.0)
    shared = x * x
    a, b = shared * 2, shared * 5
    a.backward()
    b.backward()
    assert shared.grad == 5.0
    assert x.grad == (2 + 5) * 6


def test_the_seed_scales_every_gradient():
    x = Value(3.0)
    y = x * x
    y.backward(seed=0.5)
    assert (y.grad, x.grad) == (0.5, 3.0)
    with pytest.raises(NumberError):
        y.backward("1")
    assert x.grad == 3.0


def test_backward_on_a_leaf_adds_the_seed():
    x = Value(3.0)
    x.backward()
    x.backward(2)
    assert x.grad == 3.0


def test_zero_grad_forgets_the_gradients_below():
    x = Value(3.0)
    y = x * x
    z = y + 1
    z.backward()
    y.zero_grad()
    assert (x.grad, y.grad, z.grad) == (None, None, 1.0)
    z.zero_grad()
    z.backward()
    assert x.grad == 6.0


def test_changing_a_leaf_afterwards_does_not_corrupt_the_derivative():
    x, w = values(x=3.0, w=2.0)
    y = (w * x) ** 2
    w.data = 100.0
    y.backward()
    assert (x.grad, w.grad) == (24.0, 36.0)


def test_detach_gives_a_constant_with_the_same_number():
    x = Value(3.0)
    y = (x * x).named("y")
    cut = y.detach()
    assert (cut.data, cut.label, cut.inputs) == (9.0, "y", ())
    (cut * x).backward()
    assert x.grad == 9.0


def test_no_grad_records_nothing_and_can_be_nested():
    x = Value(3.0)
    with no_grad():
        with no_grad():
            assert (x * x).inputs == ()
        assert x.tanh().inputs == ()
    assert (x * x).inputs == (x, x)


def test_no_grad_ends_with_an_error_too():
    x = Value(3.0)
    with pytest.raises(ZeroDivisionError), no_grad():
        1 / 0  # noqa: B018
    assert (x * x).inputs == (x, x)


def test_no_grad_holds_in_its_own_thread_only():
    x, recorded = Value(3.0), []
    with no_grad():
        thread = threading.Thread(target=lambda: recorded.append((x * x).inputs))
        thread.start()
        thread.join()
        assert (x + x).inputs == ()
    assert recorded == [(x, x)]


def test_threads_build_and_differentiate_graphs_of_their_own():
    found = {}

    def work(number):
        x = Value(float(number))
        y = x
        for _ in range(200):
            y = y + x * 0.5
        y.backward()
        found[number] = x.grad

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == dict.fromkeys(range(4), 101.0)


def test_a_base_and_an_exponent_both_have_a_derivative():
    x = Value(2.0)
    y = x**x
    y.backward()
    assert x.grad == pytest.approx(4.0 * (math.log(2.0) + 1.0))
    x.zero_grad()
    (2**x).backward()
    assert x.grad == pytest.approx(4.0 * math.log(2.0))


def test_dropping_a_graph_leaves_nothing_for_the_garbage_collector():
    x = Value(0.5)
    gc.collect()
    gc.disable()
    try:
        y = x
        for _ in range(300):
            y = (y * x + y).tanh().exp() - 1
        y.backward()
        del y
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_value_has_no_other_attributes():
    with pytest.raises(AttributeError):
        Value(1.0).gradient = 2.0


@pytest.mark.parametrize("label", [5, None, b"w"])
def test_a_label_that_is_not_text_is_refused(label):
    with pytest.raises(NumberError, match="a label is text"):
        Value(1.0, label)
    with pytest.raises(NumberError, match="a label is text"):
        Value(1.0).named(label)


def test_a_whole_number_put_into_data_still_reads_as_a_float():
    x = Value(1.0)
    x.data = 7
    assert isinstance(float(x), float)
