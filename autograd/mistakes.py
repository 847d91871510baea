"""The mistakes that people make by hand, each as the numbers that it would give.

A mistake is put into one place, into all places of one kind at one depth of the graph, or into
all of one kind; the round is then calculated with it. Which of the results are a learner's number
is for the caller to see.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from autograd import ops
from autograd.calculation import Calculation, Numbers, Partials, Passing, computed
from autograd.notation import TEXT
from autograd.stations import Names
from autograd.value import Constant, Value, local_derivatives

MOST_WORK = 2_000_000
ROUNDS = 4
LONGEST_WALK = 50
ONE_INPUT = frozenset(
    {ops.exp, ops.log, ops.sqrt, ops.sin, ops.cos, ops.tan, ops.tanh, ops.sigmoid, ops.relu}
    | {ops.leaky_relu, ops.elu, ops.softplus, ops.expm1}
)
ACTIVATIONS = (ops.sigmoid, ops.tanh, ops.relu)

Mistake = tuple[str, str]
Result = tuple[Mistake, Numbers]


Groups = dict[object, list["Slip"]]


class Slip(NamedTuple):
    """One wrong number in one place: a local derivative, or with no position a value."""

    kind: str
    node: Value
    position: int
    number: float
    place: str


class Mistakes:
    """The wrong rounds for one calculation."""

    def __init__(self, calculation: Calculation) -> None:
        self.calculation = calculation
        self._names = Names(calculation.loss, calculation.loss, name_all=False)
        self._consumers: dict[Value, list[Value]] = {}
        self._levels: dict[Value, int] = {}
        for node in calculation.nodes:
            self._levels[node] = 1 + max((self._levels[x] for x in node.inputs), default=-1)
            for x in node.inputs:
                self._consumers.setdefault(x, []).append(node)

    def name(self, node: Value) -> str:
        """The node's label, or what it was computed as."""
        return f"{TEXT.written(self._names[node]):.60}"

    # Gradients

    def in_gradients(
        self, values: Numbers, partials: Partials, passing: Passing, of: Value | None = None
    ) -> Iterator[Result]:
        """The gradients that each mistake gives; `of` confines it to what leads to one node."""
        calculation = self.calculation
        yield from self._with_updated_weights(values, partials, passing)
        places = calculation.nodes if of is None else self._above(of)
        for mistake, slips in self._together(self._slips(places, values, partials)):
            changed = dict(partials)
            for slip in slips:
                local = list(changed[slip.node])
                local[slip.position] = slip.number
                changed[slip.node] = tuple(local)
            yield mistake, calculation.backward(changed, passing)
        right = calculation.backward(partials, passing)
        yield ("the sign is turned round", ""), {node: -g for node, g in right.items()}
        yield (
            ("the squared error is taken without its factor ½ (twice the gradient)", ""),
            {node: 2.0 * g for node, g in right.items()},
        )
        yield (
            ("the 2 of the square is forgotten, or ½ is taken twice (half the gradient)", ""),
            {node: 0.5 * g for node, g in right.items()},
        )

    def _with_updated_weights(
        self, values: Numbers, partials: Partials, passing: Passing
    ) -> Iterator[Result]:
        """Layer by layer backwards, each with the weights that the layer before has updated."""
        calculation = self.calculation
        if not calculation.parameters:
            return
        gradients = calculation.backward(partials, passing)
        for _ in range(ROUNDS):
            mixed = {
                **values,
                **{p: calculation.update(gradients)[p] for p in calculation.parameters},
            }
            moved = {
                node: local_derivatives(
                    node.operation, values[node], [mixed[x] for x in node.inputs]
                )
                for node in calculation.nodes
                if node.operation is not None
            }
            gradients = calculation.backward(moved, passing)
        yield (
            (
                "the hidden gradients are computed with the already-updated output weights",
                "(all gradients belong to the old weights: update them together at the end)",
            ),
            gradients,
        )

    def _above(self, node: Value) -> list[Value]:
        """All that was computed from the node."""
        found: dict[Value, None] = {}
        stack = list(self._consumers.get(node, ()))
        while stack:
            consumer = stack.pop()
            if consumer not in found:
                found[consumer] = None
                stack.extend(self._consumers.get(consumer, ()))
        return [n for n in self.calculation.nodes if n in found]

    def _slips(
        self, places: Iterable[Value], values: Numbers, partials: Partials
    ) -> Iterator[Slip]:
        """Wrong local derivatives, the likeliest kinds first."""
        chosen = [
            (node, i, x)
            for node in places
            for i, x in enumerate(node.inputs)
            if not isinstance(x, Constant)
        ]
        for node, i, x in chosen:
            if len(self._consumers[x]) > 1:
                place = self._nearest_label(node)
                yield Slip("a path is left out of the sum: the one through", node, i, 0.0, place)
        for node, i, _ in chosen:
            place = self.name(node)
            for kind, number in _wrong_partials(node, i, values):
                yield Slip(kind, node, i, number, place)
        for node, i, x in chosen:
            flipped = -partials[node][i]
            kind = "the sign is wrong in the derivative"
            above, below = self._nearest_label(node), self.name(x)
            yield Slip(kind, node, i, flipped, f"of {above} by {below}")
        for node, i, _ in chosen:
            if node.operation is ops.multiply:
                other = node.inputs[1 - i]
                constant = isinstance(other, Constant)
                kind = "the constant factor is left out:" if constant else "a factor is left out:"
                yield Slip(kind, node, i, 1.0, self.name(other))

    def _nearest_label(self, node: Value) -> str:
        for _ in range(LONGEST_WALK):
            consumers = self._consumers.get(node, [])
            if node.label or len(consumers) != 1:
                break
            node = consumers[0]
        return self.name(node)

    def _together(self, slips: Iterable[Slip]) -> Iterator[tuple[Mistake, list[Slip]]]:
        """Each slip by itself, then those of a kind at one depth, then all of a kind.

        In a graph so large that this would take long, only the last ones.
        """
        alone: Groups = {}
        at_depth: Groups = {}
        alike: Groups = {}
        for i, slip in enumerate(slips):
            alone[i] = [slip]
            at_depth.setdefault((slip.kind, self._levels[slip.node]), []).append(slip)
            alike.setdefault(slip.kind, []).append(slip)
        for groups in (alone, at_depth, alike):
            if len(groups) * len(self.calculation.nodes) <= MOST_WORK:
                for group in groups.values():
                    if groups is alone or len(group) > 1:
                        yield (group[0].kind, _listed(group)), group

    # Values

    def in_values(
        self, leaves: Numbers, values: Numbers, passing: Passing, of: Value
    ) -> Iterator[Result]:
        """The values that each mistake below a node gives."""
        slips = [slip for node in self._below(of) for slip in self._wrong_values(node, values)]
        for mistake, group in self._together(slips):
            wrong = {slip.node: slip.number for slip in group}

            def with_slip(node: Value, x: float, wrong: Numbers = wrong) -> float:
                return wrong[node] if node in wrong else passing(node, x)

            yield mistake, self.calculation.forward(leaves, with_slip)
        yield ("the sign is turned round", ""), {node: -x for node, x in values.items()}

    def _below(self, node: Value) -> list[Value]:
        found, stack = {node}, [node]
        while stack:
            for x in stack.pop().inputs:
                if x not in found:
                    found.add(x)
                    stack.append(x)
        return [n for n in self.calculation.nodes if n in found and n.inputs]

    def _wrong_values(self, node: Value, values: Numbers) -> Iterator[Slip]:
        xs = [values[x] for x in node.inputs]
        names = [self.name(x) for x in node.inputs]
        for kind, number, which in _wrong_results(node, xs):
            place = self.name(node) if which is None else names[which]
            yield Slip(kind, node, -1, number, place)


