"""A name of its own for every node."""

import pytest

from autograd import Value
from autograd.naming import names_of


@pytest.mark.parametrize(
    ("labels", "names"),
    [
        (["h", "h", "h"], ["h", "h[2]", "h[3]"]),
        (["h", "h[2]", "h", "h"], ["h", "h[2]", "h[3]", "h[4]"]),
        (["h[2]", "h[2]", "h", "h"], ["h[2]", "h[2][2]", "h", "h[3]"]),
        (["a", "b", "a", "b"], ["a", "b", "a[2]", "b[2]"]),
        (["", "x1", "", "x"], ["x2", "x1", "x3", "x"]),
    ],
)
def test_equal_labels_are_told_apart_by_numbers_that_no_label_uses(labels, names):
    nodes = [Value(1.0, label) for label in labels]
    assert list(names_of(nodes).values()) == names
