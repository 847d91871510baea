"""What the page shows of the steps: the drawn nodes, one frame a step, and the list of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from autograd.explanation import explain
from autograd.spelling import number_text
from autograd.stepper.step import Script, Step, phase_of
from autograd.stepper.words import sentence, words_in
from autograd.value import Constant, Value

MOST_EXPLAINED = 40
SHORT = 5  # decimals of a number where there is little room
PHASES = ("forward", "backward", "update", "again")

Frame = dict[str, Any]


class Scene:
    """The nodes and edges of the picture, and what each step changes in it.

    Constants are part of the formulas and not drawn. `frames` are differences: each tells the one
    number that its step finds.
    """

    def __init__(self, script: Script, every: Sequence[Step], lang: str) -> None:
        trace, self.writing = script.trace, script.writing
        self.loss = trace.loss
        self.lang = lang
        self.words = words_in(lang)
        self.rate = number_text(trace.rate)
        self.parameters = [change.node for change in trace.changes]
        self.nodes = [n for n in trace.nodes if n is trace.loss or not isinstance(n, Constant)]
        self.number = {node: i for i, node in enumerate(self.nodes)}
        self.edges = [edge for edge in trace.graph.edges if edge.source in self.number]
        self._edge_number = {edge: i for i, edge in enumerate(self.edges)}
        self.start = {n: number_text(trace.data[n]) for n in self.nodes if not n.inputs}
        self.short_start = {n: number_text(trace.data[n], SHORT) for n in self.start}
        self.steps = every
        self.frames = [self._frame(step) for step in every]
        first = len(trace.results)
        self.sentences = [
            sentence(step, self.words, self.writing, first=i == first, last=i == len(every) - 1)
            for i, step in enumerate(every)
        ]

    def _frame(self, step: Step) -> Frame:
        frame: Frame = {
            "phase": PHASES.index(phase_of(step)),
            "node": self.number[step.node],
            "after": number_text(step.after),
            "exact": repr(step.after),
            "short": number_text(step.after, SHORT),
            "symbols": step.symbols if step.edge is None else "",
            "numbers": step.numbers if step.edge is None else "",
            "before": "" if step.before is None else number_text(step.before),
        }
        if step.edge is not None and step.upstream is not None and step.partial is not None:
            frame |= {
                "edge": self._edge_number[step.edge],
                "upstream": number_text(step.upstream),
                "local": number_text(step.partial),
                "rule": step.rule,
                "ruleNumbers": step.rule_numbers,
                "part": step.part,
                "parts": step.parts,
                "way": "" if step.is_all else step.equation,
            }
        if step.phase == "update":
            frame["gradient"] = step.numbers.rpartition(" × ")[2]
        return {key: value for key, value in frame.items() if value != ""}

    def _explanations(self) -> dict[int, str]:
        """The chain rule for each parameter, or for each leaf where none is updated."""
        wanted = self.parameters or [n for n in self.nodes if not n.inputs and n is not self.loss]
        if len(wanted) > MOST_EXPLAINED:
            return {}
        lang = self.lang
        return {self.number[n]: explain(self.loss, n, lang=lang).text for n in wanted}

    def kind(self, node: Value) -> str:
        """What the node is: "output", "result", "parameter" or "input"."""
        if node is self.loss:
            return "output"
        if node.inputs:
            return "result"
        return "parameter" if node in self.parameters else "input"

    def symbol(self, node: Value) -> str:
        """The sign of the operation, for a node whose name does not show it."""
        if node.operation is None or not self.writing.formula(node):
            return ""
        return node.operation.notation.symbol

    def longest_number(self, *, short: bool = False) -> dict[Value, int]:
        """The most figures that each node will ever hold, its gradient's sign with them."""
        start, key, sign = (
            (self.short_start, "short", "∂") if short else (self.start, "after", "∂ ")
        )
        longest = {node: len(start.get(node, "")) for node in self.nodes}
        longest[self.loss] = max(longest[self.loss], len(f"{sign}1"))
        for step, frame in zip(self.steps, self.frames):
            more = len(sign) if step.phase == "backward" else 0
            longest[step.node] = max(longest[step.node], more + len(frame[key]))
        return longest

    def last_numbers(self) -> dict[Value, tuple[str, str]]:
        """Every node's value and gradient after the pass back, before any update."""
        last = {node: (self.start.get(node, ""), "") for node in self.nodes}
        if any(step.phase == "backward" for step in self.steps):
            last[self.loss] = "", "1"
        for step, frame in zip(self.steps, self.frames):
            if step.phase == "update":
                break
            value, gradient = last[step.node]
            if step.phase == "backward":
                last[step.node] = value, frame["after"]
            else:
                last[step.node] = frame["after"], gradient
        return last

    def data(self) -> dict[str, Any]:
        """Everything that the page's script works with."""
        return {
            "loss": self.number[self.loss],
            "rate": self.rate,
            "nodes": [
                {
                    "name": self.writing.name(node),
                    "d": self.writing.differential(node),
                    "formula": self.writing.formula(node) if node.inputs else "",
                    "start": self.start.get(node, ""),
                    "short": self.short_start.get(node, ""),
                }
                for node in self.nodes
            ],
            "explanations": self._explanations(),
            "edges": [[self.number[e.source], self.number[e.target]] for e in self.edges],
            "frames": self.frames,
        }
