"""What the options of optimisers may be, by their names."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from nn.arguments import flag, number, shown
from nn.errors import NetworkError


def _betas(what: str, given: Any) -> tuple[float, float]:
    """The two rates at which running means forget."""
    if not isinstance(given, (tuple, list)) or len(given) != 2:
        raise NetworkError(f"{what} must be two numbers, got {shown(given)}")
    first, second = (number(what, beta, "at least 0 and below 1") for beta in given)
    return first, second


NOT_NEGATIVE = partial(number, allowed="at least 0")
CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "lr": NOT_NEGATIVE,
    "momentum": NOT_NEGATIVE,
    "dampening": number,
    "weight_decay": NOT_NEGATIVE,
    "lr_decay": NOT_NEGATIVE,
    "eps": NOT_NEGATIVE,
    "alpha": NOT_NEGATIVE,
    "initial_accumulator_value": NOT_NEGATIVE,
    "betas": _betas,
    "nesterov": flag,
    "centered": flag,
    "amsgrad": flag,
    "maximize": flag,
    "decoupled_weight_decay": flag,
}
