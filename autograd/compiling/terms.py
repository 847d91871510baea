"""The graph in normal form: the scalars that a compiled program computes.

Equal terms become one, numbers are computed beforehand, and whatever is a sum (`+` written many
times, `total`, `dot`, `affine`, or the w1*x1 + w2*x2 + b that a person writes out) becomes one
term a₁b₁ + … + aₙbₙ + c₁ + … + cₘ.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from autograd import ops
from autograd.compiling.lowering import LOWERED
from autograd.errors import AutogradError
from autograd.ops import Op
from autograd.progress import stage
from autograd.value import Constant, Value

MOST_STATEMENTS = 200_000
MOST_SIMPLIFIED = 3  # inputs; further ones make a simpler form unlikely
SUMS = frozenset({ops.add, ops.total, ops.dot, ops.affine})


class Term:
    """One scalar: a leaf, a number, or an operation on other terms.

    A sum is written as `ops.total` with `pairs` products: its inputs are a₁…aₙ, b₁…bₙ, c₁…cₘ.
    `rows` says that it differs from row to row, `sought` that it has a derivative by a parameter.
    `slot` is its place in the row of all terms, `home` and `column` where the program keeps it.
    """

    __slots__ = (
        "column",
        "home",
        "inputs",
        "level",
        "number",
        "op",
        "origin",
        "pairs",
        "rows",
        "slot",
        "sought",
    )

    def __init__(self, op: Op | None = None, inputs: tuple[Term, ...] = (), pairs: int = 0):
        self.op = op
        self.inputs = inputs
        self.pairs = pairs
        self.number: float | None = None
        self.origin: Value | None = None
        self.home: Callable[[], Any] = _nowhere
        self.column = self.slot = self.level = 0
        self.rows = self.sought = False

    @property
    def block(self) -> Any:
        """The block that keeps it, which holds its terms and is not held by them."""
        return self.home()


def _nowhere() -> None:
    """The home of a term that no block keeps."""


class NormalForm:
    """The terms of a graph: those of its outputs, its inputs, parameters and other leaves."""

    def __init__(
        self,
        nodes: Sequence[Value],
        outputs: Sequence[Value],
        inputs: Sequence[Value],
        wrt: Sequence[Value],
    ) -> None:
        self._terms: dict[Any, Term] = {}
        self._numbers: dict[float | str, Term] = {}
        self._term_of: dict[Value, Term] = {}
        self.inputs = [self._leaf(v, rows=True) for v in inputs]
        self.parameters = [self._leaf(v, sought=True) for v in wrt]
        self.others: list[Value] = []
        self.other_terms: list[Term] = []
        self._absorbed = _absorbed(nodes, outputs)
        for node in stage("reading the graph", nodes):
            if node not in self._term_of and node not in self._absorbed:
                term = self._lowered(node)
                if term.origin is None or not term.origin.label:
                    term.origin = node
                self._term_of[node] = term
                refuse_long(term.level)
        self.outputs = [self._term_of[v] for v in outputs]

    def needed(self) -> list[Term]:
        """Every operation that the outputs need; inputs come first."""
        found: set[Term] = set()
        stack = list(self.outputs)
        while stack:
            term = stack.pop()
            if term not in found:
                found.add(term)
                stack.extend([x for x in term.inputs if x.op is not None and x not in found])
        return [t for t in self._in_order() if t in found]

    def _in_order(self) -> Iterable[Term]:
        return sorted(self._terms.values(), key=lambda t: t.level)

    def numbers(self) -> list[Term]:
        """The plain numbers that terms refer to."""
        return list(self._numbers.values())

    # Leaves

    def _leaf(self, leaf: Value, rows: bool = False, sought: bool = False) -> Term:
        term = Term()
        term.origin, term.rows, term.sought = leaf, rows, sought
        term.slot = len(self._terms) + len(self._term_of)
        self._term_of[leaf] = term
        return term

    def number(self, x: float) -> Term:
        """The term of a plain number."""
        key = repr(x) if x == 0.0 or math.isnan(x) else x
        if key not in self._numbers:
            self._numbers[key] = term = Term()
            term.number = x
        return self._numbers[key]

    # Operations

    def _lowered(self, node: Value) -> Term:
        op = node.operation
        if op is None:
            if isinstance(node, Constant) and not node.label:
                return self.number(node.data)
            self.others.append(node)
            self.other_terms.append(self._leaf(node))
            return self.other_terms[-1]
        if op in SUMS:
            return self._sum_of(node)
        xs = tuple(self._term_of[x] for x in node.inputs)
        lower = LOWERED.get(op.name)
        return (
            lower(self, op, xs)
            if lower and ops.TABLE.get(op.name, op) is op
            else self.make(op, xs)
        )

    def make(self, op: Op, xs: tuple[Term, ...], pairs: int = 0, frozen: bool = False) -> Term:
        """The term of an operation; one that is known already, or simpler, where there is one."""
        if not pairs and len(xs) <= MOST_SIMPLIFIED:
            simple = self._simplified(op, xs)
            if simple is not None:
                return simple
        frozen = frozen and any(x.sought for x in xs)
        if op is ops.multiply and xs[0].slot > xs[1].slot and xs[1].number is None:
            xs = xs[::-1]
        key: Any = (op, xs, frozen)
        if op is ops.total:
            key = (frozenset(zip(xs[:pairs], xs[pairs : 2 * pairs])), frozenset(xs[2 * pairs :]))
        term = self._terms.get(key)
        if term is None:
            self._terms[key] = term = Term(op, xs, pairs)
            term.slot = len(self._terms) + len(self._term_of)
            term.level = 1 + max(x.level for x in xs)
            term.rows = any(x.rows for x in xs)
            term.sought = not frozen and any(x.sought for x in xs)
        return term

    def _simplified(self, op: Op, xs: tuple[Term, ...]) -> Term | None:
        numbers = [x.number for x in xs]
        if None not in numbers:
            try:
                return self.number(float(op.forward(*numbers)))
            except (ArithmeticError, ValueError):
                return None
        if op is ops.multiply:
            return self._simplified_product(xs[0], xs[1])
        if op in NEUTRAL and numbers[1] == NEUTRAL[op]:
            return xs[0]
        return None

    def _simplified_product(self, a: Term, b: Term) -> Term | None:
        factor, other = (a.number, b) if a.number is not None else (b.number, a)
        if factor is None:
            return self._with_one_factor(a, b)
        if factor == 1.0:
            return other
        if factor == 0.0 and other.op in INDICATORS:
            return self.number(0.0)
        product = _product_of_factors(factor, _factor(other))
        if product is not None:
            return self.make(ops.multiply, (self.number(product), other.inputs[1]))
        if a.number is None:
            return self.make(ops.multiply, (b, a))
        return None

    def _with_one_factor(self, a: Term, b: Term) -> Term | None:
        """(2·x)·(3·y) as 6·(x·y)."""
        product = _product_of_factors(_factor(a), _factor(b))
        if product is None:
            return None
        inner = self.make(ops.multiply, (a.inputs[1], b.inputs[1]))
        return self.make(ops.multiply, (self.number(product), inner))

    # Sums

    def sum(self, pairs: list[tuple[Term, Term]], addends: Iterable[Term]) -> Term:
        """The term of Σ ab + Σ c; numbers in it are added up, equal addends counted."""
        constant = 0.0
        counts: dict[Term, float] = {}
        products: list[tuple[Term, Term]] = []
        for (a, b), count in Counter(pairs).items():
            if count == 1 and a.number is b.number is None and not (a.inputs and b.inputs):
                products.append((a, b) if a.slot <= b.slot else (b, a))
                continue
            if count > 1:
                addends = [*addends, *[self.make(ops.multiply, (a, b))] * count]
                continue
            simple = self._simplified(ops.multiply, (a, b))
            if simple is None:
                products.append((a, b) if a.slot <= b.slot else (b, a))
            elif simple.number is not None:
                constant += simple.number
            else:
                n, x = _with_factor(simple)
                counts[x] = counts.get(x, 0.0) + n
        for c in addends:
            if c.number is None:
                counts[c] = counts.get(c, 0.0) + 1.0
            else:
                constant += c.number
        single = [c for c, count in counts.items() if count == 1.0]
        products += [(self.number(n), c) for c, n in counts.items() if n != 1.0]
        if constant != 0.0 or not (products or single):
            single.append(self.number(constant))
        if not products and len(single) == 1:
            return single[0]
        if len(products) == 1 and not single:
            return self.make(ops.multiply, products[0])
        left, right = [a for a, _ in products], [b for _, b in products]
        return self.make(ops.total, (*left, *right, *single), pairs=len(products))

    def _sum_of(self, root: Value) -> Term:
        """The whole tree of sums below a node that nothing else uses, as one sum."""
        term_of = self._term_of
        pairs: list[tuple[Term, Term]] = []
        addends: list[Term] = []
        stack = [root]
        while stack:
            node = stack.pop()
            if node is not root and node not in self._absorbed:
                addends.append(term_of[node])
                continue
            inputs = node.inputs
            if node.operation in (ops.add, ops.total):
                stack.extend(inputs[::-1])
                continue
            n = len(inputs) // 2
            terms = [term_of[x] for x in inputs[: 2 * n]]
            pairs.extend(zip(terms[:n], terms[n:]))
            stack.extend(inputs[2 * n :])
        return self.sum(pairs, addends)


def refuse_long(statements: int) -> None:
    """AutogradError with a remedy for a program that has at least so many statements."""
    if statements > MOST_STATEMENTS:
        raise AutogradError(
            f"the program would have more than {MOST_STATEMENTS:,} statements: compile one of the "
            "inner values, or use Graph.forward() and backward(), which have no limit"
        )


def _factor(term: Term) -> float | None:
    """The number that a product starts with."""
    return term.inputs[0].number if term.op is ops.multiply else None


def _with_factor(term: Term) -> tuple[float, Term]:
    factor = _factor(term)
    return (1.0, term) if factor is None else (factor, term.inputs[1])


def _product_of_factors(a: float | None, b: float | None) -> float | None:
    """The product of two factors, while it is far from what a float cannot hold."""
    if a is None or b is None or not SMALL < abs(a * b) < 1 / SMALL:
        return None
    return a * b


SMALL = 1e-100
INDICATORS = (ops.greater, ops.is_zero)
"""What is 0 or 1 for any inputs, so that 0 times it is 0."""
NEUTRAL = {ops.subtract: 0.0, ops.divide: 1.0, ops.power: 1.0}


def _absorbed(nodes: Sequence[Value], outputs: Sequence[Value]) -> set[Value]:
    """The sums and products that only one other sum uses, as an addend of its own."""
    uses: dict[Value, int] = dict.fromkeys(outputs, 2)
    for node in nodes:
        for x in node.inputs:
            if x.inputs:
                uses[x] = uses.get(x, 0) + 1
    absorbed: set[Value] = set()
    for node in nodes:
        addends: Sequence[Value] = ()
        if node.operation in (ops.add, ops.total):
            addends = node.inputs
        elif node.operation is ops.affine:
            addends = node.inputs[-1:]
        for x in addends:
            if uses.get(x) == 1 and (x.operation in SUMS or x.operation is ops.multiply):
                absorbed.add(x)
    return absorbed
