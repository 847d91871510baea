"""The view of a graph: its nodes, edges and labels, and evaluating it again."""

import math
import os
import subprocess
import sys

import pytest

from autograd import AutogradError, DomainError, Graph, LabelError, Value, affine, values


def line():
    w, x, b = values(w=-2.0, x=5.0, b=3.0)
    return w, x, b, (w * x + b).named("F")


def test_inputs_come_before_what_is_computed_from_them():
    w, x, b, f = line()
    graph = Graph(f)
    assert graph.nodes == (w, x, b, f.inputs[0], f)
    assert graph.leaves == (w, x, b)
    assert graph.outputs == (f,)
    assert len(graph) == 5
    for source, target, _ in graph.edges:
        assert graph.nodes.index(source) < graph.nodes.index(target)


def test_edges_keep_duplicates_and_the_order_written():
    x = Value(3.0)
    y = x - x
    assert Graph(y).edges == ((x, y, 0), (x, y, 1))
    assert Graph(y).edges[1].position == 1


def test_a_node_that_is_used_twice_is_there_once():
    x = Value(3.0)
    square = x * x
    graph = Graph(square + square)
    assert graph.nodes == (x, square, graph.outputs[0])


def test_several_outputs_share_what_they_have_in_common():
    x = Value(3.0)
    shared = x * x
    a, b = shared + 1, shared * 2
    graph = Graph([a, b])
    assert graph.outputs == (a, b)
    assert sum(node is shared for node in graph.nodes) == 1
    graph.backward()
    assert (shared.grad, x.grad) == (3.0, 18.0)


def test_one_output_may_be_an_input_of_another():
    x = Value(3.0)
    inner = x * x
    outer = inner * x
    for outputs in ([inner, outer], [outer, inner]):
        graph = Graph(outputs)
        graph.zero_grad()
        graph.backward()
        assert (x.grad, inner.grad, outer.grad) == (6.0 + 27.0, 1.0 + 3.0, 1.0)


def test_the_same_output_twice_counts_twice():
    x = Value(3.0)
    y = x * x
    Graph([y, y]).backward()
    assert x.grad == 12.0


def test_an_output_may_be_a_leaf():
    x = Value(3.0, "x")
    graph = Graph(x)
    assert (graph.nodes, graph.edges, graph["x"]) == ((x,), (), x)
    graph.forward()
    graph.backward()
    assert x.grad == 1.0


def test_a_label_finds_its_node():
    w, _, _, f = line()
    graph = Graph(f)
    assert graph["w"] is w
    assert "F" in graph
    assert f in graph
    assert "G" not in graph
    assert Value(-2.0) not in graph
    assert 3 not in graph


def test_an_unknown_label_is_told_what_there_is():
    with pytest.raises(LabelError, match=r"no node is labelled 'w5'; the labels are: w, x, b, F"):
        Graph(line()[-1])["w5"]
    with pytest.raises(KeyError):
        Graph(Value(1.0))["w5"]


def test_a_label_on_two_nodes_is_refused():
    a, b = Value(1.0, "a"), Value(2.0, "a")
    with pytest.raises(LabelError, match="2 nodes are labelled 'a'"):
        Graph(a + b)["a"]


@pytest.mark.parametrize(
    ("wrong", "said"), [(3.0, "float"), ([1.0], "float"), ([], "at least one")]
)
def test_a_graph_is_made_from_values(wrong, said):
    with pytest.raises(AutogradError, match=said):
        Graph(wrong)


def test_forward_evaluates_again_with_new_derivatives():
    w, x, _, f = line()
    graph = Graph(f)
    x.data, w.data = 2.0, 10.0
    graph.forward()
    graph.backward()
    assert (f.data, w.grad, x.grad) == (23.0, 2.0, 10.0)


def test_forward_does_not_depend_on_which_side_of_a_kink_was_recorded():
    x = Value(1.0)
    y = x.relu() + abs(x) + x.leaky_relu(0.5)
    graph = Graph(y)
    x.data = -2.0
    graph.forward()
    graph.backward()
    assert (y.data, x.grad) == (1.0, -0.5)


def test_a_forward_that_fails_changes_nothing():
    x = Value(2.0, "x")
    y = (x * 3).log().named("y")
    graph = Graph([y])
    before = [(node.data, node.partials) for node in graph.nodes]
    x.data = -2.0
    with pytest.raises(DomainError, match=r"cannot compute y = log\(-6\.0\)"):
        graph.forward()
    x.data = 2.0
    assert [(node.data, node.partials) for node in graph.nodes] == before


def test_zero_grad_forgets_every_gradient():
    *_, f = line()
    graph = Graph(f)
    graph.backward()
    graph.zero_grad()
    assert {node.grad for node in graph.nodes} == {None}


def test_repr_is_short():
    assert repr(Graph(line()[-1])) == "Graph(F; 5 nodes)"


ORDER = """
from autograd import Graph, Value, affine, softmax, total
xs = [Value(0.1 * i, f"x{i}") for i in range(8)]
h = [affine(xs[i:], xs[: 8 - i], 1.0).tanh() for i in range(8)]
graph = Graph(total(p * p for p in softmax(h)), expand=True)
number = {node: i for i, node in enumerate(graph.nodes)}
print([(node.op, node.label, [number[x] for x in node.inputs]) for node in graph.nodes])
"""


def test_the_order_is_the_same_on_every_run():
    runs = {
        subprocess.run(
            [sys.executable, "-c", ORDER],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(runs) == 1


def test_a_graph_of_a_network_evaluates_like_a_new_recording():
    def network(w, x):
        h = [affine([w, w * i], [x, 1.0], 0.1).sigmoid() for i in range(3)]
        return affine([0.5, -1.0, w], h, 0.2).tanh()

    w, x = values(w=0.3, x=1.0)
    y = network(w, x)
    x.data = -1.7
    Graph(y).forward()
    again = network(Value(0.3), Value(-1.7))
    assert y.data == again.data
    assert math.isfinite(y.data)
