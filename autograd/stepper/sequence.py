"""The steps as a sequence: to iterate over, to print, and to show as a page."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, overload

from autograd.columns import filled_right, width
from autograd.errors import AutogradError
from autograd.files import write_file
from autograd.stepper.step import Script, Step, phase_of
from autograd.stepper.trace import Trace
from autograd.stepper.words import words_in
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.stepper.page import Page

WIDEST = 60


class Steps(Sequence[Step]):
    """The steps, each written when it is asked for: iterate, index, print.

    `gradients` holds the derivative of the loss by every node, as `backward()` finds it; `lang`
    is the language, "en" or "ko".
    """

    def __init__(
        self, trace: Trace, *, quiz: bool = False, lang: str = "en", subject: str = ""
    ) -> None:
        self.lang = lang
        self._quiz = quiz
        self._subject = subject
        self._trace = trace
        self._script = Script(trace, words_in(lang))
        self._starts = [0]
        for group in (
            trace.results,
            trace.contributions,
            trace.changes,
            trace.results if trace.again else (),
        ):
            self._starts.append(self._starts[-1] + len(group))

    @property
    def gradients(self) -> dict[Value, float]:
        """The derivative of the loss by every node; no `grad` is changed by finding it."""
        return dict(self._trace.gradients)

    def __len__(self) -> int:
        return self._starts[-1]

    @overload
    def __getitem__(self, index: int) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> list[Step]: ...

    def __getitem__(self, index: int | slice) -> Step | list[Step]:
        if isinstance(index, slice):
            return [self._step(i) for i in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(f"there are {len(self)} steps, none with number {index}")
        return self._step(index % len(self))

    def __iter__(self) -> Iterator[Step]:
        return map(self._step, range(len(self)))

    def _step(self, i: int) -> Step:
        _, backward, update, again, _ = self._starts
        trace, script = self._trace, self._script
        if i < backward:
            return script.forward(trace.results[i], 1)
        if i < update:
            return script.backward(trace.contributions[i - backward], first=i == backward)
        if i < again:
            return script.update(trace.changes[i - update])
        return script.forward(trace.results[i - again], 2)

    def __str__(self) -> str:
        return "\n".join(_lines(self)) or words_in(self.lang)["leaf"]

    __repr__ = __str__

    def html(self, lang: str = "") -> str:
        """The page to go through, as the text of one HTML file that loads nothing."""
        return self._page(lang).html()

    def save(self, path: str | os.PathLike[str], lang: str = "") -> None:
        """Write the page to a file; AutogradError, and no change, where that cannot be done."""
        suffix = os.path.splitext(path)[1].lower()
        if suffix not in ("", ".html", ".htm"):
            raise AutogradError(f"steps are written as a page: end {os.fspath(path)} in .html")
        write_file(path, self.html(lang))

    def _repr_html_(self) -> str:
        return self._page().notebook(str(self))

    def _page(self, lang: str = "") -> Page:
        from autograd.stepper.page import Page  # noqa: PLC0415 - json and resources are slow

        every = self._in_language(lang) if lang and lang != self.lang else self
        return Page(every._script, every, every.lang, quiz=self._quiz, subject=self._subject)

    def _in_language(self, lang: str) -> Steps:
        return Steps(self._trace, quiz=self._quiz, lang=lang, subject=self._subject)


def _lines(every: Steps) -> Iterator[str]:
    """A heading for each phase and a line for each step, equals signs below each other."""
    digits = len(str(len(every)))
    words = words_in(every.lang)
    for phase, group in groupby(enumerate(every, 1), key=lambda item: phase_of(item[1])):
        rows = list(group)
        yield words[phase]
        columns = [step.columns for _, step in rows]
        widths = [min(WIDEST, max(map(width, column))) for column in zip(*columns)]
        for (i, step), row in zip(rows, columns):
            cells = "  ".join(map(filled_right, row, widths))
            yield f"  {i:>{digits}}  {cells}  {step.remark}".rstrip()
