"""A compiled graph computes what the scalar graph computes, for many rows at once.

Ground truth is the scalar engine, row by row, and numbers worked out by hand.
"""

import itertools
import math
import pickle
import random
import re
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import autograd as ag
from autograd import AutogradError, Graph, LabelError, Value, define, grad, values

OPERATIONS = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / (b * b + 1),
    "pow": lambda a, b: (a * a + 0.5) ** b,
    "square": lambda a, b: a**2,
    "cube": lambda a, b: b**3,
    "inverse": lambda a, b: (a * a + 1) ** -1,
    "neg": lambda a, b: -a,
    "abs": lambda a, b: abs(a) * b,
    "exp": lambda a, b: ag.exp(a),
    "log": lambda a, b: ag.log(b * b + 0.1),
    "sqrt": lambda a, b: ag.sqrt(a * a + 0.2),
    "sin": lambda a, b: ag.sin(a),
    "cos": lambda a, b: ag.cos(a),
    "tan": lambda a, b: ag.tan(a / 3),
    "tanh": lambda a, b: ag.tanh(a),
    "sigmoid": lambda a, b: ag.sigmoid(a),
    "relu": lambda a, b: ag.relu(a),
    "leaky_relu": lambda a, b: ag.leaky_relu(a, 0.2),
    "leaky_relu by its slope": ag.leaky_relu,
    "elu": ag.elu,
    "softplus": lambda a, b: ag.softplus(a),
    "step": lambda a, b: ag.step(a) * b,
    "maximum": lambda a, b: ag.maximum(a, b, 0.1),
    "minimum": lambda a, b: ag.minimum([a, b, a * b, a - b]),
    "total": lambda a, b: ag.total([a, b, a, a * b]),
    "mean": lambda a, b: ag.mean([a, b, a * b]),
    "dot": lambda a, b: ag.dot([a, b], [b, b]),
    "affine": lambda a, b: ag.affine([a, b], [b, a], 0.5),
    "logsumexp": lambda a, b: ag.logsumexp([a, b, 2 * a]),
    "softmax": lambda a, b: ag.softmax([a, b, a * b])[1],
}

ROWS = np.array([[0.3, -0.7], [-1.2, 0.4], [0.9, 1.1], [-0.2, -0.5]])


def scalar_results(graph, inputs, wrt, rows):
    """Values (rows, outputs) and derivatives (rows, outputs, wrt) from the scalar graph."""
    found, derivatives = [], []
    before = [leaf.data for leaf in inputs]
    for row in rows:
        for leaf, x in zip(inputs, row):
            leaf.data = float(x)
        graph.forward()
        found.append([output.data for output in graph.outputs])
        derivatives.append([])
        for output in graph.outputs:
            for leaf in wrt:
                leaf.grad = None
            output.backward()
            derivatives[-1].append([leaf.grad or 0.0 for leaf in wrt])
    for leaf, x in zip(inputs, before):
        leaf.data = x
    shape = (len(rows), len(graph.outputs), len(wrt))
    return np.array(found), np.array(derivatives).reshape(shape)


