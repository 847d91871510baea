"""Numbers in pictures: no digits that say nothing."""

import pytest

from autograd.figures import Figures


@pytest.mark.parametrize(
    ("x", "digits", "text"),
    [
        (2.0, 4, "2"),
        (0.3, 4, "0.3"),
        (0.1 + 0.2, 4, "0.3"),
        (0.51998934, 4, "0.5200"),
        (-0.0, 4, "0"),
        (-2.0, 0, "−2"),
        (0.00071009, 4, "7.10e−4"),
        (0.0005, 4, "0.0005"),
        (1e-12, 4, "1e−12"),
        (1e20, 4, "1e20"),
    ],
)
def test_a_number_keeps_the_digits_that_count(x, digits, text):
    assert Figures(digits)(x) == text
