"""How losses and gradients of many samples are computed: compiled, or one graph after the other.

Both engines give the same numbers. The compiled one needs a model and a loss that compute with
Values only; where they look at numbers and branch, `engine_for` chooses the other.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from autograd import AutogradError, Graph, NumberError, Value, no_grad
from nn.layers import single_or_list
from nn.losses import Loss, binary_cross_entropy_with_logits, cross_entropy

Array = NDArray[np.float64]
Forward = Callable[[Any], Any]
AGREEMENT = 1e-8
COMPARED_ROWS = 8

# These losses take scores, so they see what such an output layer makes its outputs from.
OUTPUT_WITHIN = {cross_entropy: "softmax", binary_cross_entropy_with_logits: "sigmoid"}


def forward_of(model: Any, loss: Loss) -> Forward:
    """What the loss sees of a model: its outputs, or the scores from which they come."""
    layers = getattr(model, "layers", None)
    within = OUTPUT_WITHIN.get(loss)
    if within and layers and layers[-1].activation.name == within:
        return lambda xs: single_or_list(model.scores(xs))
    return model  # type: ignore[no-any-return]


class Placeholder(Value):
    """An input while a graph is recorded for all samples: it may not be looked at."""

    __slots__ = ()

    def _looked_at(self, *_: object) -> NoReturn:
        raise NumberError(f"{self.label} was turned into a plain number, or compared with one")

    __float__ = __int__ = __index__ = __bool__ = _looked_at
    __lt__ = __le__ = __gt__ = __ge__ = _looked_at  # pyright: ignore[reportAssignmentType]


class ScalarEngine:
    """A graph of Values for every sample."""

    name = "scalar graphs"

    def __init__(self, model: Any, loss: Loss, parameters: Sequence[Value]) -> None:
        self._model, self._loss, self._parameters = model, loss, list(parameters)
        self._forward = forward_of(model, loss)

    def loss_and_gradient(self, X: Array, y: Array) -> tuple[float, Array]:
        """The mean loss over the rows, and its gradient by the parameters."""
        for parameter in self._parameters:
            parameter.grad = None
        losses = []
        with drawing(self._model):
            for x, t in zip(X, y):
                loss = self.loss_of(x, t)
                loss.backward(1.0 / len(X))
                losses.append(loss.data)
        return float(np.mean(losses)), np.array([p.grad or 0.0 for p in self._parameters])

    def losses(self, X: Array, y: Array) -> Array:
        """The loss of each row."""
        with no_grad():
            return np.array([self.loss_of(x, t).data for x, t in zip(X, y)])

    def loss_of(self, x: Array, t: Any) -> Value:
        """The loss of one sample."""
        return self._loss(self._forward(x), t.tolist())


class CompiledEngine:
    """One graph, recorded once and compiled to NumPy for whole batches."""

    name = "compiled graph"

    def __init__(
        self, model: Any, loss: Loss, parameters: Sequence[Value], x: Array, t: Any
    ) -> None:
        self._model = model
        self._parameters = list(parameters)
        with drawing(model) as masks:
            self._train = self._recorded(loss, x, t, masks)
        self._masks = len(masks)
        self._evaluate = self._recorded(loss, x, t) if self._masks else self._train

    def _recorded(self, loss: Loss, x: Array, t: Any, masks: Sequence[Value] = ()) -> Any:
        xs = [Placeholder(number, f"x{i}") for i, number in enumerate(x, start=1)]
        ts = [Placeholder(number, f"t{i}") for i, number in enumerate(np.ravel(t), start=1)]
        result = loss(forward_of(self._model, loss)(xs), ts if np.ndim(t) else ts[0])
        return compiled(result, [*xs, *ts, *masks], self._parameters)

    def loss_and_gradient(self, X: Array, y: Array) -> tuple[float, Array]:
        """The mean loss over the rows, and its gradient by the parameters."""
        columns = [X, y.reshape(len(y), -1)]
        if self._masks:
            columns.append(self._model.dropout.draw(len(X), self._masks))
        with _quiet():
            loss, gradient = self._train.value_and_grad(np.hstack(columns))
        return float(loss), np.asarray(gradient)

    def losses(self, X: Array, y: Array) -> Array:
        """The loss of each row."""
        with _quiet():
            return np.asarray(self._evaluate(np.hstack([X, y.reshape(len(y), -1)])))


Engine = ScalarEngine | CompiledEngine


def engine_for(
    model: Any, loss: Loss, parameters: Sequence[Value], X: Array, y: Array
) -> tuple[Engine, str]:
    """The fastest engine that gives the right numbers, and how it is called in the history."""
    scalar = ScalarEngine(model, loss, parameters)
    if not can_compile():
        return scalar, scalar.name
    try:
        fast = CompiledEngine(model, loss, parameters, X[0], y[0])
        chosen = np.linspace(0, len(X) - 1, min(len(X), COMPARED_ROWS)).astype(int)
        expected = scalar.losses(X[chosen], y[chosen])
        found = fast.losses(X[chosen], y[chosen])
    except (AutogradError, TypeError, AttributeError, IndexError) as error:
        return scalar, f"{scalar.name} (it does not compile: {error})"
    if not np.allclose(found, expected, rtol=AGREEMENT, atol=AGREEMENT, equal_nan=True):
        return scalar, f"{scalar.name} (the model or the loss branches on numbers)"
    return fast, fast.name


def can_compile() -> bool:
    """Whether graphs can be compiled here."""
    return hasattr(Graph, "compile")


def compiled(outputs: Any, inputs: Sequence[Value], parameters: Sequence[Value]) -> Any:
    """The program of a graph, with the parameters that it depends on as leaves."""
    return getattr(Graph(outputs), "compile")(inputs=list(inputs), wrt=list(parameters))  # noqa: B009


def drawing(model: Any) -> AbstractContextManager[list[Value]]:
    """The block in which the model's dropout is at work; gives the list of its masks."""
    dropout = getattr(model, "dropout", None)
    return nullcontext([]) if dropout is None else dropout.drawing()


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the warning about numbers that are not finite: `fit` makes an error of them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        yield