def assert_agrees(outputs, inputs, wrt, rows, tolerance=1e-12):
    """Every way of calling the program gives what the scalar graph gives."""
    graph = Graph(outputs)
    expected, derivatives = scalar_results(graph, inputs, wrt, rows)
    if len(graph.outputs) == 1:
        expected, derivatives = expected[:, 0], derivatives[:, 0]
    program = graph.compile(inputs=inputs, wrt=wrt)
    scale = tolerance * max(1.0, np.abs(expected).max(), np.abs(derivatives).max(initial=0.0))

    def close(found, wanted):
        assert np.shape(found) == np.shape(wanted)
        np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=scale)

    close(program(rows), expected)
    apart = program.value_and_grad(rows, reduction=None)
    close(apart[0], expected)
    close(apart[1], derivatives)
    for reduction in ("mean", "sum"):
        value, gradient = program.value_and_grad(rows, reduction=reduction)
        close(value, getattr(expected, reduction)(axis=0))
        close(gradient, getattr(derivatives, reduction)(axis=0))
    for row in (rows[0], rows[0].tolist()):
        value, gradient = program.value_and_grad(row)
        close(program(row), expected[0])
        close(value, expected[0])
        close(gradient, derivatives[0])
    return program


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("wrt_first", [True, False])
def test_every_operation_agrees_with_the_scalar_graph(name, wrt_first):
    a, b, w, v = values(a=0.3, b=-0.7, w=0.6, v=-0.4)
    y = OPERATIONS[name](w * a + v, b) if wrt_first else OPERATIONS[name](a, w * b - v)
    assert_agrees(y, [a, b], [w, v], ROWS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_derivative_graphs_agree_too(name):
    a, b, w = values(a=0.3, b=-0.7, w=0.6)
    first = grad(OPERATIONS[name](w * a, b + w), [a, w])
    assert_agrees(list(first), [a, b], [w], ROWS, tolerance=1e-11)


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_on_parameters_alone(name):
    x, w, v = values(x=0.3, w=0.6, v=-0.4)
    assert_agrees(OPERATIONS[name](w, v) + 0 * x, [x], [v, w], ROWS[:, :1])


def network(rng, sizes, activation):
    """A dense network in scalars, written out with plain + and * in every second layer."""
    inputs = [Value(rng.gauss(0, 1), f"x{i}") for i in range(sizes[0])]
    parameters, hidden = [], inputs
    for number, (n_in, n_out) in enumerate(itertools.pairwise(sizes)):
        weights = [[Value(rng.gauss(0, 1)) for _ in range(n_in)] for _ in range(n_out)]
        biases = [Value(rng.gauss(0, 1)) for _ in range(n_out)]
        sums = [
            ag.affine(ws, hidden, b) if number % 2 else sum((w * x for w, x in zip(ws, hidden)), b)
            for ws, b in zip(weights, biases)
        ]
        hidden = [activation(z) for z in sums]
        parameters += [w for ws in weights for w in ws] + biases
    return inputs, hidden, parameters


@pytest.mark.parametrize("activation", [ag.tanh, ag.relu, ag.sigmoid, lambda z: z])
@pytest.mark.parametrize("sizes", [(2, 1), (1, 3, 1), (3, 5, 4, 2), (4, 1, 6)])
def test_networks_agree_with_the_scalar_graph(sizes, activation):
    rng = random.Random(1)
    inputs, outputs, parameters = network(rng, sizes, activation)
    loss = ag.mean([(y - 0.5) ** 2 for y in outputs]) + 0.01 * sum(p * p for p in parameters)
    rng.shuffle(parameters)
    rows = np.random.default_rng(0).normal(size=(5, sizes[0]))
    assert_agrees(loss, inputs, parameters, rows)


def test_a_layer_of_scalar_neurons_becomes_a_matrix_product():
    inputs, outputs, parameters = network(random.Random(0), (3, 4, 2), ag.tanh)
    program = Graph(ag.total(outputs)).compile(inputs=inputs, wrt=parameters)
    assert "Z1 = X @ W1.T + b1" in program.source
    assert "H1 = np.tanh(Z1)" in program.source
    assert "dH1 = dZ2 @ W2" in program.source


def test_the_worked_example_gives_its_hand_computed_gradients():
    w = [Value(x) for x in (0.3, 0.25, 0.4, 0.35, 0.45, 0.4, 0.7, 0.6)]
    x1, x2, t1, t2 = values(x1=0.1, x2=0.2, t1=0.4, t2=0.6)
    h1, h2 = (w[0] * x1 + w[1] * x2).sigmoid(), (w[2] * x1 + w[3] * x2).sigmoid()
    o1, o2 = (w[4] * h1 + w[5] * h2).sigmoid(), (w[6] * h1 + w[7] * h2).sigmoid()
    error = 0.5 * (t1 - o1) ** 2 + 0.5 * (t2 - o2) ** 2
    program = Graph(error).compile(inputs=[x1, x2, t1, t2], wrt=w)
    value, gradient = program.value_and_grad([0.1, 0.2, 0.4, 0.6])
    assert value == pytest.approx(0.02397190, abs=5e-9)
    updated = [v.data - 0.5 * g for v, g in zip(w, gradient)]
    by_hand = [0.29959556, 0.24919112, 0.39964496, 0.34928991]
    by_hand += [0.43703857, 0.38685205, 0.69629578, 0.59624247]
    assert updated == pytest.approx(by_hand, abs=5e-9)


# Random graphs

UNARY = [
    lambda a: a.tanh(),
    lambda a: a.relu(),
    lambda a: -a,
    abs,
    lambda a: a.sin() ** 2,
    lambda a: a.softplus(),
    lambda a: 2 - a / 3,
]
BINARY = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a.tanh() * b.tanh(),
    lambda a, b: a / (b * b + 1),
    ag.maximum,
]
SEVERAL = [ag.total, ag.mean, ag.minimum, ag.logsumexp, lambda xs: ag.softmax(xs)[0], sum]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**6), size=st.integers(1, 30), outputs=st.integers(1, 3))
def test_random_graphs_agree_with_the_scalar_graph(seed, size, outputs):
    rng = random.Random(seed)
    leaves = [Value(rng.uniform(-1, 1), f"v{i}") for i in range(rng.randint(2, 6))]
    pool = list(leaves)
    for _ in range(size):
        kind = rng.random()
        if kind < 0.35:
            pool.append(rng.choice(UNARY)(rng.choice(pool)))
        elif kind < 0.7:
            pool.append(rng.choice(BINARY)(rng.choice(pool), rng.choice(pool)))
        else:
            pool.append(rng.choice(SEVERAL)(rng.choices(pool, k=rng.randint(2, 7))))
        if abs(pool[-1].data) > 20:
            pool[-1] = pool[-1].tanh()
    chosen = [pool[-1], *rng.choices(pool, k=outputs - 1)]
    split = rng.randint(1, len(leaves))
    rows = np.array([[rng.uniform(-1, 1) for _ in range(split)] for _ in range(3)])
    assert_agrees(chosen, leaves[:split], leaves[split:], rows)


