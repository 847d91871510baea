"""The report on a learner's numbers: as text, and as a table in a notebook."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from autograd.columns import filled_right, width
from autograd.languages import Say, phrases_in
from autograd.spelling import DECIMALS, number_text

RIGHT, WRONG, FOLLOWS, TOO_FEW = "right", "wrong", "follows", "too few digits"
SIGNS = {
    RIGHT: "✓ right",
    WRONG: "✗ wrong",
    FOLLOWS: "→ follows from the wrong one",
    TOO_FEW: "? too few digits",
}
HEADINGS = ("what", "yours", "correct")
COLOURS = {
    RIGHT: "background:#dafbe1;color:#116329",
    WRONG: "background:#ffe3e0;color:#8c1d18;font-weight:bold",
    FOLLOWS: "background:#fff1cc;color:#6b4500",
    TOO_FEW: "background:#e6e9ef;color:#3b4252",
}
FIRST = "The first wrong one is {what}: yours is {yours}, correct is {correct}."
ALSO = "Also wrong, and not because of that: {what}: yours is {yours}, correct is {correct}."
CAUSES = {
    (True, True): "It is what comes out if {cause}.",
    (True, False): "It is what comes out if {cause},",
    (False, True): "or if {cause}.",
    (False, False): "or if {cause},",
}
COUNTS = {0: "None of {every} numbers is right.", 1: "{count} of {every} numbers is right."}
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

    `open` names the numbers that were left for later; `lang` is the language, "en" or "ko".
    """

    marks: tuple[Mark, ...]
    open: tuple[str, ...] = ()
    lang: str = "en"

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
        rows = [self._headings(), *map(self._cells, self.marks)]
        widths = [max(width(row[i]) for row in rows) for i in range(3)]
        table = ["  ".join([*map(filled_right, row, widths), *row[3:]]).rstrip() for row in rows]
        return "\n".join([*table, "", *self._sentences()])

    __repr__ = __str__

    def _sentences(self) -> Iterator[str]:
        if self.marks or not self.open:
            yield from self._verdict()
        if self.open:
            yield self._say("Still to do: {names}.").format(names=", ".join(self.open))

    def _verdict(self) -> Iterator[str]:
        if any(mark.verdict != TOO_FEW for mark in self.marks):
            yield self._count()
        for mark in self.marks:
            if mark.verdict == TOO_FEW:
                too_few = self._say("Too few digits to tell: {what}; {note}.")
                yield too_few.format(what=mark.what, note=mark.note)
        for mark in self.marks:
            if mark.verdict == WRONG:
                yield self._say(FIRST if mark is self.first else ALSO).format(
                    what=mark.what, yours=_shown(mark.yours), correct=mark.correct_text
                )
                yield from self._causes(mark)

    def _count(self) -> str:
        count, every = sum(mark.verdict == RIGHT for mark in self.marks), len(self.marks)
        if every == 1:
            counted = "The number is right." if count else "The number is not right."
        elif count == every:
            counted = "All {count} numbers are right."
        else:
            counted = COUNTS.get(count, "{count} of {every} numbers are right.")
        return self._say(counted).format(count=count, every=every)

    def _causes(self, mark: Mark) -> Iterator[str]:
        for i, cause in enumerate(mark.causes, 1):
            phrase = self._say(CAUSES[i == 1, i == len(mark.causes)])
            yield f"  {phrase.format(cause=cause)}"
        if mark.note:
            yield f"  {mark.note}"

    def _headings(self) -> tuple[str, ...]:
        return tuple(map(self._say, HEADINGS))

    def _cells(self, mark: Mark) -> tuple[str, ...]:
        return mark.what, _shown(mark.yours), mark.correct_text, self._say(SIGNS[mark.verdict])

    @property
    def _say(self) -> Say:
        return phrases_in(self.lang)

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{cell}</th>' for cell in self._headings())
        rows = "".join(_html_row(mark, self._cells(mark)) for mark in self.marks)
        sentences = "".join(map(_html_sentence, self._sentences()))
        if not self.marks:
            return sentences
        return (
            f"<table><thead><tr>{head}<td></td></tr></thead><tbody>{rows}</tbody></table>"
            f"{sentences}"
        )


def _shown(number: str) -> str:
    return number.replace("-", "−")


def _html_row(mark: Mark, cells: Iterable[str]) -> str:
    what, yours, correct, verdict = map(escape, cells)
    number = '<td style="text-align:right">'
    chip = f'<span style="{CHIP};{COLOURS[mark.verdict]}">{verdict}</span>'
    return (
        f'<tr><th scope="row">{what}</th>{number}{yours}</td>{number}{correct}</td>'
        f'<td style="text-align:left">{chip}</td></tr>'
    )


def _html_sentence(sentence: str) -> str:
    indented = ' style="margin-left:1.5em"' if sentence.startswith(" ") else ""
    return f"<p{indented}>{escape(sentence.strip())}</p>"
