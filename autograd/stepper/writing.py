"""Names and formulas of a graph's nodes, short enough to read in one line."""

from __future__ import annotations

import re
from collections.abc import Mapping

from autograd.errors import AutogradError
from autograd.graph import Edge, Graph
from autograd.notation import TEXT
from autograd.simplify import simplified, size
from autograd.spelling import Name, number_text
from autograd.style import plain
from autograd.symbols import Symbol, as_symbol
from autograd.value import Constant, Value

LONGEST_NAME = 22
LONGEST_RULE = 40

Data = Mapping[Value, float]


class Writing:
    """How each node of a graph is written.

    A node is written as its label; without one, as the formula that it is, if that is short, and
    else under a name that is given to it here (v1, v2, …). Constants are written as numbers.

    >>> from autograd import values
    >>> w, x, b = values(w=-2.0, x=5.0, b=3.0)
    >>> F = (w * x + b).named("F")
    >>> writing = Writing(Graph(F))
    >>> writing.name(F.inputs[0]), writing.formula(F)
    ('w·x', 'w·x + b')
    >>> writing.rule(Graph(F).edges[0])
    ('x', '5')
    """

    def __init__(self, graph: Graph) -> None:
        self._symbols: dict[Value, Symbol] = {}
        self._formulas: dict[Value, Symbol] = {}
        self._names: dict[Value, str] = {}
        self._taken = {_one_line(node.label) for node in graph.nodes}
        self._used: set[str] = set()
        for node in graph.nodes:
            if node.operation is not None:
                inputs = tuple(self._symbols[x] for x in node.inputs)
                self._formulas[node] = Symbol(op=node.operation, inputs=inputs)
            self._symbols[node] = self._symbol(node, graph.outputs[0])

    def _symbol(self, node: Value, root: Value) -> Symbol:
        label = _one_line(node.label)
        if label:
            name = self._told_apart(label)
        elif isinstance(node, Constant):
            self._names[node] = number_text(node.data)
            return Symbol(number=node.data)
        elif node in self._formulas and node is not root:
            formula = self._formulas[node]
            text = TEXT.written(formula) if size(formula, 12) < 12 else ""
            if text and len(text) <= LONGEST_NAME:
                self._names[node] = text
                return formula
            name = self._new_name()
        else:
            name = self._new_name("y" if node is root else "")
        self._names[node] = name
        return Name(name, node.data)

    def _told_apart(self, label: str) -> str:
        """The label; nodes that share one are told apart by a number."""
        name, count = label, 2
        while name in self._used:
            name, count = f"{label}[{count}]", count + 1
        self._used.add(name)
        return name

    def _new_name(self, wish: str = "") -> str:
        count = 1
        while not wish or wish in self._taken:
            wish, count = f"v{count}", count + 1
        self._taken.add(wish)
        return wish

    def name(self, node: Value) -> str:
        """The node's name, its short formula, or its number."""
        return self._names[node]

    def formula(self, node: Value) -> str:
        """How the node is computed, in symbols; "" where that is its name already."""
        formula = TEXT.written(self._formulas[node])
        return "" if formula == self._names[node] else formula

    def formula_in_numbers(self, node: Value, data: Data) -> str:
        """How the node is computed, with the numbers of its inputs put in."""
        inputs = tuple(
            self._symbols[x] if isinstance(x, Constant) else Name("", data[x]) for x in node.inputs
        )
        return TEXT.written(Symbol(op=node.operation, inputs=inputs), numbers=True)

    def derivative(self, above: Value, below: Value) -> str:
        """∂above/∂below."""
        return f"{self.differential(above)}/{self.differential(below)}"

    def differential(self, node: Value) -> str:
        """∂node, in brackets where the name is a formula."""
        name = self.name(node)
        return f"∂{name}" if re.fullmatch(r"[\w′']+", name) else f"∂({name})"

    def rule(self, edge: Edge) -> tuple[str, str]:
        """The edge's local derivative in symbols and in numbers; "" where it cannot be written."""
        node = edge.target
        symbol = self._local(edge, self._symbols[node], [self._symbols[x] for x in node.inputs])
        if symbol is None:
            return "", ""
        inputs = [
            self._symbols[x] if isinstance(x, Constant) else Name(f"x{i}", x.data)
            for i, x in enumerate(node.inputs)
        ]
        numbers = self._local(edge, Name("y", node.data), inputs)
        return TEXT.written(symbol), "" if numbers is None else TEXT.written(numbers, numbers=True)

    def _local(self, edge: Edge, y: Symbol, xs: list[Symbol]) -> Symbol | None:
        op = edge.target.operation
        assert op is not None
        try:
            symbol = simplified(as_symbol(op.partials(y, *xs)[edge.position]))
        except (AutogradError, TypeError, AttributeError, ArithmeticError, ValueError):
            return None
        return symbol if size(symbol, LONGEST_RULE) < LONGEST_RULE else None


def _one_line(label: str) -> str:
    return plain(" ".join(label.split()))
