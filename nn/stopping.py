"""Early stopping: training ends when a measure has not become better for some epochs."""

from __future__ import annotations

import math
from typing import Any

from nn.arguments import Array, flag, number, positive_integer
from nn.errors import NetworkError
from nn.history import History
from nn.weights import read, write


class EarlyStopping:
    """A callback for `fit` that ends it, and gives the model back its best weights.

    It watches `monitor`, by default the validation loss where there is one, else the loss. An
    epoch counts as better when the measure is lower by more than `min_delta` (for the
    accuracy: higher). After `patience` epochs without a better one, training ends.

    `best` is the best measure, `best_epoch` its epoch, and the weights given back are those that
    it was measured with. The loss that training goes by belongs to weights on the way, so where
    "loss" is watched, `fit` measures it anew after each epoch, and so it stands in the history.

    >>> from nn import MLP, fit
    >>> model = MLP(1, [1], seed=0)
    >>> stop = EarlyStopping(patience=2)
    >>> history = fit(model, [[0.0], [1.0]], [0.0, 2.0], lr=5.0, epochs=50, callbacks=[stop])
    >>> len(history.loss) < 50, stop.best == min(history.loss)
    (True, True)
    """

    def __init__(
        self,
        patience: int = 10,
        min_delta: float = 0.0,
        monitor: str | None = None,
        restore_best: bool = True,
    ) -> None:
        self.patience = positive_integer("patience", patience)
        self.min_delta = number("min_delta", min_delta, "at least 0")
        self.monitor = monitor
        self.restore_best = flag("restore_best", restore_best)
        self.watched = ""
        self.best, self.best_epoch = math.nan, 0
        self._weights: Array | None = None

    def prepare(self, model: Any, measured: tuple[str, ...]) -> None:
        """Called before the first epoch, with the names of what will be measured."""
        default = "validation_loss" if "validation_loss" in measured else "loss"
        self.watched = self.monitor or default
        possible = [name for name in measured if name != "lr"]
        if self.watched not in possible:
            raise NetworkError(
                f"EarlyStopping watches {self.watched!r}, which does not say how good a model "
                f"is, or is not measured here: {', '.join(possible)} can be watched; "
                "give fit validation=(X, y) for more"
            )
        self.best, self.best_epoch = math.nan, 0
        self._weights = None

    def __call__(self, epoch: int, model: Any, history: History) -> bool:
        """Called after each epoch; True ends the training."""
        measure = history[self.watched][-1]
        if self._is_better(measure):
            self.best, self.best_epoch = measure, epoch
            self._weights = read(model.parameters())
        if epoch - self.best_epoch < self.patience:
            return False
        history.stopped = (
            f"no better {self.watched.replace('_', ' ')} for {self.patience} epochs after epoch "
            f"{self.best_epoch}"
        )
        return True

    def _is_better(self, measure: float) -> bool:
        if not self.best_epoch:
            return not math.isnan(measure)
        gain = self.best - measure
        higher_is_better = self.watched.endswith("accuracy")
        return (-gain if higher_is_better else gain) > self.min_delta

    def finish(self, model: Any) -> None:
        """Called when training is over, however it ended."""
        if self.restore_best and self._weights is not None:
            write(model.parameters(), self._weights)
