"""`steps`: the way forward, back and forward again, one small step at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd.errors import AutogradError
from autograd.number import Number
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.parameters import Update
    from autograd.stepper.sequence import Steps


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
    from autograd.stepper.sequence import Steps  # noqa: PLC0415 - most graphs are never told
    from autograd.stepper.trace import Trace  # noqa: PLC0415

    if not isinstance(loss, Value):
        raise AutogradError(f"steps takes the Value to go back from, got {type(loss).__name__}")
    chosen = () if update is None else update
    return Steps(Trace(loss, chosen, lr, expand=expand), quiz=quiz, lang=lang, subject=subject)
