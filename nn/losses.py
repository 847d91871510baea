"""Losses of one sample: how far its predictions are from its targets.

Each takes Values or numbers for both, so that a target can be an input of a compiled graph. A
single prediction may stand for a sequence of one.

>>> from autograd import values
>>> o1, o2 = values(o1=0.609446, o2=0.66384491)
>>> round(half_squared_error([o1, o2], [0.4, 0.6]).data, 8)
0.0239719
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd import (
    Constant,
    Value,
    define,
    dot,
    log,
    logsumexp,
    maximum,
    mean,
    relu,
    softplus,
    step,
    total,
)
from nn.arguments import named, shown
from nn.errors import NetworkError

Signal = Value | float
Signals = Signal | Sequence[Signal]
Loss = Callable[[Any, Any], Value]


LARGEST_LOSS = 100.0
# PyTorch keeps this bound in single precision.
SMALLEST_SPREAD = float(np.float32(1e-12))
NEAREST_TO_0 = float(np.exp(-LARGEST_LOSS))
# What probabilities in single precision may miss when they are added up.
ROUNDING = 1e-4


def mae(predictions: Signals, targets: Signals) -> Value:
    """The mean of |o − t|: outliers count no more than their distance.

    >>> mae([0.75, 0.5], [1.0, 0.0]).data
    0.375
    """
    return mean([abs(o - t) for o, t in _paired("mae", predictions, targets)])


def mse(predictions: Signals, targets: Signals) -> Value:
    """The mean of (o − t)².

    >>> mse([0.75, 0.5], [1.0, 0.0]).data
    0.15625
    """
    return mean([(o - t) ** 2 for o, t in _paired("mse", predictions, targets)])


def half_squared_error(predictions: Signals, targets: Signals) -> Value:
    """½(t₁ − o₁)² + ½(t₂ − o₂)² + …

    >>> half_squared_error([0.75, 0.5], [1.0, 0.0]).data
    0.15625
    """
    pairs = _paired("half_squared_error", predictions, targets)
    return total([0.5 * (t - o) ** 2 for o, t in pairs])


def _entropy(p: float, t: float) -> float:
    return float(_entropy_of_arrays(p, t))


def _entropy_of_arrays(p: Any, t: Any) -> Any:
    with np.errstate(divide="ignore", invalid="ignore"):
        log_p = np.maximum(np.log(p), -LARGEST_LOSS)
        log_rest = np.maximum(np.log1p(-np.asarray(p)), -LARGEST_LOSS)
    return (t - 1.0) * log_rest - t * log_p


def _entropy_partials(y: Any, p: Any, t: Any) -> tuple[Any, ...]:
    spread = maximum((1.0 - p) * p, SMALLEST_SPREAD)
    return (p - t) / spread, log(maximum(1.0 - p, NEAREST_TO_0)) - log(maximum(p, NEAREST_TO_0))


_binary_cross_entropy = define(
    "binary_cross_entropy", _entropy, _entropy_partials, array=_entropy_of_arrays
)


def binary_cross_entropy(p: Signals, t: Signals) -> Value:
    """−t·log(p) − (1 − t)·log(1 − p), for a probability p and a target t between 0 and 1.

    Each logarithm stops at −100, and the derivative's divisor p(1 − p) at 1e-12, as in PyTorch:
    so a p of exactly 0 or 1 has a finite loss. It is one node of the graph.

    >>> round(binary_cross_entropy(0.5, 1.0).data, 6), binary_cross_entropy(0.0, 1.0).data
    (0.693147, 100.0)
    """
    pairs = _paired("binary_cross_entropy", p, t)
    for prediction, _ in pairs:
        if prediction.data < 0.0 or prediction.data > 1.0:
            raise NetworkError(
                f"binary_cross_entropy takes probabilities, got {prediction.data!r}: use "
                "binary_cross_entropy_with_logits for scores, or output='sigmoid'"
            )
    return _mean([_binary_cross_entropy(o, target) for o, target in pairs])


def binary_cross_entropy_with_logits(z: Signals, t: Signals) -> Value:
    """The cross entropy of p = sigmoid(z), for scores z of any size.

    >>> binary_cross_entropy_with_logits(1000.0, 0.0).data
    1000.0
    """
    pairs = _paired("binary_cross_entropy_with_logits", z, t)
    return _mean([t * softplus(-o) + (1.0 - t) * softplus(o) for o, t in pairs])


def cross_entropy(logits: Sequence[Signal], target: Signals) -> Value:
    """−log softmax(logits)[target]: the target is a class from 0, or a probability per class.

    >>> round(cross_entropy([0.3, 2.9, 4.0], 2).data, 6)
    0.305714
    """
    scores = _signals(logits)
    check_scores(len(scores))
    if not _is_one(target):
        pairs = _paired("cross_entropy", scores, target)
        check_targets("cross_entropy", np.array([[t.data for _, t in pairs]]))
        log_sum = logsumexp(scores)
        return dot([t for _, t in pairs], [log_sum - z for z in scores])
    (index,) = _signals(target)
    if index.data not in range(len(scores)):
        raise NetworkError(
            f"the class of a sample is one of 0 … {len(scores) - 1} here, got {index.data!r}"
        )
    if type(index) is Constant:
        return logsumexp(scores) - scores[int(index.data)]
    chosen = [step(index - k) * step(k - index) for k in range(len(scores))]
    return logsumexp(scores) - dot(chosen, scores)


def hinge(score: Signals, y: Signals) -> Value:
    """max(0, 1 − y·score), for y = ±1: nothing is lost beyond the margin of 1.

    >>> hinge(0.25, -1).data, hinge(2.0, 1).data
    (1.25, 0.0)
    """
    return _mean([relu(1.0 - t * o) for o, t in _paired("hinge", score, y)])


def check_scores(count: int) -> None:
    """Refuse the score of a single class, which is certain whatever its score."""
    if count < 2:
        raise NetworkError(
            "cross_entropy compares the scores of two or more classes, got one: give the model an "
            "output for each class, or take binary_cross_entropy_with_logits"
        )


def check_targets(loss: str, targets: NDArray[np.float64]) -> None:
    """Refuse targets that the loss of that name has no meaning for."""
    if loss not in TARGETS:
        return
    allowed, words, remedies = TARGETS[loss]
    wrong = targets[~allowed(targets)]
    if wrong.size:
        came = wrong[0].tolist()
        remedy = "" if isinstance(came, list) else remedies.get(came, "")
        raise NetworkError(f"the targets of {loss} are {words}, got {shown(came)}{remedy}")


def _is_probability(t: NDArray[np.float64]) -> NDArray[np.bool_]:
    return (t >= 0.0) & (t <= 1.0)


def _is_share_of_classes(t: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which rows are a probability for each class; single classes are no matter of this check."""
    if t.ndim < 2:
        return np.ones(t.shape, dtype=bool)
    whole: NDArray[np.bool_] = np.abs(t.sum(axis=1) - 1.0) <= ROUNDING
    return whole & _is_probability(t).all(axis=1)


