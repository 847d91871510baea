"""Samples and targets as arrays, refused before training where they make no sense."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nn.arguments import real_array
from nn.errors import NetworkError
from nn.losses import Loss, check_scores, check_targets, cross_entropy

Array = NDArray[np.float64]


def samples(model: Any, X: ArrayLike, what: str = "X") -> Array:
    """X as an array of shape (rows, inputs) of finite numbers."""
    rows = _numbers(what, X)
    n_in = getattr(model, "n_in", None)
    if rows.ndim != 2 or (n_in is not None and rows.shape[1] != n_in):
        name = type(model).__name__
        raise NetworkError(
            f"{what} must have shape (rows, {n_in or 'inputs'}): {name} expects "
            f"{n_in or 'a row of'} inputs, got an array of shape {rows.shape}"
        )
    return rows


def targets(y: ArrayLike, rows: int, what: str = "y") -> Array:
    """Y as an array of finite numbers, one per row, or a row of several per row."""
    wanted = _numbers(what, y)
    if wanted.ndim == 2 and wanted.shape[1] == 1:
        wanted = wanted[:, 0]
    if wanted.ndim not in (1, 2) or len(wanted) != rows:
        raise NetworkError(
            f"{what} must have one target for each of {rows} rows of X, got "
            f"an array of shape {wanted.shape}"
        )
    return wanted


def check_classes(loss: Loss, y: Array, n_out: int) -> None:
    """Refuse targets out of range, so that no weight has moved when one is met."""
    check_targets(getattr(loss, "__name__", ""), y)
    if loss is cross_entropy:
        check_scores(n_out)
    if loss is cross_entropy and y.ndim == 1:
        wrong = ~np.isin(y, np.arange(n_out))
        if wrong.any():
            row = int(np.argmax(wrong))
            raise NetworkError(
                f"the classes of y run from 0 to {n_out - 1}, one for each output of the model; "
                f"row {row} has {float(y[row])!r}"
            )


def _numbers(what: str, given: ArrayLike) -> Array:
    array = real_array(what, given)
    if array.size == 0 or array.ndim == 0:
        raise NetworkError(f"{what} holds no samples: it has shape {array.shape}")
    bad = ~np.isfinite(array)
    if bad.any():
        where = ", ".join(map(str, np.argwhere(bad)[0]))
        raise NetworkError(f"{what} must be finite, got {array[bad][0]} at [{where}]")
    return array.astype(np.float64)
