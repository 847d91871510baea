"""Fused operations written out as small ones: same leaves, values, gradients and labels."""

import pytest

from autograd import (
    Graph,
    Value,
    affine,
    define,
    dot,
    logsumexp,
    mean,
    ops,
    softmax,
    total,
    values,
)

FUSED = {name for name in ops.BUILT_IN if ops.operation(name).expansion is not None}


def test_an_affine_node_becomes_products_and_sums():
    w1, w2, x1, x2, b = values(w1=1.0, w2=2.0, x1=3.0, x2=4.0, b=0.5)
    graph = Graph(affine([w1, w2], [x1, x2], b).named("z"), expand=True)
    assert [node.op for node in graph.nodes if node.op] == ["mul", "mul", "add", "add"]
    assert set(graph.leaves) == {w1, w2, x1, x2, b}
    assert graph["z"] is graph.outputs[0]
    assert graph["z"].data == 11.5


def network():
    xs = [Value(0.3 * i - 0.5, f"x{i}") for i in range(4)]
    h = [affine(xs, reversed(xs), 0.1 * i).tanh() for i in range(3)]
    ps = softmax(h)
    loss = logsumexp(ps) + mean(h) * dot(h, ps) + total(xs)
    return xs, loss.named("loss")


def test_nothing_fused_is_left():
    _, loss = network()
    assert FUSED.isdisjoint(node.op for node in Graph(loss, expand=True).nodes)


def test_values_and_gradients_agree():
    xs, loss = network()
    loss.backward()
    expected = [x.grad for x in xs]
    loss.zero_grad()
    graph = Graph(loss, expand=True)
    graph.backward()
    assert graph.outputs[0].data == pytest.approx(loss.data, rel=1e-14)
    assert [x.grad for x in xs] == pytest.approx(expected, rel=1e-13)


def test_gradients_known_before_are_known_for_the_small_operations():
    _, loss = network()
    loss.backward()
    graph = Graph(loss, expand=True)
    shown = {node: node.grad for node in graph.nodes}
    graph.zero_grad()
    graph.backward()
    inner = [node for node in graph.nodes if node.inputs]
    assert [shown[node] for node in inner] == pytest.approx([node.grad for node in inner])


def test_without_a_backward_pass_nothing_has_a_gradient():
    _, loss = network()
    assert {node.grad for node in Graph(loss, expand=True).nodes} == {None}


def test_a_leaf_whose_gradient_was_forgotten_stays_without_one():
    a, b, c = values(a=1.0, b=2.0, c=3.0)
    y = total([a, b, c])
    y.backward()
    a.grad = None
    Graph(y, expand=True)
    assert (a.grad, b.grad) == (None, 1.0)


def test_two_inputs_are_enough_to_write_out():
    a, b = values(a=2.0, b=3.0)
    assert [node.op for node in Graph(total([a, b]), expand=True).nodes] == ["", "", "add"]
    assert [node.op for node in Graph(dot([a], [b]), expand=True).nodes] == ["", "", "mul"]


def test_a_sum_of_one_value_keeps_a_node_and_a_label_of_its_own():
    (x,) = values(x=2.0)
    graph = Graph(total([x]).named("y"), expand=True)
    assert [node.label for node in graph.nodes] == ["x", "y"]
    assert graph["x"] is x


def test_the_graph_itself_stays_as_it_was():
    _, loss = network()
    nodes = Graph(loss).nodes
    before = [(n.data, n.inputs, n.label, n.grad) for n in nodes]
    Graph(loss, expand=True).backward()
    assert Graph(loss).nodes == nodes
    inner = [(n.data, n.inputs, n.label, n.grad) for n in nodes if n.inputs]
    assert inner == [b for b in before if b[1]]


def test_a_graph_without_fused_operations_is_the_same_graph():
    a, b = values(a=1.0, b=2.0)
    y = (a * b).tanh()
    assert Graph(y, expand=True).nodes == Graph(y).nodes


def test_the_outputs_of_a_softmax_share_one_denominator():
    xs = [Value(x) for x in (0.5, -1.0, 2.0)]
    graph = Graph(softmax(xs), expand=True)
    found = [node.op for node in graph.nodes]
    assert (found.count("exp"), found.count("div"), found.count("maximum")) == (3, 3, 1)


def test_an_expanded_graph_evaluates_again():
    xs, loss = network()
    graph, fused = Graph(loss, expand=True), Graph(loss)
    for x in xs:
        x.data += 0.75
    graph.forward()
    fused.forward()
    assert graph.outputs[0].data == pytest.approx(loss.data, rel=1e-14)


def test_large_numbers_do_not_overflow_when_written_out():
    graph = Graph(softmax([1010.0, 1000.0, 990.0]), expand=True)
    assert sum(p.data for p in graph.outputs) == pytest.approx(1.0, rel=1e-15)


def test_a_defined_operation_may_stand_above_a_fused_one():
    twice = define("twice", lambda x: 2.0 * x, lambda y, x: (2.0,))
    x = Value(1.5)
    graph = Graph(twice(total([x, x])), expand=True)
    graph.backward()
    assert (graph.outputs[0].data, x.grad) == (6.0, 4.0)


def test_two_fused_nodes_of_the_same_inputs_keep_gradients_of_their_own():
    a, b, c = values(a=2.0, b=3.0, c=4.0)
    d = dot([a], [b]).named("d")
    y = d + affine([a], [b], c)
    y.backward()
    graph = Graph(y, expand=True)
    graph.zero_grad()
    graph.backward()
    assert graph["d"].grad == d.grad == 1.0


def test_a_mean_near_the_largest_float_shows_the_same_number_expanded():
    assert Graph(mean([Value(1e308), Value(1e308)]), expand=True).outputs[0].data == 1e308
