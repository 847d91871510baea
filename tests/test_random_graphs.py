"""Random graphs over every operation: every way to a value and to a derivative agrees.

An ordinary run tries some hundred graphs, CI thousands, and by night
`python -m pytest tests/test_random_graphs.py --hypothesis-profile=nightly` tries 100,000 for each
property. A failure shrinks, and prints as a program.
"""

import copy
import math
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Graph, Value, grad, hessian, jvp, ops
from tests.formulas import OURS, TEMPLATES, formulas
from tests.libraries import jax_derivatives, of_jax, of_torch, torch_derivatives

PEERS = {"torch": (of_torch, torch_derivatives), "jax": (of_jax, jax_derivatives)}


def gradients(leaves):
    return [leaf.grad or 0.0 for leaf in leaves]


def close(expected, tolerance=1e-9):
    size = max(1.0, float(np.abs(expected).max(initial=0.0)))
    return pytest.approx(expected, rel=tolerance, abs=tolerance * size)


def test_every_operation_is_in_the_formulas():
    assert TEMPLATES.keys() == ops.BUILT_IN


@given(formulas())
def test_backward_grad_and_jvp_agree(formula):
    leaves, y = formula.recorded()
    y.backward()
    found = gradients(leaves)
    assert [d.data for d in grad(y, leaves)] == close(found)
    assert [jvp(y, {x: 1.0}) for x in leaves] == close(found)
    direction = {x: 1.0 + i for i, x in enumerate(leaves)}
    assert jvp(y, direction) == close(math.fsum(d * (x.grad or 0) for x, d in direction.items()))


@given(formulas())
def test_the_expanded_graph_agrees(formula):
    leaves, y = formula.recorded()
    y.backward()
    found = gradients(leaves)
    y.zero_grad()
    graph = Graph(y, expand=True)
    graph.backward()
    assert graph.outputs[0].data == close(y.data)
    assert gradients(leaves) == close(found)


@given(formulas(), st.randoms(use_true_random=False))
def test_a_replay_is_the_graph_built_anew(formula, random):
    leaves, y = formula.recorded()
    moved = [x.data + random.uniform(-0.5, 0.5) for x in leaves]
    again = [Value(x) for x in moved]
    z = formula(OURS, again)
    for leaf, x in zip(leaves, moved, strict=True):
        leaf.data = x
    Graph(y).forward()
    y.backward()
    z.backward()
    assert y.data == z.data
    assert gradients(leaves) == gradients(again)


@given(formulas())
def test_copies_and_pickles_hold_the_same_numbers(formula):
    _, y = formula.recorded()
    y.backward()
    for twin in (copy.deepcopy(y), pickle.loads(pickle.dumps(y))):
        for a, b in zip(Graph(y).nodes, Graph(twin).nodes, strict=True):
            assert repr(a) == repr(b)
            assert repr(a.partials) == repr(b.partials)


@given(formulas())
def test_a_second_backward_doubles_the_leaves_and_nothing_else(formula):
    _, y = formula.recorded()
    y.backward()
    once = {node: node.grad for node in Graph(y).nodes}
    y.backward()
    for node, gradient in once.items():
        expected = gradient if node.inputs else 2 * gradient
        assert node.grad == pytest.approx(expected, rel=1e-12, abs=1e-12, nan_ok=True)


@given(formulas(most_lines=6))
def test_second_derivatives_do_not_depend_on_the_order(formula):
    leaves, y = formula.recorded()
    matrix = hessian(y, leaves)
    assert matrix.tolist() == [close(column) for column in matrix.T.tolist()]


@given(formulas(most_lines=8), st.randoms(use_true_random=False))
def test_a_compiled_graph_agrees_row_by_row_with_the_scalar_graph(formula, random):
    leaves, y = formula.recorded()
    inputs, wrt = leaves[::2], leaves[1::2]
    params = [leaf.data for leaf in wrt]
    program = Graph(y).compile(inputs=inputs, wrt=wrt)
    written: dict = {}
    exec(program.source, written)
    X = np.array([[x.data + random.uniform(-0.5, 0.5) for x in inputs] for _ in range(3)])
    found, derivatives = program.value_and_grad(X, reduction=None)
    expected, expected_derivatives = [], []
    for row in X.tolist():
        for leaf, x in zip(inputs, row, strict=True):
            leaf.data = x
        y.zero_grad()
        Graph(y).forward()
        y.backward()
        expected.append(y.data)
        expected_derivatives.append(gradients(wrt))
        assert program.value_and_grad(row) == (
            close(y.data, 1e-12),
            close(gradients(wrt), 1e-12),
        )
    assert found == close(np.array(expected), 1e-12)
    assert derivatives == close(np.array(expected_derivatives), 1e-12)
    value, gradient = written["value_and_grad"](X, np.array(params))
    assert value == close(np.mean(expected), 1e-12)
    assert gradient == close(np.mean(expected_derivatives, axis=0), 1e-12)


@pytest.mark.parametrize("peer", PEERS)
@given(formula=formulas(most_lines=8))
def test_a_peer_gives_the_same_derivatives(peer, formula):
    module = pytest.importorskip(peer)
    functions, derivatives = PEERS[peer]
    leaves, y = formula.recorded()
    y.backward()
    library = functions(module)
    value, gradient, second = derivatives(module, lambda xs: formula(library, xs), formula.numbers)
    assert y.data == close(value)
    assert gradients(leaves) == close(gradient)
    if second is not None:
        assert hessian(y, leaves).tolist() == [close(row) for row in second]
