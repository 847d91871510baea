"""One schedule after the other, such as a warm-up before a decay."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from nn.arguments import instance
from nn.errors import NetworkError
from nn.schedules.base import LRScheduler
from nn.schedules.decay import milestones


@dataclass(eq=False)
class SequentialLR(LRScheduler):
    """Schedules of one optimiser in turn: the next one begins anew at each of the milestones.

    All of them start from the rate that the first one found. Make them in their order.

    >>> from autograd import Value
    >>> from nn import SGD, ConstantLR, ExponentialLR
    >>> optimizer = SGD([Value(0.0)], lr=1.0)
    >>> warm_up, decay = ConstantLR(optimizer, factor=0.1), ExponentialLR(optimizer, gamma=0.5)
    >>> schedule = SequentialLR(optimizer, [warm_up, decay], milestones=[2])
    >>> [schedule.rates(epoch)[0] for epoch in range(5)]
    [0.1, 0.1, 1.0, 0.5, 0.25]
    """

    schedulers: Sequence[LRScheduler]
    milestones: Sequence[int]

    def prepare(self) -> None:
        """Schedules that fit together, all with the same rate at the start."""
        given = self.schedulers if isinstance(self.schedulers, Iterable) else [self.schedulers]
        remedy = "give it schedules of the same optimizer in a list; all but ReduceLROnPlateau fit"
        self.schedulers = [
            instance("a schedule in SequentialLR", one, LRScheduler, remedy) for one in given
        ]
        self.milestones = milestones(self.milestones)
        if len(self.schedulers) != len(self.milestones) + 1:
            raise NetworkError(
                f"{len(self.schedulers)} schedules have one milestone fewer between them, got "
                f"{len(self.milestones)}"
            )
        if any(one.optimizer is not self.optimizer for one in self.schedulers):
            raise NetworkError("the schedules in SequentialLR belong to different optimizers")
        self._share(self.schedulers[0].base_lrs)

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Take over what `state_dict` gave; the rate itself is part of the optimiser's state."""
        super().load_state_dict(state_dict)
        self._share(self.base_lrs)

    def _share(self, base_lrs: list[float]) -> None:
        self.base_lrs = base_lrs
        for one in self.schedulers:
            one.base_lrs = base_lrs

    def rates(self, epoch: int) -> list[float]:
        """The rate of each group of parameters after that many steps."""
        return self._now(epoch)[0].rates(self._now(epoch)[1])

    def write(self, epoch: int) -> None:
        """Give the optimiser what belongs to that many steps."""
        schedule, its_epoch = self._now(epoch)
        schedule.write(its_epoch)

    def _now(self, epoch: int) -> tuple[LRScheduler, int]:
        """The schedule whose turn it is, and how many steps it has had."""
        place = bisect_right(self.milestones, epoch)
        return self.schedulers[place], epoch - (self.milestones[place - 1] if place else 0)