# Graphs of every kind


def test_parameters_can_be_replaced_for_one_call():
    w, x = values(w=2.0, x=0.0)
    program = Graph(w * x).compile(inputs=[x], wrt=[w])
    assert program.value_and_grad([[3.0]], params=[5.0])[0] == 15.0
    assert program.value_and_grad([3.0], params=[5.0]) == (15.0, [3.0])
    assert program([3.0]) == 6.0
    assert w.data == 2.0


def test_other_leaves_are_read_at_each_call():
    w, x, b = values(w=2.0, x=0.0, b=1.0)
    program = Graph(w * x + b).compile(inputs=[x], wrt=[w])
    assert program([[3.0]]).tolist() == [7.0]
    b.data, w.data = 10.0, 3.0
    assert program([[3.0]]).tolist() == [19.0]
    assert program([3.0]) == 19.0


def test_plain_floats_give_a_float_and_a_list_of_floats():
    w, x = values(w=2.0, x=0.0)
    value, gradient = Graph(w * x).compile(inputs=[x], wrt=[w]).value_and_grad([3])
    assert type(value) is float
    assert type(gradient) is list
    assert [type(g) for g in gradient] == [float]


def test_a_flat_array_gives_a_single_value_and_an_array():
    w, x = values(w=2.0, x=0.0)
    program = Graph(w * x).compile(inputs=[x], wrt=[w])
    value, gradient = program.value_and_grad(np.array([3.0]))
    assert np.shape(value) == ()
    assert gradient.shape == (1,)


def test_leaves_that_the_output_does_not_use_have_gradient_0():
    w, x, unused, more = values(w=2.0, x=0.0, unused=1.0, more=4.0)
    program = Graph(w * x).compile(inputs=[more, x], wrt=[unused, w])
    assert program.value_and_grad([[9.0, 3.0]])[1].tolist() == [0.0, 3.0]
    assert program.value_and_grad([9.0, 3.0])[1] == [0.0, 3.0]


