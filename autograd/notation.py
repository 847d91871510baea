r"""Expressions and numbers as mathematics: in Unicode text and in LaTeX.

How an operation is written comes from the notation in its record.

>>> from autograd import ops
>>> y, x = Name("o1", 0.6094459994), Name("z3", 0.44498412)
>>> partial = ops.sigmoid.partials(y, x)[0]
>>> TEXT.written(partial), TEXT.written(partial, numbers=True)
('o1(1 − o1)', '0.60944600 × (1 − 0.60944600)')
>>> LATEX.written(partial)
'o_{1} \\left(1 - o_{1}\\right)'
"""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from string import Formatter

from autograd import ops
from autograd.ops import Notation, Op
from autograd.symbols import Symbol

DECIMALS = 8
SHOWN_ARGUMENTS = 6
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
ATOM = 5


class Name(Symbol):
    """The symbol of a number in a graph: its name in text and in LaTeX, and the number."""

    __slots__ = ("latex", "value")

    def __init__(self, name: str, value: float, latex: str = "") -> None:
        super().__init__(" ".join(name.split()))
        self.value = value
        self.latex = latex or latex_name(name)


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
    short = f"{x:.12g}"
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
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau "
    "phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega".split()
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

    >>> [latex_name(label) for label in ("w5", "E_o1", "E_total", "alpha", "loss", "은닉", "50%")]
    ['w_{5}', 'E_{o1}', 'E_{\\mathrm{total}}', '\\alpha', '\\mathrm{loss}', '\\text{은닉}', '\\text{50}{\\%}']
    """
    parts = re.fullmatch(r"([A-Za-z]+)(?:_?(\d+)|_([A-Za-z0-9]+))?([′']*)", label)
    if not parts:
        return _upright(label)
    word, digits, below, primes = parts.groups()
    name = rf"\{word}" if word in GREEK else word if len(word) == 1 else rf"\mathrm{{{word}}}"
    below = digits or (rf"\mathrm{{{below}}}" if below and below.isalpha() and below[1:] else below)
    return name + (f"_{{{below}}}" if below else "") + "'" * len(primes)


def _upright(label: str) -> str:
    plain = re.escape("".join(SPECIAL))
    pieces = re.findall(rf"[{plain}]|[^{plain}]+", " ".join(label.split()))
    return "".join(SPECIAL.get(p) or rf"\text{{{p}}}" for p in pieces)


# The two ways of writing


def pieces_of(template: str) -> list[str]:
    """What stands before, between and after the inputs.

    >>> pieces_of("{} + {}"), pieces_of("e^{{{}}}")
    (['', ' + ', ''], ['e^{', '}'])
    """
    pieces = [""]
    for literal, field, *_ in Formatter().parse(template):
        pieces[-1] += literal
        if field is not None:
            pieces.append("")
    return pieces


class Style(ABC):
    """How names, numbers and operations are put together."""

    @abstractmethod
    def template(self, notation: Notation) -> str:
        """The operation's own notation in this style, with one `{}` per input."""

    @abstractmethod
    def name(self, symbol: Symbol) -> str:
        """The name of a number."""

    @abstractmethod
    def number(self, x: float) -> str:
        """The number itself."""

    @abstractmethod
    def brackets(self, inner: str) -> str:
        """The expression in round brackets."""

    @abstractmethod
    def call(self, op: Op, arguments: list[str]) -> str:
        """An operation without a notation of its own, as a function call."""

    @abstractmethod
    def is_inside(self, before: str, after: str) -> bool:
        """Whether what stands between these two pieces of a template needs no brackets."""

    times: str
    dot: str
    beside: str
    dots: str

    def written(self, expression: Symbol, *, numbers: bool = False) -> str:
        """The expression in the symbols of its names, or with their numbers put in."""
        return self._written(expression, numbers)[0]

    def _written(self, symbol: Symbol, numbers: bool) -> tuple[str, int]:
        """The text, and how tightly it holds together (see `Notation.precedence`)."""
        if symbol.number is not None or (numbers and isinstance(symbol, Name)):
            x = symbol.value if isinstance(symbol, Name) else symbol.number or 0.0
            return self.number(x), 3 if x < 0.0 else ATOM
        op = symbol.op
        if op is None:
            return self.name(symbol), ATOM
        if op is ops.multiply:
            return self._product(symbol, numbers), op.notation.precedence
        if op is ops.power and self is TEXT and (raised := self._raised(symbol, numbers)):
            return raised, op.notation.precedence
        pieces = pieces_of(self.template(op.notation))
        if len(pieces) == len(symbol.inputs) + 1:
            return self._filled(symbol, op, pieces, numbers), op.notation.precedence
        many = len(symbol.inputs) > SHOWN_ARGUMENTS * 2
        if op.expansion is not None and op.notation.precedence < ATOM and not many:
            return self._written(op.expansion(*symbol.inputs), numbers)
        return self.call(op, self._arguments(symbol, numbers)), ATOM

    def _arguments(self, symbol: Symbol, numbers: bool) -> list[str]:
        shown = list(symbol.inputs)
        if len(shown) <= SHOWN_ARGUMENTS:
            return [self.written(x, numbers=numbers) for x in shown]
        first, last = shown[:2], shown[-1]
        return [*(self.written(x, numbers=numbers) for x in first), self.dots,
                self.written(last, numbers=numbers)]

    def _filled(self, symbol: Symbol, op: Op, pieces: list[str], numbers: bool) -> str:
        """The template with the inputs in it, in brackets where they need them."""
        before = ""
        for i, x in enumerate(symbol.inputs):
            before += pieces[i]
            inner, holds = self._written(x, numbers)
            if not self.is_inside(before, "".join(pieces[i + 1 :])):
                inner = self._guarded(inner, holds, op, i, first=not before.strip("{"))
            before += inner
        return before + "".join(pieces[len(symbol.inputs) :])

    def _guarded(self, inner: str, holds: int, op: Op, position: int, *, first: bool) -> str:
        outer = 2 if op is ops.negate else op.notation.precedence
        loose = holds < outer or (holds == outer and (position > 0 or outer > 2))
        signed = inner.startswith(("-", "−")) and not first
        atom = holds == ATOM and not signed
        return self.brackets(inner) if (loose and not atom) or signed else inner

    def _product(self, symbol: Symbol, numbers: bool) -> str:
        factors = []
        while symbol.op is ops.multiply:
            symbol, right = symbol.inputs
            factors.append(right)
        result, left = "", None
        for factor in [symbol, *reversed(factors)]:
            inner, holds = self._written(factor, numbers)
            bracketed = holds < 2 or (left is not None and (holds == 2 or inner.startswith(("-", "−"))))
            inner = self.brackets(inner) if bracketed else inner
            if left is None:
                result = inner
            else:
                result += self._sign(left, factor, bracketed, numbers) + inner
            left = factor
        return result

    def _sign(self, left: Symbol, right: Symbol, bracketed: bool, numbers: bool) -> str:
        """What stands between two factors: ×, a dot, or nothing as in 2x and y(1 − y)."""
        if numbers or (left.number is not None and right.number is not None):
            return self.times
        base = right.inputs[0] if right.op is ops.power else right
        beside = bracketed or (left.number is not None and isinstance(base, Name))
        return self.beside if beside else self.dot

    def _raised(self, symbol: Symbol, numbers: bool) -> str:
        base, exponent = symbol.inputs
        if exponent.number is None or not exponent.number.is_integer():
            return ""
        inner, holds = self._written(base, numbers)
        inner = self.brackets(inner) if holds <= 4 else inner
        return inner + f"{exponent.number:.0f}".translate(SUPERSCRIPTS)


