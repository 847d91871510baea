"""The numbers of many Values as one vector, and back into the Values."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from autograd import Value


def read(parameters: Sequence[Value]) -> NDArray[np.float64]:
    """The numbers of some Values, in their order.

    >>> read([Value(1.0), Value(2.0)]).tolist()
    [1.0, 2.0]
    """
    return np.fromiter([p.data for p in parameters], float, len(parameters))


def write(parameters: Sequence[Value], numbers: NDArray[np.float64]) -> None:
    """Give each of some Values its number.

    >>> w = Value(1.0)
    >>> write([w], np.array([3.0]))
    >>> w.data
    3.0
    """
    for parameter, number in zip(parameters, numbers.tolist()):
        parameter.data = number
