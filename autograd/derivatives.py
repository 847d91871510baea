"""Derivatives as Values, of any order, and forward mode.

Both read the same rules as `backward()`: there the rule runs on floats, here on Values, so that a
derivative has a graph of its own and can be differentiated again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from autograd.errors import NumberError, StaleError
from autograd.evaluation import local_derivatives
from autograd.number import Number, number
from autograd.recording import inside_rule, recorded
from autograd.sweep import topological_order
from autograd.value import Value, as_value


@overload
def grad(y: Value, x: Value) -> Value: ...
@overload
def grad(y: Value, x: Sequence[Value]) -> tuple[Value, ...]: ...


def grad(y: Value, x: Value | Sequence[Value]) -> Value | tuple[Value, ...]:
    """The derivative of y by x as a Value; by several, as a tuple.

    >>> x = Value(2.0)
    >>> first = grad(x**3, x)
    >>> first.data, grad(first, x).data
    (12.0, 12.0)
    """
    single = isinstance(x, Value)
    wanted = [x] if isinstance(x, Value) else list(x)
    _require_values("grad", [y, *wanted])
    with inside_rule():
        adjoints = _adjoints(y, wanted)
        found = tuple(as_value(adjoints.get(v, 0.0)) for v in wanted)
    return found[0] if single else found


def _require_values(name: str, given: Iterable[object]) -> None:
    for v in given:
        if not isinstance(v, Value):
            raise NumberError(f"{name} takes Values, got {type(v).__name__} {v!r:.60}")


def _adjoints(y: Value, wanted: Sequence[Value]) -> dict[Value, Any]:
    """∂y/∂v for the nodes v between y and the wanted ones; a float where it is a plain 1."""
    order = topological_order([y])
    relevant = set(wanted)
    for node in order:
        if not relevant.isdisjoint(node.inputs):
            relevant.add(node)
    adjoints: dict[Value, Any] = {y: 1.0}
    for node in reversed(order):
        if node not in relevant or node not in adjoints or node.operation is None:
            continue
        _refuse_stale(node)
        upstream = adjoints[node]
        for x, partial in zip(node.inputs, node.operation.partials(node, *node.inputs)):
            if x in relevant and not _is_plain(0.0, partial):
                term = _product(upstream, partial)
                adjoints[x] = adjoints[x] + term if x in adjoints else term
    return adjoints


def _product(upstream: Any, partial: Any) -> Any:
    """upstream · partial, without a node where one of them is a plain 1."""
    if _is_plain(1.0, partial):
        return upstream
    if _is_plain(1.0, upstream):
        return partial
    return upstream * partial


def _is_plain(constant: float, x: Any) -> bool:
    """Whether a rule gave this number itself, whatever its inputs are."""
    return isinstance(x, float) and x == constant


def _refuse_stale(node: Value) -> None:
    assert node.operation is not None
    now = local_derivatives(node.operation, node.data, [x.data for x in node.inputs])
    if not np.array_equal(now, node.partials, equal_nan=True):
        raise StaleError(
            f"the inputs of {node.label or node.op!r} changed after it was computed: compute it "
            "again, or call Graph(y).forward(), before grad()"
        )


def jvp(y: Value, tangents: Mapping[Value, Number]) -> float:
    """The derivative of y along a direction: Σ ∂y/∂x · dx, in one pass forward.

    >>> from autograd import values
    >>> a, b = values(a=2.0, b=3.0)
    >>> jvp(a * b, {a: 1.0, b: 0.5})
    4.0
    """
    if not isinstance(tangents, Mapping):
        raise NumberError(
            "jvp takes the change of each input, as in jvp(y, {x: 1.0}), got "
            f"{type(tangents).__name__}"
        )
    _require_values("jvp", [y, *tangents])
    along = {x: number(dx) for x, dx in tangents.items()}
    for node in topological_order([y]):
        if node in along:
            continue
        terms = [along[x] * p for x, p in zip(node.inputs, node.partials) if x in along]
        if terms:
            along[node] = sum(terms)
    return along.get(y, 0.0)


def hessian(y: Value, xs: Sequence[Value]) -> NDArray[np.float64]:
    """The second derivatives ∂²y/∂xᵢ∂xⱼ, an array of shape (n, n).

    >>> from autograd import values
    >>> a, b = values(a=2.0, b=3.0)
    >>> hessian(a * a * b, [a, b]).tolist()
    [[6.0, 4.0], [4.0, 0.0]]
    """
    inputs = [xs] if isinstance(xs, Value) else list(xs)
    with recorded():
        rows = [[v.data for v in grad(first, inputs)] for first in grad(y, inputs)]
    return np.array(rows, dtype=float).reshape(len(inputs), len(inputs))