class Text(Style):
    """Unicode for a terminal."""

    times, dot, beside, dots = " × ", "·", "", "…"

    def template(self, notation: Notation) -> str:
        return notation.text

    def name(self, symbol: Symbol) -> str:
        return symbol.name

    def number(self, x: float) -> str:
        return number_text(x)

    def brackets(self, inner: str) -> str:
        return f"({inner})"

    def call(self, op: Op, arguments: list[str]) -> str:
        which = str(op.index + 1).translate(SUBSCRIPTS) if op.name == "softmax" else ""
        return f"{op.name}{which}({', '.join(arguments)})"

    def is_inside(self, before: str, after: str) -> bool:
        return bool(before and after)


class Latex(Style):
    """LaTeX for a notebook."""

    times, dot, beside, dots = r" \times ", r" \cdot ", " ", r"\dots"

    def template(self, notation: Notation) -> str:
        return notation.latex

    def name(self, symbol: Symbol) -> str:
        return symbol.latex if isinstance(symbol, Name) else latex_name(symbol.name)

    def number(self, x: float) -> str:
        mantissa, _, exponent = number_text(x).replace("−", "-").partition("e")
        mantissa = mantissa.replace("∞", r"\infty").replace("nan", r"\text{nan}")
        return rf"{mantissa} \cdot 10^{{{exponent}}}" if exponent else mantissa

    def brackets(self, inner: str) -> str:
        return rf"\left({inner}\right)"

    def call(self, op: Op, arguments: list[str]) -> str:
        which = f"_{{{op.index + 1}}}" if op.name == "softmax" else ""
        name = SPECIAL["_"].join(op.name.split("_"))
        return rf"\operatorname{{{name}}}{which}\left({', '.join(arguments)}\right)"

    def is_inside(self, before: str, after: str) -> bool:
        return before.endswith("{") and before.strip("{") != "" or bool(
            before.strip("{") and after.strip("}")
        )


TEXT = Text()
LATEX = Latex()
