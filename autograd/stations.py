"""The labelled nodes between a loss and one of its inputs, and the factors between them.

A factor ∂a/∂b joins two stations with only unlabelled nodes in between, whose local derivatives
are multiplied into it, in symbols and as a number. Where that would be too long to read, an
unlabelled node becomes a station, under a name of its own.
"""

from __future__ import annotations

from typing import NamedTuple

from autograd.columns import visible
from autograd.errors import AutogradError
from autograd.simplify import ONE, Written, simplified, size
from autograd.spelling import Name
from autograd.sweep import topological_order
from autograd.symbols import Symbol, as_symbol
from autograd.value import Constant, Value

LONGEST = 40
MOST_SHARED = 4
MOST_FOLDED = 5_000


class Factor(NamedTuple):
    """∂target/∂source between two stations; `symbol` is None where it is too long to write."""

    target: Value
    source: Value
    symbol: Symbol | None
    number: float


class Names:
    """A symbol for every node: its label, its number, or the formula that it stands for."""

    def __init__(self, y: Value, x: Value, *, name_all: bool) -> None:
        self.auto: list[Value] = []
        self.formulas: dict[Value, Symbol] = {}
        self.known: dict[Written, Symbol] = {}
        self._symbols: dict[Value, Symbol] = {}
        self._taken: set[str] = set()
        order = topological_order([y])
        labels = [visible(" ".join(node.label.split())) for node in order]
        self._labels = set(labels)
        sizes: dict[Value, int] = {}
        for node, label in zip(order, labels):
            sizes[node] = min(LONGEST, 1 + sum(sizes[v] for v in node.inputs))
            if node.operation is not None:
                inputs = tuple(self._symbols[v] for v in node.inputs)
                self.formulas[node] = Symbol(op=node.operation, inputs=inputs)
            if label:
                self._symbols[node] = self._named(label, node)
            elif node is x or node is y:
                self._give_name(node, "y" if node is y else "x")
            elif isinstance(node, Constant):
                self._symbols[node] = Symbol(number=node.data)
            elif not node.inputs or name_all or sizes[node] == LONGEST:
                self._give_name(node)
            else:
                self._symbols[node] = self.formulas[node]
            if isinstance(self._symbols[node], Name):
                sizes[node] = 1
                if node.operation is not None:
                    self.known.setdefault((node.operation, inputs), self._symbols[node])

    def __getitem__(self, node: Value) -> Symbol:
        return self._symbols[node]

    def name(self, node: Value) -> Name:
        """The node's label, or a name given to it now."""
        symbol = self._symbols[node]
        return symbol if isinstance(symbol, Name) else self._give_name(node)

    def _give_name(self, node: Value, wish: str = "") -> Name:
        number = len(self.auto) + 1
        while not wish or wish in self._labels:
            wish, number = f"v{number}", number + 1
        self._labels.add(wish)
        self.auto.append(node)
        name = self._named(wish, node)
        self._symbols[node] = name
        return name

    def _named(self, label: str, node: Value) -> Name:
        """The label; nodes that share one are told apart by a number."""
        name, number = label, 2
        while name in self._taken:
            name, number = f"{label}[{number}]", number + 1
        self._taken.add(name)
        return Name(name, node.data)


class Stations:
    """The stations that the derivative of y by x leads through, from y down to x.

    `order` is empty where y does not depend on x; `into` has the factors of each station by those
    that come before it.
    """

    def __init__(self, y: Value, x: Value) -> None:
        order = topological_order([y])
        rank = {node: i for i, node in enumerate(order)}
        levels: dict[Value, int] = {}
        on_the_way = _on_the_way(order, x)
        self.names = Names(y, x, name_all=len(on_the_way) > MOST_FOLDED)
        self.into: dict[Value, list[Factor]] = {}
        found: dict[Value, dict[Value, Factor]] = {y: {}} if y in on_the_way else {}
        for node in reversed(order):
            if node not in found:
                continue
            upstream = self._unless_too_long(node, found.pop(node))
            if isinstance(self.names[node], Name):
                levels[node] = 1 + max((levels[v] for v in upstream), default=-1)
                self.into[node] = sorted(upstream.values(), key=lambda f: rank[f.target])
                upstream = {node: Factor(node, node, ONE, 1.0)}
            if node is x:
                continue
            for v, symbol, number in zip(node.inputs, self._partials(node), node.partials):
                if v in on_the_way:
                    for factor in upstream.values():
                        _add(found.setdefault(v, {}), _times(factor, v, symbol, number))
        self.order = sorted(self.into, key=lambda node: (levels[node], rank[node]))

    def formula(self, factor: Factor) -> Symbol | None:
        """The factor in symbols, as short as can be; None where it stays too long to read."""
        symbol = factor.symbol
        if symbol is None or size(symbol, 20 * LONGEST) == 20 * LONGEST:
            return None
        short = simplified(symbol, self.names.known)
        return short if size(short, 3 * LONGEST) < 3 * LONGEST else None

    def _unless_too_long(self, node: Value, upstream: dict[Value, Factor]) -> dict[Value, Factor]:
        """The factors of an unlabelled node made short; the node is named if they are long."""
        if isinstance(self.names[node], Name):
            return upstream
        short = {v: f._replace(symbol=self.formula(f)) for v, f in upstream.items()}
        sizes = [LONGEST if f.symbol is None else size(f.symbol, LONGEST) for f in short.values()]
        if len(short) > MOST_SHARED or max(sizes) == LONGEST:
            self.names.name(node)
        return short

    def _partials(self, node: Value) -> tuple[Symbol | float | None, ...]:
        """The local derivatives of one operation in symbols, where its rule runs on them."""
        assert node.operation is not None
        xs = [self.names[v] for v in node.inputs]
        try:
            return tuple(node.operation.partials(self.names[node], *xs))
        except (AutogradError, TypeError, AttributeError, ArithmeticError, ValueError):
            return (None,) * len(xs)


def _on_the_way(order: list[Value], x: Value) -> set[Value]:
    """x and all that was computed from it."""
    found = {x}
    for node in order:
        if not found.isdisjoint(node.inputs):
            found.add(node)
    return found


def _times(factor: Factor, source: Value, symbol: Symbol | float | None, number: float) -> Factor:
    product = None
    if factor.symbol is not None and symbol is not None:
        product = as_symbol(symbol) if factor.symbol is ONE else factor.symbol * symbol
    return Factor(factor.target, source, product, factor.number * number)


def _add(found: dict[Value, Factor], factor: Factor) -> None:
    before = found.get(factor.target)
    if before is None:
        found[factor.target] = factor
        return
    both = None
    if before.symbol is not None and factor.symbol is not None:
        both = before.symbol + factor.symbol
    found[factor.target] = before._replace(symbol=both, number=before.number + factor.number)
