"""Every node of a graph as a row of a table: its name or formula, its value, its gradient."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autograd.figures import Figures, constant_text
from autograd.graph import Graph
from autograd.symbols import Symbol, as_code
from autograd.value import Constant

__all__ = ["aligned", "node_rows"]

LONGEST = 48
DIGITS = 8


def node_rows(graph: Graph) -> list[tuple[str, str, str]]:
    """Name or formula, value and gradient of every node that is not a constant.

    >>> from autograd import values
    >>> x, y = values(x=2.0, y=3.0)
    >>> node_rows(Graph(x * y + 1))
    [('x', '2', '–'), ('y', '3', '–'), ('x * y', '6', '–'), ('x * y + 1', '7', '–')]
    """
    nodes = [node for node in graph.nodes if not isinstance(node, Constant)]
    nodes = nodes or list(graph.outputs)
    figures = Figures.for_numbers((node.data for node in nodes), DIGITS)
    slopes = Figures.for_numbers((x.grad for x in nodes if x.grad is not None), DIGITS)
    formulas = _formulas(graph)
    return [
        (
            _shortened(node.label or as_code(formulas[id(node)])),
            figures(node.data),
            "–" if node.grad is None else slopes(node.grad),
        )
        for node in nodes
    ]


def aligned(rows: Iterable[Sequence[str]]) -> str:
    """Rows as text: the first column to the left, the others to the right.

    >>> print(aligned([("x", "1.5"), ("total", "12.0")]))
    x       1.5
    total  12.0
    """
    table = [list(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*table)]
    lines = (
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths))
        ).rstrip()
        for row in table
    )
    return "\n".join(lines)


def _formulas(graph: Graph) -> dict[int, Symbol]:
    formulas: dict[int, Symbol] = {}
    for node in graph.nodes:
        if node.operation is not None:
            inputs = tuple(Symbol(x.label) if x.label else formulas[id(x)] for x in node.inputs)
            formulas[id(node)] = Symbol(op=node.operation, inputs=inputs)
        else:
            text = constant_text(node.data)
            formulas[id(node)] = Symbol(node.label or (f"({text})" if text[0] == "−" else text))
    return formulas


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
