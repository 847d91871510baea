"""Gradients kept within bounds, under PyTorch's names.

>>> from autograd import values
>>> a, b = values(a=3.0, b=4.0)
>>> (a * a / 2 + b * b / 2).backward()
>>> clip_grad_norm_([a, b], max_norm=1.0), round(a.grad, 6), round(b.grad, 6)
(5.0, 0.6, 0.8)
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from autograd import Value
from nn.arguments import instance, number, shown
from nn.errors import NetworkError, TrainingError

GUARD = 1e-6


def clip_grad_norm_(
    parameters: Value | Iterable[Value],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
) -> float:
    """Scale all gradients together so that their norm is at most `max_norm`; gives the norm.

    Parameters without a gradient are left alone.

    >>> from autograd import values
    >>> x, y = values(x=3.0, y=4.0)
    >>> (x * x / 2 + y * y / 2).backward()
    >>> clip_grad_norm_([x, y], max_norm=1.0)
    5.0
    >>> round(x.grad, 4), round(y.grad, 4)
    (0.6, 0.8)
    """
    chosen = _with_gradient(parameters)
    g = np.array([p.grad for p in chosen], dtype=float)
    norm = gradient_norm(g, norm_type)
    if error_if_nonfinite and not math.isfinite(norm):
        raise TrainingError(f"the norm of the gradients is {norm}: nothing was scaled")
    for p, scaled in zip(chosen, clipped(g, max_norm, norm_type).tolist()):
        p.grad = scaled
    return norm


def clip_grad_value_(parameters: Value | Iterable[Value], clip_value: float) -> None:
    """Bring each gradient into the interval from −clip_value to clip_value.

    >>> from autograd import values
    >>> x, y = values(x=3.0, y=0.5)
    >>> (x * x / 2 + y * y / 2).backward()
    >>> clip_grad_value_([x, y], clip_value=1.0)
    >>> x.grad, y.grad
    (1.0, 0.5)
    """
    clip_value = _bound("clip_value", clip_value)
    for p in _with_gradient(parameters):
        assert p.grad is not None
        p.grad = float(np.clip(p.grad, -clip_value, clip_value))


def clipped(
    gradient: NDArray[np.float64], max_norm: float, norm_type: float = 2.0
) -> NDArray[np.float64]:
    """The gradient, scaled down where its norm is above `max_norm`.

    >>> clipped(np.array([3.0, 4.0]), 10.0).tolist()
    [3.0, 4.0]
    """
    scale = number("max_norm", max_norm, "at least 0") / (
        gradient_norm(gradient, norm_type) + GUARD
    )
    return gradient if scale >= 1.0 else gradient * scale


def gradient_norm(gradient: NDArray[np.float64], norm_type: float = 2.0) -> float:
    """The length of the vector of all gradients; 0 where there are none."""
    order = _bound("norm_type", norm_type)
    return float(np.linalg.norm(gradient, order)) if gradient.size else 0.0


def _bound(what: str, given: float) -> float:
    """A number of at least 0; it may be infinite."""
    return given if given == math.inf else number(what, given, "at least 0")


def _with_gradient(parameters: Value | Iterable[Value]) -> list[Value]:
    several = [parameters] if isinstance(parameters, Value) else parameters
    if not isinstance(several, Iterable):
        raise NetworkError(
            f"clipping takes parameters, got {shown(several)}: give it model.parameters()"
        )
    return [
        p for p in several if instance("a parameter", p, Value, "give Values").grad is not None
    ]
