"""Training on the workers of a Dask cluster, with the same result as on one machine.

The rows stay on the workers. A step sends the model's numbers and the places of the batch's rows;
each worker sends back the sum of the losses of its rows and the gradient of that sum. These are
added up in the order of the shares, and the optimiser steps here.

Needs Dask's `distributed`: `pip install 'chalkgrad[distributed]'`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd import Constant, Graph, Value
from nn.arguments import Array
from nn.engines import COMPARED_ROWS, CompiledEngine, Engine, Forward
from nn.errors import NetworkError
from nn.predict import program_of
from nn.sources import Index, Rows, Source
from nn.weights import read


def check_client(client: Any) -> None:
    """Refuse a client that cannot be used, with an error that says what came."""
    distributed = sys.modules.get("distributed")
    if distributed is None or not isinstance(client, distributed.Client):
        raise NetworkError(
            "client is a dask.distributed.Client (pip install 'chalkgrad[distributed]'), got "
            f"{type(client).__name__}"
        )
    if client.asynchronous:
        raise NetworkError("client must be synchronous: make it without asynchronous=True")
    if client.status != "running":
        raise NetworkError(f"the client is {client.status}: make another one")


def on_workers(
    client: Any, engine: Engine, name: str, data: Rows, held_out: Rows | None
) -> Engine:
    """The same engine on the workers of a client; needs one that is compiled."""
    if not isinstance(engine, CompiledEngine):
        raise NetworkError(
            f"a client needs a graph that compiles, but this is trained on {name}: write the "
            "model and the loss with functions of Values (step, maximum), or leave out client"
        )
    return ClusterEngine(client, engine, data, held_out)


class ClusterEngine(Engine):
    """A compiled engine whose rows live on the workers of a Dask client."""

    def __init__(
        self, client: Any, local: CompiledEngine, data: Rows, held_out: Rows | None
    ) -> None:
        self._local = local
        few, _ = data.few(COMPARED_ROWS)
        inputs = few.shape[1]
        self._others = _others(local)
        numbers = local.parameters + self._others
        training = local.training.program(numbers)
        programs = {
            "train": (training, data.source.width),
            "evaluate": (
                local.evaluation.program(numbers) if local.masks else training,
                data.source.width,
            ),
            "outputs": (program_of(local.model, few, numbers), inputs),
        }
        self._answers_there = programs["outputs"][0] is not None
        self._spreads: list[tuple[Source, Any]] = []
        for rows in (data, held_out):
            if rows is not None and self._spread_of(rows) is None:
                self._spreads.append((rows.source, spread(client, rows.source, programs, inputs)))
        workers = self._spread_of(data).workers
        self.name = f"{local.name} on {workers} worker{'s' if workers > 1 else ''}"

    def order(self, data: Rows, generator: np.random.Generator | None) -> Index:
        """The places of all rows; any order is cheap where all of them are in memory."""
        count = len(data)
        return np.arange(count) if generator is None else generator.permutation(count)

    def loss_and_gradient(
        self, data: Rows, batch: Index, weights: Array | None = None
    ) -> tuple[float, Array]:
        """The mean loss over the rows of a batch, and its gradient by the parameters."""
        rows = self._spread_of(data)
        masks, factors = None, np.ones(0)
        if self._local.masks:
            drawn = self._local.drawn(len(batch))
            masks, factors = drawn > 0.0, drawn.max(axis=0)
        numbers = self._numbers(weights)
        questions = {
            share: (places, numbers, None if masks is None else masks[here], factors)
            for share, here, places in rows.split(data.numbers_of(batch))
        }
        loss, gradient = 0.0, np.zeros(len(numbers))
        for some_loss, some_gradient in rows.ask("sums", questions):
            loss += some_loss
            gradient += some_gradient
        count = len(self._local.parameters)
        return loss / len(batch), gradient[:count] / len(batch)

    def losses(self, data: Rows) -> Array:
        """The loss of each row of some data."""
        losses = np.empty(len(data))
        for here, given, _ in self._outputs("evaluate", data):
            losses[here] = given
        return losses

    def answers(self, predictor: Forward, data: Rows) -> Iterator[tuple[Array, Array]]:
        """The model's outputs for some data, beside the targets, share by share."""
        if not self._answers_there:
            yield from super().answers(predictor, data)
            return
        for _, given, wanted in self._outputs("outputs", data):
            yield given, wanted[:, 0] if wanted.shape[1] == 1 else wanted

    def close(self) -> None:
        """Let the workers forget the rows."""
        for _, rows in self._spreads:
            rows.close()

    def _outputs(self, name: str, data: Rows) -> Iterator[tuple[Any, Array, Array]]:
        rows = self._spread_of(data)
        parts = rows.split(data.numbers_of(np.arange(len(data))))
        numbers = self._numbers()
        questions = {share: (name, places, numbers) for share, _, places in parts}
        for (_, here, _), (given, wanted) in zip(parts, rows.ask("outputs", questions)):
            yield here, given, wanted

    def _spread_of(self, data: Rows) -> Any:
        return next((rows for source, rows in self._spreads if source is data.source), None)

    def _numbers(self, weights: Array | None = None) -> Array:
        """What the programs take: the weights, and the numbers of all other leaves."""
        trained = read(self._local.parameters) if weights is None else weights
        return np.concatenate([trained, read(self._others)])


def spread(client: Any, source: Source, programs: Any, inputs: int) -> Any:
    """The rows of a source on the workers of a client."""
    from nn.workers import Spread  # noqa: PLC0415

    return Spread(client, source, programs, inputs)


def _others(local: CompiledEngine) -> list[Value]:
    """Leaves that are not trained but could change: weights that are frozen, and the like."""
    known = {*local.parameters, *local.training.inputs, *local.evaluation.inputs}
    leaves = [*Graph(local.training.loss).leaves, *Graph(local.evaluation.loss).leaves]
    return [
        leaf for leaf in dict.fromkeys(leaves) if leaf not in known and type(leaf) is not Constant
    ]
