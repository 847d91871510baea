"""Random graphs: every way to a derivative agrees with every other."""

import copy
import math
import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd import (
    Graph,
    Value,
    affine,
    dot,
    exp,
    grad,
    jvp,
    logsumexp,
    maximum,
    mean,
    minimum,
    softmax,
    total,
)

ONE = [
    lambda a: -a,
    lambda a: a.tanh(),
    lambda a: a.sigmoid(),
    lambda a: a.sin(),
    lambda a: a.relu(),
    lambda a: a.elu(0.5),
    lambda a: a.leaky_relu(),
    lambda a: a.softplus(),
    abs,
    lambda a: exp(a.tanh()),
    lambda a: (a * a + 1).log(),
    lambda a: (a * a + 0.5).sqrt(),
    lambda a: a**3,
    lambda a: 2 ** a.tanh(),
    lambda a: 1 / (a * a + 1),
]
TWO = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a.tanh() * b,
    lambda a, b: a / (b * b + 1),
    lambda a, b: (a * a + 1) ** b.tanh(),
    maximum,
    minimum,
]
SEVERAL = [
    total,
    mean,
    logsumexp,
    lambda xs: softmax(xs)[-1],
    lambda xs: dot(xs, [x.tanh() for x in reversed(xs)]),
    lambda xs: affine(xs, [0.5] * len(xs), xs[0]),
]

numbers = st.floats(-2.0, 2.0, allow_subnormal=False).map(lambda x: round(x, 3) + 0.0004)
picks = st.integers(0, 1000)
recipes = st.lists(st.tuples(picks, st.lists(picks, min_size=4, max_size=4)), max_size=12)
bounded = settings(max_examples=60, deadline=None, derandomize=True)


def built(at, recipe):
    """Leaves at these numbers, and a Value computed from them as the recipe says."""
    leaves = [Value(x, f"x{i}") for i, x in enumerate(at)]
    nodes = list(leaves)
    rules = [*ONE, *TWO, *SEVERAL]
    for choice, sources in recipe:
        rule = rules[choice % len(rules)]
        inputs = [nodes[-1 - s % len(nodes)] for s in sources]
        if rule in ONE:
            node = rule(inputs[0])
        elif rule in TWO:
            node = rule(*inputs[:2])
        else:
            node = rule(inputs)
        nodes.append(node if abs(node.data) < 100 else node.tanh())
    return leaves, total(nodes[-3:])


def gradients(leaves):
    return [leaf.grad or 0.0 for leaf in leaves]


def close(expected):
    return pytest.approx(expected, rel=1e-9, abs=1e-9)


points = st.lists(numbers, min_size=1, max_size=4)


@bounded
@given(points, recipes)
def test_backward_grad_and_jvp_agree(at, recipe):
    leaves, y = built(at, recipe)
    y.backward()
    found = gradients(leaves)
    assert [d.data for d in grad(y, leaves)] == close(found)
    assert [jvp(y, {x: 1.0}) for x in leaves] == close(found)
    direction = {x: 1.0 + i for i, x in enumerate(leaves)}
    assert jvp(y, direction) == close(
        math.fsum(d * x.grad for x, d in direction.items() if x.grad)
    )


@bounded
@given(points, recipes)
def test_the_expanded_graph_agrees(at, recipe):
    leaves, y = built(at, recipe)
    y.backward()
    found = gradients(leaves)
    y.zero_grad()
    graph = Graph(y, expand=True)
    graph.backward()
    assert graph.outputs[0].data == close(y.data)
    assert gradients(leaves) == close(found)


@bounded
@given(points, recipes, st.randoms(use_true_random=False))
def test_a_replay_agrees_with_a_graph_built_anew_where_both_can_be_built(at, recipe, random):
    moved = [x + random.uniform(-0.01, 0.01) for x in at]
    leaves, y = built(at, recipe)
    again, z = built(moved, recipe)
    same_shape = [n.op for n in Graph(y).nodes] == [n.op for n in Graph(z).nodes]
    for leaf, x in zip(leaves, moved, strict=True):
        leaf.data = x
    if same_shape:
        Graph(y).forward()
        y.backward()
        z.backward()
        assert y.data == z.data
        assert gradients(leaves) == gradients(again)


@bounded
@given(points, recipes)
def test_copies_and_pickles_hold_the_same_numbers(at, recipe):
    _, y = built(at, recipe)
    y.backward()
    for twin in (copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
        for a, b in zip(Graph(y).nodes, Graph(twin).nodes, strict=True):
            assert repr(a) == repr(b)
            assert repr(a.partials) == repr(b.partials)


@bounded
@given(points, recipes)
def test_a_second_backward_doubles_the_leaves_and_nothing_else(at, recipe):
    _, y = built(at, recipe)
    y.backward()
    once = {node: node.grad for node in Graph(y).nodes}
    y.backward()
    for node, gradient in once.items():
        expected = gradient if node.inputs else 2 * gradient
        assert node.grad == pytest.approx(expected, rel=1e-12, abs=1e-12, nan_ok=True)


@bounded
@given(points, recipes)
def test_second_derivatives_do_not_depend_on_the_order(at, recipe):
    leaves, y = built(at, recipe[:5])
    first = grad(y, leaves)
    rows = [[d.data for d in grad(row, leaves)] for row in first]
    for i, row in enumerate(rows):
        assert row == pytest.approx([other[i] for other in rows], rel=1e-6, abs=1e-6)
