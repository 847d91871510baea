"""A model's outputs for many samples, and how many of them are right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograd import Value
from autograd.recording import for_any_numbers, recorded
from nn.activations import activation_of_output
from nn.arguments import Array, check_model
from nn.data import samples, targets
from nn.engines import (
    COMPARED_ROWS,
    UNRECORDABLE,
    Placeholder,
    compiled,
    quiet,
    same_numbers,
)
from nn.errors import NetworkError

Classes = NDArray[np.int64]
PROBABILITIES = ("sigmoid", "step")


def predict(model: Any, X: ArrayLike) -> Array:
    """The outputs for each row of X: shape (rows,) for one output, else (rows, outputs).

    >>> from nn import Neuron
    >>> both = Neuron.from_arrays([1.0, 1.0], -1.5, activation="step")
    >>> predict(both, [[0, 0], [0, 1], [1, 0], [1, 1]]).tolist()
    [0.0, 0.0, 0.0, 1.0]
    """
    check_model(model, has_parameters=False)
    rows = samples(model, X)
    return Predictor(model, rows)(rows)


class Predictor:
    """A model made ready to be called on many samples, again and again as its weights change.

    `rows` are some samples, and `parameters` are the weights that will change.
    """

    def __init__(self, model: Any, rows: Array, parameters: Sequence[Value] = ()) -> None:
        self._model = model
        self._program = program_of(model, rows, parameters) if len(rows) > 1 else None

    def __call__(self, rows: Array) -> Array:
        """The outputs for each row."""
        if self._program is not None:
            return np.asarray(self._program(rows))
        return _row_by_row(self._model, rows)


def accuracy(model: Any, X: ArrayLike, y: ArrayLike, threshold: float | None = None) -> float:
    """The share of samples that fall into the right class.

    With several outputs the class is that of the largest one, counted from 0. With one output a
    sample is positive from `threshold` upwards, which is 0.5 for a model that ends in a sigmoid
    or step, else 0; y is positive above 0, so it may hold 0 and 1 or −1 and 1.

    >>> from nn import MLP
    >>> model = MLP.from_arrays([([[1.0], [1.0]], [-1.5])])
    >>> accuracy(model, [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 1, 1])
    0.75
    """
    outputs = predict(model, X)
    return share_right(model, outputs, targets(y, len(outputs)), threshold)


def share_right(
    model: Any, outputs: Array, wanted: Array, threshold: float | None = None
) -> float:
    """The share of outputs that stand for the right class, as `accuracy` counts it."""
    if outputs.ndim == 2 and outputs.shape[1] == 1:
        outputs = outputs[:, 0]
    found, right = classes(model, outputs, threshold), wanted_classes(outputs, wanted)
    return float(np.mean(found == right))


def classes(model: Any, outputs: Array, threshold: float | None = None) -> Classes:
    """The class that each output stands for."""
    if outputs.ndim == 2:
        return np.asarray(outputs.argmax(axis=1), dtype=np.int64)
    if threshold is None:
        threshold = 0.5 if activation_of_output(model) in PROBABILITIES else 0.0
    return (outputs >= threshold).astype(np.int64)


def wanted_classes(outputs: Array, wanted: Array) -> Classes:
    """The classes that targets stand for, beside outputs of one column or several."""
    width = outputs.shape[1] if outputs.ndim == 2 else 1
    if wanted.ndim == 2 and wanted.shape[1] != width:
        raise NetworkError(
            f"the model has {width} output{'s' * (width > 1)}, but the targets have "
            f"{wanted.shape[1]} columns"
        )
    if outputs.ndim == 1:
        return (wanted.reshape(-1) > 0.0).astype(np.int64)
    if wanted.ndim == 2:
        return np.asarray(wanted.argmax(axis=1), dtype=np.int64)
    found = wanted.astype(np.int64)
    wrong = (found != wanted) | (found < 0) | (found >= width)
    if wrong.any():
        raise NetworkError(
            f"a model with {width} outputs knows the classes 0 to {width - 1}, got "
            f"{wanted[wrong][0]:g} in row {int(np.argmax(wrong))}"
        )
    return found


def program_of(model: Any, rows: Array, parameters: Sequence[Value] = ()) -> Any:
    """The compiled model, or None where it gives other numbers than the model for these rows."""
    xs = [Placeholder(number, f"x{i}") for i, number in enumerate(rows[0], start=1)]
    few = rows[np.linspace(0, len(rows) - 1, min(len(rows), COMPARED_ROWS)).astype(int)]
    try:
        with recorded(), for_any_numbers([*xs, *parameters]):
            outputs = model(xs)
        program = compiled(outputs, xs, parameters)
        with quiet():
            same = same_numbers(
                lambda some: np.asarray(program(some)),
                lambda some: _row_by_row(model, some),
                (few,),
                parameters,
            )
    except UNRECORDABLE:
        return None
    return program if same else None


def _row_by_row(model: Any, rows: Array) -> Array:
    with recorded():  # a model may differentiate
        return np.array([_numbers(model(row)) for row in rows])


def _numbers(y: Any) -> Any:
    return [one.data for one in y] if isinstance(y, list) else y.data
