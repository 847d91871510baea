"""`Program`: a graph compiled to NumPy, which evaluates it for many rows at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograd.columns import visible
from autograd.compiling.diagnosis import report
from autograd.compiling.generated import Generated
from autograd.compiling.straight import OUT_OF_REACH
from autograd.errors import AutogradError
from autograd.graph import Graph
from autograd.value import Value

DATA = attrgetter("data")
REDUCTIONS = ("mean", "sum", None)
CACHE, MATRIX_CACHE = 1 << 20, 1 << 24
"""Bytes of intermediate results that a stretch of rows may take, so that they stay in cache.

Where matrix products are most of the work, they take more rows at once: each call of them is
shared out among threads, which wait for each other at its end.
"""
MOSTLY_PRODUCTS = 32
"""So many products in a matrix product, for each number kept, are most of the work."""

if TYPE_CHECKING:
    from typing import TypeGuard

Array = NDArray[Any]
NONE: Array = np.empty(0)


class Program:
    """A graph as a program on arrays; `Graph.compile` makes it.

    >>> from autograd import values
    >>> w, x = values(w=3.0, x=0.0)
    >>> program = Graph((w * x) ** 2).compile(inputs=[x], wrt=[w])
    >>> program(np.array([[1.0], [2.0]]))
    array([ 9., 36.])
    >>> program.value_and_grad([2.0])
    (36.0, [24.0])
    """

    def __init__(
        self, graph: Graph, inputs: Sequence[Value], wrt: Sequence[Value], dtype: str
    ) -> None:
        self._graph = graph
        self._inputs, self._wrt = inputs, wrt
        self._dtype = np.dtype(dtype)
        self._generated = Generated(graph.nodes, graph.outputs, inputs, wrt, dtype)
        self._others = self._generated.form.others
        self._alone = len(graph.outputs) == 1
        self._last_seed: tuple[tuple[int, float], Array] = (0, 0.0), NONE
        plan = self._generated.plan
        width = plan.width_of_a_row
        cache = MATRIX_CACHE if plan.matrix_work > MOSTLY_PRODUCTS * width else CACHE
        self._stretch = max(16, cache // (8 * width + 1))
        straight = dtype == "float64" and self._generated.suits_straight_code
        self._straight: dict[bool, Callable[..., Any] | None] = (
            {}
            if straight
            else {
                False: None,
                True: None,
            }
        )
        if len(graph.outputs) > 1:
            self._straight[True] = None

    def __call__(self, X: ArrayLike, params: ArrayLike | None = None) -> Any:  # noqa: N803
        """The outputs for each row of X.

        X has shape (rows, inputs): the result has shape (rows,), or (rows, outputs) for a graph
        of several outputs. One row may be given flat; plain floats then give a float (a list for
        several outputs). `params` of shape (len(wrt),) stands for the data of the leaves in `wrt`.
        """
        if isinstance(X, (list, tuple)):
            plain = self._plain(False, X, params)
            if plain is not None:
                return plain
        elif _is_flat(X):
            plain = self._plain(False, X.tolist(), params)
            if plain is not None:
                return np.float64(plain) if self._alone else np.array(plain)
        rows, flat, floats = self._rows(X)
        parameters, leaves = self._parameters(params), self._leaves()
        function = self._generated.function("value")
        width = () if self._alone else (len(self._graph.outputs),)
        values = np.empty((len(rows), *width), self._dtype)
        with np.errstate(all="ignore"):
            for part in self._stretches(len(rows)):
                function(rows[part], parameters, leaves, values[part])
            self._check_finite(rows, parameters, values, values)
        return _shaped(values, flat, floats)

    def value_and_grad(
        self,
        X: ArrayLike,  # noqa: N803
        params: ArrayLike | None = None,
        reduction: str | None = "mean",
    ) -> tuple[Any, Any]:
        """The mean of the output over the rows, and its gradient of shape (len(wrt),).

        `reduction="sum"` adds the rows up; `reduction=None` keeps them apart: values of shape
        (rows,) and gradients of shape (rows, len(wrt)). With several outputs, values and
        gradients have one more axis, for the outputs, before that of `wrt`. One row may be given
        flat: then the value is single, and plain floats give a float and a list of floats.
        """
        if reduction not in REDUCTIONS:
            raise AutogradError(f"reduction is 'mean', 'sum' or None, got {reduction!r}")
        if isinstance(X, (list, tuple)):
            plain = self._plain(True, X, params)
            if plain is not None:
                return plain  # type: ignore[no-any-return]
        elif _is_flat(X):
            plain = self._plain(True, X.tolist(), params)
            if plain is not None:
                return np.float64(plain[0]), np.array(plain[1])
        rows, flat, floats = self._rows(X)
        parameters = self._parameters(params)
        if len(rows) == 0 and reduction == "mean":
            raise AutogradError("the mean over no rows is not defined: X has no rows")
        kept = "sum" if flat else reduction
        compute = self._single if self._alone else self._several
        with np.errstate(all="ignore"):
            values, gradient = compute(rows, parameters, self._leaves(), kept)
            if kept and not flat:
                total = np.add.reduce(values)
                self._check_finite(rows, parameters, values, total, gradient)
                if kept == "mean":
                    total = self._dtype.type(total / len(rows))
                return total, gradient
            self._check_finite(rows, parameters, values, values, gradient)
        if np.may_share_memory(values, rows):
            values = values.copy()
        if flat:
            gradient = gradient[None]
        return _shaped(values, flat, floats), _shaped(gradient, flat, floats)

    @property
    def source(self) -> str:
        """The program as NumPy that a person can read, and that runs with NumPy alone.

        What is called computes the same, but writes results over arrays that it needs no more.
        Operations defined from outside by functions that are not NumPy code have no such text:
        the source leaves a place where each of them is to be put.
        """
        return self._generated.source

    def __repr__(self) -> str:
        return f"<Program of {self._graph!r}: {len(self._inputs)} inputs, wrt {len(self._wrt)}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return _compiled_again, (self._graph.outputs, self._inputs, self._wrt, self._dtype.name)

    # A single row of plain floats

    def _plain(self, gradient: bool, row: Sequence[Any], params: Any) -> Any:
        """The result of straight-line Python, or None where the array program has to do it."""
        try:
            function = self._straight[gradient]
        except KeyError:
            function = self._straight[gradient] = self._generated.straight(gradient)
        if function is None:
            return None
        if params is None:
            params = map(DATA, self._wrt)
        elif type(params) is list:
            params = map(float, params)
        else:
            params = self._parameters(params).tolist()
        try:
            return function(row, params, map(DATA, self._others))
        except OUT_OF_REACH:
            return None

    # Many rows

    def _single(
        self, rows: Array, parameters: Array, leaves: Array, reduction: str | None
    ) -> tuple[Array, Array]:
        """The values of all rows, and the gradient: added up, or (rows, len(wrt))."""
        seed = self._seed(len(rows), _weight(rows, reduction))
        return self._passed(rows, parameters, leaves, seed, reduction)

    def _several(
        self, rows: Array, parameters: Array, leaves: Array, reduction: str | None
    ) -> tuple[Array, Array]:
        """The same for several outputs, one pass back for each."""
        passes = []
        for i in range(len(self._graph.outputs)):
            seed = np.zeros((len(rows), len(self._graph.outputs)), self._dtype)
            seed[:, i] = _weight(rows, reduction)
            passes.append(self._passed(rows, parameters, leaves, seed, reduction))
        gradients = [gradient for _, gradient in passes]
        return passes[0][0], np.stack(gradients, axis=0 if reduction else 1)

    def _passed(
        self, rows: Array, parameters: Array, leaves: Array, seed: Array, reduction: str | None
    ) -> tuple[Array, Array]:
        """The rows forward, and back from the derivatives in `seed`, stretch by stretch."""
        function = self._generated.function("value_and_grad" if reduction else "rows_and_grads")
        parts = [
            function(rows[part], parameters, leaves, seed[part])
            for part in self._stretches(len(rows))
        ]
        if len(parts) == 1:
            return parts[0]  # type: ignore[no-any-return]
        values = np.concatenate([values for values, _ in parts])
        gradients = [gradient for _, gradient in parts]
        return values, np.add.reduce(gradients) if reduction else np.concatenate(gradients)

    def _seed(self, rows: int, weight: float) -> Array:
        """The derivative that each row starts from; the last one is kept for the next call."""
        key, seed = self._last_seed
        if key != (rows, weight):
            seed = np.full(rows, weight, self._dtype)
            self._last_seed = (rows, weight), seed
        return seed

    def _stretches(self, rows: int) -> list[slice]:
        """Stretches of rows of about one length, whose intermediate results fit the cache."""
        if rows <= self._stretch:
            return [slice(None)]
        count = -(-rows // self._stretch)
        edges = [rows * i // count for i in range(count + 1)]
        return [slice(start, stop) for start, stop in pairwise(edges)]

    # What comes in

    def _rows(self, X: ArrayLike) -> tuple[Array, bool, bool]:  # noqa: N803
        """X as an array of rows, whether it came flat, and whether as plain floats."""
        array = self._converted("X", X)
        n = len(self._inputs)
        flat = array.shape == (n,)
        if not flat and (array.ndim != 2 or array.shape[1] != n):
            names = ", ".join(visible(v.label) or "an unlabelled leaf" for v in self._inputs[:8])
            more = ", …" if n > 8 else ""
            raise AutogradError(
                f"X has one column for each of the inputs ({names}{more}): expected shape "
                f"(rows, {n}), or ({n},) for a single row, got {array.shape}"
            )
        return array.reshape(1, n) if flat else array, flat, flat and not hasattr(X, "dtype")

    def _converted(self, name: str, given: ArrayLike) -> Array:
        """What is given for X or params as an array of floats."""
        try:
            array = np.asarray(given)
            if array.dtype.kind == "c":
                raise TypeError("complex numbers have no place in a graph")
            return array.astype(self._dtype, copy=False)
        except (TypeError, ValueError, OverflowError) as error:
            raise AutogradError(f"{name} is not an array of numbers: {error}") from error

    def _parameters(self, params: ArrayLike | None) -> Array:
        if params is None:
            return self._numbers(self._wrt)
        array = self._converted("params", params)
        if array.shape != (len(self._wrt),):
            raise AutogradError(
                "params has one number for each leaf in wrt: expected shape "
                f"({len(self._wrt)},), got {array.shape}"
            )
        return array

    def _leaves(self) -> Array:
        if not self._others:
            return NONE
        return self._numbers(self._others)

    def _numbers(self, leaves: Sequence[Value]) -> Array:
        return np.fromiter([leaf.data for leaf in leaves], self._dtype, len(leaves))

    # What goes out

    def _check_finite(
        self, rows: Array, parameters: Array, values: Array, *results: Array
    ) -> None:
        if not all(map(_is_finite, results)):
            given = dict(zip(self._wrt, map(float, parameters)))
            report(self._graph, self._inputs, rows, values, given)


def _is_flat(X: Any) -> TypeGuard[Array]:  # noqa: N803
    """Whether it is a single row as an array of numbers, which may go through plain Python."""
    return isinstance(X, np.ndarray) and X.ndim == 1 and X.dtype.kind in "fiu"


def _weight(rows: Array, reduction: str | None) -> float:
    """What each row counts."""
    return 1.0 / len(rows) if reduction == "mean" else 1.0


def _is_finite(numbers: Array) -> bool:
    """Whether all numbers are finite; as a rule the sum of their squares tells it at once."""
    if numbers.ndim == 0:
        return math.isfinite(numbers)
    flat = numbers.ravel()
    return math.isfinite(np.dot(flat, flat)) or bool(np.isfinite(flat).all())


def _shaped(values: Any, flat: bool, floats: bool) -> Any:
    if not flat:
        return values
    return values[0].tolist() if floats else values[0]


def _compiled_again(
    outputs: Sequence[Value], inputs: Sequence[Value], wrt: Sequence[Value], dtype: str
) -> Program:
    return Program(Graph(outputs), inputs, wrt, dtype)
