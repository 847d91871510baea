"""Every node of a graph as a row of a table: its name or formula, its value, its gradient."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from autograd.columns import filled_left, filled_right, shortened, visible, width
from autograd.figures import constant_text
from autograd.graph import Graph
from autograd.spelling import number_text
from autograd.symbols import Symbol, as_code
from autograd.value import Constant

__all__ = ["aligned", "node_rows"]

LONGEST = 48


def node_rows(graph: Graph) -> list[tuple[str, str, str]]:
    """Name or formula, value and gradient of every node that is not a constant.

    >>> from autograd import values
    >>> x, y = values(x=2.0, y=3.0)
    >>> node_rows(Graph(x * y + 1))
    [('x', '2', '–'), ('y', '3', '–'), ('x * y', '6', '–'), ('x * y + 1', '7', '–')]
    """
    nodes = [node for node in graph.nodes if not isinstance(node, Constant)]
    nodes = nodes or list(graph.outputs)
    formulas = _formulas(graph)
    written = (visible(node.label) or as_code(formulas[id(node)]) for node in nodes)
    names = [shortened(name, LONGEST) for name in written]
    numbers = _at_the_point([number_text(node.data) for node in nodes])
    slopes = _at_the_point(["–" if x.grad is None else number_text(x.grad) for x in nodes])
    return list(zip(names, numbers, slopes))


def _at_the_point(texts: list[str]) -> list[str]:
    """Numbers filled up with spaces, so that to the right their points stand in one column."""
    tails = [len(text) - len(re.split("[.e]", text)[0]) for text in texts]
    return [text + " " * (max(tails) - tail) for text, tail in zip(texts, tails)]


def aligned(rows: Iterable[Sequence[str]]) -> str:
    """Rows as text: the first column to the left, the others to the right.

    >>> print(aligned([("x", "1.5"), ("total", "12.0")]))
    x       1.5
    total  12.0
    """
    table = [list(row) for row in rows]
    widths = [max(map(width, column)) for column in zip(*table)]
    lines = (
        "  ".join(
            filled_left(cell, columns) if i else filled_right(cell, columns)
            for i, (cell, columns) in enumerate(zip(row, widths))
        ).rstrip()
        for row in table
    )
    return "\n".join(lines)


def _formulas(graph: Graph) -> dict[int, Symbol]:
    formulas: dict[int, Symbol] = {}
    for node in graph.nodes:
        if node.operation is not None:
            inputs = tuple(
                Symbol(visible(x.label)) if x.label else formulas[id(x)] for x in node.inputs
            )
            formulas[id(node)] = Symbol(op=node.operation, inputs=inputs)
        else:
            text = constant_text(node.data)
            formulas[id(node)] = Symbol(
                visible(node.label) or (f"({text})" if text[0] == "−" else text)
            )
    return formulas
