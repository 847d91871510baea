"""`fit`: train a model on samples, in mini-batches, with all that belongs to it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograd import AutogradError, DomainError, Graph, Value
from autograd.progress import progress_bar, watched
from nn.arguments import Array, check_model, flag, number, positive_integer, random_generator
from nn.choices import (
    Callback,
    callbacks_from,
    check_output,
    optimizer_for,
    schedule_for,
)
from nn.clip import clipped
from nn.data import check_classes
from nn.distributed import check_client, on_workers
from nn.engines import COMPARED_ROWS, ScalarEngine, engine_for
from nn.errors import NetworkError, TrainingError
from nn.history import History
from nn.losses import CLASSIFYING, Loss, loss_named
from nn.optimizer import Optimizer
from nn.predict import Predictor, share_right
from nn.schedules import ReduceLROnPlateau, Schedule
from nn.sources import Index, Rows, Validation, parted, source_of
from nn.weights import read, write


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
    callbacks: Callback | Sequence[Callback] = (),
    progress: bool | None = None,
    client: Any = None,
) -> History:
    """Train a model on the rows of X and their targets y; gives what happened in each epoch.

    `model` is called on one sample and has `parameters()`. `loss` is a name or a function of
    (predictions, targets) of one sample; the batch's loss is the mean. A loss that takes scores
    ("cross_entropy", "binary_cross_entropy_with_logits") sees the scores of a model that ends in
    softmax or sigmoid. `optimizer` is a name, a class, or one with the model's parameters.

    `lr` is its rate. For a name it is 0.03 unless given ("Adam", "AdamW"), 0.1 ("SGD", "Adagrad")
    or 0.01 ("RMSprop"), which suits small networks; a class has PyTorch's default.

    `batch_size=None` takes all samples at once, 1 single ones. `validation` is (X, y), or the
    share of the rows to hold out. `schedule`, or a function that makes one for the optimizer,
    steps once an epoch. `clip_norm` bounds the length of the gradient. `callbacks`, one or a list,
    are called with (epoch, model, history) after each epoch, and end the training by returning
    True. Within an epoch the model's Values need not follow each step; at its end they have its
    weights. `progress` shows or hides the bar.

    X and y may stay on disk, as `numpy.memmap`: each batch reads its rows only. They may be Dask
    arrays: their chunks are computed one after the other, so shuffling takes the chunks in a
    random order, and the rows of each chunk too. With `client`, a `dask.distributed.Client`, the
    rows are spread over its workers once, and the result is that of one machine; any rows may
    then meet in a batch. A worker that is lost is replaced by the others; ClusterError says that
    none is left, and the model keeps the weights of the last finished step, or those that
    EarlyStopping gives back.

    Ctrl-C ends the training like a callback. Where a loss or a gradient leaves the finite
    numbers, TrainingError names the epoch, the batch and the first node that did, and the model
    keeps the last weights with which all was finite, unless EarlyStopping gives it the best ones.

    >>> from nn import MLP
    >>> model = MLP(1, [1], seed=0)
    >>> X = [[0.0], [1.0], [2.0], [3.0]]
    >>> history = fit(model, X, [1.0, 3.0, 5.0, 7.0], optimizer="SGD", lr=0.1, epochs=300, seed=0)
    >>> [round(p.data, 3) for p in model.parameters()]
    [2.0, 1.0]
    """
    check_model(model)
    criterion = loss_named(loss)
    check_output(model, criterion)
    if client is not None:
        check_client(client)
    data = Rows(source_of(model, X, y, client))
    chosen = optimizer_for(model, optimizer, lr)
    watching = callbacks_from(callbacks)
    epochs = positive_integer("epochs", epochs)
    size = len(data) if batch_size is None else positive_integer("batch_size", batch_size)
    bound = None if clip_norm is None else number("clip_norm", clip_norm, "above 0")
    bar = None if progress is None else flag("progress", progress)
    generator = random_generator(seed)
    order = generator if flag("shuffle", shuffle) else None
    data, held_out = parted(model, data, validation, generator, client)
    _check(model, criterion, data)
    if held_out is not None:
        _check(model, criterion, held_out)
    run = Run(model, criterion, chosen, data, held_out, size, bound, client)
    with watched(bar):
        run.start(schedule_for(schedule, chosen, epochs), watching)
    return run.train(epochs, order, watching, bar)


@dataclass
class Run:
    """One training: what it works with, and what it does in an epoch.

    Within an epoch the weights are one vector. The Values get them at its end, before anybody
    looks at the model, and also where an error or Ctrl-C ends it.
    """

    model: Any
    loss: Loss
    optimizer: Optimizer
    data: Rows
    held_out: Rows | None
    size: int
    clip_norm: float | None
    client: Any

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
        self.loss_after = any(getattr(one, "watched", "") == "loss" for one in callbacks)
        self.schedule = schedule
        self.parameters = self.optimizer.parameters
        self.engine, name = engine_for(self.model, self.loss, self.parameters, self.data)
        if "validation_accuracy" in measured and self.held_out is not None:
            few, _ = self.held_out.few(COMPARED_ROWS)
            self.predictor = Predictor(self.model, few, self.parameters)
        self.weights = self.finite = read(self.parameters)
        if self.client is not None:
            self.engine = on_workers(self.client, self.engine, name, self.data, self.held_out)
            name = self.engine.name
        self.history = History(engine=name)

    def train(
        self,
        epochs: int,
        generator: np.random.Generator | None,
        callbacks: Sequence[Callback],
        progress: bool | None,
    ) -> History:
        """Run the epochs, until one of the callbacks or Ctrl-C ends them."""
        try:
            with progress_bar(epochs, "epoch", progress) as bar:
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
            write(self.parameters, self.weights)
            self.history.stopped = "interrupted"
        finally:
            self._finish(callbacks)
        return self.history

    def _finish(self, callbacks: Sequence[Callback]) -> None:
        """Clear up, and let every callback finish, also where another one cannot."""
        with ExitStack() as stack:
            for callback in reversed(callbacks):
                finish = getattr(callback, "finish", None)
                if finish is not None:
                    stack.callback(finish, self.model)
            for parameter in self.parameters:
                parameter.grad = None
            self.engine.close()

    def _epoch(self, epoch: int, generator: np.random.Generator | None) -> None:
        lr = self.optimizer.param_groups[0]["lr"]
        losses = self._losses(epoch, generator)
        measured = {"loss": sum(losses) / len(self.data), "lr": lr}
        if self.loss_after:
            measured["loss"] = float(self.engine.losses(self.data).mean())
        if self.held_out is not None:
            measured["validation_loss"] = float(self.engine.losses(self.held_out).mean())
            if self.loss in CLASSIFYING:
                right = sum(
                    share_right(self.model, outputs, wanted) * len(wanted)
                    for outputs, wanted in self.engine.answers(self.predictor, self.held_out)
                )
                measured["validation_accuracy"] = right / len(self.held_out)
        for name, measure in measured.items():
            self.history[name].append(measure)
        if isinstance(self.schedule, ReduceLROnPlateau):
            self.schedule.step(measured.get("validation_loss", measured["loss"]))
        elif self.schedule is not None:
            self.schedule.step()

    def _losses(self, epoch: int, generator: np.random.Generator | None) -> list[float]:
        """Step through the batches of an epoch; the sum of the losses of each of them."""
        self.weights = read(self.parameters)
        try:
            return [
                self._batch(rows, epoch, number) * len(rows)
                for number, rows in enumerate(self._batches(generator), start=1)
            ]
        finally:
            write(self.parameters, self.weights)

    def _batches(self, generator: np.random.Generator | None) -> Iterator[Index]:
        order = self.engine.order(self.data, generator)
        for start in range(0, len(order), self.size):
            yield order[start : start + self.size]

    def _batch(self, rows: Index, epoch: int, number: int) -> float:
        try:
            loss, gradient = self.engine.loss_and_gradient(self.data, rows, self.weights)
        except (DomainError, NetworkError):
            loss, gradient = math.nan, np.zeros(len(self.parameters))
        if not math.isfinite(loss) or not np.isfinite(gradient).all():
            weights, self.weights = self.weights, self.finite
            raise self._error(epoch, number, self._reason(rows, weights, gradient))
        self.finite = self.weights
        weights = self._moved(
            gradient if self.clip_norm is None else clipped(gradient, self.clip_norm)
        )
        if not np.isfinite(weights).all():
            raise self._error(epoch, number, "the step led to a weight that is not finite")
        self.weights = weights
        return loss

    def _moved(self, gradient: Array) -> Array:
        """The weights after a step of the optimizer."""
        if getattr(self.optimizer.step, "__func__", None) is Optimizer.step:
            return self.optimizer.moved(self.weights, gradient)
        # A step of one's own may look at the Values, and change them.
        write(self.parameters, self.weights)
        self.optimizer.step(gradient)
        return read(self.parameters)

    def _error(self, epoch: int, number: int, reason: str) -> TrainingError:
        return TrainingError(
            f"epoch {epoch}, batch {number}: {reason}; a lower learning rate or clip_norm may "
            "help; the model keeps the last weights with which all was finite"
        )

    def _samples(self, rows: Index) -> Iterator[tuple[Array, Any, int]]:
        """The samples of a batch, one by one: x, its target, its row."""
        for piece in self.data.pieces(rows):
            yield from zip(*self.data.read(piece), self.data.numbers_of(piece).tolist())

    def _reason(self, rows: Index, weights: Array, gradient: Array) -> str:
        """The first node that is not finite, in the order of calculation."""
        write(self.parameters, weights)
        scalar = ScalarEngine(self.model, self.loss, self.parameters)
        for x, t, row in self._samples(rows):
            try:
                nodes = Graph(scalar.loss_of(x, t)).nodes
            except (DomainError, NetworkError) as error:
                return f"{error} (row {row} of X)"
            for node in nodes:
                if not math.isfinite(node.data):
                    name = node.label or node.op
                    return f"{name} is {node.data}, as the first node, for row {row} of X"
        if np.isfinite(gradient).all():
            return "the losses are finite, but their sum is not"
        bad = int(np.argmax(~np.isfinite(gradient)))
        name = self.parameters[bad].label or f"parameter {bad}"
        return f"the gradient of {name} is {gradient[bad]}"


def _check(model: Any, loss: Loss, data: Rows) -> None:
    """Refuse targets that the loss cannot take, before any weight has moved."""
    X, y = data.few(1)
    output = model(X[0])
    for row, wanted in data.source.target_blocks():
        check_classes(loss, wanted, len(output) if isinstance(output, list) else 1, row)
    try:
        result = ScalarEngine(model, loss, []).loss_of(X[0], y[0])
    except DomainError:
        return
    if not isinstance(result, Value):
        raise AutogradError(f"the loss must give one Value, got {type(result).__name__}")
