r"""Expressions as mathematics, in Unicode text and in LaTeX.

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

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from string import Formatter

from autograd import ops
from autograd.ops import Notation, Op
from autograd.spelling import SPECIAL, Name, latex_name, number_text
from autograd.symbols import Symbol

SHOWN_ARGUMENTS = 6
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
ATOM = 5
OPENS = re.compile(r"[(\[|‖⟨⌊⌈,]\s*$|(\\[A-Za-z]+|}|[\^_]){$")
CLOSES = re.compile(r"^\s*[)\]|‖⟩⌋⌉,}]")
"""Between these an input stands by itself: in brackets, or as an argument of LaTeX."""


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


def is_plain(name: str) -> bool:
    """Whether a name can stand after ∂ as it is: one word, not a formula such as x².

    >>> [is_plain(name) for name in ("w5", "h′", "x²", "w·x")]
    [True, True, False, False]
    """
    return bool(re.fullmatch(r"(?:[^\W¹²³⁰⁴-⁹]|['′])+", name))


def from_template(name: str, template: str) -> Notation:
    """How an operation from outside is written.

    Unless brackets close it, a template is put into brackets where a sign behind it would take
    hold of its last input: in powers, in products where that ends it, and, of several inputs, in
    sums too.

    >>> [from_template("f", t).precedence for t in ("‖{}‖", "{}³", "ln {}", "{} ⊕ {}")]
    [5, 4, 1, 0]
    """
    pieces = pieces_of(template)
    if len(pieces) == 1 or re.search(r"{[^{}]+}", template.replace("{{", "").replace("}}", "")):
        raise ValueError("a template has {} in the place of each input, and {{ and }} for braces")
    is_closed = pieces[0] and CLOSES.search(pieces[-1][-1:])
    precedence = 0 if len(pieces) > 2 else 4 if pieces[-1] else 1
    precedence = ATOM if is_closed else precedence
    return Notation(name, text=template, latex=template, precedence=precedence, brackets=True)


@dataclass(frozen=True)
class Style:
    """A way of writing: what differs between text and LaTeX.

    `template` picks an operation's notation; `is_inside` tells whether what stands between two
    pieces of a template needs no brackets. `times` stands between numbers, `dot` between names,
    `beside` before a bracket, `between` between the factors of a chain.
    """

    template: Callable[[Notation], str]
    name: Callable[[Symbol], str]
    number: Callable[[float], str]
    brackets: Callable[[str], str]
    call: Callable[[Op, list[str]], str]
    derivative: Callable[[Symbol, Symbol], str]
    total_derivative: Callable[[Symbol, Symbol], str]
    words: Callable[[str], str]
    is_inside: Callable[[str, str], bool]
    times: str
    dot: str
    beside: str
    between: str
    dots: str
    superscripts: bool

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
        return self._operation(symbol, op, numbers)

    def _operation(self, symbol: Symbol, op: Op, numbers: bool) -> tuple[str, int]:
        if op is ops.multiply:
            return self._product(symbol, numbers), op.notation.precedence
        if op is ops.power and self.superscripts and _is_whole(symbol.inputs[1]):
            return self._raised(symbol, numbers), op.notation.precedence
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
        return [
            *(self.written(x, numbers=numbers) for x in first),
            self.dots,
            self.written(last, numbers=numbers),
        ]

    def _filled(self, symbol: Symbol, op: Op, pieces: list[str], numbers: bool) -> str:
        """The template with the inputs in it, in brackets where they need them."""
        before = ""
        for i, x in enumerate(symbol.inputs):
            before += pieces[i]
            inner, holds = self._written(x, numbers)
            if op.notation.brackets:
                alone = bool(OPENS.search(pieces[i]) and CLOSES.search(pieces[i + 1]))
            else:
                alone = self.is_inside(before, "".join(pieces[i + 1 :]))
            if not alone:
                inner = self._guarded(inner, holds, op, i, first=not before.strip("{"))
            before += inner
        return before + "".join(pieces[len(symbol.inputs) :])

    def _guarded(self, inner: str, holds: int, op: Op, position: int, *, first: bool) -> str:
        outer = ATOM if op.notation.brackets else op.notation.precedence
        if op is ops.negate:
            outer = 2
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
            bracketed = holds < 2 or (
                left is not None and (holds == 2 or inner.startswith(("-", "−")))
            )
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
        opens = bracketed or (base is not right and base.op in (ops.add, ops.subtract))
        beside = opens or (left.number is not None and isinstance(base, Name))
        return self.beside if beside else self.dot

    def _raised(self, symbol: Symbol, numbers: bool) -> str:
        base, exponent = symbol.inputs
        inner, holds = self._written(base, numbers)
        inner = self.brackets(inner) if holds < ATOM else inner
        return inner + f"{exponent.number:.0f}".translate(SUPERSCRIPTS)


def _is_whole(symbol: Symbol) -> bool:
    return symbol.number is not None and symbol.number.is_integer()


# Text


def _text_name(symbol: Symbol) -> str:
    return symbol.name


def _text_call(op: Op, arguments: list[str]) -> str:
    which = str(op.index + 1).translate(SUBSCRIPTS) if op.name == "softmax" else ""
    return f"{op.name}{which}({', '.join(arguments)})"


def _text_derivative(above: Symbol, below: Symbol, d: str = "∂") -> str:
    names = [above.name, below.name]
    top, bottom = (n if is_plain(n) else f"({n})" for n in names)
    return f"{d}{top}/{d}{bottom}"


TEXT = Style(
    template=lambda notation: notation.text,
    name=_text_name,
    number=number_text,
    brackets="({})".format,
    call=_text_call,
    derivative=_text_derivative,
    total_derivative=partial(_text_derivative, d="d"),
    words=str,
    is_inside=lambda before, after: bool(before and after),
    times=" × ",
    dot="·",
    beside="",
    between=" · ",
    dots="…",
    superscripts=True,
)


# LaTeX


def _latex_name(symbol: Symbol) -> str:
    return symbol.latex if isinstance(symbol, Name) else latex_name(symbol.name)


def _latex_number(x: float) -> str:
    mantissa, _, exponent = number_text(x).replace("−", "-").partition("e")
    mantissa = mantissa.replace("∞", r"\infty").replace("nan", r"\text{nan}")
    return rf"{mantissa} \cdot 10^{{{exponent}}}" if exponent else mantissa


def _latex_call(op: Op, arguments: list[str]) -> str:
    which = f"_{{{op.index + 1}}}" if op.name == "softmax" else ""
    name = SPECIAL["_"].join(op.name.split("_"))
    return rf"\operatorname{{{name}}}{which}\left({', '.join(arguments)}\right)"


def _latex_derivative(above: Symbol, below: Symbol, d: str = r"\partial") -> str:
    return rf"\frac{{{d} {_latex_name(above)}}}{{{d} {_latex_name(below)}}}"


def _is_inside_braces(before: str, after: str) -> bool:
    outermost = not before.strip("{") or (not after.strip("}") and not before.endswith("{"))
    return not outermost


LATEX = Style(
    template=lambda notation: notation.latex,
    name=_latex_name,
    number=_latex_number,
    brackets=r"\left({}\right)".format,
    call=_latex_call,
    derivative=_latex_derivative,
    total_derivative=partial(_latex_derivative, d="d"),
    words=r"\text{{{}}}".format,
    is_inside=_is_inside_braces,
    times=r" \times ",
    dot=r" \cdot ",
    beside=" ",
    between=r" \cdot ",
    dots=r"\dots",
    superscripts=False,
)
