r"""Text in columns of a terminal: how wide it stands there, filled up, without control signs.

>>> [width(text) for text in ("h1", "은닉", "e\u0301")]
[2, 4, 1]
>>> visible("a\nb\x1b[31m")
'a\\nb\\x1b[31m'
"""

from __future__ import annotations

import unicodedata
from itertools import accumulate, takewhile

JOINING_JAMO = range(0x1160, 0x1200)


def width(text: str) -> int:
    """How many columns the text takes: two for a wide sign, none for a combining one."""
    return sum(map(_sign_width, text))


def _sign_width(sign: str) -> int:
    if unicodedata.category(sign) in ("Mn", "Me", "Cf") or ord(sign) in JOINING_JAMO:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def filled_right(text: str, columns: int) -> str:
    """The text with spaces behind it, up to that many columns."""
    return text + " " * (columns - width(text))


def filled_left(text: str, columns: int) -> str:
    """The text with spaces before it, up to that many columns."""
    return " " * (columns - width(text)) + text


def shortened(text: str, columns: int) -> str:
    """The text, or as much of it as fits into that many columns with … behind it.

    >>> shortened("순전파", 6), shortened("순전파", 5), shortened("Forward", 5)
    ('순전파', '순전…', 'Forw…')
    """
    if width(text) <= columns:
        return text
    widths = accumulate(map(_sign_width, text))
    fitting = sum(1 for _ in takewhile(lambda so_far: so_far < columns, widths))
    return f"{text[:fitting]}…"


def visible(text: str) -> str:
    """The text on one line: what a terminal would obey is written out as its Python escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
