"""What an explanation says besides its equations: new names, signs, and why there is nothing."""

from __future__ import annotations

from collections.abc import Iterator

from autograd import ops
from autograd.adjoints import gradients
from autograd.languages import Say
from autograd.layout import Equation, Line
from autograd.notation import Style, pieces_of
from autograd.simplify import simplified, size
from autograd.stations import Names
from autograd.sweep import topological_order
from autograd.symbols import Symbol
from autograd.value import Value

MOST_NAMES = 24
MOST_IN_BRACKET = 12


def said(style: Style, sentence: str, *pieces: str) -> str:
    """The sentence with a piece of mathematics in place of each {}."""
    first, *rest = pieces_of(sentence)
    start = style.words(first) if first else ""
    return start + "".join(piece + style.words(text) for piece, text in zip(pieces, rest))


def unrelated(style: Style, names: Names, loss: Value, wrt: Value, say: Say) -> Iterator[Line]:
    """Why the derivative is 0, and what to do where the two were given the wrong way round."""
    y, x = names.name(loss), names.name(wrt)
    ends = style.name(y), style.name(x)
    if loss not in gradients(wrt):
        yield Equation(style.derivative(y, x), [style.number(0.0)])
        yield ""
        yield said(style, say("{} was not computed from {}."), *ends)
        return
    zero, other = style.derivative(y, x), style.derivative(x, y)
    reason = say("{} is 0: {} was not computed from {}, but {} from {}.")
    yield said(style, reason, zero, *ends, *ends[::-1])
    yield said(style, say("Swap the two: explain({}, {}) gives {}."), *ends[::-1], other)


def definitions(style: Style, names: Names, shown: list[Symbol]) -> Iterator[Line]:
    """What the names that were given here stand for, of those that occur."""
    occurring = set(topological_order(shown))
    given = [node for node in names.auto if names[node] in occurring]
    if given:
        yield ""
    for node in given[:MOST_NAMES]:
        value = style.number(node.data)
        formula = names.formulas.get(node)
        sides = [value] if formula is None else [style.written(simplified(formula)), value]
        yield Equation(style.written(names[node]), distinct(sides))


def bracket_explained(style: Style, shown: list[Symbol], say: Say) -> Iterator[Line]:
    """What [a > b] means, where it occurs."""
    bracket = next((s for s in topological_order(shown) if s.op is ops.greater), None)
    if bracket is not None:
        if size(bracket, MOST_IN_BRACKET) == MOST_IN_BRACKET:
            bracket = Symbol(op=ops.greater, inputs=(Symbol("a"), Symbol("b")))
        condition = style.written(bracket)
        yield ""
        yield said(style, say("{} is 1 where {}, else 0."), condition, condition[1:-1])


def distinct(sides: list[str]) -> list[str]:
    """The sides without one that repeats the side before it."""
    return [side for i, side in enumerate(sides) if i == 0 or side != sides[i - 1]]
