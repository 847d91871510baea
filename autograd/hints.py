"""What a person meant who wrote an expression, or a number, as one does on paper.

Each hint says what to write instead. They are looked for only where something cannot be read, so
that none of them stands in the way of what can.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from keyword import iskeyword
from typing import NamedTuple

__all__ = ["Hint", "for_name", "for_number", "for_sign", "for_text"]

LONGEST = 40
NAME = r"[^\W\d]\w*"
NUMBER = r"(?:\d+\.?\d*|\.\d+)"
SIGNS = {
    "^": "for a power write **, as in x**2",
    "·": "for a product write *",
    "⋅": "for a product write *",
    "∙": "for a product write *",
    "×": "for a product write *",
    "÷": "for a quotient write /",
    "−": "for minus write - (the sign on the keyboard)",
    "–": "for minus write - (the sign on the keyboard)",
    "²": "for a square write **2",
    "³": "for a cube write **3",
    "√": "for a root write sqrt(…)",
    "|": "for an absolute value write abs(…)",
}
NO_NAME = "write only what is to be computed, without a name and ="
OTHER_NAMES = {
    "ln": "write log, which is the natural logarithm",
    "e": "write exp(…), or give e=2.718281828459045",
    "pi": "give pi=3.141592653589793",
    "π": "give π=3.141592653589793",
    "max": "write maximum",
    "min": "write minimum",
    "sum": "write total([a, b, …])",
    "Σ": "write total([a, b, …])",
    "σ": "write sigmoid",
}


MENDED = {
    r"(?<=\d)[\s,;]+(?=\D.*=)": ("put blanks between them", " "),
    r"[\s,;]+$": ("leave out the comma", ""),
    r"^([-+]?\d+),(?=\d+$)": ("write a decimal point", r"\1."),
    r"^[−–]": ("write the minus sign of the keyboard", "-"),
}


class Hint(NamedTuple):
    """What stands at a column, counted from 1, and what to do about it."""

    piece: str
    column: int
    remedy: str

    def __str__(self) -> str:
        return f"{self.piece} at column {self.column}: {self.remedy}"


def for_text(text: str, functions: Collection[str]) -> Hint | None:
    """What to change in an expression that is no Python; None where nothing comes to mind.

    >>> print(for_text("2x + 1", ()))
    2x at column 1: between factors write *, as in 2*x
    """
    sign = for_sign(text)
    if sign is not None:
        return sign
    reserved = next((m for m in re.finditer(NAME, text) if iskeyword(m.group())), None)
    if reserved is not None:
        word = reserved.group()
        remedy = f"this is a reserved word of Python: choose another name, such as {word}_"
        return Hint(word, reserved.start() + 1, remedy)
    factors = re.search(rf"(?<![\w.])({NUMBER})\s*({NAME}|\()", text)
    apart = re.search(rf"({NAME}|{NUMBER}|\))\s+({NAME}|{NUMBER}|\()", text)
    for match in filter(None, (factors, apart)):
        left, right = match.groups()
        piece, column = f"{match.group():.{LONGEST}}", match.start() + 1
        if left in functions:
            return Hint(piece, column, f"put brackets around it, as in {left}({right:.{LONGEST}})")
        product = f"{left}*{right}" if right != "(" else f"{left}*(…)"
        return Hint(piece, column, f"between factors write *, as in {product:.{LONGEST}}")
    return None


def for_sign(text: str) -> Hint | None:
    """What to write instead of a sign that is none of the command line's."""
    named = re.match(rf"\s*{NAME}\s*(==?)", text)
    if named:
        return Hint(named[1], named.start(1) + 1, NO_NAME)
    found = [(text.find(sign), sign) for sign in SIGNS if sign in text]
    if not found:
        return None
    place, sign = min(found)
    return Hint(sign, place + 1, SIGNS[sign])


def for_name(name: str, known: Collection[str], functions: Collection[str]) -> str:
    """What was meant by a name that has no number; "" where nothing comes to mind.

    >>> for_name("wx", ("w", "x"), ()), for_name("lnx", ("x",), ("log",))
    ('for a product write w*x', '')
    """
    if name in OTHER_NAMES:
        return OTHER_NAMES[name]
    if "·" in name:
        return f"for a product write {name.replace('·', '*'):.{LONGEST}}"
    if len(name) > LONGEST:
        return ""
    for end in range(len(name) - 1, 0, -1):
        if name[:end] in functions and name[end:] in known:
            return f"put brackets around it, as in {name[:end]}({name[end:]})"
    factors = _split(name, sorted(known, key=len, reverse=True))
    return f"for a product write {'*'.join(factors)}" if factors else ""


def _split(name: str, known: list[str]) -> list[str]:
    """The known names that make up a name when they are written one after the other."""
    ways: list[list[str] | None] = [[], *[None] * len(name)]
    for end in range(1, len(name) + 1):
        for part in known:
            before = ways[end - len(part)] if part and len(part) <= end else None
            if before is not None and name[:end].endswith(part) and ways[end] is None:
                ways[end] = [*before, part]
    return ways[-1] or []


def for_number(name: str, text: str) -> str:
    """What to write for a number that cannot be read; "" where nothing comes to mind.

    >>> for_number("x", "1/4"), for_number("x", "1,y=2")
    ('write it out: x=0.25', 'put blanks between them: x=1 y=2')
    """
    if len(text) > LONGEST:
        return ""
    fraction = re.fullmatch(rf"([-+]?{NUMBER})\s*/\s*({NUMBER})", text)
    if fraction and float(fraction[2]):
        return f"write it out: {name}={float(fraction[1]) / float(fraction[2])!r}"
    for pattern, (advice, instead) in MENDED.items():
        if re.search(pattern, text):
            return f"{advice}: {name}={re.sub(pattern, instead, text)}"
    return ""
