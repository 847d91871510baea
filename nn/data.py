"""Samples and targets as arrays, refused before training where they make no sense.

Arrays on disk (`numpy.memmap`) stay there: they are looked at in blocks, never copied whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nn.arguments import Array, real_array
from nn.errors import NetworkError
from nn.losses import Loss, check_scores, check_targets, cross_entropy

BLOCK = 1 << 25
"""Bytes of data that are looked at, or sent, at once."""


def samples(model: Any, X: ArrayLike, what: str = "X") -> Array:
    """X as an array of shape (rows, inputs) of finite numbers."""
    rows = _numbers(what, X)
    check_inputs(model, rows.shape, what)
    return rows


def targets(y: ArrayLike, rows: int, what: str = "y") -> Array:
    """Y as an array of finite numbers, one per row, or a row of several per row."""
    wanted = _numbers(what, y)
    if wanted.ndim == 2 and wanted.shape[1] == 1:
        wanted = wanted[:, 0]
    check_count(wanted.shape, rows, what)
    return wanted


def check_inputs(model: Any, shape: tuple[int, ...], what: str = "X") -> None:
    """Refuse samples of another shape than (rows, inputs)."""
    n_in = getattr(model, "n_in", None)
    if len(shape) != 2 or (n_in is not None and shape[1] != n_in):
        name = type(model).__name__
        raise NetworkError(
            f"{what} must have shape (rows, {n_in or 'inputs'}): {name} expects "
            f"{n_in or 'a row of'} inputs, got an array of shape {shape}"
        )


def check_count(shape: tuple[int, ...], rows: int, what: str = "y") -> None:
    """Refuse targets that are not one, or one row, for each sample."""
    if len(shape) not in (1, 2) or shape[0] != rows:
        raise NetworkError(
            f"{what} must have one target for each of {rows} rows of X, got "
            f"an array of shape {shape}"
        )


def check_classes(loss: Loss, y: Array, n_out: int, first_row: int = 0) -> None:
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
                f"row {first_row + row} has {float(y[row])!r}"
            )


def check_numbers(what: str, array: Any) -> None:
    """Refuse an array that holds nothing, or no real numbers."""
    if array.dtype.kind not in "biuf":
        raise NetworkError(f"{what} must hold real numbers, got an array of {array.dtype}")
    if array.size == 0 or array.ndim == 0:
        raise NetworkError(f"{what} holds no samples: it has shape {array.shape}")


def check_finite(what: str, array: NDArray[Any], first_row: int = 0) -> None:
    """Refuse nan and infinity, and say where the first one is."""
    if array.dtype.kind != "f":
        return
    for start, stop in blocks(len(array), array.nbytes):
        block = np.asarray(array[start:stop])
        bad = ~np.isfinite(block)
        if bad.any():
            row, *column = map(int, np.argwhere(bad)[0])
            where = ", ".join(map(str, [first_row + start + row, *column]))
            raise NetworkError(f"{what} must be finite, got {block[bad][0]} at [{where}]")


def blocks(rows: int, size: int) -> Iterator[tuple[int, int]]:
    """Stretches of rows of at most `BLOCK` bytes, where all rows have `size` bytes.

    >>> list(blocks(5, 2 * BLOCK))
    [(0, 2), (2, 4), (4, 5)]
    """
    step = max(1, BLOCK * rows // max(size, 1))
    for start in range(0, rows, step):
        yield start, min(start + step, rows)


def on_disk(array: Any) -> bool:
    """Whether an array, or what it is a view of, is mapped from a file."""
    while isinstance(array, np.ndarray):
        if isinstance(array, np.memmap):
            return True
        array = array.base
    return False


def _numbers(what: str, given: ArrayLike) -> Array:
    array = real_array(what, given)
    check_numbers(what, array)
    check_finite(what, array)
    return array if on_disk(array) else array.astype(np.float64)
