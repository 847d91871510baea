"""Schedules of the learning rate under PyTorch's names, with its arguments and numbers.

A schedule belongs to an optimiser and sets its rate anew at every `step()`, which is called once
an epoch. Each one says what the rate is after so many epochs, for a given rate at the start.

>>> from autograd import Value
>>> from nn import SGD
>>> optimizer = SGD([Value(0.0)], lr=1.0)
>>> schedule = StepLR(optimizer, step_size=2, gamma=0.5)
>>> rates = []
>>> for _ in range(5):
...     rates += schedule.get_last_lr()
...     schedule.step()
>>> rates
[1.0, 1.0, 0.5, 0.5, 0.25]
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

from nn.arguments import positive_integer
from nn.errors import NetworkError, unknown_name
from nn.optimizer import Optimizer


class LRScheduler:
    """What all schedules share: they count epochs and write the rate into the optimiser."""

    def __init__(self, optimizer: Optimizer) -> None:
        self.optimizer = optimizer
        self.base_lrs = [float(group["lr"]) for group in optimizer.param_groups]
        self.last_epoch = 0
        self._set()

    def rate(self, base: float, epoch: int) -> float:
        """The rate after that many epochs, for a start at `base`."""
        raise NotImplementedError

    def step(self) -> None:
        """One epoch is over."""
        self.last_epoch += 1
        self._set()

    def get_last_lr(self) -> list[float]:
        """The rate of each group of parameters, as it is now."""
        return [group["lr"] for group in self.optimizer.param_groups]

    def _set(self) -> None:
        for group, base in zip(self.optimizer.param_groups, self.base_lrs):
            group["lr"] = self.rate(base, self.last_epoch)


class LambdaLR(LRScheduler):
    """The first rate times a function of the epoch; or a function for each group."""

    def __init__(
        self,
        optimizer: Optimizer,
        lr_lambda: Callable[[int], float] | Sequence[Callable[[int], float]],
    ) -> None:
        count = len(optimizer.param_groups)
        self.lr_lambdas = [lr_lambda] * count if callable(lr_lambda) else list(lr_lambda)
        if len(self.lr_lambdas) != count:
            raise NetworkError(
                f"LambdaLR needs a function for each of {count} groups, got {len(self.lr_lambdas)}"
            )
        super().__init__(optimizer)

    def _set(self) -> None:
        groups = self.optimizer.param_groups
        for group, base, function in zip(groups, self.base_lrs, self.lr_lambdas):
            group["lr"] = base * function(self.last_epoch)


class StepLR(LRScheduler):
    """Times gamma after every `step_size` epochs."""

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1) -> None:
        self.step_size = positive_integer("step_size", step_size)
        self.gamma = gamma
        super().__init__(optimizer)

    def rate(self, base: float, epoch: int) -> float:
        """The rate after that many epochs, for a start at `base`."""
        return float(base * self.gamma ** (epoch // self.step_size))


class MultiStepLR(LRScheduler):
    """Times gamma at each of the milestones."""

    def __init__(
        self, optimizer: Optimizer, milestones: Iterable[int], gamma: float = 0.1
    ) -> None:
        self.milestones = sorted(milestones)
        self.gamma = gamma
        super().__init__(optimizer)

    def rate(self, base: float, epoch: int) -> float:
        """The rate after that many epochs, for a start at `base`."""
        return float(base * self.gamma ** bisect_right(self.milestones, epoch))


class ConstantLR(LRScheduler):
    """Times `factor` for the first `total_iters` epochs."""

    def __init__(
        self, optimizer: Optimizer, factor: float = 1.0 / 3.0, total_iters: int = 5
    ) -> None:
        self.factor = factor
        self.total_iters = total_iters
        super().__init__(optimizer)

    def rate(self, base: float, epoch: int) -> float:
        """The rate after that many epochs, for a start at `base`."""
        return base * self.factor if epoch < self.total_iters else base


class LinearLR(LRScheduler):
    """Times a factor that goes in a straight line from `start_factor` to `end_factor`."""

    def __init__(
        self,
        optimizer: Optimizer,
        start_factor: float = 1.0 / 3.0,
        end_factor: float = 1.0,
        total_iters: int = 5,
    ) -> None:
        if not 0.0 < start_factor <= 1.0 or not 0.0 <= end_factor <= 1.0:
            raise NetworkError(
                f"LinearLR's factors lie between 0 and 1, got {start_factor!r} and {end_factor!r}"
            )
        self.start_factor = start_factor
        self.end_factor = end_factor
        self.total_iters = positive_integer("total_iters", total_iters)
        super().__init__(optimizer)

    def rate(self, base: float, epoch: int) -> float:
        """The rate after that many epochs, for a start at `base`."""
        done = min(epoch, self.total_iters) / self.total_iters
        return base * (self.start_factor + (self.end_factor - self.start_factor) * done)


class ExponentialLR(LRScheduler):
    """Times gamma after every epoch."""

    def __init__(self, optimizer: Optimizer, gamma: float) -> None:
        self.gamma = gamma
        super().__init__(optimizer)

    def rate(self, base: float, epoch: int) -> float:
        """The rate after that many epochs, for a start at `base`."""
        return float(base * self.gamma**epoch)


class PolynomialLR(LRScheduler):
    """Down to 0 in `total_iters` epochs, along a power of what is left."""

    def __init__(self, optimizer: Optimizer, total_iters: int = 5, power: float = 1.0) -> None:
        self.total_iters = positive_integer("total_iters", total_iters)
        self.power = power
        super().__init__(optimizer)

    def rate(self, base: float, epoch: int) -> float:
        """The rate after that many epochs, for a start at `base`."""
        left = 1.0 - min(epoch, self.total_iters) / self.total_iters
        return float(base * left**self.power)


class CosineAnnealingLR(LRScheduler):
    """Along half a cosine from the first rate to `eta_min` in T_max epochs, and back."""

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0) -> None:
        self.T_max = positive_integer("T_max", T_max)
        self.eta_min = eta_min
        super().__init__(optimizer)

    def rate(self, base: float, epoch: int) -> float:
        """The rate after that many epochs, for a start at `base`."""
        return _cosine(base, self.eta_min, epoch / self.T_max)


class CosineAnnealingWarmRestarts(LRScheduler):
    """Half a cosine over T_0 epochs, then a new one T_mult times as long, and so on.

    Loshchilov and Hutter, 2017.
    """

    def __init__(
        self, optimizer: Optimizer, T_0: int, T_mult: int = 1, eta_min: float = 0.0
    ) -> None:
        self.T_0 = positive_integer("T_0", T_0)
        self.T_mult = positive_integer("T_mult", T_mult)
        self.eta_min = eta_min
        super().__init__(optimizer)

    def rate(self, base: float, epoch: int) -> float:
        """The rate after that many epochs, for a start at `base`."""
        length = self.T_0
        while epoch >= length:
            epoch -= length
            length *= self.T_mult
        return _cosine(base, self.eta_min, epoch / length)


def _cosine(top: float, bottom: float, done: float) -> float:
    return bottom + (top - bottom) * (1.0 + math.cos(math.pi * done)) / 2.0


class ReduceLROnPlateau:
    """Times `factor` when a measure has not become better for more than `patience` epochs.

    `step` takes the measure of the epoch: one that should fall (`mode="min"`) or rise ("max"). It
    counts as better when it is so by `threshold`, relative ("rel") or absolute ("abs").
    """

    def __init__(
        self,
        optimizer: Optimizer,
        mode: str = "min",
        factor: float = 0.1,
        patience: int = 10,
        threshold: float = 1e-4,
        threshold_mode: str = "rel",
        cooldown: int = 0,
        min_lr: float = 0.0,
        eps: float = 1e-8,
    ) -> None:
        for what, name, known in [
            ("mode", mode, ("min", "max")),
            ("threshold_mode", threshold_mode, ("rel", "abs")),
        ]:
            if name not in known:
                raise unknown_name(what, name, known)
        if not factor < 1.0:
            raise NetworkError(f"the factor must be below 1, got {factor!r}")
        self.optimizer = optimizer
        self.sign = 1.0 if mode == "min" else -1.0
        self.factor = factor
        self.patience = patience
        self.threshold = threshold
        self.relative = threshold_mode == "rel"
        self.cooldown = cooldown
        self.min_lr = min_lr
        self.eps = eps
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
        margin = self.threshold * (self.sign * self.best if self.relative else 1.0)
        return self.sign * metrics < self.sign * self.best - margin

    def _reduce(self) -> None:
        for group in self.optimizer.param_groups:
            lower = max(group["lr"] * self.factor, self.min_lr)
            if group["lr"] - lower > self.eps:
                group["lr"] = lower


Schedule = LRScheduler | ReduceLROnPlateau