def test_an_output_may_be_a_leaf_or_a_number():
    x, w = values(x=1.0, w=2.0)
    graph = Graph([x, w, Value(2.0) * 3, x])
    program = graph.compile(inputs=[x], wrt=[w])
    assert program([[5.0], [7.0]]).tolist() == [[5.0, 2.0, 6.0, 5.0], [7.0, 2.0, 6.0, 7.0]]


def test_float32_stays_float32():
    inputs, outputs, parameters = network(random.Random(2), (3, 4, 2), ag.relu)
    graph = Graph(ag.logsumexp(outputs))
    rows = np.random.default_rng(0).normal(size=(6, 3))
    value, gradient = graph.compile(inputs, parameters, dtype="float32").value_and_grad(rows)
    exact_value, exact_gradient = graph.compile(inputs, parameters).value_and_grad(rows)
    assert value.dtype == gradient.dtype == np.float32
    assert value == pytest.approx(exact_value, rel=1e-5)
    np.testing.assert_allclose(gradient, exact_gradient, rtol=1e-4, atol=1e-6)


def test_many_rows_are_computed_in_stretches_with_the_same_result():
    inputs, outputs, parameters = network(random.Random(3), (3, 40, 1), ag.tanh)
    program = Graph(outputs[0]).compile(inputs, parameters)
    rows = np.random.default_rng(0).normal(size=(30_000, 3))
    value, gradient = program.value_and_grad(rows)
    parts = [program.value_and_grad(part) for part in np.split(rows, 10)]
    assert value == pytest.approx(np.mean([v for v, _ in parts]), rel=1e-12)
    twice = Graph([outputs[0], outputs[0] * 2.0]).compile(inputs, parameters)
    assert len(rows) > 2 * twice._stretch
    several = twice.value_and_grad(rows)
    np.testing.assert_allclose(several[0], [value, 2.0 * value], rtol=1e-12)
    np.testing.assert_allclose(several[1], [gradient, 2.0 * gradient], rtol=1e-9, atol=1e-12)
    apart = np.concatenate([program(part) for part in np.split(rows, 100)])
    np.testing.assert_allclose(program(rows), apart, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(gradient, np.mean([g for _, g in parts], axis=0), atol=1e-12)


def test_operations_from_outside_compile_with_and_without_an_array_form():
    seen = define("seen", lambda a, b: a * a * b, lambda y, a, b: (2 * a * b, a * a))
    unseen = define(
        "unseen",
        lambda x: math.sin(x) if x > 0 else x,
        lambda y, x: (ag.step(x) * ag.cos(x) + (1 - ag.step(x)),),
    )
    floats_only = define("floats_only", math.atan, lambda y, x: (1 / (1 + math.pow(x, 2)),))
    a, b, w = values(a=0.3, b=-0.7, w=0.6)
    assert_agrees(seen(a * w, unseen(b + w)) + floats_only(w * b), [a, b], [w], ROWS)


def test_an_array_form_given_by_hand_is_used():
    calls = []

    def array(x):
        calls.append(np.shape(x))
        return np.array([math.atan(v) for v in x])

    arc = define("arc", math.atan, lambda y, x: (1 / (1 + x * x),), array=array)
    x, w = values(x=0.5, w=2.0)
    program = Graph(arc(w * x)).compile([x], [w])
    np.testing.assert_allclose(program([[0.1], [0.2]]), np.arctan([0.2, 0.4]))
    assert calls[-1] == (2,)


def test_a_rule_that_only_knows_floats_compiles():
    arc = define("arc", math.atan, lambda y, x: (1 / (1 + math.pow(x, 2)),))
    x, w = values(x=0.5, w=2.0)
    assert_agrees(arc(w * x), [x], [w], ROWS[:, :1])


def test_no_rows_give_no_values():
    x, w = values(x=0.5, w=2.0)
    program = Graph((w * x).tanh()).compile([x], [w])
    assert program(np.empty((0, 1))).shape == (0,)
    assert program.value_and_grad(np.empty((0, 1)), reduction="sum")[1].tolist() == [0.0]
    with pytest.raises(AutogradError, match="X has no rows"):
        program.value_and_grad(np.empty((0, 1)))


def test_a_program_pickles():
    w, x, b = values(w=2.0, x=0.0, b=1.0)
    program = Graph((w * x + b).tanh()).compile(inputs=[x], wrt=[w])
    again = pickle.loads(pickle.dumps(program))
    rows = np.array([[0.1], [0.2]])
    np.testing.assert_array_equal(again(rows), program(rows))
    np.testing.assert_array_equal(again.value_and_grad(rows)[1], program.value_and_grad(rows)[1])


def test_a_long_chain_compiles_at_the_default_recursion_limit():
    w, x = values(w=0.9, x=0.0)
    y = x
    for _ in range(3000):
        y = (w * y).sin()
    assert_agrees(y, [x], [w], ROWS[:, :1])


def test_a_long_sum_becomes_one_operation():
    xs = [Value(1.0) for _ in range(2000)]
    y = xs[0]
    for x in xs[1:]:
        y = y + x
    program = Graph(y).compile(inputs=xs)
    assert program(np.ones((2, 2000))).tolist() == [2000.0, 2000.0]
    assert "X.sum(axis=-1)" in program.source


def test_the_derivative_of_a_power_is_computed_without_its_special_cases():
    xs = values(a=0.3, b=-0.7, c=0.2)
    y = ag.total([100 * (b - a**2) ** 2 + (1 - a) ** 2 for a, b in itertools.pairwise(xs)])
    rows = np.array([[0.3, -0.7, 0.2], [0.0, 0.0, 0.0], [1.0, 1.0, 1.0]])
    program = assert_agrees(list(grad(y, xs)), list(xs), [], rows)
    assert "is_zero" not in program.source


# The source


@pytest.mark.parametrize("sizes", [(2, 3, 1), (3, 4, 2)])
def test_the_source_runs_with_numpy_alone(sizes):
    inputs, outputs, parameters = network(random.Random(5), sizes, ag.sigmoid)
    program = Graph(ag.logsumexp([*outputs, outputs[0] ** 2])).compile(inputs, parameters)
    scope: dict = {}
    exec(program.source, scope)
    rows = np.random.default_rng(0).normal(size=(4, sizes[0]))
    params = np.array([p.data for p in parameters])
    np.testing.assert_allclose(scope["value"](rows, params), program(rows), rtol=1e-13)
    value, gradient = scope["value_and_grad"](rows, params)
    expected_value, expected_gradient = program.value_and_grad(rows)
    assert value == pytest.approx(expected_value)
    np.testing.assert_allclose(gradient, expected_gradient, rtol=1e-12, atol=1e-15)


def test_the_source_takes_its_names_from_labels():
    x1, x2, w1, w2 = values(x1=1.0, x2=2.0, w1=0.5, w2=0.25)
    net = (w1 * x1 + w2 * x2).named("net")
    source = Graph(net.tanh().named("out")).compile([x1, x2], [w1, w2]).source
    assert "net = X @ params" in source
    assert "out = np.tanh(net)" in source
    assert "# net: add" in source


def test_the_source_holds_no_function_that_it_does_not_call():
    x, w = values(x=0.3, w=0.6)
    source = Graph(w * x**3 + (w * x) ** w).compile([x], [w]).source
    for name in re.findall(r"def (\w+)", source):
        assert name in ("value", "value_and_grad") or source.count(f"{name}(") > 1
    assert "def log_or_zero" not in Graph(w * x**3).compile([x], [w]).source


@pytest.mark.parametrize("label", ["np", "X", "len", "sum", "numbers1", "relu", "lambda", "x y"])
def test_labels_never_shadow_what_the_source_needs(label):
    x, y, w = values(x=0.3, y=-0.7, w=0.6)
    inner = (w * x + y).named(label)
    assert_agrees(inner.relu() + inner * y + ag.total([w * x] * 40), [x, y], [w], ROWS)


@pytest.mark.parametrize("label", ["m_is1", "m_is2", "m_shares", "m_chosen", "dm"])
def test_labels_never_shadow_what_is_computed_on_the_way(label):
    x, v, w = values(x=0.3, v=-0.7, w=0.6)
    most = ag.maximum(w * x, v.sin(), x * v).named("m")
    assert_agrees(most * (w * v).exp().named(label), [x], [v, w], ROWS[:, :1])


@pytest.mark.parametrize("name", ["outputs", "seed", "X", "gradient", "value", "np", "inner"])
def test_operations_from_outside_never_shadow_what_the_program_needs(name):
    operation = define(name, math.atan, lambda y, x: (1 / (1 + x * x),))
    x, w = values(x=0.3, w=0.6)
    inner = (w * x).exp().named("inner")
    assert_agrees(operation(inner) * inner, [x], [w], ROWS[:, :1])
    assert_agrees([operation(inner), inner], [x], [w], ROWS[:, :1])


TRUTHS = {
    "a product with them": lambda x: np.greater(x, 0) * x,
    "two of them added": lambda x: (np.greater(x, 0) + np.greater(x, 0.5)) * x,
    "their opposite": lambda x: np.logical_not(np.isnan(x)) * np.maximum(x, 0),
    "the other bits": lambda x: np.invert(np.greater(x, 0)) * 0.0 + np.maximum(x, 0),
}


@pytest.mark.parametrize("array", TRUTHS.values(), ids=TRUTHS)
def test_array_forms_may_compute_with_truths(array):
    ramp = define("ramp", lambda x: max(x, 0.0), lambda y, x: (1.0 * (x > 0),), array=array)
    x, v, w = values(x=0.3, v=-0.7, w=0.6)
    assert_agrees(ramp(x * w) + v, [x], [v, w], ROWS[:, :1])


def test_an_array_form_may_write_over_what_it_is_given():
    def doubled(x):
        return np.multiply(x, 2, out=x)

    double = define("double", lambda x: 2 * x, lambda y, x: (2.0,), array=doubled)
    x, w = values(x=0.3, w=0.6)
    rows = ROWS[:, :1].copy()
    assert_agrees(double(x) * w + x, [x], [w], rows)
    np.testing.assert_array_equal(rows, ROWS[:, :1])


def test_an_array_form_may_be_nested_deeply():
    def nested(x):
        for _ in range(190):
            x = np.tanh(x)
        return x

    def forward(x):
        for _ in range(190):
            x = math.tanh(x)
        return x

    deep = define("deep", forward, lambda y, x: (y,), array=nested)
    x, w = values(x=0.3, w=0.6)
    assert_agrees(deep(x * w) * w, [x], [w], ROWS[:, :1])


def test_the_values_of_an_input_are_not_the_callers_array():
    x, w = values(x=0.3, w=0.6)
    rows = ROWS[:, :1].copy()
    found, _ = Graph(x).compile([x], [w]).value_and_grad(rows, reduction=None)
    found[:] = 7.0
    np.testing.assert_array_equal(rows, ROWS[:, :1])


def test_threads_may_call_a_new_program_at_once():
    inputs, outputs, parameters = network(random.Random(0), (3, 40, 30, 2), ag.tanh)
    rows = np.random.default_rng(0).normal(size=(50, 3))
    graph = Graph(ag.total(outputs))
    expected = graph.compile(inputs, parameters).value_and_grad(rows)[1]
    program = graph.compile(inputs, parameters)
    start = threading.Barrier(4)

    def gradient(reduction):
        start.wait()
        found = program.value_and_grad(rows, reduction=reduction)[1]
        return found if reduction else found.mean(axis=0)

    with ThreadPoolExecutor(4) as pool:
        for found in pool.map(gradient, ["mean", None, "mean", None]):
            np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-14)


