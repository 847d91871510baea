"""How numbers are written in a picture: short, and no digit without a meaning."""

from __future__ import annotations

import math
from dataclasses import dataclass

LARGE = 1e6


@dataclass(frozen=True)
class Figures:
    """The way numbers are written in one picture: to at most `digits` decimals.

    A number that is exact with fewer decimals is written with those alone. A number of a million
    or more, or with fewer than two digits that count within the decimals, gets an exponent.

    >>> figures = Figures(digits=4)
    >>> figures(0.5), figures(2 / 3), figures(-0.0), figures(3e-12), figures(float("-inf"))
    ('0.5', '0.6667', '0', '3e−12', '−∞')
    """

    digits: int

    def __call__(self, x: float) -> str:
        """The number as text."""
        if not math.isfinite(x):
            return _not_finite(x)
        if _needs_exponent(x, self.digits):
            mantissa, _, exponent = f"{x:.{max(self.digits - 2, 1)}e}".partition("e")
            if float(f"{mantissa}e{exponent}") == x:
                mantissa = mantissa.rstrip("0").rstrip(".")
            return _with_minus(f"{mantissa}e{int(exponent)}")
        text = f"{x:.{_decimals_of(x, self.digits)}f}"
        return _with_minus(text if float(text) else text.lstrip("-"))


def constant_text(x: float) -> str:
    """A constant as one would write it.

    >>> constant_text(2.0), constant_text(-0.5), constant_text(1e-12)
    ('2', '−0.5', '1e−12')
    """
    if not math.isfinite(x):
        return _not_finite(x)
    mantissa, e, exponent = f"{x or 0.0:.6g}".partition("e")
    return _with_minus(f"{mantissa}e{int(exponent)}" if e else mantissa)


def _decimals_of(x: float, digits: int) -> int:
    """The fewest decimals that give x itself; all that there may be where none do.

    What binary fractions add to a decimal number, as in 0.1 + 0.2, is not counted.
    """
    itself = float(f"{x:.12g}")
    return next((n for n in range(digits) if float(f"{x:.{n}f}") == itself), digits)


def _needs_exponent(x: float, digits: int) -> bool:
    too_small = 0.0 < abs(x) < 10.0 ** (1 - digits) and float(f"{x:.{digits}f}") != x
    return abs(x) >= LARGE or too_small


def _not_finite(x: float) -> str:
    return "nan" if math.isnan(x) else "∞" if x > 0 else "−∞"


def _with_minus(text: str) -> str:
    return text.replace("-", "−")
