"""The schedule that looks at how training goes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nn.errors import NetworkError, unknown_name
from nn.optimizer import Optimizer
from nn.schedules.base import NOT_NEGATIVE, Resumable, check_options, per_group

CHOICES = {"mode": ("min", "max"), "threshold_mode": ("rel", "abs")}


@dataclass(eq=False)
class ReduceLROnPlateau(Resumable):
    """Times `factor` when a measure has not become better for more than `patience` epochs.

    `step` takes the measure of the epoch (from `fit`, the loss of the validation or else of the
    training): one that should fall (`mode="min"`) or rise ("max"). It
    counts as better when it is so by `threshold`, relative ("rel") or absolute ("abs"). After a
    change it waits `cooldown` epochs; a change below `eps` is left out.

    >>> from autograd import Value
    >>> from nn import SGD
    >>> schedule = ReduceLROnPlateau(SGD([Value(0.5)], lr=1.0), patience=1)
    >>> for loss in (3.0, 2.0, 2.0, 2.0):
    ...     schedule.step(loss)
    >>> schedule.get_last_lr()
    [0.1]
    """

    optimizer: Optimizer
    mode: str = "min"
    factor: float = 0.1
    patience: int = 10
    threshold: float = 1e-4
    threshold_mode: str = "rel"
    cooldown: int = 0
    min_lr: float | Sequence[float] = 0.0
    eps: float = 1e-8
    remembered = ("best", "num_bad_epochs", "cooldown_counter")

    def __post_init__(self) -> None:
        check_options(self)
        for option, known in CHOICES.items():
            if getattr(self, option) not in known:
                raise unknown_name(option, getattr(self, option), known)
        if not self.factor < 1.0:
            raise NetworkError(f"the factor must be below 1, got {self.factor!r}")
        self.min_lrs = [NOT_NEGATIVE("min_lr", r) for r in per_group(self, "min_lr", self.min_lr)]
        self.sign = 1.0 if self.mode == "min" else -1.0
        self.best = self.sign * math.inf
        self.num_bad_epochs = 0
        self.cooldown_counter = 0

    def step(self, metrics: float) -> None:
        """One epoch is over, and this is its measure."""
        if self._is_better(metrics):
            self.best = metrics
            self.num_bad_epochs = 0
        else:
            self.num_bad_epochs += 1
        if self.cooldown_counter > 0:
            self.cooldown_counter -= 1
            self.num_bad_epochs = 0
        if self.num_bad_epochs > self.patience:
            self._reduce()
            self.cooldown_counter = self.cooldown
            self.num_bad_epochs = 0

    def get_last_lr(self) -> list[float]:
        """The rate of each group of parameters, as it is now."""
        return [group["lr"] for group in self.optimizer.param_groups]

    def _is_better(self, metrics: float) -> bool:
        if not math.isfinite(self.best):
            return self.sign * metrics < math.inf
        margin = self.threshold * (self.best if self.threshold_mode == "rel" else 1.0)
        return self.sign * metrics < self.sign * self.best - margin

    def _reduce(self) -> None:
        for group, least in zip(self.optimizer.param_groups, self.min_lrs):
            lower = max(group["lr"] * self.factor, least)
            if group["lr"] - lower > self.eps:
                group["lr"] = lower