# Numbers that are not finite


def test_one_warning_names_the_first_node_and_row():
    w, x = values(w=1.0, x=1.0)
    program = Graph((w * x).log().named("L")).compile([x], [w])
    with pytest.warns(RuntimeWarning, match=r"L \(log\) is -inf in row 2") as caught:
        found = program([[1.0], [2.0], [0.0], [0.0]])
    assert len(caught) == 1
    assert found[2] == -np.inf


def test_a_derivative_that_is_not_finite_is_named_too():
    w, x = values(w=1.0, x=1.0)
    program = Graph((w * x).sqrt().named("r")).compile([x], [w])
    with pytest.warns(RuntimeWarning, match=r"the derivative of r \(sqrt\).* in row 1"):
        program.value_and_grad([[1.0], [0.0]])


def test_a_single_row_of_floats_warns_as_well():
    w, x = values(w=1.0, x=1.0)
    program = Graph((w * x).exp().named("y")).compile([x], [w])
    with pytest.warns(RuntimeWarning, match=r"y \(exp\) is inf in row 0"):
        assert program([1000.0]) == math.inf


def test_saturated_functions_do_not_warn():
    x, w = values(x=1.0, w=1.0)
    y = (w * x).sigmoid() + (w * x).softplus() + ag.softmax([w * x, -x])[0]
    program = Graph(y).compile([x], [w])
    assert np.isfinite(program.value_and_grad([[1000.0], [-1000.0]])[1]).all()
    assert program([-1000.0]) == 0.0


