"""Which mistakes explain a wrong number, and whether its digits are enough to tell."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from autograd.answers import ENOUGH, EXACT, Written
from autograd.languages import Say
from autograd.slips import Kind

MOST_CAUSES = 2
MOST_PLACES = 3
BELIEVED = 0.1
OF_EXACT_NUMBERS = 10
ROUNDING = "rounding"
UPDATE = "update"


class Cause(NamedTuple):
    """A mistake, where it was made, and the number that it gives."""

    kind: Kind
    place: str
    number: float


def number_to_believe(answer: Written, right: float) -> float:
    """How many mistakes may be tried on an answer before one fits it by chance.

    A number with d digits that are not those of the right one is met by chance about once in 10^d
    tries. So the likeliest mistakes need few digits to be believed, and the rarer ones more. A
    number that needs no rounding says more than its digits do.

    >>> from autograd.answers import written
    >>> [round(number_to_believe(written(x, None, ""), 0.5994), 1) for x in ("0.21", "-0.209")]
    [2.1, 20.9]
    """
    if answer.number == 0.0 or not math.isfinite(answer.number):
        return 0.0
    different = min(abs(answer.number), abs(answer.number - right))
    tries = BELIEVED * different / answer.unit
    return max(tries, OF_EXACT_NUMBERS) if answer.could_be_exact(right) else tries


def causes(
    candidates: Iterable[Cause], answer: Written, right: float, say: Say
) -> tuple[str, ...]:
    """The likeliest mistakes that give the answer, one of each family; none where none is sure."""
    believed = number_to_believe(answer, right)
    near = answer.is_near(right)
    tried: set[float] = set()
    found: dict[str, tuple[Kind, list[str]]] = {}

    def is_sure(cause: Cause) -> bool:
        return _is_near(cause, near) or _is_likely(cause, answer)

    def rank(cause: Cause) -> int:
        return -_is_likely(cause, answer) if is_sure(cause) else cause.kind.rank

    for cause in sorted(candidates, key=rank):
        if not math.isfinite(cause.number):
            continue
        tried.add(round(cause.number, min(answer.decimals, EXACT)))
        if (is_sure(cause) or len(tried) <= believed) and answer.agrees_with(cause.number):
            kind, places = found.setdefault(cause.kind.family, (cause.kind, []))
            if cause.kind == kind and cause.place not in places:
                places.append(cause.place)
    likeliest = list(found.values())[:MOST_CAUSES]
    return tuple(kind.said(say, places[:MOST_PLACES]) for kind, places in likeliest)


def _is_near(cause: Cause, near: bool) -> bool:
    return near and cause.kind.family == ROUNDING


def _is_likely(cause: Cause, answer: Written) -> bool:
    """Whether it is one of the few things that go wrong in an update itself."""
    return cause.kind.family == UPDATE and cause.kind.rank == 1 and answer.digits >= ENOUGH
