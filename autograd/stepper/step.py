"""One step of the way forward, back and forward again, with its formula and its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from autograd.graph import Edge
from autograd.spelling import number_text
from autograd.stepper.trace import Change, Contribution, Trace
from autograd.stepper.writing import Writing
from autograd.value import Value

Phase = Literal["forward", "backward", "update"]


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
    """Writes the steps of a trace."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.writing = Writing(trace.graph)
        self.loss = self.writing.name(trace.loss)

    def forward(self, node: Value, round_: int) -> Step:
        """One operation."""
        data = self.trace.data if round_ == 1 else self.trace.again
        remark = ""
        if round_ == 2 and node is self.trace.loss:
            remark = f"(it was {number_text(self.trace.data[node])} before the update)"
        return Step(
            phase="forward",
            round=round_,
            node=node,
            left=self.writing.name(node),
            symbols=self.writing.formula(node),
            numbers=self.writing.formula_in_numbers(node, data),
            before=None if round_ == 1 else self.trace.data[node],
            after=data[node],
            remark=remark,
        )

    def backward(self, contribution: Contribution, *, first: bool) -> Step:
        """One edge; the first one says where the pass starts from."""
        edge, upstream, partial, before, after, part, parts = contribution
        write = self.writing
        found = write.derivative(self.trace.loss, edge.source)
        local = write.derivative(edge.target, edge.source)
        symbols = f"{write.derivative(self.trace.loss, edge.target)} · {local}"
        numbers = f"{_factor(upstream)} × {_factor(partial)}"
        if part > 1:
            symbols = f"{found} + {symbols}"
            numbers = f"{number_text(before)} + {numbers}"
        rule, rule_numbers = write.rule(edge)
        remarks = []
        if first:
            seed = write.derivative(self.trace.loss, self.trace.loss)
            remarks.append(f"starting from {seed} = 1")
        equation = f"{local} = {rule}" if rule and rule != number_text(partial) else ""
        if equation:
            remarks.append(equation)
        if parts > 1:
            remarks.append(f"part {part} of {parts}")
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
            rule=rule,
            rule_numbers=rule_numbers,
            equation=equation,
            remark=f"({'; '.join(remarks)})" if remarks else "",
        )

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


def _factor(x: float) -> str:
    """A number in a product, in brackets where it has a sign."""
    text = number_text(x)
    return f"({text})" if text.startswith("−") else text