# Bad input


def test_nan_in_x_is_refused():
    x, w = values(x=1.0, w=1.0)
    program = Graph(w * x).compile([x], [w])
    with pytest.raises(AutogradError, match="X is nan in row 1 for input x"):
        program([[1.0], [math.nan]])
    with pytest.raises(AutogradError, match="X is nan in row 0 for input x"):
        program([math.nan])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (lambda x, w, y: ([y], []), "leaves, but y was computed by 'mul'"),
        (lambda x, w, y: ([x], [y]), "wrt are leaves, but y was computed"),
        (lambda x, w, y: ([x], [x]), "x is in inputs and in wrt"),
        (lambda x, w, y: ([x, x], []), "x is in inputs twice"),
        (lambda x, w, y: ([3.0], []), "inputs are leaves of the graph, got float"),
        (lambda x, w, y: (x, []), r"inputs is a list of leaves: write inputs=\[x\]"),
        (lambda x, w, y: ("x", []), r"inputs is a list of leaves: write inputs=\['x'\]"),
        (lambda x, w, y: (["y"], []), "leaves, but y was computed by 'mul'"),
        (lambda x, w, y: ([x], ["x"]), "x is in inputs and in wrt"),
        (lambda x, w, y: (["z"], []), "no node is labelled 'z'; the labels are: x, w, y"),
        (lambda x, w, y: ([x], [w], "int8"), "dtype is 'float64' or 'float32', got 'int8'"),
    ],
)
def test_wrong_leaves_are_refused(arguments, message):
    x, w = values(x=1.0, w=1.0)
    y = (x * w).named("y")
    with pytest.raises(AutogradError, match=message):
        Graph(y.tanh()).compile(*arguments(x, w, y))


