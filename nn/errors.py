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


NEAR = 0.6


def unknown_name(kind: str, name: object, known: Iterable[str]) -> NetworkError:
    """The error for a name that is in no table: it lists the known ones, the nearest first.

    >>> print(unknown_name("act", "rleu", ["tanh", "relu"]))
    unknown act 'rleu': the known ones are relu, tanh; did you mean 'relu'?
    >>> print(unknown_name("loss", "?", ["mse", "mae"]))
    unknown loss '?': the known ones are mse, mae
    """
    ranked = _nearest_first(name, known)
    names = ", ".join(candidate for _, candidate in ranked)
    near = meant(name, [candidate for _, candidate in ranked])
    hint = f"; did you mean {near!r}?" if near else ""
    return NetworkError(f"unknown {kind} {name!r:.80}: the known ones are {names}{hint}")


def meant(name: object, known: Iterable[str]) -> str:
    """The known name that is near to another by letters, initials or beginning; "" if none is.

    >>> meant("cosine", ["StepLR", "CosineAnnealingLR"]), meant("x", ["StepLR"])
    ('CosineAnnealingLR', '')
    """
    return next((found for ratio, found in _nearest_first(name, known) if ratio >= NEAR), "")


def _nearest_first(name: object, known: Iterable[str]) -> list[tuple[float, str]]:
    from difflib import SequenceMatcher  # noqa: PLC0415 - needed for an error only

    given = str(name).lower()

    def likeness(candidate: str) -> float:
        lower = candidate.lower()
        initials = "".join(word[0] for word in lower.split("_") if word)
        if len(given) > 2 and lower.startswith(given):
            return 1.0
        return max(SequenceMatcher(None, given, text).ratio() for text in (lower, initials))

    ranked = [(likeness(candidate), candidate) for candidate in known]
    return sorted(ranked, key=lambda pair: pair[0], reverse=True)