def _listed(slips: list[Slip]) -> str:
    places = list(dict.fromkeys(slip.place for slip in slips))
    if len(places) > 4:
        places = [*places[:2], "…", places[-1]]
    return ", ".join(places)


def _wrong_partials(node: Value, position: int, values: Numbers) -> Iterator[tuple[str, float]]:
    op, y, xs = node.operation, values[node], [values[x] for x in node.inputs]
    assert op is not None
    if op in ONE_INPUT and position == 0:
        yield f"the derivative of {op.name} is left out at", 1.0
        at_input = local_derivatives(op, xs[0], xs)[0]
        yield f"the derivative of {op.name} is taken at the input, not at the output", at_input
        at_output = local_derivatives(op, computed(op, [y, *xs[1:]]), [y, *xs[1:]])[0]
        yield f"the derivative of {op.name} is taken at the output, not at the input of", at_output
    if op is ops.power and position == 0:
        kind = f"the exponent {xs[1]:g} is not brought down as a factor in"
        yield kind, computed(op, [xs[0], xs[1] - 1.0])
    if op is ops.mean:
        yield f"the mean is not divided by {len(xs)} in", 1.0
    if op is ops.divide and position == 0:
        yield "the divisor is left out in", 1.0


def _wrong_results(node: Value, xs: list[float]) -> Iterator[tuple[str, float, int | None]]:
    """Kind, wrong result, and which input to name, or None for the node itself."""
    op = node.operation
    assert op is not None
    if op in ONE_INPUT:
        yield f"{op.name} is not applied in", xs[0], None
        for other in (ops.sigmoid, ops.tanh, ops.relu):
            if op in (ops.sigmoid, ops.tanh, ops.relu) and other is not op:
                yield (
                    f"{other.name} is used instead of {op.name} in",
                    computed(other, xs[:1]),
                    None,
                )
    if op in (ops.add, ops.subtract):
        sign = 1.0 if op is ops.add else -1.0
        yield "+ and − are exchanged in", xs[0] - sign * xs[1], None
        yield "a term is left out:", xs[0], 1
        yield "a term is left out:", sign * xs[1], 0
    if op is ops.subtract:
        yield "the difference is taken the other way round:", xs[1] - xs[0], None
    if op is ops.multiply:
        yield "a factor is left out:", xs[1], 0
        yield "a factor is left out:", xs[0], 1
    if op is ops.power:
        yield f"the exponent {xs[1]:g} is forgotten in", xs[0], None
        yield f"the base is multiplied by {xs[1]:g}, not raised to it, in", xs[0] * xs[1], None
    if op is ops.mean:
        yield f"the mean is not divided by {len(xs)} in", math.fsum(xs), None
    for i, term in enumerate(_terms(node, xs)):
        yield "a term is left out:", computed(op, xs) - term, i


def _terms(node: Value, xs: list[float]) -> list[float]:
    """The terms of a fused sum, by the input that they begin with."""
    if node.operation is ops.total:
        return xs
    n = len(xs) // 2
    if node.operation in (ops.dot, ops.affine):
        bias = [0.0] * n + xs[2 * n :]
        return [a * b for a, b in zip(xs[:n], xs[n : 2 * n])] + bias
    return []
