"""The errors that `nn` raises, and how an unknown name is answered."""

from __future__ import annotations

from collections.abc import Iterable

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

    A name is near to another by its letters or by its initials.

    >>> print(unknown_name("loss", "bce", ["mse", "binary_cross_entropy"]))
    unknown loss 'bce': the known ones are binary_cross_entropy, mse
    """
    from difflib import SequenceMatcher  # noqa: PLC0415 - needed for an error only

    given = str(name).lower()

    def likeness(candidate: str) -> float:
        initials = "".join(word[0] for word in candidate.lower().split("_") if word)
        return max(
            SequenceMatcher(None, given, text).ratio() for text in (candidate.lower(), initials)
        )

    nearest_first = sorted(known, key=likeness, reverse=True)
    return NetworkError(
        f"unknown {kind} {name!r:.80}: the known ones are {', '.join(nearest_first)}"
    )
