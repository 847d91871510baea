"""Schedules that follow one formula from the first rate on."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from nn.arguments import function, whole_number
from nn.schedules.base import LRScheduler, per_group

OfEpoch = Callable[[int], float]


@dataclass(eq=False)
class LambdaLR(LRScheduler):
    """The first rate times a function of the epoch; or a function for each group.

    >>> from autograd import Value
    >>> from nn import SGD
    >>> schedule = LambdaLR(SGD([Value(0.5)], lr=1.0), lambda epoch: 1 / (1 + epoch))
    >>> rates = []
    >>> for _ in range(4):
    ...     rates += schedule.get_last_lr()
    ...     schedule.step()
    >>> [round(lr, 3) for lr in rates]
    [1.0, 0.5, 0.333, 0.25]
    """

    lr_lambda: OfEpoch | Sequence[OfEpoch]

    def prepare(self) -> None:
        """A function for every group."""
        self.lr_lambdas: list[OfEpoch] = [
            function(
                "lr_lambda", given, "it gives the factor of an epoch, as lambda epoch: 0.95**epoch"
            )
            for given in per_group(self, "function", self.lr_lambda)
        ]

    def rates(self, epoch: int) -> list[float]:
        """The rate of each group of parameters after that many steps."""
        return [base * f(epoch) for base, f in zip(self.base_lrs, self.lr_lambdas)]


@dataclass(eq=False)
class MultiplicativeLR(LambdaLR):
    """The rate before times a function of the epoch; or a function for each group.

    >>> from autograd import Value
    >>> from nn import SGD
    >>> schedule = MultiplicativeLR(SGD([Value(0.5)], lr=1.0), lambda epoch: 0.5)
    >>> rates = []
    >>> for _ in range(4):
    ...     rates += schedule.get_last_lr()
    ...     schedule.step()
    >>> [round(lr, 3) for lr in rates]
    [1.0, 0.5, 0.25, 0.125]
    """

    def rates(self, epoch: int) -> list[float]:
        """The rate of each group of parameters after that many steps."""
        return [
            base * math.prod(map(f, range(1, epoch + 1)))
            for base, f in zip(self.base_lrs, self.lr_lambdas)
        ]


@dataclass(eq=False)
class StepLR(LRScheduler):
    """Times gamma after every `step_size` epochs.

    >>> from autograd import Value
    >>> from nn import SGD
    >>> schedule = StepLR(SGD([Value(0.5)], lr=1.0), step_size=2)
    >>> rates = []
    >>> for _ in range(4):
    ...     rates += schedule.get_last_lr()
    ...     schedule.step()
    >>> [round(lr, 3) for lr in rates]
    [1.0, 1.0, 0.1, 0.1]
    """

    step_size: int
    gamma: float = 0.1

    def rate(self, base: float, epoch: int) -> float:
        """The rate after that many steps, for a start at `base`."""
        return float(base * self.gamma ** (epoch // self.step_size))


@dataclass(eq=False)
class MultiStepLR(LRScheduler):
    """Times gamma at each of the milestones.

    >>> from autograd import Value
    >>> from nn import SGD
    >>> schedule = MultiStepLR(SGD([Value(0.5)], lr=1.0), milestones=[1, 3])
    >>> rates = []
    >>> for _ in range(4):
    ...     rates += schedule.get_last_lr()
    ...     schedule.step()
    >>> [round(lr, 3) for lr in rates]
    [1.0, 0.1, 0.1, 0.01]
    """

    milestones: Iterable[int]
    gamma: float = 0.1

    def prepare(self) -> None:
        """The milestones in order."""
        self.milestones = milestones(self.milestones)

    def rate(self, base: float, epoch: int) -> float:
        """The rate after that many steps, for a start at `base`."""
        return float(base * self.gamma ** bisect_right(list(self.milestones), epoch))


@dataclass(eq=False)
class ConstantLR(LRScheduler):
    """Times `factor` for the first `total_iters` epochs.

    >>> from autograd import Value
    >>> from nn import SGD
    >>> schedule = ConstantLR(SGD([Value(0.5)], lr=1.0), factor=0.5, total_iters=2)
    >>> rates = []
    >>> for _ in range(4):
    ...     rates += schedule.get_last_lr()
    ...     schedule.step()
    >>> [round(lr, 3) for lr in rates]
    [0.5, 0.5, 1.0, 1.0]
    """

    factor: float = 1.0 / 3.0
    total_iters: int = 5

    def rate(self, base: float, epoch: int) -> float:
        """The rate after that many steps, for a start at `base`."""
        return base * self.factor if epoch < self.total_iters else base


@dataclass(eq=False)
class LinearLR(LRScheduler):
    """Times a factor that goes in a straight line from `start_factor` to `end_factor`.

    >>> from autograd import Value
    >>> from nn import SGD
    >>> schedule = LinearLR(SGD([Value(0.5)], lr=1.0), start_factor=0.25, total_iters=3)
    >>> rates = []
    >>> for _ in range(4):
    ...     rates += schedule.get_last_lr()
    ...     schedule.step()
    >>> [round(lr, 3) for lr in rates]
    [0.25, 0.5, 0.75, 1.0]
    """

    start_factor: float = 1.0 / 3.0
    end_factor: float = 1.0
    total_iters: int = 5

    def rate(self, base: float, epoch: int) -> float:
        """The rate after that many steps, for a start at `base`."""
        done = min(epoch, self.total_iters) / self.total_iters
        return base * (self.start_factor + (self.end_factor - self.start_factor) * done)


@dataclass(eq=False)
class ExponentialLR(LRScheduler):
    """Times gamma after every epoch.

    >>> from autograd import Value
    >>> from nn import SGD
    >>> schedule = ExponentialLR(SGD([Value(0.5)], lr=1.0), gamma=0.5)
    >>> rates = []
    >>> for _ in range(4):
    ...     rates += schedule.get_last_lr()
    ...     schedule.step()
    >>> [round(lr, 3) for lr in rates]
    [1.0, 0.5, 0.25, 0.125]
    """

    gamma: float

    def rate(self, base: float, epoch: int) -> float:
        """The rate after that many steps, for a start at `base`."""
        return float(base * self.gamma**epoch)


@dataclass(eq=False)
class PolynomialLR(LRScheduler):
    """Down to 0 in `total_iters` epochs, along a power of what is left.

    >>> from autograd import Value
    >>> from nn import SGD
    >>> schedule = PolynomialLR(SGD([Value(0.5)], lr=1.0), total_iters=4)
    >>> rates = []
    >>> for _ in range(4):
    ...     rates += schedule.get_last_lr()
    ...     schedule.step()
    >>> [round(lr, 3) for lr in rates]
    [1.0, 0.75, 0.5, 0.25]
    """

    total_iters: int = 5
    power: float = 1.0

    def rate(self, base: float, epoch: int) -> float:
        """The rate after that many steps, for a start at `base`."""
        left = 1.0 - min(epoch, self.total_iters) / self.total_iters
        return float(base * left**self.power)


def milestones(given: Iterable[int]) -> list[int]:
    """Numbers of epochs in order."""
    several = given if isinstance(given, Iterable) else [given]
    return sorted(whole_number("a milestone", one) for one in several)
