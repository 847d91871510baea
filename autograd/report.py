"""The report on a learner's numbers: as text, and as a table in a notebook."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from autograd.spelling import DECIMALS, number_text

RIGHT, WRONG, FOLLOWS = "right", "wrong", "follows"
SIGNS = {RIGHT: "✓ right", WRONG: "✗ wrong", FOLLOWS: "→ follows from the wrong one"}
HEADINGS = ("what", "yours", "correct", "")
STYLES = {
    RIGHT: "color:#1a7f37",
    WRONG: "color:#b3261e;font-weight:bold",
    FOLLOWS: "color:#8a5a00",
}


@dataclass(frozen=True)
class Mark:
    """One number of the learner's: what it is, what is right, and the verdict.

    `verdict` is "right", "wrong", or "follows" for a number that comes correctly out of a wrong
    one before it. `causes` are the mistakes that would give exactly a wrong number.
    """

    label: str
    what: str
    yours: str
    correct: float
    decimals: int
    verdict: str
    causes: tuple[str, ...] = ()

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
        return next((mark for mark in self.marks if mark.verdict != RIGHT), None)

    @property
    def first_wrong(self) -> str | None:
        """The label of the first wrong number; None where all are right."""
        return self.first.label if self.first else None

    def __str__(self) -> str:
        if not self.marks:
            return "\n".join(self._sentences())
        rows = [HEADINGS, *map(_cells, self.marks)]
        widths = [max(len(row[i]) for row in rows) for i in range(3)]
        table = [
            "  ".join([*(cell.ljust(w) for cell, w in zip(row, widths)), row[3]]).rstrip()
            for row in rows
        ]
        return "\n".join([*table, "", *self._sentences()])

    __repr__ = __str__

    def _sentences(self) -> Iterator[str]:
        if self.marks or not self.open:
            yield from self._verdict()
        if self.open:
            yield f"Still to do: {', '.join(self.open)}."

    def _verdict(self) -> Iterator[str]:
        count = sum(mark.verdict == RIGHT for mark in self.marks)
        if self.first is None:
            yield f"All {count} numbers are right." if count != 1 else "The number is right."
            return
        yield f"{count} of {len(self.marks)} numbers are right."
        yield f"The first wrong one is {_compared(self.first)}."
        yield from _causes(self.first)
        later = [m for m in self.marks if m.verdict == WRONG and m is not self.first]
        for mark in later:
            yield f"Also wrong, and not because of that: {_compared(mark)}."
            yield from _causes(mark)

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col">{cell}</th>' for cell in HEADINGS[:3])
        rows = "".join(_html_row(mark) for mark in self.marks)
        sentences = "".join(f"<p>{escape(sentence)}</p>" for sentence in self._sentences())
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
        yield f"  {'It is what comes out if' if i == 0 else 'or if'} {cause}."
    if not mark.causes:
        yield "  None of the usual mistakes gives this number."


def _cells(mark: Mark) -> tuple[str, str, str, str]:
    return mark.what, mark.yours.replace("-", "−"), mark.correct_text, SIGNS[mark.verdict]


def _html_row(mark: Mark) -> str:
    what, yours, correct, verdict = map(escape, _cells(mark))
    return (
        f'<tr><th scope="row">{what}</th><td>{yours}</td><td>{correct}</td>'
        f'<td style="{STYLES[mark.verdict]}">{verdict}</td></tr>'
    )
