"""How losses and gradients of many samples are computed: compiled, or one graph after the other.

Both engines give the same numbers. The compiled one needs a model and a loss that compute with
Values only; where they look at numbers and branch, `engine_for` chooses the other.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from numbers import Number
from typing import Any, NoReturn

import numpy as np

from autograd import AutogradError, Graph, NumberError, Value
from autograd.progress import stage
from autograd.recording import for_any_numbers, recorded
from nn.arguments import Array
from nn.dropout import Drawing, drawing
from nn.layers import single_or_list
from nn.losses import Loss, binary_cross_entropy_with_logits, cross_entropy
from nn.sources import Index, Rows, joined
from nn.weights import read, write

Forward = Callable[[Any], Any]
AGREEMENT = 1e-8
COMPARED_ROWS = 8
NUDGE = 1e-3
UNRECORDABLE = (
    AutogradError, TypeError, AttributeError, IndexError, ValueError, ArithmeticError,
)  # fmt: skip
"""What a model or a loss raises that needs more than the Values of a recorded graph."""

# These losses take scores, so they see what such an output layer makes its outputs from.
OUTPUT_WITHIN = {cross_entropy: "softmax", binary_cross_entropy_with_logits: "sigmoid"}


def forward_of(model: Any, loss: Loss) -> Forward:
    """What the loss sees of a model: its outputs, or the scores from which they come."""
    within = OUTPUT_WITHIN.get(loss)
    return (lambda xs: _scores(model(xs), within)) if within else model


def _scores(outputs: Any, within: str) -> Any:
    """What softmax or sigmoid made all of these outputs from; else the outputs themselves."""
    ys = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    if not ys or any(getattr(y, "op", "") != within for y in ys):
        return outputs
    if within == "softmax":
        units = [y.operation.index for y in ys]
        whole = sorted(units) == list(range(len(ys[0].inputs)))
        alike = all(y.inputs == ys[0].inputs for y in ys)
        return [ys[0].inputs[unit] for unit in units] if whole and alike else outputs
    return single_or_list([y.inputs[0] for y in ys])


class Placeholder(Value):
    """An input while a graph is recorded for all samples: it may not be looked at."""

    __slots__ = ()

    def _looked_at(self, *_: object) -> NoReturn:
        raise NumberError(f"{self.label} was turned into a plain number, or compared with one")

    __int__ = __index__ = __bool__ = _looked_at
    __hash__ = Value.__hash__

    def __eq__(self, other: object) -> bool:
        return self._looked_at() if isinstance(other, (Number, np.ndarray)) else self is other


class Engine:
    """How a training computes: here, in this process."""

    name = ""

    def loss_and_gradient(
        self, data: Rows, batch: Index, weights: Array | None = None
    ) -> tuple[float, Array]:
        """The mean loss over the rows of a batch, and its gradient by the parameters.

        `weights` are the numbers of the parameters; without them, those of the Values hold.
        """
        raise NotImplementedError

    def losses_of(self, X: Array, y: Array) -> Array:
        """The loss of each row."""
        raise NotImplementedError

    def order(self, data: Rows, generator: np.random.Generator | None) -> Index:
        """The places of all rows, in the order in which an epoch takes them."""
        return data.order(generator)

    def losses(self, data: Rows) -> Array:
        """The loss of each row of some data."""
        pieces = data.pieces(np.arange(len(data)))
        return np.concatenate([self.losses_of(*data.read(piece)) for piece in pieces])

    def answers(self, predictor: Forward, data: Rows) -> Iterator[tuple[Array, Array]]:
        """The model's outputs for some data, beside the targets, piece by piece."""
        for piece in data.pieces(np.arange(len(data))):
            X, y = data.read(piece)
            yield predictor(X), y

    def close(self) -> None:
        """Let go of whatever the training needed."""


class ScalarEngine(Engine):
    """A graph of Values for every sample."""

    name = "scalar graphs"

    def __init__(self, model: Any, loss: Loss, parameters: Sequence[Value]) -> None:
        self._model, self._loss, self._parameters = model, loss, list(parameters)
        self._forward = forward_of(model, loss)

    def loss_and_gradient(
        self, data: Rows, batch: Index, weights: Array | None = None
    ) -> tuple[float, Array]:
        """The mean loss over the rows of a batch, and its gradient by the parameters.

        The Values take over the weights, since the graphs are made of them.
        """
        if weights is not None:
            write(self._parameters, weights)
        for parameter in self._parameters:
            parameter.grad = None
        losses = []
        with drawing(self._model):
            for piece in data.pieces(batch):
                for x, t in zip(*data.read(piece)):
                    loss = self.loss_of(x, t)
                    loss.backward(1.0 / len(batch))
                    losses.append(loss.data)
        return float(np.mean(losses)), np.array([p.grad or 0.0 for p in self._parameters])

    def losses_of(self, X: Array, y: Array) -> Array:
        """The loss of each row."""
        with recorded():  # a loss may differentiate, or look for the scores
            return np.array([self.loss_of(x, t).data for x, t in zip(X, y)])

    def loss_of(self, x: Array, t: Any) -> Value:
        """The loss of one sample."""
        return self._loss(self._forward(x), t.tolist())


