"""Schedules that rise and fall."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nn.arguments import function, positive_integer
from nn.errors import NetworkError, unknown_name
from nn.schedules.base import NOT_NEGATIVE, POSITIVE, LRScheduler, per_group


@dataclass(eq=False)
class CosineAnnealingLR(LRScheduler):
    """Along half a cosine from the first rate to `eta_min` in T_max epochs, and back.

    >>> from autograd import Value
    >>> from nn import SGD
    >>> schedule = CosineAnnealingLR(SGD([Value(0.5)], lr=1.0), T_max=4)
    >>> rates = []
    >>> for _ in range(5):
    ...     rates += schedule.get_last_lr()
    ...     schedule.step()
    >>> [round(lr, 3) for lr in rates]
    [1.0, 0.854, 0.5, 0.146, 0.0]
    """

    T_max: int
    eta_min: float = 0.0

    def rate(self, base: float, epoch: int) -> float:
        """The rate after that many steps, for a start at `base`."""
        return _cosine(base, self.eta_min, epoch / self.T_max)


@dataclass(eq=False)
class CosineAnnealingWarmRestarts(LRScheduler):
    """Half a cosine over T_0 epochs, then a new one T_mult times as long, and so on.

    Loshchilov and Hutter, 2017.

    >>> from autograd import Value
    >>> from nn import SGD
    >>> schedule = CosineAnnealingWarmRestarts(SGD([Value(0.5)], lr=1.0), T_0=2)
    >>> rates = []
    >>> for _ in range(4):
    ...     rates += schedule.get_last_lr()
    ...     schedule.step()
    >>> [round(lr, 3) for lr in rates]
    [1.0, 0.5, 1.0, 0.5]
    """

    T_0: int
    T_mult: int = 1
    eta_min: float = 0.0

    def rate(self, base: float, epoch: int) -> float:
        """The rate after that many steps, for a start at `base`."""
        length = self.T_0
        while epoch >= length:
            epoch -= length
            length *= self.T_mult
        return _cosine(base, self.eta_min, epoch / length)


@dataclass(eq=False)
class MomentumCycle(LRScheduler):
    """A schedule that moves the momentum too, against the rate: high where that is low."""

    def write(self, epoch: int) -> None:
        """Give the optimiser what belongs to that many steps."""
        super().write(epoch)
        if getattr(self, "cycle_momentum"):  # noqa: B009
            momentum = self.momentum(epoch)
            for group in self.optimizer.param_groups:
                if "betas" in group:
                    group["betas"] = momentum, group["betas"][1]
                else:
                    group["momentum"] = momentum

    def momentum(self, epoch: int) -> float:
        """The momentum (for Adam, the first beta) after that many steps."""
        raise NotImplementedError

    def check_momentum(self, cycle_momentum: bool) -> None:
        """Refuse to move a momentum that the optimiser does not have."""
        group = self.optimizer.param_groups[0]
        if cycle_momentum and "momentum" not in group and "betas" not in group:
            raise NetworkError(
                f"{type(self.optimizer).__name__} has no momentum that {type(self).__name__} "
                "could move: set cycle_momentum=False"
            )


SCALES: dict[str, Callable[[float, int], float]] = {
    "triangular": lambda gamma, cycle: 1.0,
    "triangular2": lambda gamma, cycle: 0.5 ** (cycle - 1),
    "exp_range": lambda gamma, epoch: float(gamma**epoch),
}
SCALE_MODES = ("cycle", "iterations")


@dataclass(eq=False)
class CyclicLR(MomentumCycle):
    """Straight up from `base_lr` to `max_lr` in `step_size_up` steps, and down again, for ever.

    The height of a cycle is halved each time ("triangular2") or falls as gamma to the number of
    steps ("exp_range"); `scale_fn` is a function of one's own, of the number of the cycle or, with
    `scale_mode="iterations"`, of the steps (Smith, 2017).

    >>> from autograd import Value
    >>> from nn import SGD
    >>> schedule = CyclicLR(
    ...     SGD([Value(0.5)], momentum=0.9), base_lr=0.0, max_lr=1.0, step_size_up=2
    ... )
    >>> rates = []
    >>> for _ in range(5):
    ...     rates += schedule.get_last_lr()
    ...     schedule.step()
    >>> [round(lr, 3) for lr in rates]
    [0.0, 0.5, 1.0, 0.5, 0.0]
    """

    base_lr: float | Sequence[float]
    max_lr: float | Sequence[float]
    step_size_up: int = 2000
    step_size_down: int | None = None
    mode: str = "triangular"
    gamma: float = 1.0
    scale_fn: Callable[[int], float] | None = None
    scale_mode: str = "cycle"
    cycle_momentum: bool = True
    base_momentum: float = 0.8
    max_momentum: float = 0.9

    def prepare(self) -> None:
        """The lowest and the highest rate of each group, and the scale."""
        self._lows = [NOT_NEGATIVE("base_lr", r) for r in per_group(self, "base_lr", self.base_lr)]
        self._tops = [POSITIVE("max_lr", r) for r in per_group(self, "max_lr", self.max_lr)]
        if self.step_size_down is not None:
            positive_integer("step_size_down", self.step_size_down)
        if self.mode not in SCALES:
            raise unknown_name("mode", self.mode, SCALES)
        if self.scale_mode not in SCALE_MODES:
            raise unknown_name("scale_mode", self.scale_mode, SCALE_MODES)
        if self.scale_fn is not None:
            function("scale_fn", self.scale_fn, "it gives the height of a cycle, as a factor")
        self.check_momentum(self.cycle_momentum)

    def rates(self, epoch: int) -> list[float]:
        """The rate of each group of parameters after that many steps."""
        height = self._height(epoch)
        return [low + (top - low) * height for low, top in zip(self._lows, self._tops)]

    def momentum(self, epoch: int) -> float:
        """The momentum (for Adam, the first beta) after that many steps."""
        return self.max_momentum - (self.max_momentum - self.base_momentum) * self._height(epoch)

    def _height(self, epoch: int) -> float:
        """How far from the lowest rate to the highest one."""
        up, down = self.step_size_up, self.step_size_down or self.step_size_up
        cycle, done = divmod(epoch, up + down)
        height = done / up if done <= up else (up + down - done) / down
        if self.scale_fn is not None:
            by_cycle = self.scale_mode == "cycle"
            return height * self.scale_fn(cycle + 1 if by_cycle else epoch)
        by_cycle = self.mode != "exp_range"
        return height * SCALES[self.mode](self.gamma, cycle + 1 if by_cycle else epoch)


@dataclass(eq=False)
class OneCycleLR(MomentumCycle):
    """Up to `max_lr` in the first part of the training, then far down (Smith and Topin, 2018).

    It starts at max_lr / div_factor, is at its top after the share `pct_start` of `total_steps`
    (or of `epochs` times `steps_per_epoch`), and ends at the start / final_div_factor.
    `three_phase` comes back to the start first. `anneal_strategy` is "cos" or "linear". In `fit`
    a step is an epoch: `total_steps` is the number of epochs.

    >>> from autograd import Value
    >>> from nn import SGD
    >>> schedule = OneCycleLR(SGD([Value(0.5)], momentum=0.9), max_lr=1.0, total_steps=5)
    >>> rates = []
    >>> for _ in range(5):
    ...     rates += schedule.get_last_lr()
    ...     schedule.step()
    >>> [round(lr, 3) for lr in rates]
    [0.04, 0.95, 0.611, 0.188, 0.0]
    """

    max_lr: float | Sequence[float]
    total_steps: int | None = None
    epochs: int | None = None
    steps_per_epoch: int | None = None
    pct_start: float = 0.3
    anneal_strategy: str = "cos"
    cycle_momentum: bool = True
    base_momentum: float = 0.85
    max_momentum: float = 0.95
    div_factor: float = 25.0
    final_div_factor: float = 1e4
    three_phase: bool = False

    def prepare(self) -> None:
        """The length, and the stations between which the rate moves."""
        if self.total_steps is None and (self.epochs is None or self.steps_per_epoch is None):
            raise NetworkError("OneCycleLR needs total_steps, or epochs and steps_per_epoch")
        if self.total_steps is None:
            self.total_steps = positive_integer("epochs", self.epochs) * positive_integer(
                "steps_per_epoch", self.steps_per_epoch
            )
        self.steps = positive_integer("total_steps", self.total_steps)
        if self.anneal_strategy not in STRATEGIES:
            raise unknown_name("anneal_strategy", self.anneal_strategy, STRATEGIES)
        tops = [POSITIVE("max_lr", rate) for rate in per_group(self, "max_lr", self.max_lr)]
        self.check_momentum(self.cycle_momentum)
        low, high = self.base_momentum, self.max_momentum
        rise = self.pct_start * self.steps
        if self.three_phase:
            self._ends = [rise - 1.0, 2.0 * rise - 2.0, self.steps - 1.0]
            self._momenta = [high, low, high, high]
        else:
            self._ends = [rise - 1.0, self.steps - 1.0]
            self._momenta = [high, low, high]
        starts = [top / self.div_factor for top in tops]
        self._stations = [
            [start, top, *([start] * self.three_phase), start / self.final_div_factor]
            for start, top in zip(starts, tops)
        ]

    def rates(self, epoch: int) -> list[float]:
        """The rate of each group of parameters after that many steps."""
        if epoch > self.steps:
            raise NetworkError(
                f"OneCycleLR was made for {self.steps} steps, and this is step {epoch}: give "
                "total_steps as many as there will be"
            )
        return [self._between(stations, epoch) for stations in self._stations]

    def momentum(self, epoch: int) -> float:
        """The momentum (for Adam, the first beta) after that many steps."""
        return self._between(self._momenta, epoch)

    def _between(self, stations: Sequence[float], epoch: int) -> float:
        """Where the way from station to station has come after that many steps."""
        phase = min(bisect_left(self._ends, epoch), len(self._ends) - 1)
        start = self._ends[phase - 1] if phase else 0.0
        length = self._ends[phase] - start
        done = (epoch - start) / length if length else 1.0
        return STRATEGIES[self.anneal_strategy](stations[phase], stations[phase + 1], done)


def _cosine(start: float, end: float, done: float) -> float:
    return end + (start - end) * (1.0 + math.cos(math.pi * done)) / 2.0


def _line(start: float, end: float, done: float) -> float:
    return start + (end - start) * done


STRATEGIES = {"cos": _cosine, "linear": _line}
