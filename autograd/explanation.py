"""`explain`: the chain rule for one derivative, in symbols and then with the numbers put in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from autograd.adjoints import gradients
from autograd.errors import AutogradError
from autograd.graph import Graph, refuse_large
from autograd.languages import phrases_in
from autograd.layout import Equation, Line, as_latex, as_text
from autograd.notation import LATEX, TEXT, Style
from autograd.paths import Paths
from autograd.products import Item, Product, factored, number_of, number_of_routes, routes, written
from autograd.remarks import bracket_explained, definitions, distinct, said, unrelated
from autograd.simplify import simplified
from autograd.spelling import Name
from autograd.stale import refuse_stale
from autograd.stations import Factor, Stations
from autograd.sweep import topological_order
from autograd.symbols import Symbol
from autograd.value import Value

MOST_OPERATIONS = 20_000
MOST_ROUTES = 8
MOST_FACTORS = 20
MOST_TERMS = 6
MOST_LINES = 24


def explain(loss: Value, wrt: Value | str, *, lang: str = "en") -> Explanation:
    """The chain rule for ∂loss/∂wrt, as one would write it by hand.

    StaleError where a leaf was changed after the loss was computed.

    `wrt` is a Value that the loss was computed from, or its label. Labelled Values are the
    stations of the chain; the unlabelled ones between two stations are part of one factor, whose
    own rule stands on a line below. Several paths become a sum of products. Where there are too
    many to write, each station's derivative is given by the ones before it. What is said in words
    is English, or with `lang="ko"` Korean.

    >>> from autograd import values
    >>> w, x, t = values(w=0.5, x=3.0, t=1.0)
    >>> y = (w * x).named("y")
    >>> E = (0.5 * (t - y) ** 2).named("E")
    >>> explain(E, w)
    ∂E/∂w = ∂E/∂y · ∂y/∂w = 0.5 × 3 = 1.5
    <BLANKLINE>
    ∂E/∂y = −(t − y) = −(1 − 1.5) = 0.5
    ∂y/∂w = x = 3
    """
    if not isinstance(loss, Value):
        raise AutogradError(f"explain takes the Value to differentiate, got {type(loss).__name__}")
    if isinstance(wrt, str):
        wrt = Graph(loss)[wrt]
    if not isinstance(wrt, Value):
        raise AutogradError(
            f"explain takes the Value to differentiate by, or its label, got {type(wrt).__name__}"
        )
    return Explanation(loss, wrt, lang)


class Explanation:
    """One derivative explained: print it, or show it in a notebook as mathematics.

    `value` is the derivative, `text` and `latex` the explanation, `paths` a sequence of the paths
    that the derivative adds up, each made when it is asked for.
    """

    def __init__(self, loss: Value, wrt: Value, lang: str = "en") -> None:
        self.loss = loss
        self.wrt = wrt
        self._say = phrases_in(lang)
        refuse_stale(topological_order([loss]))
        self.value = gradients(loss).get(wrt, 0.0)

    @cached_property
    def paths(self) -> Paths:
        """Every path from the loss to the input, through all nodes, labelled or not."""
        return Paths(self.loss, self.wrt)

    @cached_property
    def text(self) -> str:
        """The explanation in Unicode, aligned at the equals signs."""
        return as_text(list(self._lines(TEXT)))

    @cached_property
    def latex(self) -> str:
        """The explanation as one LaTeX environment, for use between `$$`."""
        return as_latex(zip(self._lines(TEXT), self._lines(LATEX)))

    def __str__(self) -> str:
        return self.text

    __repr__ = __str__

    def _repr_latex_(self) -> str:
        return f"$${self.latex}$$"

    def _repr_markdown_(self) -> str:
        return f"$${self.latex}$$"

    @cached_property
    def _stations(self) -> Stations:
        refuse_large(Graph(self.loss), MOST_OPERATIONS, "an explanation")
        stations = Stations(self.loss, self.wrt, pass_terms=True)
        if _is_short(stations):
            return stations
        return Stations(self.loss, self.wrt, pass_terms=False)

    def _lines(self, style: Style) -> Iterator[Line]:
        refuse_stale(topological_order([self.loss]))
        names = self._stations.names
        if not self._stations.order:
            yield from unrelated(style, names, self.loss, self.wrt, self._say)
            return
        shown: list[Symbol] = []
        if _is_short(self._stations):
            lines = self._chain_rule(style, shown)
        else:
            lines = self._station_by_station(style, shown)
        yield from lines
        yield from definitions(style, names, shown)
        yield from bracket_explained(style, shown, self._say)

    # The product of the factors, and each factor

    def _chain_rule(self, style: Style, shown: list[Symbol]) -> Iterator[Line]:
        names = self._stations.names
        product = factored(routes(self._stations))
        factors = list(dict.fromkeys(_factors(product)))
        shown += [names[station] for station in self._stations.order]
        formulas = [self._stations.formula(factor) for factor in factors]
        shown += [formula for formula in formulas if formula is not None]
        ends = self.loss, self.wrt
        direct = next((f for f in factors if (f.target, f.source) == ends), None)
        both = direct and len(factors) > 1
        left = (style.total_derivative if both else style.derivative)(*map(names.name, ends))
        if len(factors) <= 1:
            yield Equation(left, self._rule(style, factors[0]) if factors else [style.number(1.0)])
            return
        sides = [written(product, style, style.between, lambda f: self._ratio(style, f))]
        sides += _with_numbers(style, product)
        yield Equation(left, distinct([*sides, style.number(self.value)]))
        yield ""
        for factor in factors:
            yield Equation(self._ratio(style, factor), self._rule(style, factor))
        if direct:
            yield ""
            sentence = self._say("{} counts every path, {} the direct one alone.")
            yield said(style, sentence, left, self._ratio(style, direct))

    def _ratio(self, style: Style, factor: Factor) -> str:
        names = self._stations.names
        return style.derivative(names[factor.target], names[factor.source])

    def _rule(self, style: Style, factor: Factor) -> list[str]:
        """The factor in symbols, with numbers, and its value."""
        value = style.number(factor.number)
        formula = self._stations.formula(factor)
        if formula is None:
            return [value]
        return distinct([style.written(formula), style.written(formula, numbers=True), value])

    # One line for each station

    def _station_by_station(self, style: Style, shown: list[Symbol]) -> Iterator[Line]:
        names = self._stations.names
        found = gradients(self.loss)
        loss = names.name(self.loss)
        any_node = Name("v", 0.0)
        yield Equation(_delta(any_node, 0.0).written_in(style), [style.derivative(loss, any_node)])
        yield ""
        order = self._stations.order[1:]
        left_out = len(order) - MOST_LINES
        for i, station in enumerate(order):
            if left_out > 0 and i == MOST_LINES // 2:
                more = self._say("… {count:,} more lines like these …")
                yield style.words(more.format(count=left_out))
            if left_out > 0 and MOST_LINES // 2 <= i < MOST_LINES // 2 + left_out:
                continue
            terms = [self._term(f, found) for f in self._stations.into[station]]
            shown += [names[station], *terms]
            left = _delta(names.name(station), found[station]).written_in(style)
            if station is self.wrt:
                left = style.derivative(loss, names[station])
            value = style.number(found[station])
            yield Equation(left, distinct([*_terms(style, terms), value]))

    def _term(self, factor: Factor, found: dict[Value, float]) -> Symbol:
        """δ of the factor's target, times the factor."""
        names = self._stations.names
        symbol = self._stations.formula(factor)
        if symbol is None:
            ratio = (names[factor.target], names[factor.source])
            symbol = Name(TEXT.derivative(*ratio), factor.number, LATEX.derivative(*ratio))
        if factor.target is self.loss:
            return symbol
        return simplified(_delta(names.name(factor.target), found[factor.target]) * symbol)


