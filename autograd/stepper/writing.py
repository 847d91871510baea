"""Names and formulas of a graph's nodes, short enough to read in one line."""

from __future__ import annotations

from collections.abc import Mapping

from autograd.errors import AutogradError
from autograd.graph import Edge, Graph
from autograd.naming import names_of
from autograd.notation import TEXT, is_plain
from autograd.simplify import simplified, size
from autograd.spelling import Name, number_text
from autograd.symbols import Symbol, as_symbol
from autograd.ties import partials_at
from autograd.value import Constant, Value

LONGEST_NAME = 22
LONGEST_RULE = 40

Data = Mapping[Value, float]


class Writing:
    """How each node of a graph is written.

    A node is written as its label; without one, as the formula that it is, if that is short, and
    else under the name that `names_of` gives it. Constants are written as numbers.

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
        self._names = names_of(graph.nodes, graph.outputs[0])
        for node in graph.nodes:
            if node.operation is not None:
                inputs = tuple(self._symbols[x] for x in node.inputs)
                self._formulas[node] = Symbol(op=node.operation, inputs=inputs)
            self._symbols[node] = self._symbol(node, graph.outputs[0])

    def _symbol(self, node: Value, root: Value) -> Symbol:
        if not node.label.strip() and node is not root:
            if isinstance(node, Constant):
                self._names[node] = number_text(node.data)
                return Symbol(number=node.data)
            if node in self._formulas:
                formula = self._formulas[node]
                text = TEXT.written(formula) if size(formula, 12) < 12 else ""
                if text and len(text) <= LONGEST_NAME:
                    self._names[node] = text
                    return formula
        return Name(self._names[node], node.data)

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
        return f"∂{name}" if is_plain(name) else f"∂({name})"

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
            numbers = [x.data for x in edge.target.inputs]
            symbol = simplified(as_symbol(partials_at(op, y, xs, numbers)[edge.position]))
        except (AutogradError, TypeError, AttributeError, ArithmeticError, ValueError):
            return None
        return symbol if size(symbol, LONGEST_RULE) < LONGEST_RULE else None
