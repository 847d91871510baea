"""The report on a learner's numbers: as text, and as a table in a notebook."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from autograd.columns import filled_right, width
from autograd.spelling import DECIMALS, number_text

RIGHT, WRONG, FOLLOWS, TOO_FEW = "right", "wrong", "follows", "too few digits"
SIGNS = {
    RIGHT: "✓ right",
    WRONG: "✗ wrong",
    FOLLOWS: "→ follows from the wrong one",
    TOO_FEW: "? too few digits",
}
HEADINGS = ("what", "yours", "correct", "")
COLOURS = {
    RIGHT: "background:#dafbe1;color:#116329",
    WRONG: "background:#ffe3e0;color:#8c1d18;font-weight:bold",
    FOLLOWS: "background:#fff1cc;color:#6b4500",
    TOO_FEW: "background:#e6e9ef;color:#3b4252",
}
CHIP = "display:inline-block;padding:0 .5em;border-radius:.3em;white-space:nowrap"


@dataclass(frozen=True)
class Mark:
    """One number of the learner's: what it is, what is right, and the verdict.

    `verdict` is "right", "wrong", "follows" for a number that comes correctly out of a wrong one
    before it, or "too few digits" where those written agree but could hardly do otherwise.
    `causes` are the mistakes that would give exactly a wrong number; `note` is what else there is
    to say.
    """

    label: str
    what: str
    yours: str
    correct: float
    decimals: int
    verdict: str
    causes: tuple[str, ...] = ()
    note: str = ""

    @property
    def correct_text(self) -> str:
        """The correct number to at least the digits that count."""
        return number_text(self.correct, max(self.decimals, DECIMALS))


@dataclass(frozen=True)
class Report:
    """All marks in the order of calculation; print it, or show it in a notebook.

    `open` names the numbers that were left for later.
    """

    marks: tuple[Mark, ...]
    open: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether every number is there and right."""
        return not self.open and all(mark.verdict == RIGHT for mark in self.marks)

    @property
    def first(self) -> Mark | None:
        """The first wrong one, in the order of calculation."""
        return next((mark for mark in self.marks if mark.verdict == WRONG), None)

    @property
    def first_wrong(self) -> str | None:
        """The label of the first wrong number; None where none is wrong."""
        return self.first.label if self.first else None

    def as_dict(self) -> dict[str, Any]:
        """The report as plain numbers and text, ready for JSON; `yours` is as it was written."""
        return {
            "ok": self.ok,
            "first_wrong": self.first_wrong,
            "marks": [
                {
                    "label": mark.label,
                    "what": mark.what,
                    "verdict": mark.verdict,
                    "yours": mark.yours,
                    "correct": mark.correct if math.isfinite(mark.correct) else None,
                    "causes": list(mark.causes),
                    "note": mark.note,
                }
                for mark in self.marks
            ],
            "open": list(self.open),
        }

    def __str__(self) -> str:
        if not self.marks:
            return "\n".join(self._sentences())
        rows = [HEADINGS, *map(_cells, self.marks)]
        widths = [max(width(row[i]) for row in rows) for i in range(3)]
        table = ["  ".join([*map(filled_right, row[:3], widths), row[3]]).rstrip() for row in rows]
        return "\n".join([*table, "", *self._sentences()])

    __repr__ = __str__

    def _sentences(self) -> Iterator[str]:
        if self.marks or not self.open:
            yield from self._verdict()
        if self.open:
            yield f"Still to do: {', '.join(self.open)}."

    def _verdict(self) -> Iterator[str]:
        yield self._count()
        for mark in self.marks:
            if mark.verdict == TOO_FEW:
                yield f"Too few digits to tell: {mark.what}; {mark.note}."
        if self.first is None:
            return
        yield f"The first wrong one is {_compared(self.first)}."
        yield from _causes(self.first)
        later = [m for m in self.marks if m.verdict == WRONG and m is not self.first]
        for mark in later:
            yield f"Also wrong, and not because of that: {_compared(mark)}."
            yield from _causes(mark)

    def _count(self) -> str:
        count, every = sum(mark.verdict == RIGHT for mark in self.marks), len(self.marks)
        if every == 1:
            return f"The number is {'right' if count else 'not right'}."
        if count == every:
            return f"All {count} numbers are right."
        return f"{count or 'None'} of {every} numbers {'are' if count > 1 else 'is'} right."

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{cell}</th>' for cell in HEADINGS[:3])
        rows = "".join(_html_row(mark) for mark in self.marks)
        sentences = "".join(map(_html_sentence, self._sentences()))
        if not self.marks:
            return sentences
        return (
            f"<table><thead><tr>{head}<td></td></tr></thead><tbody>{rows}</tbody></table>"
            f"{sentences}"
        )


def _compared(mark: Mark) -> str:
    return f"{mark.what}: yours is {mark.yours.replace('-', '−')}, correct is {mark.correct_text}"


def _causes(mark: Mark) -> Iterator[str]:
    for i, cause in enumerate(mark.causes):
        start = "or if" if i else "It is what comes out if"
        yield f"  {start} {cause}{'.' if i == len(mark.causes) - 1 else ','}"
    if mark.note:
        yield f"  {mark.note}"


def _cells(mark: Mark) -> tuple[str, str, str, str]:
    return mark.what, mark.yours.replace("-", "−"), mark.correct_text, SIGNS[mark.verdict]


def _html_row(mark: Mark) -> str:
    what, yours, correct, verdict = map(escape, _cells(mark))
    number = '<td style="text-align:right">'
    chip = f'<span style="{CHIP};{COLOURS[mark.verdict]}">{verdict}</span>'
    return (
        f'<tr><th scope="row">{what}</th>{number}{yours}</td>{number}{correct}</td>'
        f'<td style="text-align:left">{chip}</td></tr>'
    )


def _html_sentence(sentence: str) -> str:
    indented = ' style="margin-left:1.5em"' if sentence.startswith(" ") else ""
    return f"<p{indented}>{escape(sentence.strip())}</p>"
