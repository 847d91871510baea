"""Copies and pickles keep numbers, gradients and sharing, at any depth."""

import copy
import pickle
import sys
from itertools import pairwise

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


def sums(count):
    """Many outputs of one graph, each computed from the one before it."""
    x, y = chain(0)
    outputs = []
    for _ in range(count):
        y = y + x
        outputs.append(y)
    return outputs


@each_way
def test_a_list_of_many_outputs_of_one_graph(twin_of):
    found = twin_of(sums(300))
    assert found[-1].inputs[0] is found[-2]
    assert len(Graph(found)) == 301


@each_way
@pytest.mark.parametrize("step", [1, -1], ids=["inputs first", "outputs first"])
def test_a_graph_of_many_outputs_holds_each_node_once(twin_of, step):
    graph = Graph(sums(DEEP // 5)[::step])
    assert len(pickle.dumps(graph)) < 150 * len(graph)
    assert content(twin_of(graph)) == content(graph)


def test_a_deep_copy_takes_what_was_copied_before():
    nodes = sums(DEEP // 5)
    copies = {}
    twins = [copy.deepcopy(node, copies) for node in nodes]
    assert all(after.inputs[0] is before for before, after in pairwise(twins))
    other = Value(2.0)
    assert copy.deepcopy(nodes[1], {id(nodes[0]): other}).inputs[0] is other


def test_a_graph_of_a_subclass_stays_one():
    class Named(Graph):
        pass

    assert type(copy.copy(Named(Value(1.0)))) is Named


def test_a_graph_in_which_every_node_uses_all_before_it_is_copied_once_each():
    nodes = [Value(1.0, "x")]
    for _ in range(60):
        nodes.append(total(nodes))
    assert content(Graph(copy.deepcopy(nodes[-1]))) == content(Graph(nodes[-1]))
