"""The order of calculation, and the pass back through it."""

import random

from autograd import Graph, Value
from autograd.sweep import backward, topological_order


def test_inputs_come_first_each_once_as_written():
    a, b, c = Value(1.0), Value(2.0), Value(3.0)
    product = a * b
    y = product + c * product
    assert topological_order([y]) == [a, b, product, c, y.inputs[1], y]


def test_several_roots_in_the_order_given():
    a, b = Value(1.0), Value(2.0)
    x, y = a * b, b + a
    assert topological_order([y, x, y]) == [b, a, y, x]
    assert topological_order([x, y]) == [a, b, x, y]


def test_an_input_reached_by_a_short_and_a_long_way():
    x = Value(2.0)
    long = x
    for _ in range(10):
        long = long * 1.0
    y = x * long + x
    y.backward()
    assert x.grad == 5.0
    assert topological_order([y])[0] is x


def test_a_diamond_of_two_to_the_forty_paths_takes_a_moment():
    x = Value(1.0)
    y = x
    for _ in range(40):
        y = y + y
    y.backward()
    assert x.grad == 2.0**40


def test_every_consumer_adds_its_part_before_a_node_passes_it_on():
    generator = random.Random(7)
    for _ in range(50):
        nodes = [Value(generator.uniform(-1, 1)) for _ in range(3)]
        for _ in range(30):
            a, b = generator.choice(nodes), generator.choice(nodes)
            nodes.append(generator.choice([a + b, a * b, a - b, a.tanh()]))
        y = nodes[-1]
        y.backward()
        order = Graph(y).nodes
        expected = dict.fromkeys(order, 0.0)
        expected[y] = 1.0
        for node in reversed(order):
            for x, partial in zip(node.inputs, node.partials):
                expected[x] += expected[node] * partial
        for node in order:
            assert abs(node.grad - expected[node]) <= 1e-12 * max(1.0, abs(expected[node]))


def test_one_pass_from_several_roots_is_the_pass_from_their_sum():
    x = Value(3.0)
    a, b = x * x, x * 5
    backward((a, b), 2.0)
    assert x.grad == 2.0 * (6.0 + 5.0)


def test_a_pass_that_was_interrupted_leaves_valid_numbers():
    x = Value(3.0)
    y = x * x
    z = y * y
    y.grad = 17.0
    z.backward()
    assert (y.grad, x.grad) == (18.0, 108.0)


def test_an_inner_node_whose_grad_was_0_already_is_found_all_the_same():
    x = Value(3.0)
    y = x * x
    (y * 0.0).backward()
    assert (y.grad, x.grad) == (0.0, 0.0)
    (y * 5.0).backward()
    assert (y.grad, x.grad) == (5.0, 30.0)


def test_a_pass_from_no_roots_at_all_changes_nothing():
    backward((), 1.0)
    assert topological_order([]) == []