class CompiledEngine(Engine):
    """One graph, recorded once and compiled to NumPy for whole batches."""

    name = "compiled graph"

    def __init__(
        self, model: Any, loss: Loss, parameters: Sequence[Value], x: Array, t: Any
    ) -> None:
        self.model, self.parameters = model, list(parameters)
        with drawing(model) as at_work:
            self.training = Recording(model, loss, x, t, self.parameters, at_work)
        self._dropouts = [(dropout, len(made)) for dropout, made in at_work if made]
        self.masks = bool(self._dropouts)
        self.evaluation = self.training
        if self.masks:
            self.evaluation = Recording(model, loss, x, t, self.parameters)
        self._train = self.training.program(self.parameters)
        self._evaluate = self.evaluation.program(self.parameters) if self.masks else self._train

    def loss_and_gradient(
        self, data: Rows, batch: Index, weights: Array | None = None
    ) -> tuple[float, Array]:
        """The mean loss over the rows of a batch, and its gradient by the parameters."""
        loss, gradient = 0.0, np.zeros(len(self.parameters))
        for piece in data.pieces(batch):
            columns = joined(*data.read(piece))
            if self.masks:
                columns = np.hstack([columns, self.drawn(len(piece))])
            with quiet():
                mean, slope = self._train.value_and_grad(columns, weights)
            share = len(piece) / len(batch)
            loss += share * float(mean)
            gradient += share * slope
        return loss, gradient

    def drawn(self, rows: int) -> Array:
        """The masks of dropout for so many rows."""
        return np.hstack([dropout.draw(rows, count) for dropout, count in self._dropouts])

    def losses_of(self, X: Array, y: Array) -> Array:
        """The loss of each row."""
        with quiet():
            return np.asarray(self._evaluate(joined(X, y)))


class Recording:
    """The loss of one sample as a graph, whose inputs stand for those of any sample."""

    def __init__(
        self,
        model: Any,
        loss: Loss,
        x: Array,
        t: Any,
        parameters: Sequence[Value],
        at_work: Drawing | tuple[()] = (),
    ) -> None:
        stage("recording the graph")
        xs = [Placeholder(number, f"x{i}") for i, number in enumerate(x, start=1)]
        ts = [Placeholder(number, f"t{i}") for i, number in enumerate(np.ravel(t), start=1)]
        with for_any_numbers([*xs, *ts, *parameters]):
            self.loss = loss(forward_of(model, loss)(xs), ts if np.ndim(t) else ts[0])
        self.inputs = [*xs, *ts, *chain.from_iterable(masks for _, masks in at_work)]

    def program(self, parameters: Sequence[Value]) -> Any:
        """The compiled graph, with its gradient by these parameters."""
        return compiled(self.loss, self.inputs, parameters)


def engine_for(
    model: Any, loss: Loss, parameters: Sequence[Value], data: Rows
) -> tuple[Engine, str]:
    """The fastest engine that gives the right numbers, and how it is called in the history."""
    scalar = ScalarEngine(model, loss, parameters)
    X, y = data.few(COMPARED_ROWS)
    try:
        fast = CompiledEngine(model, loss, parameters, X[0], y[0])
        same = same_numbers(fast.losses_of, scalar.losses_of, (X, y), parameters)
    except UNRECORDABLE as error:
        return scalar, f"{scalar.name} (it does not compile: {error})"
    if not same:
        return scalar, f"{scalar.name} (the model or the loss branches on numbers)"
    return fast, fast.name


def same_numbers(
    fast: Callable[..., Array],
    exact: Callable[..., Array],
    data: tuple[Array, ...],
    parameters: Sequence[Value],
) -> bool:
    """Whether two ways to compute give the same numbers for some rows, also at other weights.

    What a recorded graph holds fixed shows where the inputs or the weights are others. All rows
    are compared at the weights as they are; the first and the last one at weights of the other
    sign, and slightly moved.
    """
    if not _agree(fast(*data), exact(*data)):
        return False
    ends = [array[:: max(1, len(array) - 1)] for array in data]
    kept = read(parameters)
    try:
        for weights in (kept + NUDGE, -kept - NUDGE) if len(kept) else ():
            write(parameters, weights)
            try:
                expected = exact(*ends)
            except AutogradError:  # outside of the domain of the model: nothing to compare
                continue
            if not _agree(fast(*ends), expected):
                return False
    finally:
        write(parameters, kept)
    return True


def _agree(found: Array, expected: Array) -> bool:
    return np.shape(found) == np.shape(expected) and np.allclose(
        found, expected, rtol=AGREEMENT, atol=AGREEMENT, equal_nan=True
    )


def compiled(outputs: Any, inputs: Sequence[Value], parameters: Sequence[Value]) -> Any:
    """The program of a graph, with the parameters that it depends on as leaves."""
    return Graph(outputs).compile(inputs=list(inputs), wrt=list(parameters))


@contextmanager
def quiet() -> Iterator[None]:
    """Without the warning about numbers that are not finite: `fit` makes an error of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield
