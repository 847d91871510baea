"""What all schedules share: their options make sense, and rates are written into the optimiser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, fields
from functools import partial
from typing import Any, ClassVar

from nn.arguments import flag, instance, number, positive_integer, shown, whole_number
from nn.errors import NetworkError
from nn.optimizer import Optimizer

POSITIVE = partial(number, allowed="above 0")
NOT_NEGATIVE = partial(number, allowed="at least 0")
SHARE = partial(number, allowed="between 0 and 1")
MOMENTUM = partial(number, allowed="at least 0 and below 1")

CHECKS: dict[str, Callable[[str, Any], Any]] = {
    "T_0": positive_integer,
    "T_max": positive_integer,
    "T_mult": positive_integer,
    "base_momentum": MOMENTUM,
    "cooldown": whole_number,
    "cycle_momentum": flag,
    "div_factor": POSITIVE,
    "end_factor": SHARE,
    "eps": NOT_NEGATIVE,
    "eta_min": NOT_NEGATIVE,
    "factor": SHARE,
    "final_div_factor": POSITIVE,
    "gamma": POSITIVE,
    "max_momentum": MOMENTUM,
    "patience": whole_number,
    "pct_start": SHARE,
    "power": NOT_NEGATIVE,
    "start_factor": partial(number, allowed="above 0 and at most 1"),
    "step_size": positive_integer,
    "step_size_up": positive_integer,
    "three_phase": flag,
    "threshold": NOT_NEGATIVE,
    "total_iters": positive_integer,
}


def check_options(schedule: Any) -> None:
    """Refuse options of a schedule that make no sense."""
    name = type(schedule).__name__
    instance(
        f"{name}'s optimizer", schedule.optimizer, Optimizer,
        f"a schedule belongs to one, as in {name}(SGD(model.parameters(), lr=0.1), …)",
    )  # fmt: skip
    for field in fields(schedule):
        if field.name in CHECKS:
            CHECKS[field.name](f"{name}: {field.name}", getattr(schedule, field.name))


def per_group(schedule: Any, what: str, given: Any) -> list[Any]:
    """One of each for every group of parameters: the same for all, or a list."""
    count = len(schedule.optimizer.param_groups)
    several = list(given) if isinstance(given, (list, tuple)) else [given] * count
    if len(several) != count:
        raise NetworkError(
            f"{type(schedule).__name__} needs one {what} for each of {count} groups, got "
            f"{len(several)}"
        )
    return several


class Resumable:
    """A schedule that goes on from a saved state, beside that of its optimiser."""

    remembered: ClassVar[tuple[str, ...]]

    def state_dict(self) -> dict[str, Any]:
        """A copy of what the schedule knows of the training so far."""
        return {name: copy(getattr(self, name)) for name in self.remembered}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Take over what `state_dict` gave; the rate itself is part of the optimiser's state."""
        if not isinstance(state_dict, Mapping) or set(state_dict) != set(self.remembered):
            raise NetworkError(
                f"{type(self).__name__} goes on from {', '.join(self.remembered)}, got "
                f"{shown(state_dict)}"
            )
        for name, value in state_dict.items():
            setattr(self, name, copy(value))


@dataclass(eq=False)
class LRScheduler(Resumable):
    """What all schedules share: they count steps and write the rate into the optimiser."""

    optimizer: Optimizer
    remembered = ("last_epoch", "base_lrs")

    def __post_init__(self) -> None:
        check_options(self)
        self.base_lrs = [float(group["lr"]) for group in self.optimizer.param_groups]
        self.prepare()
        self.last_epoch = 0
        self.write(0)

    def prepare(self) -> None:
        """Check what a table cannot, before anything changes."""

    def rate(self, base: float, epoch: int) -> float:
        """The rate after that many steps, for a start at `base`."""
        raise NotImplementedError

    def rates(self, epoch: int) -> list[float]:
        """The rate of each group of parameters after that many steps."""
        return [self.rate(base, epoch) for base in self.base_lrs]

    def step(self) -> None:
        """One epoch is over."""
        self.write(self.last_epoch + 1)
        self.last_epoch += 1

    def get_last_lr(self) -> list[float]:
        """The rate of each group of parameters, as it is now."""
        return [group["lr"] for group in self.optimizer.param_groups]

    def write(self, epoch: int) -> None:
        """Give the optimiser what belongs to that many steps."""
        for group, rate in zip(self.optimizer.param_groups, self.rates(epoch)):
            group["lr"] = rate
