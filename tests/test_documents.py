"""The worked examples of the study documents, to every digit that they print."""

import math

import pytest

from autograd import Graph, Value, exp, sigmoid, softmax, values

START = {
    "x1": 0.1, "x2": 0.2, "t1": 0.4, "t2": 0.6,
    "w1": 0.3, "w2": 0.25, "w3": 0.4, "w4": 0.35,
    "w5": 0.45, "w6": 0.4, "w7": 0.7, "w8": 0.6,
}  # fmt: skip
WEIGHTS = [f"w{i}" for i in range(1, 9)]
RATE = 0.5

FORWARD = {
    "z1": "0.08000000", "z2": "0.11000000", "h1": "0.51998934", "h2": "0.52747230",
    "z3": "0.44498412", "z4": "0.68047592", "o1": "0.60944600", "o2": "0.66384491",
    "E_o1": "0.02193381", "E_o2": "0.00203809", "E_total": "0.02397190",
}  # fmt: skip
UPDATED = {
    "w1": "0.29959556", "w2": "0.24919112", "w3": "0.39964496", "w4": "0.34928991",
    "w5": "0.43703857", "w6": "0.38685205", "w7": "0.69629578", "w8": "0.59624247",
}  # fmt: skip
FORWARD_AGAIN = {
    "z1": "0.07979778", "z2": "0.10982248", "h1": "0.51993887", "h2": "0.52742806",
    "z3": "0.43126996", "z4": "0.67650625", "o1": "0.60617688", "o2": "0.66295848",
    "E_o1": "0.02125445", "E_o2": "0.00198189", "E_total": "0.02323634",
}  # fmt: skip


def two_two_two():
    """The graph of the worked example, every quantity labelled as on the slides."""
    v = dict(zip(START, values(**START)))

    def unit(z, h, wa, a, wb, b):
        v[z] = (v[wa] * v[a] + v[wb] * v[b]).named(z)
        v[h] = sigmoid(v[z]).named(h)

    unit("z1", "h1", "w1", "x1", "w2", "x2")
    unit("z2", "h2", "w3", "x1", "w4", "x2")
    unit("z3", "o1", "w5", "h1", "w6", "h2")
    unit("z4", "o2", "w7", "h1", "w8", "h2")
    for i in "12":
        v[f"E_o{i}"] = (0.5 * (v[f"t{i}"] - v[f"o{i}"]) ** 2).named(f"E_o{i}")
    return Graph((v["E_o1"] + v["E_o2"]).named("E_total"))


def printed(graph, labels):
    return {label: f"{graph[label].data:.8f}" for label in labels}


def update(graph):
    for label in WEIGHTS:
        graph[label].data -= RATE * graph[label].grad


@pytest.fixture(params=["as written", "expanded"])
def worked_example(request):
    return Graph(two_two_two().outputs, expand=request.param == "expanded")


def test_the_forward_pass(worked_example):
    assert printed(worked_example, FORWARD) == FORWARD


def test_the_chain_for_w5_factor_by_factor(worked_example):
    worked_example.backward()
    z3, o1, w5 = (worked_example[label] for label in ("z3", "o1", "w5"))
    factors = [o1.grad, o1.partials[0], worked_example["h1"].data]
    assert [f"{x:.8f}" for x in factors] == ["0.20944600", "0.23802157", "0.51998934"]
    assert f"{z3.grad:.8f}" == f"{0.20944600 * 0.23802157:.8f}"
    assert f"{w5.grad:.8f}" == f"{math.prod(factors):.8f}" == "0.02592286"


def test_the_gradient_of_w1_sums_over_both_outputs(worked_example):
    worked_example.backward()
    assert f"{worked_example['w1'].grad:.8f}" == "0.00080888"
    h1 = worked_example["h1"]
    through = [("z3", "w5"), ("z4", "w7")]
    expected = sum(worked_example[z].grad * worked_example[w].data for z, w in through)
    assert h1.grad == pytest.approx(expected, rel=1e-15)


def test_the_updated_weights(worked_example):
    worked_example.backward()
    update(worked_example)
    assert printed(worked_example, UPDATED) == UPDATED


def test_the_second_forward_pass_shows_the_smaller_error(worked_example):
    worked_example.backward()
    update(worked_example)
    worked_example.forward()
    assert printed(worked_example, FORWARD_AGAIN) == FORWARD_AGAIN
    assert worked_example["E_total"].data == pytest.approx(0.023236338872291772, rel=1e-15)


def test_the_line_f_is_wx_plus_b():
    w, x, b = values(w=-2.0, x=5.0, b=3.0)
    g = (w * x).named("g")
    f = (g + b).named("F")
    f.backward()
    assert (f.data, g.data) == (-7.0, -10.0)
    assert f.partials == (1.0, 1.0)
    assert g.partials == (x.data, w.data)
    assert (g.grad, b.grad, w.grad, x.grad) == (1.0, 1.0, 5.0, -2.0)


def test_the_sigmoid_written_as_four_operations():
    x = Value(0.7, "x")
    y = 1 / (exp(x * -1) + 1)
    y.backward()
    operations = [node for node in Graph(y).nodes if node.op]
    assert [node.op for node in operations] == ["mul", "exp", "add", "div"]
    s = 1.0 / (1.0 + math.exp(-0.7))
    assert y.data == pytest.approx(s, rel=1e-15)
    assert x.grad == pytest.approx(s * (1.0 - s), rel=1e-14)
    assert sigmoid(x).data == pytest.approx(y.data, rel=1e-15)


def test_softmax_of_the_slides():
    assert [f"{p.data:.8f}" for p in softmax([0.3, 2.9, 4.0])] == [
        "0.01821127", "0.24519181", "0.73659691",
    ]  # fmt: skip


def test_softmax_of_large_numbers_does_not_overflow():
    large = [p.data for p in softmax([1010, 1000, 990])]
    assert [f"{p:.8e}" for p in large] == ["9.99954600e-01", "4.53978686e-05", "2.06106005e-09"]
    assert sum(large) == pytest.approx(1.0, rel=1e-15)
