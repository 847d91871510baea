"""A learner's numbers followed through a round of training, the wrong ones traced to mistakes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator

from autograd.answers import ENOUGH, EXACT, decimals_needed
from autograd.calculation import Calculation, Numbers, unchanged
from autograd.causes import ROUNDING, UPDATE, Cause, causes, number_to_believe
from autograd.languages import phrases_in
from autograd.mistakes import Mistakes, Result
from autograd.parts import Given, Part
from autograd.report import TOO_FEW, WRONG, Mark, Report
from autograd.slips import Kind
from autograd.value import Value
from autograd.wording import Wording

ADDED = Kind(UPDATE, 1, "the step is added instead of subtracted")
NO_RATE = Kind(UPDATE, 1, "the learning rate is left out")
NOT_UPDATED = Kind(UPDATE, 1, "the weight is not updated")
NONE_UPDATED = Kind(UPDATE, 1, "no weight is updated")
ONE_KEPT = Kind(UPDATE, 3, "a weight is not updated: {place}")
STEP = Kind(UPDATE, 1, "only the step is given: − rate × gradient")
STEP_PLUS = Kind(UPDATE, 1, "only the step is given: rate × gradient")
GRADIENT = Kind(UPDATE, 1, "the gradient is given, not the updated weight")
ANOTHER = Kind("another", 6, "it is taken for another: it is {place}")
CUT_OFF = Kind(ROUNDING, 8, "the further digits are cut off instead of rounded")
ROUNDED = Kind(ROUNDING, 8, "numbers on the way are rounded too early: to {count} decimals")
ROUNDED_TO_ONE = Kind(ROUNDING, 8, "numbers on the way are rounded too early: to 1 decimal")
PERCENT = Kind("point", 1, "it is given in percent, a hundred times as large")
SCALES = (
    (Kind("point", 5, "the decimal point is in the wrong place"), 10.0),
    (Kind("point", 5, "the decimal point is in the wrong place"), 0.1),
    (Kind("point", 5, "the decimal point is in the wrong place"), 0.01),
    (Kind("left out", 7, "the right number is doubled"), 2.0),
    (Kind("left out", 7, "the right number is halved"), 0.5),
)
OLD_WEIGHT = "this is the weight before the update, {advice}"
OLD_VALUE = "this is the value before the update, {advice}"
CLOSE = "It is close to the right number: by a number rounded on the way, perhaps."
NOT_TRIED = (
    "Weights that were updated too early could not be tried: tell which weights are updated, and "
    "the learning rate."
)
NAME_ALL = "If more weights are updated than these numbers name, name them all."


class Tracing:
    """The right round, the learner's own, and the causes of the difference.

    `all_named` tells that the parameters of the calculation are all that the step updates, as
    far as the learner has said; `lang` is the language of the report.
    """

    def __init__(
        self,
        calculation: Calculation,
        values: Given,
        grads: Given,
        updated: Given,
        *,
        all_named: bool,
        lang: str = "en",
    ) -> None:
        self.calculation = calculation
        self.all_named = all_named
        self._lang = lang
        self._say = phrases_in(lang)
        self.mistakes = Mistakes(calculation, self._say)
        self.wording = Wording(self.mistakes)
        right = calculation.forward(calculation.leaves)
        calculation.refuse_stale(right)
        gradients = calculation.backward(calculation.partials(right))
        moved = calculation.update(gradients)
        leaves = {node: answer for node, answer in updated.items() if not node.inputs}
        later = {node: answer for node, answer in updated.items() if node.inputs}
        self.values = Part(self.wording.value, values, right)
        self.grads = Part(self.wording.gradient, grads, gradients)
        self.weights = list(leaves)
        self.updated = Part(self.wording.value_after, leaves, moved, calculation.leaves)
        self.after = Part(self.wording.value_after, later, calculation.forward(moved), right)
        self._parts = [self.values, self.grads, self.updated, self.after]
        calculation.forward(calculation.leaves, self.values.go_on)
        self.partials = calculation.partials(self.values.own)
        self.grads.roughness = self.values.roughness
        calculation.backward(self.partials, self.grads.go_on)
        self.updated.roughness = self.grads.roughness
        self.leaves = calculation.update(self.grads.own, self.updated.go_on)
        self.after.roughness = self.updated.roughness
        calculation.forward(self.leaves, self.after.go_on)

    def report(self) -> Report:
        """All marks, in the order of calculation; updated weights in the order given."""
        nodes = self.calculation.nodes
        parts: list[tuple[Part, Iterable[Value], Callable[[Value], Iterator[Cause]]]] = [
            (self.values, nodes, self._of_values),
            (self.grads, nodes[::-1], self._of_gradients),
            (self.updated, self.weights, self._of_updates),
            (self.after, nodes, self._of_later_values),
        ]
        marks = [
            self._mark(part, node, candidates)
            for part, order, candidates in parts
            for node in order
            if node in part.given
        ]
        still_to_do = [
            part.what(node) for part, order, _ in parts for node in order if node in part.open
        ]
        return Report(tuple(marks), tuple(still_to_do), self._lang)

    def _mark(
        self, part: Part, node: Value, candidates: Callable[[Value], Iterator[Cause]]
    ) -> Mark:
        answer, right, verdict = part.given[node], part.right[node], part.verdict(node)
        sentences: tuple[str, ...] = ()
        note = ""
        if verdict == WRONG and part.is_kept(node, right):
            kept = NOT_UPDATED if part is self.updated else NONE_UPDATED
            sentences = (kept.said(self._say, ()),)
        elif verdict == WRONG:
            every = [*candidates(node), *self._of_any(part, node)]
            sentences = causes(every, answer, right, self._say) or self._causes_alone(part, node)
            fits = any(answer.agrees_with(cause.number) for cause in every)
            note = "" if sentences else self._why_no_cause(part, node, by_chance=fits)
        elif verdict == TOO_FEW:
            note = self._what_to_write(part, node)
        what, decimals = part.what(node), answer.decimals
        return Mark(
            self.wording.label(node), what, answer.text, right, decimals, verdict, sentences, note
        )

    def _what_to_write(self, part: Part, node: Value) -> str:
        right, needed = part.right[node], decimals_needed(part.right[node])
        kept = part.is_kept(node, right)
        if kept:
            old = part.before[node]
            apart = (n for n in range(1, EXACT) if round(old, n) != round(right, n))
            needed = max(needed, next(apart, EXACT))
        plural = "write at least {count} decimals"
        advice = self._say(plural if needed > 1 else "write at least 1 decimal")
        advice = advice.format(count=needed)
        if not kept:
            return advice
        before = OLD_WEIGHT if part is self.updated else OLD_VALUE
        return self._say(before).format(advice=advice)

    def _causes_alone(self, part: Part, node: Value) -> tuple[str, ...]:
        """The causes where the learner went on with right numbers, not with those given."""
        if not any(p.surprising - {node} for p in self._parts):
            return ()
        given = [{node: part.given[node]} if p is part else {} for p in self._parts]
        updated = {**given[2], **given[3]}
        alone = Tracing(
            self.calculation,
            given[0],
            given[1],
            updated,
            all_named=self.all_named,
            lang=self._lang,
        )
        return alone.report().marks[0].causes

    def _why_no_cause(self, part: Part, node: Value, *, by_chance: bool) -> str:
        answer, right = part.given[node], part.right[node]
        if answer.number == 0.0:
            return self._say("A 0 does not tell by which mistake it came about.")
        if answer.is_near(right) and answer.is_close_to(right):
            return self._say(CLOSE)
        if by_chance or number_to_believe(answer, right) < 1.0:
            return self._say("It has too few digits to tell by which mistake it came about.")
        hidden = part is self.after or self.mistakes.uses_weights_above(node)
        missing = self._missing_weights() if hidden and part is not self.values else ""
        none = "None of the usual mistakes gives this number."
        return " ".join(self._say(sentence) for sentence in (none, missing) if sentence)

    def _missing_weights(self) -> str:
        """What the learner has not said that weights updated too early depend on."""
        calculation = self.calculation
        if not (calculation.parameters and calculation.lr):
            return NOT_TRIED
        return "" if self.all_named else NAME_ALL

    # The causes: what each mistake would give

    def _of_values(self, node: Value) -> Iterator[Cause]:
        passing = self.values.others(node)
        leaves = self.calculation.leaves
        yield from _at(node, self.mistakes.in_values(leaves, self.values.own, passing, node))

    def _of_gradients(self, node: Value) -> Iterator[Cause]:
        passing, own = self.grads.others(node), self.values.own
        wrong = self.mistakes.in_gradients(
            own, self.partials, passing, of=node, said=self.values.given
        )
        yield from _at(node, wrong)
        parts = self.mistakes.in_one_gradient(own, self.partials, passing, node)
        for (kind, place), x in parts:
            yield Cause(kind, place, x)

    def _of_updates(self, node: Value) -> Iterator[Cause]:
        gradient = self.grads.own[node]
        step = self.calculation.lr * gradient
        for kind, x in [(STEP, -step), (STEP_PLUS, step), (GRADIENT, gradient)]:
            yield Cause(kind, "", x)
        yield from _at(node, self._wrong_updates())

    def _of_later_values(self, node: Value) -> Iterator[Cause]:
        calculation = self.calculation
        yield Cause(NONE_UPDATED, "", self.values.own[node])
        for (kind, place), leaves in self._wrong_updates():
            yield Cause(kind, place, calculation.forward(leaves)[node])
        for parameter in calculation.parameters:
            kept = {**self.leaves, parameter: calculation.leaves[parameter]}
            yield Cause(ONE_KEPT, self.wording.value(parameter), calculation.forward(kept)[node])
        passing = self.after.others(node)
        yield from _at(node, self.mistakes.in_values(self.leaves, self.after.own, passing, node))

    def _wrong_updates(self) -> Iterator[Result]:
        """The leaves after each wrong update; gradients given are kept to at first."""
        calculation, gradients = self.calculation, self.grads.own
        old = calculation.leaves
        for kind, factor in [
            (ADDED, -1.0),
            (NO_RATE, 1.0 / calculation.lr if calculation.lr else 0.0),
            (NOT_UPDATED, 0.0),
        ]:
            scaled = {node: factor * g for node, g in gradients.items()}
            yield (kind, ""), {**old, **calculation.update(scaled)}
        kept = self.grads.others(calculation.loss)
        for passing in (kept, unchanged) if self.grads.given else (unchanged,):
            for mistake, wrong in self.mistakes.in_gradients(
                self.values.own, self.partials, passing, said=self.values.given
            ):
                yield mistake, calculation.update(wrong)

    def _of_any(self, part: Part, node: Value) -> Iterator[Cause]:
        """Mistakes with any number: wrongly scaled, taken for another, rounded too early."""
        answer = part.given[node]
        yield Cause(PERCENT, "", 100.0 * part.expected[node])
        for kind, factor in SCALES if answer.digits >= ENOUGH else ():
            yield Cause(kind, "", factor * part.expected[node])
        near = {node, *self._said_otherwise(part, node)}
        for other in self.calculation.nodes:
            if other not in near and other.label and other in part.right:
                yield Cause(ANOTHER, part.what(other), part.right[other])
        if answer.decimals < EXACT and answer.is_cut_from(part.expected[node]):
            yield Cause(CUT_OFF, "", answer.number)
        which = self._parts.index(part)
        for decimals in range(EXACT, 0, -1):
            kind = (ROUNDED if decimals > 1 else ROUNDED_TO_ONE).at(count=str(decimals))
            yield Cause(kind, "", self._rounded(decimals, node)[which][node])

    def _said_otherwise(self, part: Part, node: Value) -> Iterable[Value]:
        """Nodes whose number another mistake stands for: a part of the chain, or an input."""
        if part is self.grads:
            return self.mistakes.above(node)
        return node.inputs if part is not self.updated else ()

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


def _at(node: Value, results: Iterable[Result]) -> Iterator[Cause]:
    for (kind, place), numbers in results:
        yield Cause(kind, place, numbers[node])