def test_leaves_may_be_named_by_their_labels():
    x, w = values(x=2.0, w=3.0)
    program = Graph(w * w * x).compile(inputs=["x"], wrt=["w"])
    assert program([[2.0], [3.0]]).tolist() == [18.0, 27.0]
    assert program.value_and_grad([[2.0]])[1].tolist() == [12.0]


def test_a_label_of_several_leaves_is_refused():
    graph = Graph(Value(2.0, "x") * Value(3.0, "x"))
    with pytest.raises(LabelError, match="2 nodes are labelled 'x'"):
        graph.compile(["x"])


@pytest.mark.parametrize("rows", [[[1.0, 2.0, 3.0]], [1.0], 1.0, [[[1.0, 2.0]]]])
def test_rows_of_the_wrong_shape_are_refused(rows):
    x1, x2 = values(x1=1.0, x2=1.0)
    program = Graph(x1 * x2).compile([x1, x2])
    with pytest.raises(AutogradError, match=r"x1, x2.*expected shape \(rows, 2\).*got \("):
        program(rows)


def test_parameters_of_the_wrong_shape_are_refused():
    x, w = values(x=1.0, w=1.0)
    program = Graph(w * x).compile([x], [w])
    for rows in ([[1.0]], [1.0]):
        with pytest.raises(AutogradError, match=r"expected shape \(1,\), got \(2,\)"):
            program.value_and_grad(rows, params=[1.0, 2.0])


