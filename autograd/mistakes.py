"""The mistakes that people make by hand, each as the numbers that it would give.

A slip is put into one place, or into several at once; the round is then calculated with it. Which
of the results are a learner's number is for the caller to see.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from autograd.calculation import Calculation, Numbers, Partials, Passing, computed
from autograd.columns import visible
from autograd.evaluation import local_derivatives
from autograd.groups import Mistake, together
from autograd.languages import Say
from autograd.notation import TEXT
from autograd.slips import ACTIVATIONS, PRODUCTS, Kind, Slip, slips
from autograd.spelling import number_text
from autograd.stations import Names
from autograd.symbols import Symbol
from autograd.value import Constant, Value
from autograd.wrong_derivatives import WRONG_DERIVATIVES
from autograd.wrong_results import WRONG_RESULTS

MOST_STATIONS = 50
ROUNDS = 4
LONGEST_WALK = 50

Result = tuple[Mistake, Numbers]

SIGN = Kind("minus", 2, "the sign is turned round")
UPDATED_WEIGHTS = Kind(
    "updated weights",
    1,
    "the hidden gradients are computed with the already-updated output weights (all gradients "
    "belong to the old weights: update them together at the end)",
)
NUMBER_MINUS = Kind("minus", 1, "the sign is wrong: the minus of a number is lost, {place}")
VALUE = Kind("value", 2, "the value is given where the gradient is asked for")
PATH = Kind("path", 2, "a path is left out of the sum: the one through {place}")
PLACE = Kind("path", 2, "one of the places where {place} is used is left out")
DIRECT = Kind("path", 2, "{name} is left out where it is used in {place}")
TOO_EARLY = Kind("left out", 3, "the chain rule stops too early, at {place}")
TOO_LATE = Kind("left out", 3, "the chain rule starts too late, with {place}")
NOT_APPLIED = Kind("left out", 4, "{op} is not applied in {place}")


class Mistakes:
    """The wrong rounds for one calculation."""

    def __init__(self, calculation: Calculation, say: Say = str) -> None:
        self.calculation = calculation
        self._half = say("½, that is 0.5")
        self._names = Names(calculation.loss, calculation.loss, name_all=False)
        self._consumers: dict[Value, list[Value]] = {}
        self._levels: dict[Value, int] = {}
        for node in calculation.nodes:
            self._levels[node] = 1 + max((self._levels[x] for x in node.inputs), default=-1)
            for x in node.inputs:
                self._consumers.setdefault(x, []).append(node)

    def name(self, node: Value) -> str:
        """The node's label, or what it was computed as."""
        return visible(f"{TEXT.written(self._names[node]):.60}")

    def _place(self, node: Value) -> str:
        return self._half if isinstance(node, Constant) and node.data == 0.5 else self.name(node)

    def derivative(self, above: Value, below: Value) -> str:
        """How the derivative of one node by another is written."""
        names = [Symbol(visible(x.label) or self.name(x)) for x in (above, below)]
        return TEXT.derivative(*names)

    # Gradients

    def in_gradients(
        self,
        values: Numbers,
        partials: Partials,
        passing: Passing,
        *,
        of: Value | None = None,
        said: Collection[Value] = (),
    ) -> Iterator[Result]:
        """The gradients that each mistake gives; `of` confines it to what leads to one node.

        `said` are the nodes whose values the learner has given.
        """
        calculation = self.calculation
        right = calculation.backward(partials, passing)
        yield (SIGN, ""), {node: -g for node, g in right.items()}
        yield from self._with_updated_weights(values, partials, passing)
        places = calculation.nodes if of is None else self.above(of)
        below = set(places) if of is None else {of, *places}
        for mistake, group in together(
            self._levels, self._derivative_slips(places, below, values)
        ):
            changed = dict(partials)
            for slip in group:
                local = list(changed[slip.node])
                local[slip.position] = slip.number
                changed[slip.node] = tuple(local)
            yield mistake, calculation.backward(changed, passing)
        yield from self._without_activations(values, said)

    def in_one_gradient(
        self, values: Numbers, partials: Partials, passing: Passing, of: Value
    ) -> Iterator[tuple[Mistake, float]]:
        """What else is taken for the gradient by one node: its value, a part of the chain."""
        calculation = self.calculation
        yield (VALUE, ""), values[of]
        right = calculation.backward(partials, passing)
        stations = [s for s in self.above(of) if s.label and s is not calculation.loss]
        for station in stations[:MOST_STATIONS]:
            yield (TOO_EARLY, self.derivative(calculation.loss, station)), right[station]
            if right[station] != 1.0:
                part = calculation.backward(partials, of=station)[of]
                yield (TOO_LATE, self.derivative(station, of)), part

    def _with_updated_weights(
        self, values: Numbers, partials: Partials, passing: Passing
    ) -> Iterator[Result]:
        """Layer by layer backwards, each with the weights that the layer before has updated."""
        calculation = self.calculation
        if not calculation.parameters:
            return
        gradients = calculation.backward(partials, passing)
        for _ in range(ROUNDS):
            updated = calculation.update(gradients)
            mixed = {**values, **{p: updated[p] for p in calculation.parameters}}
            moved = {
                node: local_derivatives(
                    node.operation, values[node], [mixed[x] for x in node.inputs]
                )
                for node in calculation.nodes
                if node.operation is not None
            }
            gradients = calculation.backward(moved, passing)
        yield (UPDATED_WEIGHTS, ""), gradients

    def _without_activations(self, values: Numbers, said: Collection[Value]) -> Iterator[Result]:
        """The round with an activation forgotten from the start, in the values as well.

        Values that the learner has said are kept to: no activation is forgotten there.
        """
        every = self._forgotten_activations(values, said)
        for mistake, group in together(self._levels, every):
            found = self._values_without({slip.node for slip in group}, values, said)
            partials = self.calculation.partials(found)
            partials.update({slip.node: (slip.number,) for slip in group})
            yield mistake, self.calculation.backward(partials)

    def _forgotten_activations(self, values: Numbers, said: Collection[Value]) -> Iterator[Slip]:
        """The local derivative 1 in place of an activation's."""
        for node in self.calculation.nodes:
            changes = node.operation in ACTIVATIONS and values[node] != values[node.inputs[0]]
            if changes and node not in said:
                yield Slip(NOT_APPLIED.at(op=node.op), node, 0, 1.0, self.name(node))

    def _values_without(
        self, forgotten: Collection[Value], values: Numbers, said: Collection[Value]
    ) -> Numbers:
        found: Numbers = {}
        for node in self.calculation.nodes:
            if node.operation is None or node in said:
                found[node] = values[node]
            elif node in forgotten:
                found[node] = found[node.inputs[0]]
            else:
                found[node] = computed(node.operation, [found[x] for x in node.inputs])
        return found

    def uses_weights_above(self, node: Value) -> bool:
        """Whether the chain rule for this node's gradient multiplies by leaves that may change."""
        return any(
            consumer.operation in PRODUCTS and any(x.inputs for x in consumer.inputs)
            for consumer in self.above(node)
            if any(type(x) is Value and not x.inputs and x is not node for x in consumer.inputs)
        )

    def above(self, node: Value) -> list[Value]:
        """All that was computed from the node."""
        found: dict[Value, None] = {}
        stack = list(self._consumers.get(node, ()))
        while stack:
            consumer = stack.pop()
            if consumer not in found:
                found[consumer] = None
                stack.extend(self._consumers.get(consumer, ()))
        return [n for n in self.calculation.nodes if n in found]

    def _derivative_slips(
        self, places: Iterable[Value], below: set[Value], values: Numbers
    ) -> Iterator[Slip]:
        """Wrong local derivatives by the nodes below that are not constants."""
        for node in places:
            chosen = [
                i for i, x in enumerate(node.inputs) if x in below and not isinstance(x, Constant)
            ]
            for i in chosen:
                if len(self._consumers[node.inputs[i]]) > 1:
                    yield self._left_out_path(node, i)
            if chosen:
                xs = [values[x] for x in node.inputs]
                yield from slips(
                    WRONG_DERIVATIVES, node, chosen, values[node], xs, name=self._place
                )

    def _left_out_path(self, node: Value, i: int) -> Slip:
        """The path from an input through a node, by the station that tells it from the others."""
        x, station = node.inputs[i], self._nearest_label(node)
        if node.inputs.count(x) > 1:
            return Slip(PLACE, node, i, 0.0, self.name(x))
        stations = [self._nearest_label(consumer) for consumer in self._consumers[x]]
        if station is self.calculation.loss or stations.count(station) > 1:
            return Slip(DIRECT.at(name=self.name(x)), node, i, 0.0, self.name(node))
        return Slip(PATH, node, i, 0.0, self.name(station))

    def _nearest_label(self, node: Value) -> Value:
        for _ in range(LONGEST_WALK):
            consumers = self._consumers.get(node, [])
            if node.label or len(consumers) != 1:
                break
            node = consumers[0]
        return node

    # Values

    def in_values(
        self, leaves: Numbers, values: Numbers, passing: Passing, of: Value
    ) -> Iterator[Result]:
        """The values that each mistake below a node gives."""
        right = self.calculation.forward(leaves, passing)
        yield (SIGN, ""), {node: -x for node, x in right.items()}
        below = self.below(of)
        for mistake, group in together(self._levels, self._result_slips(below, values)):
            wrong = {slip.node: slip.number for slip in group}

            def with_slip(node: Value, x: float, wrong: Numbers = wrong) -> float:
                return wrong[node] if node in wrong else passing(node, x)

            yield mistake, self.calculation.forward(leaves, with_slip)

    def _result_slips(self, places: Iterable[Value], values: Numbers) -> Iterator[Slip]:
        for node in places:
            if node.operation is not None:
                xs = [values[x] for x in node.inputs]
                y, every = computed(node.operation, xs), range(len(xs))
                yield from slips(WRONG_RESULTS, node, every, y, xs, name=self._place)
            elif values[node] < 0.0:
                x = number_text(values[node])
                place = x if isinstance(node, Constant) else f"{self.name(node)} = {x}"
                yield Slip(NUMBER_MINUS, node, -1, -values[node], place)

    def below(self, node: Value) -> list[Value]:
        """The node and all that it was computed from."""
        found, stack = {node}, [node]
        while stack:
            for x in stack.pop().inputs:
                if x not in found:
                    found.add(x)
                    stack.append(x)
        return [n for n in self.calculation.nodes if n in found]
