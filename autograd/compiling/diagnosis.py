"""What a program says where a row leaves the finite numbers."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.columns import visible
from autograd.errors import AutogradError
from autograd.evaluation import local_derivatives
from autograd.graph import Graph
from autograd.value import Value

Array = NDArray[Any]
EFFORT = 1_000_000
"""How many nodes are evaluated at most to find where a derivative left the finite numbers."""


def report(
    graph: Graph,
    inputs: Sequence[Value],
    rows: Array,
    values: Array,
    given: dict[Value, float],
) -> None:
    """Refuse a nan in X; warn of any other number that is not finite, by its node and row.

    `given` holds the numbers of the parameters, `values` the outputs of all rows.
    """
    _refuse_nan(inputs, rows)
    finite = np.isfinite(values.reshape(len(rows), -1)).all(axis=1)
    suspects = range(len(rows)) if finite.all() else [int(np.argmin(finite))]
    for row in list(suspects)[: max(1, EFFORT // len(graph))]:
        numbers = {**given, **dict(zip(inputs, map(float, rows[row])))}
        found = _first_in(graph, numbers)
        if found:
            break
    else:
        found, row = "a derivative is not finite", -1
    where = f" in row {row}" if row >= 0 else ""
    warnings.warn(f"{found}{where}", RuntimeWarning, stacklevel=4)


def _refuse_nan(inputs: Sequence[Value], rows: Array) -> None:
    bad = np.argwhere(np.isnan(rows))
    if len(bad):
        row, column = map(int, bad[0])
        raise AutogradError(
            f"X is nan in row {row} for input {_name(inputs[column])} (column {column}): "
            "leave such rows out"
        )


def _first_in(graph: Graph, numbers: dict[Value, float]) -> str:
    """The first node whose number, or else whose local derivative, is not finite."""
    derivative = ""
    for node in graph.nodes:
        if node.operation is None:
            numbers.setdefault(node, node.data)
        else:
            xs = [numbers[x] for x in node.inputs]
            numbers[node] = _computed(node, xs)
            if not derivative and not all(map(math.isfinite, _partials(node, numbers[node], xs))):
                derivative = f"the derivative of {_name(node)} is not finite"
        if not math.isfinite(numbers[node]):
            return f"{_name(node)} is {numbers[node]}"
    return derivative


def _computed(node: Value, xs: list[float]) -> float:
    assert node.operation is not None
    try:
        return float(node.operation.forward(*xs))
    except (ArithmeticError, ValueError):
        with np.errstate(all="ignore"):
            try:
                return float(node.operation.array(*map(np.float64, xs)))
            except (ArithmeticError, ValueError):
                return math.nan


def _partials(node: Value, y: float, xs: list[float]) -> tuple[float, ...]:
    assert node.operation is not None
    return local_derivatives(node.operation, y, xs)


def _name(node: Value) -> str:
    if node.label:
        return visible(f"{node.label} ({node.op})" if node.op else node.label)
    if node.operation is None:
        return "an unlabelled leaf"
    terms = ", ".join(visible(x.label) or x.op or repr(x.data) for x in node.inputs[:6])
    return f"{node.op}({terms}{', …' if len(node.inputs) > 6 else ''})"
