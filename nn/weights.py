"""The numbers of many Values as one vector, and back into the Values."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograd import Value


def read(parameters: Sequence[Value]) -> NDArray[np.float64]:
    """The numbers of some Values, in their order.

    >>> read([Value(1.0), Value(2.0)]).tolist()
    [1.0, 2.0]
    """
    return np.fromiter([p.data for p in parameters], float, len(parameters))


def write(parameters: Sequence[Value], numbers: ArrayLike) -> None:
    """Give every one of some Values its number, also where Ctrl-C comes in the middle.

    >>> w = Value(1.0)
    >>> write([w], [3.0])
    >>> w.data
    3.0
    """
    every = np.asarray(numbers, dtype=float).tolist()

    def give() -> None:
        for parameter, number in zip(parameters, every):
            parameter.data = number

    wholly(give)


def wholly(change: Callable[[], None]) -> None:
    """Make a change that may be made twice; where Ctrl-C breaks it off, make it, then stop."""
    try:
        change()
    except KeyboardInterrupt:
        change()
        raise
