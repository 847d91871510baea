"""`check_by_hand`: a learner's own numbers marked, with the mistake behind the first wrong one."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from autograd.answers import EXACT, Answer, Written, written
from autograd.calculation import Calculation, Numbers, Passing, unchanged
from autograd.errors import AutogradError, LabelError
from autograd.graph import Graph
from autograd.mistakes import Mistake, Mistakes, Result
from autograd.report import FOLLOWS, RIGHT, WRONG, Mark, Report
from autograd.value import Number, Value, number

MOST_CAUSES = 2
TELLING = 0.01
Answers = Mapping[str, Answer]
Given = dict[Value, "Written | None"]
Cause = tuple[Mistake, float]


def check_by_hand(
    loss: Value,
    values: Answers | None = None,
    *,
    grads: Answers | None = None,
    updated: Answers | None = None,
    lr: Number | None = None,
    digits: int | None = None,
    update: Iterable[Value | str] | None = None,
) -> Report:
    """Mark a learner's numbers, given by label, and name the mistake behind a wrong one.

    `values` are results of the forward pass, `grads` the derivatives of the loss, `updated` the
    weights after one step of gradient descent with rate `lr`. A label in `updated` that is not a
    leaf means its value in a second forward pass, with the updated weights: the error after the
    update, say. `update` tells which leaves the step changes, where `updated` does not list them
    all.

    An answer of `...` is still to be found: the report lists it, and nothing is said about it.

    A number is right if it agrees to `digits` decimals, or else to as many as were written; text
    such as "0.5200" keeps zeros that a float loses. Nothing in the graph is changed. Raises
    LabelError for a label that is not in the graph.

    >>> from autograd import values
    >>> w, x, t = values(w=0.5, x=3.0, t=1.0)
    >>> y = (w * x).named("y")
    >>> E = (0.5 * (t - y) ** 2).named("E")
    >>> report = check_by_hand(E, {"y": 1.5}, grads={"w": -1.5}, updated={"w": 0.65}, lr=0.1)
    >>> report.ok, report.first_wrong
    (False, 'w')
    """
    if not isinstance(loss, Value):
        raise AutogradError(
            f"check_by_hand takes the Value that was computed, got {type(loss).__name__}"
        )
    graph = Graph(loss)
    given = [_by_node(graph, answers, digits) for answers in (values, grads, updated)]
    rate = _rate(lr, needed=bool(updated))
    parameters = _parameters(graph, given[2], update)
    return Marking(Calculation(loss, parameters, rate), *given).report()


def _by_node(graph: Graph, answers: Answers | None, digits: int | None) -> Given:
    found: Given = {}
    for label, answer in (answers or {}).items():
        found[_node(graph, label)] = written(answer, digits, label)
    return found


def _node(graph: Graph, label: Value | str) -> Value:
    if isinstance(label, Value):
        if label not in graph:
            raise LabelError(f"{label!r} is no part of what is marked: name a node of its graph")
        return label
    if not isinstance(label, str):
        raise LabelError(f"numbers are given by label, got {type(label).__name__} {label!r:.60}")
    if label not in graph:
        labels = [node.label for node in graph.nodes if node.label]
        near = difflib.get_close_matches(label, labels, 1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise LabelError(f"no node is labelled {label!r}{hint}")
    return graph[label]


def _rate(lr: Number | None, *, needed: bool) -> float:
    if lr is None and needed:
        raise AutogradError("updated weights depend on the learning rate: give it as lr=…")
    return number(lr) if lr is not None else 0.0


def _parameters(graph: Graph, updated: Given, update: Iterable[Value | str] | None) -> list[Value]:
    if update is not None:
        chosen = {_node(graph, item) for item in update}
    else:
        chosen = {node for node in updated if not node.inputs}
    if updated and not chosen:
        raise AutogradError(
            "values after the update depend on which weights it changes: list them in updated, "
            "or name them as update=['w1', …]"
        )
    return [node for node in graph.nodes if node in chosen]


class Part:
    """One part of the calculation: its right numbers, and those that go on from the learner's."""

    def __init__(self, label: Callable[[str], str], given: Given, right: Numbers) -> None:
        self.label = label
        self.given = {node: answer for node, answer in given.items() if answer is not None}
        self.asked = list(given)
        self.open = given.keys() - self.given.keys()
        self.right = right
        self.expected: Numbers = {}
        self.own: Numbers = {}
        self.surprising: set[Value] = set()
        self.roughness = 0.0

    def what(self, node: Value) -> str:
        """What this part calls the number of a node: h1, ∂E/∂h1, h1⁺."""
        return self.label(node.label)

    def go_on(self, node: Value, x: float) -> float:
        """The learner's number, where it is not the one that follows from those before."""
        answer = self.given.get(node)
        self.expected[node] = x
        self.own[node] = x
        if answer is not None and not answer.agrees_with(x, self.roughness):
            self.surprising.add(node)
            self.own[node] = answer.number
            self.roughness += 2.0 * answer.roughness
        return self.own[node]

    def others(self, target: Value) -> Passing:
        """Keep to the learner's numbers, but for the one that is looked into."""
        return lambda node, x: self.own[node] if node in self.given and node is not target else x


