"""One step of the way forward, back and forward again, with its formula and its numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from autograd.graph import Edge
from autograd.spelling import number_text
from autograd.stepper.trace import Change, Contribution, Trace
from autograd.stepper.writing import Writing
from autograd.value import Value

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")

LONGEST_SUBJECT = 60

Phase = Literal["forward", "backward", "update"]
Words = dict[str, str]


@dataclass(frozen=True)
class Step:
    """One operation computed, one edge followed back, or one parameter changed.

    `phase` is "forward", "backward" or "update"; `round` is 2 in the forward pass after the
    update, else 1. `node` is the Value whose number the step finds; `edge` the edge that a
    backward step follows. `before` is the number that stood there (None where there was none),
    `after` the one that the step finds. A backward step adds `upstream` × `partial`, the local
    derivative; it is number `part` of the `parts` that the gradient is made of.

    `left` = `symbols` = `numbers` is the formula. `rule` and `rule_numbers` write the local
    derivative of a backward step, `equation` says so in symbols where that tells more. `remark`
    is what a person would add, and `text` puts all of it into one line.

    Where the target uses the node more than once, as in x·x, `use` counts which use the edge
    stands for, from 1; else it is 0. `is_all` is False where the local derivative is for this
    edge alone, so that it cannot be called ∂target/∂node.
    """

    phase: Phase
    round: int
    node: Value
    left: str
    symbols: str
    numbers: str
    after: float
    before: float | None = None
    edge: Edge | None = None
    upstream: float | None = None
    partial: float | None = None
    part: int = 1
    parts: int = 1
    use: int = 0
    is_all: bool = True
    rule: str = ""
    rule_numbers: str = ""
    equation: str = ""
    remark: str = ""

    @property
    def text(self) -> str:
        """The step in one line."""
        return " ".join(filter(None, (*self.columns, self.remark)))

    @property
    def columns(self) -> tuple[str, str, str, str]:
        """The line in pieces: what is found, its formula, the numbers put in, the number."""
        sign = "←" if self.phase == "update" else "="
        result = number_text(self.after)
        symbols = f"{sign} {self.symbols}" if self.symbols else ""
        numbers = f"= {self.numbers}" if self.numbers != result else ""
        return self.left, symbols, numbers, f"= {result}"

    def __str__(self) -> str:
        return self.text


class Script:
    """Writes the steps of a trace, in the words of a language."""

    def __init__(self, trace: Trace, words: Words) -> None:
        self.trace = trace
        self._words = words
        self.writing = Writing(trace.graph)
        self.loss = self.writing.name(trace.loss)
        formula = self.writing.formula(trace.loss) if trace.loss.inputs else ""
        is_short = not trace.loss.label and 0 < len(formula) <= LONGEST_SUBJECT
        self.subject = formula if is_short else self.loss

    def forward(self, node: Value, round_: int) -> Step:
        """One operation."""
        data = self.trace.data if round_ == 1 else self.trace.again
        remark = ""
        if round_ == 2 and node is self.trace.loss:
            remark = self._said("was", before=number_text(self.trace.data[node]))
        return Step(
            phase="forward",
            round=round_,
            node=node,
            left=self.writing.name(node),
            symbols=self.writing.formula(node),
            numbers=self.writing.formula_in_numbers(node, data),
            before=None if round_ == 1 else self.trace.data[node],
            after=data[node],
            remark=remark and f"({remark})",
        )

    def backward(self, contribution: Contribution, *, first: bool) -> Step:
        """One edge; the first one says where the pass starts from."""
        edge, upstream, partial, before, after, part, parts = contribution
        write = self.writing
        found = write.derivative(self.trace.loss, edge.source)
        local = write.derivative(edge.target, edge.source)
        rule, rule_numbers = write.rule(edge)
        use = use_of(edge)
        is_all = not use and (parts == 1 or edge.target is not self.trace.loss)
        factor = local if is_all or not rule else rule if _is_factor(rule) else f"({rule})"
        symbols = f"{write.derivative(self.trace.loss, edge.target)} · {factor}"
        numbers = f"{_factor(upstream)} × {_factor(partial)}"
        if part > 1:
            symbols = f"{found} + {symbols}"
            numbers = f"{number_text(before)} + {numbers}"
        remarks = []
        if first:
            seed = write.derivative(self.trace.loss, self.trace.loss)
            remarks.append(self._said("from", seed=seed))
        equation = f"{local} = {rule}" if rule and rule != number_text(partial) else ""
        name = write.name(edge.source)
        if use:
            equation = self._said("use", which=ordinal(use), number=use, name=name)
        elif not is_all:
            equation = self._said("straight", target=write.name(edge.target), name=name)
        if equation:
            remarks.append(equation)
        if parts > 1:
            remarks.append(self._said("part", part=part, parts=parts))
        return Step(
            phase="backward",
            round=1,
            node=edge.source,
            left=found,
            symbols=symbols,
            numbers=numbers,
            before=before if part > 1 else None,
            after=after,
            edge=edge,
            upstream=upstream,
            partial=partial,
            part=part,
            parts=parts,
            use=use,
            is_all=is_all,
            rule=rule,
            rule_numbers=rule_numbers,
            equation=equation,
            remark=f"({'; '.join(remarks)})" if remarks else "",
        )

    def _said(self, key: str, **facts: object) -> str:
        return self._words[key].format(**facts)

    def update(self, change: Change) -> Step:
        """One parameter."""
        name = self.writing.name(change.node)
        gradient = self.writing.derivative(self.trace.loss, change.node)
        rate = number_text(self.trace.rate)
        return Step(
            phase="update",
            round=1,
            node=change.node,
            left=name,
            symbols=f"{name} − α · {gradient}",
            numbers=f"{number_text(change.old)} − {rate} × {_factor(change.gradient)}",
            before=change.old,
            after=change.new,
        )


def phase_of(step: Step) -> str:
    """The step's part of the page: its phase, or "again" in the forward pass after the update."""
    return "again" if step.round == 2 else step.phase


def use_of(edge: Edge) -> int:
    """Which of its target's uses of the source the edge is, from 1; 0 where it is the only one."""
    uses = [i for i, x in enumerate(edge.target.inputs) if x is edge.source]
    return uses.index(edge.position) + 1 if len(uses) > 1 else 0


def ordinal(n: int) -> str:
    """The number of a place in words.

    >>> [ordinal(n) for n in (1, 2, 9, 11, 21, 103)]
    ['first', 'second', 'ninth', '11th', '21st', '103rd']
    """
    if n <= len(ORDINALS):
        return ORDINALS[n - 1]
    ending = "th" if n // 10 % 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def _is_factor(symbols: str) -> bool:
    """Whether the text can stand in a product without brackets."""
    return re.search(r" [+−] |^−", symbols) is None


def _factor(x: float) -> str:
    """A number in a product, in brackets where it has a sign."""
    text = number_text(x)
    return f"({text})" if text.startswith("−") else text
