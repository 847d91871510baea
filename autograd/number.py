"""What stands for one real number, of whatever kind, and the float that it becomes."""

from __future__ import annotations

import numbers
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd.errors import DomainError, NumberError

if TYPE_CHECKING:
    from decimal import Decimal
    from fractions import Fraction
else:  # the classes themselves are slow to import
    Decimal, Fraction = numbers.Number, numbers.Rational

Number = int | float | Fraction | Decimal | np.floating[Any] | np.integer[Any]

# The usual ones first: to ask an abstract class takes long.
REAL_TYPES = (float, int, np.bool_, numbers.Real)
DECIDED_TYPES = (float, int, np.bool_, numbers.Number, str, bytes, type(None))
"""What is a number or never one; anything else may know itself what it does beside a Value."""


def number(x: Any) -> float:
    """The float that a real number of any kind stands for.

    >>> from fractions import Fraction
    >>> number(Fraction(1, 4)), number(True)
    (0.25, 1.0)
    """
    if isinstance(x, np.ndarray) and x.size == 1 and x.dtype.kind in "biuf":
        x = x.item()
    if not (isinstance(x, REAL_TYPES) or _is_decimal(x)):
        raise NumberError(f"expected a real number, got {described(x)}")
    try:
        return float(x)
    except OverflowError as error:
        raise DomainError(f"{type(x).__name__} beyond the largest float, 1.8e308") from error


def described(x: Any) -> str:
    """What came instead of something else, by its kind and content."""
    if x is None:
        return "None"
    if isinstance(x, np.ndarray):
        return f"an array of shape {x.shape} and type {x.dtype}"
    return f"{type(x).__name__} {x!r:.60}"


def _is_decimal(x: Any) -> bool:
    """A Decimal is a number, but not one of the tower from Complex down to int."""
    return isinstance(x, numbers.Number) and not isinstance(x, numbers.Complex)
