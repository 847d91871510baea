"""One training: the epochs, their batches, and what happens where a number is not finite."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd import DomainError, Graph
from autograd.progress import progress_bar
from nn.arguments import Array
from nn.choices import Callback
from nn.clip import clipped
from nn.distributed import on_workers
from nn.engines import COMPARED_ROWS, ScalarEngine, engine_for
from nn.errors import NetworkError, TrainingError
from nn.history import History
from nn.losses import CLASSIFYING, Loss, binary_cross_entropy
from nn.optimizer import Optimizer
from nn.predict import Predictor, share_right
from nn.schedules import ReduceLROnPlateau, Schedule
from nn.sources import Index, Rows
from nn.weights import read, write


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
                threshold = 0.5 if self.loss is binary_cross_entropy else None
                right = sum(
                    share_right(self.model, outputs, wanted, threshold) * len(wanted)
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
