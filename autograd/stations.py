"""The labelled nodes between a loss and one of its inputs, and the factors between them.

A factor ∂a/∂b joins two stations with only unlabelled nodes in between, whose local derivatives
are multiplied into it, in symbols and as a number. Where that would be too long to read, an
unlabelled node becomes a station, under a name of its own.
"""

from __future__ import annotations

from typing import NamedTuple

from autograd import ops
from autograd.errors import AutogradError
from autograd.graph import Graph
from autograd.naming import names_of
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
        order = topological_order([y])
        self._names = names_of(Graph(y).nodes, y, others=[x])
        sizes: dict[Value, int] = {}
        for node in order:
            sizes[node] = min(LONGEST, 1 + sum(sizes[v] for v in node.inputs))
            inputs = tuple(self._symbols[v] for v in node.inputs)
            if node.operation is not None:
                self.formulas[node] = Symbol(op=node.operation, inputs=inputs)
            self._symbols[node] = self._symbol(node, node in (x, y), name_all, sizes[node])
            if isinstance(self._symbols[node], Name):
                sizes[node] = 1
                if node.operation is not None:
                    self.known.setdefault((node.operation, inputs), self._symbols[node])

    def _symbol(self, node: Value, is_end: bool, name_all: bool, length: int) -> Symbol:
        if node.label.strip() or is_end:
            return self._give_name(node)
        if isinstance(node, Constant):
            return Symbol(number=node.data)
        if not node.inputs or name_all or length == LONGEST:
            return self._give_name(node)
        return self.formulas[node]

    def __getitem__(self, node: Value) -> Symbol:
        return self._symbols[node]

    def name(self, node: Value) -> Name:
        """The node's label, or a name given to it now."""
        symbol = self._symbols.get(node)
        return symbol if isinstance(symbol, Name) else self._give_name(node)

    def _give_name(self, node: Value) -> Name:
        if not node.label.strip():
            self.auto.append(node)
        name = Name(self._names[node], node.data)
        self._symbols[node] = name
        return name


class Stations:
    """The stations that the derivative of y by x leads through, from y down to x.

    With `pass_terms`, where y is a sum of results, as the error of a network is the sum of its
    outputs' errors, the terms are passed without a stop, since the factor there is 1.

    `order` is empty where y does not depend on x; `into` has the factors of each station by those
    that come before it.
    """

    def __init__(self, y: Value, x: Value, *, pass_terms: bool) -> None:
        order = topological_order([y])
        rank = {node: i for i, node in enumerate(order)}
        levels: dict[Value, int] = {}
        on_the_way = _on_the_way(order, x)
        terms = _terms_of(y) - {x} if pass_terms else set()
        self.names = Names(y, x, name_all=len(on_the_way) > MOST_FOLDED)
        self.into: dict[Value, list[Factor]] = {}
        found: dict[Value, dict[Value, Factor]] = {y: {}} if y in on_the_way else {}
        for node in reversed(order):
            if node not in found:
                continue
            upstream = self._unless_too_long(node, found.pop(node))
            if isinstance(self.names[node], Name) and not (
                node in terms and self._is_one(upstream)
            ):
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

    def _is_one(self, upstream: dict[Value, Factor]) -> bool:
        """Whether the only factor is 1 by its rule, wherever the numbers are."""
        symbols = [self.formula(factor) for factor in upstream.values()]
        return len(symbols) == 1 and symbols[0] is not None and symbols[0].number == 1.0

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


def _terms_of(y: Value) -> set[Value]:
    """The terms, where y is a plain sum of computed ones, as an error of several outputs is."""
    sums = {ops.add, ops.total}
    terms: set[Value] = set()
    found = dict.fromkeys([y])
    waiting = [y]
    while waiting:
        node = waiting.pop()
        if node.operation in sums and (node is y or not node.label):
            waiting += [x for x in node.inputs if x not in found]
            found.update(dict.fromkeys(node.inputs))
        else:
            terms.add(node)
    return terms if all(node.inputs for node in terms) else set()


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
