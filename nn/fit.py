"""`fit`: train a model on samples, in mini-batches, with all that belongs to it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograd import AutogradError, DomainError, Graph, Value
from nn.clip import clipped
from nn.data import Array, check_classes, samples, targets
from nn.engines import Engine, ScalarEngine, engine_for
from nn.errors import NetworkError, TrainingError, positive_integer, unknown_name
from nn.history import History
from nn.losses import (
    Loss,
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    hinge,
    loss_named,
)
from nn.optim import OPTIMIZERS
from nn.optimizer import Optimizer
from nn.predict import Predictor, share_right
from nn.progress import progress_bar
from nn.schedules import ReduceLROnPlateau, Schedule

Callback = Callable[[int, Any, History], bool | None]
Validation = float | tuple[ArrayLike, ArrayLike] | None
CLASSIFYING = (binary_cross_entropy, binary_cross_entropy_with_logits, cross_entropy, hinge)


def fit(
    model: Any,
    X: ArrayLike,
    y: ArrayLike,
    *,
    loss: str | Loss = "mse",
    optimizer: str | Optimizer | Callable[[list[Value]], Optimizer] = "Adam",
    lr: float | None = None,
    epochs: int = 10,
    batch_size: int | None = 32,
    validation: Validation = None,
    shuffle: bool = True,
    seed: int | None = None,
    schedule: Schedule | Callable[[Optimizer], Schedule] | None = None,
    clip_norm: float | None = None,
    callbacks: Sequence[Callback] = (),
    progress: bool | None = None,
) -> History:
    """Train a model on the rows of X and their targets y; gives what happened in each epoch.

    `model` is called on one sample and has `parameters()`. `loss` is a name or a function of
    (predictions, targets) of one sample; the batch's loss is the mean. A loss that takes scores
    ("cross_entropy", "binary_cross_entropy_with_logits") sees the scores of a model that ends in
    softmax or sigmoid. `optimizer` is one with the model's parameters, or a class or name, with
    `lr` for its rate. `batch_size=None` takes all samples at once, 1 single ones. `validation` is
    (X, y), or the share of the rows to hold out. `schedule` steps once an epoch. `clip_norm`
    bounds the length of the gradient. `callbacks` are called with (epoch, model, history) after
    each epoch, and end the training by returning True. `progress` shows or hides the bar.

    Ctrl-C ends the training like a callback. Where a loss or a gradient leaves the finite
    numbers, TrainingError names the epoch, the batch and the first node that did, and the model
    keeps the last weights with which all was finite.

    >>> from nn import MLP
    >>> model = MLP(1, [1], seed=0)
    >>> X = [[0.0], [1.0], [2.0], [3.0]]
    >>> history = fit(model, X, [1.0, 3.0, 5.0, 7.0], optimizer="SGD", lr=0.1, epochs=300, seed=0)
    >>> [round(p.data, 3) for p in model.parameters()]
    [2.0, 1.0]
    """
    criterion = loss_named(loss)
    rows = samples(model, X)
    wanted = targets(y, len(rows))
    chosen = _optimizer(model, optimizer, lr)
    epochs = positive_integer("epochs", epochs)
    size = len(rows) if batch_size is None else positive_integer("batch_size", batch_size)
    if clip_norm is not None and not 0.0 < clip_norm < math.inf:
        raise NetworkError(f"clip_norm must be above 0, got {clip_norm!r}")
    generator = np.random.default_rng(seed)
    rows, wanted, held_out = _held_out(model, rows, wanted, validation, generator)
    _check(model, criterion, rows, wanted)
    if held_out is not None:
        _check(model, criterion, *held_out)
    run = Run(model, criterion, chosen, rows, wanted, held_out, size, clip_norm)
    run.start(_schedule(schedule, chosen), callbacks)
    return run.train(epochs, generator if shuffle else None, callbacks, progress)


@dataclass
class Run:
    """One training: what it works with, and what it does in an epoch."""

    model: Any
    loss: Loss
    optimizer: Optimizer
    X: Array
    y: Array
    held_out: tuple[Array, Array] | None
    size: int
    clip_norm: float | None

    def start(self, schedule: Schedule | None, callbacks: Sequence[Callback]) -> None:
        """Choose the engine and tell the callbacks what will be measured."""
        measured: tuple[str, ...] = ("loss", "lr")
        if self.held_out is not None:
            measured += ("validation_loss",)
            measured += ("validation_accuracy",) if self.loss in CLASSIFYING else ()
        for callback in callbacks:
            prepare = getattr(callback, "prepare", None)
            if prepare is not None:
                prepare(self.model, measured)
        self.schedule = schedule
        self.parameters = self.optimizer.parameters
        self.engine: Engine
        self.engine, name = engine_for(self.model, self.loss, self.parameters, self.X, self.y)
        self.history = History(engine=name)
        if "validation_accuracy" in measured and self.held_out is not None:
            self.predictor = Predictor(self.model, self.held_out[0])
        self.weights = self._read()

    def train(
        self,
        epochs: int,
        generator: np.random.Generator | None,
        callbacks: Sequence[Callback],
        progress: bool | None,
    ) -> History:
        """Run the epochs, until one of the callbacks or Ctrl-C ends them."""
        try:
            with progress_bar(epochs, progress) as bar:
                for epoch in range(1, epochs + 1):
                    self._epoch(epoch, generator)
                    bar.update()
                    bar.set_postfix(loss=f"{self.history.loss[-1]:.4g}")
                    verdicts = [
                        callback(epoch, self.model, self.history) for callback in callbacks
                    ]
                    if any(verdicts):
                        self.history.stopped = self.history.stopped or "by a callback"
                        break
        except KeyboardInterrupt:
            self._write(self.weights)
            self.history.stopped = "interrupted"
        finally:
            for callback in callbacks:
                finish = getattr(callback, "finish", None)
                if finish is not None:
                    finish(self.model)
        return self.history

    def _epoch(self, epoch: int, generator: np.random.Generator | None) -> None:
        lr = self.optimizer.param_groups[0]["lr"]
        losses = [
            self._batch(rows, epoch, number) * len(rows)
            for number, rows in enumerate(self._batches(generator), start=1)
        ]
        measured = {"loss": sum(losses) / len(self.X), "lr": lr}
        if self.held_out is not None:
            measured["validation_loss"] = float(self.engine.losses(*self.held_out).mean())
            if self.loss in CLASSIFYING:
                outputs = self.predictor(self.held_out[0])
                share = share_right(self.model, outputs, self.held_out[1])
                measured["validation_accuracy"] = share
        for name, number in measured.items():
            self.history[name].append(number)
        if isinstance(self.schedule, ReduceLROnPlateau):
            self.schedule.step(measured.get("validation_loss", measured["loss"]))
        elif self.schedule is not None:
            self.schedule.step()

    def _batches(self, generator: np.random.Generator | None) -> Iterator[Any]:
        count = len(self.X)
        order = np.arange(count) if generator is None else generator.permutation(count)
        for start in range(0, count, self.size):
            yield order[start : start + self.size]

    def _batch(self, rows: Any, epoch: int, number: int) -> float:
        X, y = self.X[rows], self.y[rows]
        reason = ""
        try:
            loss, gradient = self.engine.loss_and_gradient(X, y)
        except DomainError:
            loss, gradient = math.nan, np.zeros(len(self.parameters))
        if not math.isfinite(loss) or not np.isfinite(gradient).all():
            reason = self._reason(X, y, rows, gradient)
        else:
            self.weights = self._read()
            self.optimizer.step(
                gradient if self.clip_norm is None else clipped(gradient, self.clip_norm)
            )
            if not np.isfinite(self._read()).all():
                reason = "the step led to a weight that is not finite"
        if reason:
            self._write(self.weights)
            raise TrainingError(
                f"epoch {epoch}, batch {number}: {reason}; a lower learning rate or clip_norm may "
                "help; the model keeps the last weights with which all was finite"
            )
        return loss

    def _reason(self, X: Array, y: Array, rows: Any, gradient: Array) -> str:
        """The first node that is not finite, in the order of calculation."""
        scalar = ScalarEngine(self.model, self.loss, self.parameters)
        for x, t, row in zip(X, y, rows):
            try:
                nodes = Graph(scalar.loss_of(x, t)).nodes
            except DomainError as error:
                return f"{error} (row {row} of X)"
            for node in nodes:
                if not math.isfinite(node.data):
                    name = node.label or node.op
                    return f"{name} is {node.data}, as the first node, for row {row} of X"
        bad = int(np.argmax(~np.isfinite(gradient)))
        name = self.parameters[bad].label or f"parameter {bad}"
        return f"the gradient of {name} is {gradient[bad]}"

    def _read(self) -> list[float]:
        return [p.data for p in self.parameters]

    def _write(self, weights: Sequence[float]) -> None:
        for parameter, number in zip(self.parameters, weights):
            parameter.data = number


def _optimizer(model: Any, given: Any, lr: float | None) -> Optimizer:
    """The optimizer itself, or one made for the model from a name or a class."""
    if isinstance(given, Optimizer):
        if lr is not None:
            raise NetworkError("the optimizer has its rate already: leave out lr")
        chosen = given
    else:
        if isinstance(given, str) and given not in OPTIMIZERS:
            raise unknown_name("optimizer", given, OPTIMIZERS)
        make = OPTIMIZERS[given] if isinstance(given, str) else given
        chosen = make(model.parameters(), **({} if lr is None else {"lr": lr}))
    if not set(chosen.parameters) <= set(model.parameters()):
        raise NetworkError("the optimizer has parameters that are not the model's")
    return chosen


def _schedule(given: Any, optimizer: Optimizer) -> Schedule | None:
    if given is None:
        return None
    schedule: Schedule = given if isinstance(given, Schedule) else given(optimizer)
    if schedule.optimizer is not optimizer:
        raise NetworkError("the schedule belongs to another optimizer than the one in use")
    return schedule


def _held_out(
    model: Any, X: Array, y: Array, validation: Validation, generator: np.random.Generator
) -> tuple[Array, Array, tuple[Array, Array] | None]:
    """The rows to train on, and those to validate with."""
    if validation is None:
        return X, y, None
    if isinstance(validation, (int, float)):
        count = round(len(X) * validation)
        if not 0.0 < validation < 1.0 or not 0 < count < len(X):
            raise NetworkError(
                f"validation is a share of the {len(X)} rows that leaves some on both sides, or "
                f"(X, y), got {validation!r}"
            )
        order = generator.permutation(len(X))
        out, kept = order[:count], order[count:]
        return X[kept], y[kept], (X[out], y[out])
    if not isinstance(validation, (tuple, list)) or len(validation) != 2:
        raise NetworkError("validation is (X, y), or the share of the rows to hold out")
    rows = samples(model, validation[0], "X of validation")
    return X, y, (rows, targets(validation[1], len(rows), "y of validation"))


def _check(model: Any, loss: Loss, X: Array, y: Array) -> None:
    """Refuse targets that the loss cannot take, before any weight has moved."""
    output = model(X[0])
    check_classes(loss, y, len(output) if isinstance(output, list) else 1)
    try:
        result = ScalarEngine(model, loss, []).loss_of(X[0], y[0])
    except DomainError:
        return
    if not isinstance(result, Value):
        raise AutogradError(f"the loss must give one Value, got {type(result).__name__}")
