"""Schedules of the learning rate under PyTorch's names, with its arguments and numbers.

A schedule belongs to an optimiser and sets its rate anew at every `step()`, which `fit` calls once
an epoch. Each one says what the rate is after so many steps, for a given rate at the start.

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

from nn.schedules.base import LRScheduler
from nn.schedules.cycles import (
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    CyclicLR,
    OneCycleLR,
)
from nn.schedules.decay import (
    ConstantLR,
    ExponentialLR,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    MultiStepLR,
    PolynomialLR,
    StepLR,
)
from nn.schedules.plateau import ReduceLROnPlateau
from nn.schedules.sequence import SequentialLR

Schedule = LRScheduler | ReduceLROnPlateau

__all__ = [
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "ExponentialLR",
    "LRScheduler",
    "LambdaLR",
    "LinearLR",
    "MultiStepLR",
    "MultiplicativeLR",
    "OneCycleLR",
    "PolynomialLR",
    "ReduceLROnPlateau",
    "Schedule",
    "SequentialLR",
    "StepLR",
]
