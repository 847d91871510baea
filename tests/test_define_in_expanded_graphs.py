import math

import pytest

from autograd import Graph, Value, cos, define, dot


def test_a_rule_with_functions_of_the_package_holds_in_an_expanded_graph():
    sine = define("sine_of_ours", math.sin, lambda y, x: (cos(x),))
    x = Value(1.0, "x")
    small = Graph(sine(dot([x, x], [1.0, 2.0])), expand=True)
    small.backward()
    assert x.grad == pytest.approx(3.0 * math.cos(3.0))
