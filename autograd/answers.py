"""Numbers as a learner writes them: each is right to the digits that were written, or not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from types import EllipsisType
from typing import Any, TypeAlias

from autograd.errors import NumberError
from autograd.value import Number, number

Answer: TypeAlias = "Number | str | EllipsisType"
EXACT = 12


@dataclass(frozen=True)
class Written:
    """A number and how many decimals of it count."""

    text: str
    number: float
    decimals: int

    @property
    def roughness(self) -> float:
        """How much rounding it may have changed it, as a share of it."""
        return 0.5 * 10.0**-self.decimals / abs(self.number) if self.number else 0.0

    def agrees_with(self, x: float, roughness: float = 0.0) -> bool:
        """Whether it is x, rounded to its decimals, where x itself is known so roughly."""
        if math.isnan(x) or math.isinf(x) or not math.isfinite(self.number):
            return self.number == x or (math.isnan(x) and math.isnan(self.number))
        if self.decimals > EXACT:
            return math.isclose(self.number, x, rel_tol=1e-12, abs_tol=10.0**-self.decimals)
        margin = 0.5 * 10.0**-self.decimals * (1.0 + 1e-9) + 1e-15 + roughness * abs(x)
        near = abs(self.number - x) <= margin
        return near or round(self.number, self.decimals) == round(x, self.decimals)

    def is_cut_from(self, x: float) -> bool:
        """Whether it is x with the further digits cut off."""
        scale = 10.0**self.decimals
        return math.isfinite(x) and round(self.number * scale) == math.trunc(x * scale)


LARGEST_EXPONENT = 300


def written(answer: Answer, digits: int | None, label: str) -> Written | None:
    """The answer with its decimals: `digits`, or as many as were written; None for `...`.

    A float has lost its last zeros: write "0.5200" to have them count.

    >>> written("0.5200", None, "h1").decimals, written(0.52, None, "h1").decimals
    (4, 2)
    """
    if answer is ...:
        return None
    text = str(answer).strip().replace("−", "-") if isinstance(answer, str) else _plain(answer)
    try:
        exact = Decimal(text)
    except InvalidOperation as error:
        raise NumberError(f"the answer for {label!r} is not a number: {answer!r:.60}") from error
    if not exact.is_finite() or abs(exact.adjusted()) > LARGEST_EXPONENT:
        raise NumberError(f"the answer for {label!r} is not a number to compare: {answer!r:.60}")
    exponent = exact.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    return Written(text, float(exact), decimals if digits is None else digits)


def _plain(answer: Any) -> str:
    if isinstance(answer, (int, Decimal)) and not isinstance(answer, bool):
        return str(answer)
    return repr(number(answer))
