r"""How numbers and names are spelled, in Unicode text and in LaTeX."""

from __future__ import annotations

import math
import re

from autograd.columns import visible
from autograd.symbols import Symbol

DECIMALS = 8


class Name(Symbol):
    """The symbol of a number in a graph: its name in text and in LaTeX, and the number."""

    __slots__ = ("latex", "value")

    def __init__(self, name: str, value: float, latex: str = "") -> None:
        super().__init__(one_line(name))
        self.value = value
        self.latex = latex or latex_name(self.name)


def one_line(text: str) -> str:
    r"""The text in one line, with what a terminal would obey written out.

    >>> one_line(" the first\n weight"), one_line("a\x1b[31m")
    ('the first weight', 'a\\x1b[31m')
    """
    return visible(" ".join(text.split()))


def number_text(x: float, decimals: int = DECIMALS) -> str:
    """The number in at most that many decimals, without digits that mean nothing.

    A number that is short by itself stays short; one that is not keeps its last zeros, which say
    how far it was rounded.

    >>> number_text(0.4), number_text(0.1 + 0.2), number_text(2 / 3), number_text(-7.0)
    ('0.4', '0.3', '0.66666667', '−7')
    >>> number_text(0.6094459994), number_text(1.5e-12), number_text(float("inf"))
    ('0.60944600', '1.5e−12', '∞')
    """
    if not math.isfinite(x):
        return {math.inf: "∞", -math.inf: "−∞"}.get(x, "nan")
    short = f"{x:.0f}" if x.is_integer() and abs(x) < 1e15 else f"{x:.12g}"
    if "e" in short or 0.0 < abs(x) < 10.0 ** (3 - decimals):
        short = _scientific(x, decimals)
    elif len(short.partition(".")[2]) > decimals:
        short = f"{x:.{decimals}f}"
    return short.replace("-", "−") if x else "0"


def _scientific(x: float, decimals: int) -> str:
    mantissa, _, exponent = f"{x:.{max(decimals - 3, 1)}e}".partition("e")
    return f"{float(mantissa):g}e{int(exponent)}"


# LaTeX names

GREEK = frozenset(
    re.findall(
        r"\w+",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma "
        "tau phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega",
    )
)
# Braces keep "<" from opening an HTML tag and "$" from closing the formula.
SPECIAL = {
    **{c: rf"{{\{c}}}" for c in "#$%&_{}"},
    "\\": r"{\backslash}",
    "^": r"{\wedge}",
    "~": r"{\sim}",
    "<": "{<}",
    ">": "{>}",
    "`": r"\text{‘}",
}


def latex_name(label: str) -> str:
    r"""The label in LaTeX: digits and what follows "_" go below the line, other text is upright.

    >>> [latex_name(label) for label in ("w5", "E_o1", "E_total", "alpha", "은닉", "50%")]
    ['w_{5}', 'E_{o1}', 'E_{\\mathrm{total}}', '\\alpha', '\\text{은닉}', '\\text{50}{\\%}']
    """
    parts = re.fullmatch(r"([A-Za-z]+)(\d*)((?:_[A-Za-z0-9]+)*)([′']*)", label)
    if not parts:
        return _upright(label)
    word, digits, below, primes = parts.groups()
    indices = [digits, *below.split("_")] if digits else below.split("_")
    name = rf"\{word}" if word in GREEK else _word(word)
    below = ",".join(_word(index) for index in indices if index)
    return name + (f"_{{{below}}}" if below else "") + "'" * len(primes)


def _word(word: str) -> str:
    return rf"\mathrm{{{word}}}" if word.isalpha() and len(word) > 1 else word


def _upright(label: str) -> str:
    plain = re.escape("".join(SPECIAL))
    pieces = re.findall(rf"[{plain}]|[^{plain}]+", " ".join(label.split()))
    return "".join(SPECIAL.get(p) or rf"\text{{{p}}}" for p in pieces)