def _is_short(stations: Stations) -> bool:
    """Whether the paths can be written out one by one."""
    if number_of_routes(stations, MOST_ROUTES + 1) > MOST_ROUTES:
        return False
    return sum(map(len, stations.into.values())) <= MOST_FACTORS


class _Delta(Name):
    """δ of a station: the derivative of the loss by it."""

    __slots__ = ()

    def written_in(self, style: Style) -> str:
        return style.written(self)


def _delta(name: Name, value: float) -> _Delta:
    return _Delta(f"δ({name.name})", value, rf"\delta_{{{name.latex}}}")


def _terms(style: Style, terms: list[Symbol]) -> list[str]:
    """The sum of the terms in symbols and in numbers, the middle left out where it is long."""
    if len(terms) > MOST_TERMS:
        shown = [*terms[:2], terms[-1]]
        sides = [[style.written(t, numbers=n) for t in shown] for n in (False, True)]
        return [f"{a} + {b} + {style.dots} + {c}" for a, b, c in sides]
    total = simplified(sum(terms[1:], terms[0]))
    return [style.written(total), style.written(total, numbers=True)]


def _factors(product: Product) -> Iterator[Factor]:
    for item in product:
        if isinstance(item, Factor):
            yield item
        else:
            for inner in item:
                yield from _factors(inner)


def _with_numbers(style: Style, product: Product) -> list[str]:
    """The product in numbers; a bracket among other factors is then worked out by itself."""

    def number(factor: Factor) -> str:
        return style.number(factor.number)

    sides = [written(product, style, style.times, number)]
    if len(product) > 1 and not all(isinstance(item, Factor) for item in product):
        worked_out: Product = [_as_factor(item) for item in product]
        sides.append(written(worked_out, style, style.times, number))
    return sides


def _as_factor(item: Item) -> Factor:
    return next(_factors([item]))._replace(number=number_of(item))
