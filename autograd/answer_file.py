"""A learner's numbers as a file, so that an instructor can mark it: JSON with four parts.

    {"values": {"h1": 0.5200}, "grads": {"w5": 0.0259}, "updated": {"w5": 0.437}, "lr": 0.5}

Each part may be missing; "digits" and "update" mean what they mean in `check_by_hand`. Numbers
keep the zeros that they were written with. null, "..." or "" stands for one still to be found.
"""

from __future__ import annotations

import difflib
import json
import math
from collections.abc import Iterable
from typing import Any

from autograd.errors import AutogradError
from autograd.marking import check_by_hand
from autograd.report import Report
from autograd.value import Value

OPEN = ("", "...", "…")
TABLES = ("values", "grads", "updated")
PARTS = (*TABLES, "lr", "digits", "update")


def check_answers(
    loss: Value,
    text: str,
    *,
    lr: float | None = None,
    update: Iterable[str] | None = None,
    lang: str = "en",
) -> Report:
    """Mark the numbers in the text of an answer file.

    `lr` and `update` hold where the file has none of its own.

    >>> from autograd import values
    >>> w, x = values(w=0.5, x=3.0)
    >>> report = check_answers((w * x).named("y"), '{"values": {"y": 1.50}, "grads": {"w": 2}}')
    >>> report.first_wrong, report.marks[0].decimals
    ('w', 2)
    """
    try:
        parts = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise AutogradError(f"the answers are not JSON: {error}") from error
    _refuse_misplaced(parts)
    tables = {name: _with_open_ones(parts[name]) for name in TABLES if name in parts}
    rate, digits = (_number(parts, name) for name in ("lr", "digits"))
    if digits is not None and not (digits.is_integer() and digits >= 0):
        raise AutogradError(f'"digits" is a whole number from 0 upwards, got {digits:g}')
    return check_by_hand(
        loss,
        tables.get("values"),
        grads=tables.get("grads"),
        updated=tables.get("updated"),
        lr=lr if rate is None else rate,
        digits=None if digits is None else int(digits),
        update=parts.get("update", update),
        lang=lang,
    )


def _refuse_misplaced(parts: Any) -> None:
    every = ", ".join(PARTS)
    if not isinstance(parts, dict):
        raise AutogradError(f"the answers are a JSON object with the parts {every}")
    for name in parts:
        if name not in PARTS:
            near = difflib.get_close_matches(name, PARTS, 1)
            hint = f'did you mean "{near[0]}"? T' if near else "t"
            raise AutogradError(
                f"{name!r:.60} is no part of the answers; {hint}he parts are {every}"
            )
    for name in TABLES:
        if not isinstance(parts.get(name, {}), dict):
            raise AutogradError(f'"{name}" is an object of numbers by label')
    update = parts.get("update", [])
    if not isinstance(update, list) or not all(isinstance(label, str) for label in update):
        raise AutogradError('"update" is a list of labels')


def _with_open_ones(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers, with `...` for those still to be found."""
    for label, x in answers.items():
        if isinstance(x, bool):
            raise AutogradError(f"the answer for {label!r:.60} is not a number: {json.dumps(x)}")
    return {
        label: ... if x is None or (isinstance(x, str) and x.strip() in OPEN) else x
        for label, x in answers.items()
    }


def _number(parts: dict[str, Any], name: str) -> float | None:
    if name not in parts:
        return None
    try:
        x = math.nan if isinstance(parts[name], bool) else float(parts[name])
    except (TypeError, ValueError):
        x = math.nan
    if not math.isfinite(x):
        raise AutogradError(f'"{name}" is a number such as 3 or 0.5, got {parts[name]!r:.60}')
    return x
