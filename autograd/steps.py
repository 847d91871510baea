"""`steps`: the way forward, back and forward again, one small step at a time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, overload

from autograd.columns import filled_right, width
from autograd.errors import AutogradError
from autograd.files import write
from autograd.parameters import Update
from autograd.stepper.step import Script, Step, phase_of
from autograd.stepper.trace import Trace
from autograd.stepper.words import words_in
from autograd.value import Number, Value

if TYPE_CHECKING:
    from autograd.stepper.page import Page

WIDEST = 60


def steps(
    loss: Value,
    update: Update | None = None,
    lr: Number = 0.5,
    *,
    expand: bool = False,
    quiz: bool = False,
    lang: str = "en",
    subject: str = "",
) -> Steps:
    """The forward pass, the backward pass and the update, as a sequence of steps.

    Forward, each step is one operation. Backward, each step follows one edge: upstream gradient ×
    local derivative, added to what is already there. With `update`, a list of parameters or their
    labels, one step for each follows: old − lr × gradient = new, and the forward pass once more
    (`step.round` is 2) with the new numbers. `expand` shows fused operations as the small ones
    that they stand for.

    In a notebook the result is a page to go through; `save` writes it to a file. There `quiz`
    hides each number until it was found, and `subject` is what the page's title speaks of instead
    of the loss's label. `lang="ko"` has the steps and their page speak Korean. A page that nobody
    could follow, because its picture is more than 120 boxes high, comes with a warning; more than
    2,000 nodes are refused.

    Nothing in the graph is changed. AutogradError where a parameter is not one or lr is no finite
    number, StaleError where a leaf was changed after the loss was computed, DomainError where the
    loss cannot be computed after the update.

    >>> from autograd import values
    >>> w, x, b = values(w=-2.0, x=5.0, b=3.0)
    >>> F = (w * x + b).named("F")
    >>> steps(F, update=[w], lr=0.5)
    Forward
      1  w·x             = −2 × 5   = −10
      2  F    = w·x + b  = −10 + 3  = −7
    Backward
      3  ∂F/∂(w·x)  = ∂F/∂F · ∂F/∂(w·x)      = 1 × 1     = 1   (starting from ∂F/∂F = 1)
      4  ∂F/∂b      = ∂F/∂F · ∂F/∂b          = 1 × 1     = 1
      5  ∂F/∂w      = ∂F/∂(w·x) · ∂(w·x)/∂w  = 1 × 5     = 5   (∂(w·x)/∂w = x)
      6  ∂F/∂x      = ∂F/∂(w·x) · ∂(w·x)/∂x  = 1 × (−2)  = −2  (∂(w·x)/∂x = w)
    Update
      7  w  ← w − α · ∂F/∂w  = −2 − 0.5 × 5  = −4.5
    Forward again
      8  w·x             = −4.5 × 5   = −22.5
      9  F    = w·x + b  = −22.5 + 3  = −19.5  (it was −7 before the update)
    """
    if not isinstance(loss, Value):
        raise AutogradError(f"steps takes the Value to go back from, got {type(loss).__name__}")
    chosen = () if update is None else update
    return Steps(Trace(loss, chosen, lr, expand=expand), quiz=quiz, lang=lang, subject=subject)


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
        write(path, self.html(lang))

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
