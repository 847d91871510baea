"""Columns of a terminal line up, whatever the signs in them."""

import unicodedata

import pytest

from autograd.columns import filled_left, filled_right, visible, width


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0),
        ("∂E/∂w1", 6),
        ("은닉층", 6),
        (unicodedata.normalize("NFD", "은닉층"), 6),
        ("１", 2),
        ("e\u0301", 1),
        ("w\u200b", 1),
    ],
)
def test_the_width_is_what_a_terminal_takes(text, columns):
    assert width(text) == columns
    assert width(filled_right(text, 9)) == width(filled_left(text, 9)) == 9
    assert filled_right(text, 9).startswith(text)
    assert filled_left(text, 9).endswith(text)


def test_text_wider_than_its_column_stays_whole():
    assert filled_right("은닉", 3) == filled_left("은닉", 3) == "은닉"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb", r"a\nb"),
        ("\x1b[2J", r"\x1b[2J"),
        ("\u202eabc", r"\u202eabc"),
        ("\ud800", r"\ud800"),
        ("은닉 ∂E/∂w₁ é", "은닉 ∂E/∂w₁ é"),
    ],
)
def test_what_a_terminal_would_obey_is_written_out(text, shown):
    assert visible(text) == shown