OF_SIGNS = {-1.0: "; (y + 1) / 2 makes them of −1 and 1"}
TARGETS: dict[str, tuple[Callable[[Any], Any], str, dict[float, str]]] = {
    "binary_cross_entropy": (_is_probability, "between 0 and 1", OF_SIGNS),
    "binary_cross_entropy_with_logits": (_is_probability, "between 0 and 1", OF_SIGNS),
    "cross_entropy": (
        _is_share_of_classes,
        "a class, or a probability for each that add up to 1",
        {},
    ),
    "hinge": (lambda t: np.abs(t) == 1.0, "−1 or 1", {0.0: "; 2 * y - 1 makes them of 0 and 1"}),
}

LOSSES: dict[str, Loss] = {
    "mae": mae,
    "mse": mse,
    "half_squared_error": half_squared_error,
    "binary_cross_entropy": binary_cross_entropy,
    "binary_cross_entropy_with_logits": binary_cross_entropy_with_logits,
    "cross_entropy": cross_entropy,
    "hinge": hinge,
}
CLASSIFYING = (binary_cross_entropy, binary_cross_entropy_with_logits, cross_entropy, hinge)


def loss_named(given: str | Loss) -> Loss:
    """The loss of that name; a function of (predictions, targets) is taken as it is."""
    if callable(given):
        return given
    return named("loss", given, LOSSES)


def _is_one(x: Any) -> bool:
    return isinstance(x, Value) or np.ndim(x) == 0


def _signals(xs: Any) -> list[Value]:
    several = [xs] if _is_one(xs) else list(xs)
    return [x if isinstance(x, Value) else Constant(x) for x in several]


def _paired(loss: str, predictions: Any, targets: Any) -> list[tuple[Value, Value]]:
    outputs, wanted = _signals(predictions), _signals(targets)
    check_targets(loss, np.array([t.data for t in wanted]))
    if len(outputs) != len(wanted) or not outputs:
        remedy = "; for one class among several outputs take cross_entropy" * (len(wanted) == 1)
        raise NetworkError(
            f"{loss} compares each prediction with one target, got {len(outputs)} predictions "
            f"and {len(wanted)} targets{remedy}"
        )
    return list(zip(outputs, wanted))


def _mean(losses: list[Value]) -> Value:
    return losses[0] if len(losses) == 1 else mean(losses)
