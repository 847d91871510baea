"""Early stopping: training ends when a measure has not become better for some epochs."""

from __future__ import annotations

import math
from typing import Any

from nn.arguments import positive_integer
from nn.errors import NetworkError
from nn.history import History


class EarlyStopping:
    """A callback for `fit` that ends it, and gives the model back its best weights.

    It watches `monitor`, by default the validation loss where there is one, else the loss. An
    epoch counts as better when the measure is lower by more than `min_delta` (for the
    accuracy: higher). After `patience` epochs without a better one, training ends.
    """

    def __init__(
        self,
        patience: int = 10,
        min_delta: float = 0.0,
        monitor: str | None = None,
        restore_best: bool = True,
    ) -> None:
        if not 0.0 <= min_delta < math.inf:
            raise NetworkError(f"min_delta must be at least 0, got {min_delta!r}")
        self.patience = positive_integer("patience", patience)
        self.min_delta = min_delta
        self.monitor = monitor
        self.restore_best = restore_best
        self.best_epoch = 0

    def prepare(self, model: Any, measured: tuple[str, ...]) -> None:
        """Called before the first epoch, with the names of what will be measured."""
        default = "validation_loss" if "validation_loss" in measured else "loss"
        self._watched = self.monitor or default
        if self._watched not in measured:
            raise NetworkError(
                f"EarlyStopping watches {self._watched!r}, which is not measured here: "
                f"{', '.join(measured)} are; give fit validation=(X, y) for more"
            )
        self._best, self.best_epoch = math.inf, 0
        self._weights: list[float] = []

    def __call__(self, epoch: int, model: Any, history: History) -> bool:
        """Called after each epoch; True ends the training."""
        sign = -1.0 if self._watched.endswith("accuracy") else 1.0
        measure = sign * history[self._watched][-1]
        if measure < self._best - (self.min_delta if self.best_epoch else 0.0):
            self._best, self.best_epoch = measure, epoch
            self._weights = [p.data for p in model.parameters()]
        if epoch - self.best_epoch < self.patience:
            return False
        history.stopped = (
            f"no better {self._watched.replace('_', ' ')} for {self.patience} epochs after epoch "
            f"{self.best_epoch}"
        )
        return True

    def finish(self, model: Any) -> None:
        """Called when training is over, however it ended."""
        if self.restore_best and self._weights:
            for parameter, number in zip(model.parameters(), self._weights):
                parameter.data = number
