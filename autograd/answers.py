"""Numbers as a learner writes them: each is right to the digits that were written, or not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import EllipsisType
from typing import Any, TypeAlias

from autograd.errors import NumberError
from autograd.number import Number, number

Answer: TypeAlias = "Number | str | EllipsisType"
EXACT = 12


MOST_DECIMALS = 17
ENOUGH = 3
NEAR = 10.0
NEARLY = 0.1
CLOSELY = 0.01
FEWEST = 2
AS_GOOD_AS = 5e-4


@dataclass(frozen=True)
class Written:
    """A number, how many decimals were written, and how many of them count.

    `asked` tells that the one who marks has said how many count.
    """

    text: str
    number: float
    written: int
    decimals: int
    asked: bool = False

    @property
    def roughness(self) -> float:
        """How much rounding it may have changed it, as a share of it."""
        return 0.5 * 10.0**-self.decimals / abs(self.number) if self.number else 0.0

    @property
    def unit(self) -> float:
        """What one in the last decimal that counts is worth."""
        return 10.0 ** -min(self.decimals, EXACT)

    @property
    def digits(self) -> int:
        """How many of its digits count, from the first that is not 0."""
        return _digits(self.number, self.decimals)

    def agrees_with(self, x: float, roughness: float = 0.0) -> bool:
        """Whether it is x, rounded to its decimals, where x itself is known so roughly."""
        if math.isnan(x) or math.isinf(x) or not math.isfinite(self.number):
            return self.number == x or (math.isnan(x) and math.isnan(self.number))
        if self.decimals > EXACT:
            return math.isclose(self.number, x, rel_tol=1e-12, abs_tol=10.0**-self.decimals)
        margin = 0.5 * 10.0**-self.decimals * (1.0 + 1e-9) + 1e-15 + roughness * abs(x)
        near = abs(self.number - x) <= margin
        return near or round(self.number, self.decimals) == round(x, self.decimals)

    def says_enough(self, x: float) -> bool:
        """Whether it agrees with x by more than chance: a 0 or a 1 is near many numbers.

        One digit is enough only where x has no more, or three would end in zeros.

        >>> [written(text, None, "E").says_enough(0.0239) for text in ("0.0", "0.02", "0.024")]
        [False, False, True]
        >>> written("0.5", None, "y").says_enough(0.5)
        True
        """
        if not math.isfinite(x) or math.isclose(
            self.number, x, rel_tol=AS_GOOD_AS if self.number else 0.0, abs_tol=1e-15
        ):
            return True
        in_full = Written(self.text, self.number, self.written, self.written)
        decimals = self.written if in_full.agrees_with(x) else self.decimals
        digits = _digits(self.number, decimals)
        return digits >= (1 if self.asked and decimals else FEWEST)

    def is_near(self, x: float) -> bool:
        """Whether only its last digits differ from x, so that rounding may be at work."""
        off = abs(self.number - x)
        return self.digits > 1 and off <= min(NEAR * self.unit, NEARLY * abs(x))

    def is_close_to(self, x: float) -> bool:
        """Whether it is so close to x that one would not look for a mistake in the formula."""
        return abs(self.number - x) <= CLOSELY * abs(x)

    def is_cut_from(self, x: float) -> bool:
        """Whether it is x with the further digits cut off."""
        scale = 10.0**self.decimals
        return self.is_near(x) and round(self.number * scale) == math.trunc(x * scale)

    def could_be_exact(self, x: float) -> bool:
        """Whether x needs no more decimals than it has, so that nothing had to be rounded."""
        return math.isfinite(x) and math.isclose(round(x, self.decimals), x, rel_tol=1e-12)


def _digits(x: float, decimals: int) -> int:
    rounded = round(abs(x), decimals)
    return math.floor(math.log10(rounded)) + 1 + decimals if rounded else 0


def decimals_needed(x: float) -> int:
    """How many decimals of x to write: enough for three digits, or for all where it has fewer.

    >>> decimals_needed(0.0239719), decimals_needed(0.02), decimals_needed(12.5)
    (4, 2, 1)
    """
    enough = ENOUGH - 1 - math.floor(math.log10(abs(x))) if x else 1
    return next((n for n in range(1, enough) if math.isclose(round(x, n), x)), max(enough, 1))


LARGEST_EXPONENT = 300
LONGEST = 400


def written(answer: Answer, digits: int | None, label: str) -> Written | None:
    """The answer with its decimals: `digits`, or as many as were written; None for `...`.

    A float has lost its last zeros: write "0.5200" to have them count.

    >>> written("0.5200", None, "h1").decimals, written(0.52, None, "h1").decimals
    (4, 2)
    """
    if answer is ...:
        return None
    what = f"the answer for {label!r:.60}"
    is_text = isinstance(answer, str)
    text = str(answer).strip().replace("−", "-") if is_text else _plain(answer, what)
    if len(text) > LONGEST:
        raise NumberError(f"{what} has more than {LONGEST} digits")
    try:
        exact = Decimal(text)
    except InvalidOperation as error:
        raise NumberError(f"{what} is not a number: {answer!r:.60}") from error
    if not exact.is_finite() or abs(exact.adjusted()) > LARGEST_EXPONENT:
        raise NumberError(f"{what} is not a number to compare: {answer!r:.60}")
    exponent = exact.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    counted = decimals if digits is None else digits
    decimals, counted = (min(n, MOST_DECIMALS) for n in (decimals, counted))
    return Written(text, float(exact), decimals, counted, digits is not None)


def _plain(answer: Any, what: str) -> str:
    if isinstance(answer, (int, Decimal)) and not isinstance(answer, bool):
        return str(answer)
    try:
        return repr(number(answer))
    except NumberError as error:
        raise NumberError(f"{what} is not a number: {answer!r:.60}") from error
