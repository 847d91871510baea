"""Whether operations are recorded: not inside `no_grad`, and with care inside a rule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

State = TypeVar("State")

pauses: list[object] = []
"""One for every `no_grad` block that is open in any thread: mostly there is none to look for."""
_paused: ContextVar[bool] = ContextVar("paused", default=False)
_inside_rule: ContextVar[bool] = ContextVar("inside_rule", default=False)
_changing: ContextVar[frozenset[object] | None] = ContextVar("changing", default=None)


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
    with _switched(_paused, True):
        pauses.append(pause)
        try:
            yield
        finally:
            pauses.remove(pause)


@contextmanager
def inside_rule() -> Iterator[None]:
    """While a rule runs on Values: 1/0 and its like take their IEEE value, float() is refused."""
    with _switched(_inside_rule, True):
        yield


@contextmanager
def for_any_numbers(leaves: Iterable[object]) -> Iterator[None]:
    """While a graph is recorded that stands for any numbers of these leaves.

    float() and < are refused for them and for results: what a formula chooses by the numbers of
    one sample would be wrong for the next.
    """
    with _switched(_changing, frozenset(leaves)):
        yield


@contextmanager
def recorded() -> Iterator[None]:
    """Record in this block, even inside `no_grad`: what needs graphs of its own."""
    with _switched(_paused, False):
        yield


def changing_leaves() -> frozenset[object] | None:
    """The leaves for any numbers of which this thread records a graph, if it does."""
    return _changing.get()


def is_paused() -> bool:
    """Whether this thread is inside `no_grad`."""
    return _paused.get()


def is_inside_rule() -> bool:
    """Whether this thread is inside a derivative rule that runs on Values."""
    return _inside_rule.get()


@contextmanager
def _switched(switch: ContextVar[State], to: State) -> Iterator[None]:
    """Ctrl-C at any moment leaves the switch as it was found."""
    before = switch.get()
    try:
        switch.set(to)
        yield
    finally:
        try:
            switch.set(before)
        except KeyboardInterrupt:
            switch.set(before)
            raise
