"""Whether operations are recorded: not inside `no_grad`, and with care inside a rule."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

pauses: list[object] = []
"""One for every `no_grad` block that is open in any thread: mostly there is none to look for."""
_paused: ContextVar[bool] = ContextVar("paused", default=False)
_inside_rule: ContextVar[bool] = ContextVar("inside_rule", default=False)
_for_any_numbers: ContextVar[bool] = ContextVar("for_any_numbers", default=False)


@contextmanager
def no_grad() -> Iterator[None]:
    """Compute without recording: the results are constants, and nothing is kept for backward().

    >>> from autograd import Value
    >>> x = Value(3.0)
    >>> with no_grad():
    ...     y = x * x
    >>> y.inputs
    ()
    """
    pause = object()
    with _switched(_paused):
        pauses.append(pause)
        try:
            yield
        finally:
            pauses.remove(pause)


@contextmanager
def inside_rule() -> Iterator[None]:
    """While a rule runs on Values: 1/0 and its like take their IEEE value, float() is refused."""
    with _switched(_inside_rule):
        yield


@contextmanager
def for_any_numbers() -> Iterator[None]:
    """While a graph is recorded that stands for any numbers: float() and < are refused.

    What a formula chooses by the numbers of one sample would be wrong for the next.
    """
    with _switched(_for_any_numbers):
        yield


@contextmanager
def recorded() -> Iterator[None]:
    """Record in this block, even inside `no_grad`: what needs graphs of its own."""
    with _switched(_paused, on=False):
        yield


def is_for_any_numbers() -> bool:
    """Whether this thread records a graph that stands for any numbers."""
    return _for_any_numbers.get()


def is_paused() -> bool:
    """Whether this thread is inside `no_grad`."""
    return _paused.get()


def is_inside_rule() -> bool:
    """Whether this thread is inside a derivative rule that runs on Values."""
    return _inside_rule.get()


@contextmanager
def _switched(switch: ContextVar[bool], *, on: bool = True) -> Iterator[None]:
    """Ctrl-C at any moment leaves the switch as it was found."""
    before = switch.get()
    try:
        switch.set(on)
        yield
    finally:
        try:
            switch.set(before)
        except KeyboardInterrupt:
            switch.set(before)
            raise
