"""`Program`: a graph compiled to NumPy, which evaluates it for many rows at once."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograd.compiling.generated import Generated
from autograd.errors import AutogradError
from autograd.value import Value

DATA = attrgetter("data")
DTYPES = ("float64", "float32")
REDUCTIONS = ("mean", "sum", None)


class Program:
    """A graph as a program on arrays: made by `Graph.compile`."""

    def __init__(
        self,
        nodes: Sequence[Value],
        outputs: Sequence[Value],
        inputs: Sequence[Value],
        wrt: Sequence[Value],
        dtype: str,
    ) -> None:
        self._nodes = nodes
        self._outputs = outputs
        self._inputs = inputs
        self._wrt = wrt
        self._dtype = dtype
        self._generated = Generated(nodes, outputs, inputs, wrt, dtype)
        self._others = self._generated.form.others

    def __call__(self, X: ArrayLike, params: ArrayLike | None = None) -> Any:  # noqa: N803
        """The outputs for each row of X."""
        rows, flat, plain = self._rows(X)
        parameters = self._parameters(params)
        function = self._generated.function("value")
        with np.errstate(all="ignore"):
            values = function(rows, parameters, self._leaves())
        self._check_finite(rows, parameters, values)
        return self._shaped(values, flat, plain)

    def value_and_grad(
        self,
        X: ArrayLike,  # noqa: N803
        params: ArrayLike | None = None,
        reduction: str | None = "mean",
    ) -> tuple[Any, Any]:
        """The mean (or sum) over the rows, and its gradient by `wrt`."""
        if reduction not in REDUCTIONS:
            raise AutogradError(f"reduction is 'mean', 'sum' or None, got {reduction!r}")
        rows, flat, plain = self._rows(X)
        parameters = self._parameters(params)
        if len(self._outputs) > 1:
            return self._jacobian(rows, parameters, reduction, flat, plain)
        weight = 1.0 / len(rows) if reduction == "mean" and len(rows) else 1.0
        seed = np.full(len(rows), weight, self._dtype)
        name = "rows_and_grads" if reduction is None or flat else "value_and_grad"
        with np.errstate(all="ignore"):
            values, gradient = self._generated.function(name)(
                rows, parameters, self._leaves(), seed
            )
        self._check_finite(rows, parameters, values, gradient)
        if reduction is None or flat:
            return self._shaped(values, flat, plain), self._shaped(gradient, flat, plain)
        return values.sum() * values.dtype.type(weight), gradient

    def _jacobian(self, rows, parameters, reduction, flat, plain):
        function = self._generated.function("rows_and_grads")
        leaves = self._leaves()
        gradients = []
        for i in range(len(self._outputs)):
            seed = np.zeros((len(rows), len(self._outputs)), self._dtype)
            seed[:, i] = 1.0
            with np.errstate(all="ignore"):
                values, gradient = function(rows, parameters, leaves, seed)
            gradients.append(gradient)
        jacobian = np.stack(gradients, axis=1)
        self._check_finite(rows, parameters, values, jacobian)
        if reduction is None or flat:
            return self._shaped(values, flat, plain), self._shaped(jacobian, flat, plain)
        if reduction == "sum":
            return values.sum(axis=0), jacobian.sum(axis=0)
        return values.mean(axis=0), jacobian.mean(axis=0)

    @property
    def source(self) -> str:
        """The program as NumPy that a person can read, and that runs with NumPy alone."""
        return self._generated.source

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (self._outputs, self._inputs, self._wrt, self._dtype)

    # What comes in

    def _rows(self, X: ArrayLike) -> tuple[Any, bool, bool]:  # noqa: N803
        """X as an array of rows, whether it came flat, and whether as plain floats."""
        plain = isinstance(X, (list, tuple)) and all(isinstance(x, (float, int)) for x in X)
        array = np.asarray(X, dtype=self._dtype)
        n = len(self._inputs)
        flat = array.ndim == 1 and array.shape == (n,)
        if not flat and (array.ndim != 2 or array.shape[1] != n):
            names = ", ".join(v.label or "an unlabelled leaf" for v in self._inputs[:8])
            raise AutogradError(
                f"X has one column for each input ({names}{', …' if n > 8 else ''}): expected "
                f"shape (rows, {n}), or ({n},) for one row, got {array.shape}"
            )
        return array.reshape(1, n) if flat else array, flat, plain and flat

    def _parameters(self, params: ArrayLike | None) -> Any:
        if params is None:
            return np.array(list(map(DATA, self._wrt)), dtype=self._dtype)
        array = np.asarray(params, dtype=self._dtype)
        if array.shape != (len(self._wrt),):
            raise AutogradError(
                f"params has one number for each leaf in wrt: expected shape "
                f"({len(self._wrt)},), got {array.shape}"
            )
        return array

    def _leaves(self) -> Any:
        return np.array(list(map(DATA, self._others)), dtype=self._dtype)

    # What goes out

    def _shaped(self, values: Any, flat: bool, plain: bool) -> Any:
        if not flat:
            return values
        return values[0].tolist() if plain else values[0]

    def _check_finite(self, rows: Any, parameters: Any, *results: Any) -> None:
        for result in results:
            flat = result.ravel()
            if not math.isfinite(flat @ flat) and not np.isfinite(flat).all():
                self._report(rows, parameters)
                return

    def _report(self, rows: Any, parameters: Any) -> None:
        bad = np.isnan(rows)
        if bad.any():
            row, column = map(int, np.argwhere(bad)[0])
            label = self._inputs[column].label or f"number {column}"
            raise AutogradError(f"X is nan in row {row} for the input {label}")
        warnings.warn("a row leaves the finite numbers", RuntimeWarning, stacklevel=4)


def _again(outputs, inputs, wrt, dtype):
    from autograd.graph import Graph

    return compile_graph(Graph(outputs), inputs=inputs, wrt=wrt, dtype=dtype)


def compile_graph(graph, inputs, wrt=(), dtype="float64"):
    return Program(graph.nodes, graph.outputs, list(inputs), list(wrt), dtype)