class Marking:
    """The right round, the learner's own, and the causes of the difference."""

    def __init__(
        self, calculation: Calculation, values: Given, grads: Given, updated: Given
    ) -> None:
        self.calculation = calculation
        self.mistakes = Mistakes(calculation)
        right = calculation.forward(calculation.leaves)
        calculation.refuse_stale(right)
        gradients = calculation.backward(calculation.partials(right))
        moved = calculation.update(gradients)
        leaves = {node: answer for node, answer in updated.items() if not node.inputs}
        later = {node: answer for node, answer in updated.items() if node.inputs}
        self.values = Part(str, values, right)
        above = self.mistakes.name(calculation.loss)
        self.grads = Part(lambda label: f"∂{above}/∂{label}", grads, gradients)
        self.updated = Part("{}⁺".format, leaves, moved)
        self.after = Part("{}⁺".format, later, calculation.forward(moved))
        calculation.forward(calculation.leaves, self.values.go_on)
        self.partials = calculation.partials(self.values.own)
        self.grads.roughness = self.values.roughness
        calculation.backward(self.partials, self.grads.go_on)
        self.updated.roughness = self.grads.roughness
        self.leaves = calculation.update(self.grads.own, self.updated.go_on)
        self.after.roughness = self.updated.roughness
        calculation.forward(self.leaves, self.after.go_on)

    def report(self) -> Report:
        """All marks, in the order of calculation."""
        nodes = self.calculation.nodes
        parts: list[tuple[Part, Iterable[Value], Callable[[Value], Iterator[Cause]]]] = [
            (self.values, nodes, self._value_causes),
            (self.grads, nodes[::-1], self._gradient_causes),
            (self.updated, self.updated.asked, self._update_causes),
            (self.after, nodes, self._later_causes),
        ]
        marks = [
            self._mark(part, node, causes)
            for part, order, causes in parts
            for node in order
            if node in part.given
        ]
        open_ones = [
            part.what(node) for part, order, _ in parts for node in order if node in part.open
        ]
        return Report(tuple(marks), tuple(open_ones))

    def _mark(self, part: Part, node: Value, causes: Callable[[Value], Iterator[Cause]]) -> Mark:
        answer, right = part.given[node], part.right[node]
        verdict, found = RIGHT, dict[str, str]()
        if not answer.agrees_with(right):
            verdict = WRONG if node in part.surprising else FOLLOWS
        if verdict == WRONG:
            for (kind, place), x in chain(causes(node), self._rounding(part, node, answer)):
                if answer.agrees_with(x) and len(found) < MOST_CAUSES:
                    found.setdefault(kind, f"{kind} {place}".strip())
        what, sentences = part.what(node), tuple(found.values())
        return Mark(node.label, what, answer.text, right, answer.decimals, verdict, sentences)

    # The causes: what each mistake would give

    def _value_causes(self, node: Value) -> Iterator[Cause]:
        passing = self.values.others(node)
        leaves = self.calculation.leaves
        for mistake, values in self.mistakes.in_values(leaves, self.values.own, passing, node):
            yield mistake, values[node]
        yield from self._of_another(self.values, node)

    def _gradient_causes(self, node: Value) -> Iterator[Cause]:
        passing = self.grads.others(node)
        own = self.values.own
        for mistake, found in self.mistakes.in_gradients(own, self.partials, passing, node):
            yield mistake, found[node]
        yield from self._of_another(self.grads, node)

    def _update_causes(self, node: Value) -> Iterator[Cause]:
        for mistake, leaves in self._wrong_updates():
            yield mistake, leaves[node]
        yield ("only the step is given: − rate × gradient", ""), -self._step(node)
        yield ("only the step is given: rate × gradient", ""), self._step(node)
        yield from self._of_another(self.updated, node)

    def _later_causes(self, node: Value) -> Iterator[Cause]:
        calculation = self.calculation
        yield ("no weight is updated", ""), self.values.own[node]
        for mistake, leaves in self._wrong_updates():
            yield mistake, calculation.forward(leaves)[node]
        for parameter in calculation.parameters:
            kept = {**self.leaves, parameter: calculation.leaves[parameter]}
            yield ("a weight is not updated:", parameter.label), calculation.forward(kept)[node]
        passing = self.after.others(node)
        for mistake, values in self.mistakes.in_values(self.leaves, self.after.own, passing, node):
            yield mistake, values[node]
        yield from self._of_another(self.after, node)

    def _wrong_updates(self) -> Iterator[Result]:
        """The leaves after each wrong update; gradients given are kept to at first."""
        calculation, gradients = self.calculation, self.grads.own
        old = calculation.leaves
        for sentence, factor in [
            ("the step is added instead of subtracted", -1.0),
            ("the learning rate is left out", 1.0 / calculation.lr if calculation.lr else 0.0),
            ("the weight is not updated", 0.0),
        ]:
            scaled = {node: factor * g for node, g in gradients.items()}
            yield (sentence, ""), {**old, **calculation.update(scaled)}
        for passing in (self.grads.others(calculation.loss), unchanged):
            for mistake, wrong in self.mistakes.in_gradients(
                self.values.own, self.partials, passing
            ):
                yield mistake, calculation.update(wrong)

    def _step(self, node: Value) -> float:
        return self.calculation.lr * self.grads.own[node]

    def _of_another(self, part: Part, node: Value) -> Iterator[Cause]:
        tells_apart = part.given[node].roughness < TELLING
        for other in self.calculation.nodes if tells_apart else ():
            if other is not node and other.label and other in part.right:
                yield ("it is taken for another: it is", part.what(other)), part.right[other]

    def _rounding(self, part: Part, node: Value, answer: Written) -> Iterator[Cause]:
        if answer.is_cut_from(part.expected[node]):
            yield ("the further digits are cut off instead of rounded", ""), answer.number
        which = [self.values, self.grads, self.updated, self.after].index(part)
        for decimals in range(EXACT, 0, -1):
            mistake = ("numbers on the way are rounded too early:", f"to {decimals} decimals")
            yield mistake, self._rounded(decimals, node)[which][node]

    def _rounded(self, decimals: int, target: Value) -> list[Numbers]:
        """The round with every labelled result but the target's rounded when it is found."""

        def rounded(node: Value, x: float) -> float:
            on_the_way = node.label and node.inputs and node is not target
            return round(x, decimals) if on_the_way and math.isfinite(x) else x

        calculation = self.calculation
        values = calculation.forward(calculation.leaves, rounded)
        gradients = calculation.backward(calculation.partials(values), rounded)
        updated = calculation.update(gradients)
        return [values, gradients, updated, calculation.forward(updated, rounded)]
