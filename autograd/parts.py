"""One part of a learner's numbers, values or gradients say, beside the right ones."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from autograd.answers import Written
from autograd.calculation import Numbers, Passing
from autograd.report import FOLLOWS, RIGHT, TOO_FEW, WRONG
from autograd.value import Value

Given = Mapping[Value, "Written | None"]


class Part:
    """One part of the calculation: its right numbers, and those that go on from the learner's.

    A number that is given as None is `open`: the learner has still to find it.
    """

    def __init__(
        self,
        what: Callable[[Value], str],
        given: Given,
        right: Numbers,
        before: Mapping[Value, float] | None = None,
    ) -> None:
        self.what = what
        self.before = before or {}
        self.given = {node: answer for node, answer in given.items() if answer is not None}
        self.open = given.keys() - self.given.keys()
        self.right = right
        self.expected: Numbers = {}
        self.own: Numbers = {}
        self.surprising: set[Value] = set()
        self.roughness = 0.0

    def go_on(self, node: Value, x: float) -> float:
        """The learner's number, where it is not the one that follows from those before."""
        answer = self.given.get(node)
        self.expected[node] = x
        self.own[node] = x
        rough = 0.0 if math.isclose(x, self.right[node], rel_tol=1e-12) else self.roughness
        if answer is not None and not answer.agrees_with(x, rough):
            self.surprising.add(node)
            self.own[node] = answer.number
            self.roughness += 2.0 * answer.roughness
        return self.own[node]

    def others(self, target: Value) -> Passing:
        """Keep to the learner's numbers, but for the one that is looked into."""
        return lambda node, x: self.own[node] if node in self.given and node is not target else x

    def verdict(self, node: Value) -> str:
        """Whether a number is right, wrong, follows from a wrong one, or says too little."""
        answer, right = self.given[node], self.right[node]
        if answer.agrees_with(right):
            return RIGHT if self._says_enough(node, right) else TOO_FEW
        if node in self.surprising:
            return WRONG
        return FOLLOWS if self._says_enough(node, self.expected[node]) else TOO_FEW

    def _says_enough(self, node: Value, x: float) -> bool:
        return self.given[node].says_enough(x) and not self.is_kept(node, x)

    def is_kept(self, node: Value, x: float) -> bool:
        """Whether the answer is exactly the number before the update, where x is another."""
        if node not in self.before or math.isclose(self.before[node], x, rel_tol=1e-12):
            return False
        return math.isclose(self.given[node].number, self.before[node], rel_tol=1e-12)
