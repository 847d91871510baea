"""The labelled nodes between a loss and one of its inputs, and the factors between them.

A factor ∂a/∂b joins two stations with only unlabelled nodes in between, whose local derivatives
are multiplied into it, in symbols and as a number. Where that would be too long to read, an
unlabelled node becomes a station, under a name of its own.
"""

from __future__ import annotations

from typing import NamedTuple

from autograd.errors import AutogradError
from autograd.simplify import ONE, Written, simplified, size
from autograd.spelling import Name
from autograd.sweep import topological_order
from autograd.symbols import Symbol
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
        labels = [" ".join(node.label.split()) for node in order]
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
    """The stations that the derivative of y by x leads through, from y down."""

    def __init__(self, y: Value, x: Value) -> None:
        order = topological_order([y])
        on_the_way = {x}
        for node in order:
            if not on_the_way.isdisjoint(node.inputs):
                on_the_way.add(node)
        self.names = Names(y, x, name_all=len(on_the_way) > MOST_FOLDED)
        self._levels: dict[Value, int] = {}
        self.into: dict[Value, list[Factor]] = {}
        rank = {node: i for i, node in enumerate(order)}
        found: dict[Value, dict[Value, Factor]] = {y: {}} if y in on_the_way else {}
        for node in reversed(order):
            if node not in found:
                continue
            upstream = found.pop(node)
            if self._is_station(node, upstream):
                self._levels[node] = 1 + max((self._levels[v] for v in upstream), default=-1)
                self.into[node] = sorted(upstream.values(), key=lambda f: rank[f.target])
                upstream = {node: Factor(node, node, ONE, 1.0)}
            if node is x:
                continue
            for v, symbol, number in zip(node.inputs, self._partials(node), node.partials):
                if v in on_the_way:
                    for factor in upstream.values():
                        through = _times(factor, v, symbol, number, self.names)
                        _add(found.setdefault(v, {}), through, self.names)

        self.order = sorted(self.into, key=lambda node: (self._levels[node], rank[node]))

    def _is_station(self, node: Value, upstream: dict[Value, Factor]) -> bool:
        if isinstance(self.names[node], Name):
            return True
        too_long = len(upstream) > MOST_SHARED or any(
            f.symbol is None or size(f.symbol, LONGEST) == LONGEST for f in upstream.values()
        )
        if too_long:
            self.names.name(node)
        return too_long

    def _partials(self, node: Value) -> tuple[Symbol | float | None, ...]:
        """The local derivatives of one operation in symbols, where its rule runs on them."""
        assert node.operation is not None
        unknown = (None,) * len(node.inputs)
        xs = [self.names[v] for v in node.inputs]
        try:
            return tuple(node.operation.partials(self.names[node], *xs))
        except (AutogradError, TypeError, AttributeError, ArithmeticError, ValueError):
            return unknown


def _times(
    factor: Factor, source: Value, symbol: Symbol | float | None, number: float, names: Names
) -> Factor:
    product = None
    if factor.symbol is not None and symbol is not None:
        product = _short(factor.symbol * symbol, names)
    return Factor(factor.target, source, product, factor.number * number)


def _add(found: dict[Value, Factor], factor: Factor, names: Names) -> None:
    before = found.get(factor.target)
    if before is None:
        found[factor.target] = factor
        return
    both = None
    if before.symbol is not None and factor.symbol is not None:
        both = _short(before.symbol + factor.symbol, names)
    found[factor.target] = before._replace(symbol=both, number=before.number + factor.number)


def _short(symbol: Symbol, names: Names) -> Symbol | None:
    """The expression made short; None where it stays too long to read."""
    if size(symbol, 20 * LONGEST) == 20 * LONGEST:
        return None
    short = simplified(symbol, names.known)
    return short if size(short, 3 * LONGEST) < 3 * LONGEST else None
