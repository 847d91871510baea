"""Which parameters an update changes, given as Values or by label."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from autograd.errors import AutogradError
from autograd.graph import Graph
from autograd.value import Constant, Value

__all__ = ["Update", "parameters_of"]

Update = Iterable["Value | str"] | Value | str


def parameters_of(
    graph: Graph, update: Update, by_label: Callable[[str], Value] | None = None
) -> list[Value]:
    """The leaves meant by `update`, each once; AutogradError where one is no parameter.

    `by_label` finds a node by its label where more names than the graph's own labels count.

    >>> w, x = Value(2.0, "w"), Value(3.0, "x")
    >>> [leaf.label for leaf in parameters_of(Graph(w * x), ["w", w])]
    ['w']
    """
    by_label = by_label or graph.__getitem__
    if not isinstance(update, (Value, str, Iterable)):
        raise AutogradError(_not_values(update))
    given = [update] if isinstance(update, (Value, str)) else list(update)
    nodes = set(graph.nodes)
    found = [by_label(p) if isinstance(p, str) else p for p in given]
    for parameter in found:
        if not isinstance(parameter, Value):
            raise AutogradError(_not_values(parameter))
        name = parameter.label or parameter.op or repr(parameter.data)
        if parameter.inputs or isinstance(parameter, Constant):
            raise AutogradError(
                f"update takes parameters, and {name!r} is "
                f"{'computed' if parameter.inputs else 'a constant'}: name a leaf that was "
                "made with Value or values"
            )
        if parameter not in nodes:
            raise AutogradError(f"the loss was not computed from {name!r}: leave it out of update")
    return list(dict.fromkeys(found))


def _not_values(given: object) -> str:
    return f"update takes Values or their labels, got {type(given).__name__}"
