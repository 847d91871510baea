"""Copies and pickles keep numbers, gradients and sharing, at any depth."""

import copy
import pickle
import sys

import pytest

from autograd import Graph, Value, grad, softmax, total, values

DEEP = 50_000
WAYS = {"deepcopy": copy.deepcopy, "pickle": lambda v: pickle.loads(pickle.dumps(v))}
each_way = pytest.mark.parametrize("twin_of", WAYS.values(), ids=WAYS)


def content(graph):
    number = {node: i for i, node in enumerate(graph.nodes)}
    return [
        (type(n), n.data, n.grad, n.label, n.op, n.partials, [number[x] for x in n.inputs])
        for n in graph.nodes
    ]


def sample():
    x, w = values(x=0.5, w=-1.5)
    y = total(softmax([x * w, x.tanh(), w + 2])[:2]).named("y")
    y.backward()
    return x, w, y


@each_way
def test_a_copy_has_the_same_content_in_objects_of_its_own(twin_of):
    _, _, y = sample()
    twin = twin_of(y)
    assert content(Graph(twin)) == content(Graph(y))
    assert set(Graph(twin).nodes).isdisjoint(Graph(y).nodes)


@each_way
def test_a_copy_goes_on_living(twin_of):
    x, _, y = sample()
    twin = Graph(twin_of(y))
    twin.zero_grad()
    twin["x"].data = 2.0
    twin.forward()
    twin.backward()
    assert x.data == 0.5
    assert grad(twin["y"], twin["x"]).data == pytest.approx(twin["x"].grad)


@each_way
def test_values_that_travel_together_keep_what_they_share(twin_of):
    x, w, y = sample()
    z = y * x
    bundle = twin_of({"outputs": [z, y], "leaves": (x, w), "again": y})
    z2, y2 = bundle["outputs"]
    assert bundle["again"] is y2
    assert z2.inputs == (y2, bundle["leaves"][0])
    assert Graph(y2).leaves[:2] == bundle["leaves"]


@each_way
def test_leaves_listed_before_and_after_what_is_computed_from_them(twin_of):
    x, _, y = sample()
    for bundle in ([x, y], [y, x], [y, [x, [y]]]):
        found = twin_of(bundle)
        leaf, root = (found[0], found[1]) if bundle[0] is x else (found[1], found[0])
        if isinstance(leaf, list):
            assert leaf[1][0] is root
            leaf = leaf[0]
        assert leaf is Graph(root)["x"]


@each_way
def test_a_graph_can_be_copied(twin_of):
    _, _, y = sample()
    twin = twin_of(Graph(y))
    assert content(twin) == content(Graph(y))
    assert twin["y"] is twin.outputs[0]


def test_a_shallow_copy_shares_its_inputs():
    _, _, y = sample()
    twin = copy.copy(y)
    assert twin is not y
    assert (twin.data, twin.grad, twin.label, twin.inputs) == (y.data, y.grad, y.label, y.inputs)


def chain(length):
    x = Value(1.0, "x")
    y = x
    for _ in range(length):
        y = y * 1.0 + x
    return x, y


def test_a_deep_chain_does_everything_at_the_default_recursion_limit():
    assert 10 * sys.getrecursionlimit() < DEEP
    x, y = chain(DEEP // 2)
    y.backward()
    assert (y.data, x.grad) == (DEEP // 2 + 1, DEEP // 2 + 1)
    graph = Graph(y)
    x.data = 2.0
    graph.forward()
    assert y.data == DEEP + 2
    for twin_of in WAYS.values():
        twin = twin_of(y)
        assert (twin.data, twin.grad, len(Graph(twin))) == (y.data, y.grad, len(graph))
        del twin
    y.zero_grad()
    assert x.grad is None
    assert grad(y, x).data == DEEP // 2 + 1
    del graph, y


def test_a_deep_chain_of_fused_operations_expands():
    x = Value(1.0)
    y = x
    for _ in range(5000):
        y = total([y, x])
    assert Graph(y, expand=True).outputs[0].data == 5001.0


@each_way
def test_a_list_of_many_outputs_of_one_graph(twin_of):
    x, y = chain(0)
    outputs = []
    for _ in range(300):
        y = y + x
        outputs.append(y)
    found = twin_of(outputs)
    assert found[-1].inputs[0] is found[-2]
    assert len(Graph(found)) == 301