def test_a_reduction_that_does_not_exist_is_refused():
    x, w = values(x=1.0, w=1.0)
    with pytest.raises(AutogradError, match="reduction is 'mean', 'sum' or None, got 'max'"):
        Graph(w * x).compile([x], [w]).value_and_grad([[1.0]], reduction="max")


COMPLEX = np.array([1.0 + 2.0j])


@pytest.mark.parametrize("call", ["__call__", "value_and_grad"])
@pytest.mark.parametrize(
    "given", [[10**400], ["a"], [1.0 + 2.0j], COMPLEX, (number for number in [1.0]), [None, [1.0]]]
)
def test_what_is_no_array_of_numbers_is_refused(call, given):
    x, w = values(x=1.0, w=1.0)
    run = getattr(Graph(w * x).compile([x], [w]), call)
    with pytest.raises(AutogradError, match="X is not an array of numbers"):
        run(given)
    for rows in ([[1.0]], [1.0]):
        with pytest.raises(AutogradError, match="params is not an array of numbers"):
            run(rows, params=given)


def test_a_large_result_is_given_without_a_warning():
    x, w = values(x=1.0, w=1.0)
    program = Graph(w * x).compile([x], [w])
    assert program(np.array([[1e200]])).tolist() == [1e200]
    assert program.value_and_grad(np.array([[1e200]]))[1].tolist() == [1e200]


def test_softmax_of_one_value_passes_nan_on():
    w = Value(math.nan, "w")
    program = Graph(ag.softmax([w])[0] + 1.0).compile([], [w])
    with pytest.warns(RuntimeWarning, match="is nan"):
        assert np.isnan(program(np.empty((1, 0)))).all()
    value, gradient = program.value_and_grad(np.empty((1, 0)), params=[3.0])
    assert (value, gradient.tolist()) == (2.0, [0.0])


@pytest.mark.parametrize(
    "params",
    [np.array([100], np.int8), np.array([200], np.uint8), np.array([10**10]), np.float32([0.1])],
    ids=lambda array: array.dtype.name,
)
def test_parameters_of_any_kind_of_number_are_floats(params):
    w, x = values(w=1.0, x=1.0)
    program = Graph(w**2 * x).compile(inputs=[x], wrt=[w])
    exact = float(params[0])
    for numbers in (params, list(params), [Value(params[0])]):
        value, gradient = program.value_and_grad([1.0], numbers)
        assert (value, gradient) == (exact * exact, [2.0 * exact])
        assert type(value) is type(program([1.0], numbers)) is float


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "bool"])
def test_a_single_row_as_an_array_gives_arrays(dtype):
    w, x, t = values(w=0.7, x=1.0, t=1.0)
    outputs = [(w * x - t) ** 2, w * x + t]
    row = np.array([2, 1], dtype)
    for graph in (Graph(outputs[0]), Graph(outputs)):
        program = graph.compile(inputs=[x, t], wrt=[w])
        value = program(row)
        assert type(value) is (np.float64 if len(graph.outputs) == 1 else np.ndarray)
        np.testing.assert_allclose(value, program(row[None])[0], rtol=1e-14)
        for found, expected in zip(program.value_and_grad(row), program.value_and_grad(row[None])):
            assert isinstance(found, (np.float64, np.ndarray))
            np.testing.assert_allclose(found, expected, rtol=1e-14)


def test_rows_without_inputs_are_counted_and_checked():
    w = Value(3.0, "w")
    program = Graph(w * 2.0).compile(inputs=[], wrt=[w])
    assert program([[], [], []]).tolist() == [6.0, 6.0, 6.0]
    assert program.value_and_grad([[], [], []], reduction="sum")[0] == 18.0
    assert program([]) == 6.0
    with pytest.raises(AutogradError, match=r"got \(2,\)"):
        program([1.0, 2.0])
