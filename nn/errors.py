"""The errors that `nn` raises, and how an unknown name is answered."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

from autograd import AutogradError


class NetworkError(AutogradError, ValueError):
    """A network, its data or its training was described in a way that makes no sense."""


class WeightsError(AutogradError, ValueError):
    """Weights do not fit the network, or a file does not hold any."""


class TrainingError(AutogradError, ArithmeticError):
    """A loss or a gradient left the finite numbers during training."""


class ClusterError(AutogradError, ConnectionError):
    """The workers of a cluster are gone, or cannot do their part."""


def unknown_name(kind: str, name: object, known: Iterable[str]) -> NetworkError:
    """The error for a name that is in no table: it lists the known ones, the nearest first.

    >>> print(unknown_name("activation", "rleu", ["tanh", "relu"]))
    unknown activation 'rleu': the known ones are relu, tanh
    """

    def likeness(candidate: str) -> float:
        return SequenceMatcher(None, str(name).lower(), candidate.lower()).ratio()

    nearest_first = sorted(known, key=likeness, reverse=True)
    return NetworkError(f"unknown {kind} {name!r}: the known ones are {', '.join(nearest_first)}")


def positive_integer(what: str, n: object) -> int:
    """The number itself where it counts something; else an error that says what came.

    >>> positive_integer("epochs", 3)
    3
    """
    try:
        count = n.__index__()  # type: ignore[attr-defined]
    except AttributeError:
        count = 0
    if isinstance(n, bool) or count < 1:
        raise NetworkError(f"{what} must be a whole number of at least 1, got {n!r}")
    return int(count)
