"""Rest for Python's garbage collector, while many objects are made and none is garbage."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import RLock
from typing import Any


@dataclass
class _Pauses:
    """The pauses that go on, and whether the collector was on before the first of them."""

    lock: Any = field(default_factory=RLock)
    open: set[object] = field(default_factory=set)
    was_on: bool = False


_pauses = _Pauses()


@contextmanager
def collector_paused() -> Iterator[None]:
    """No garbage collection for a while: a big graph makes many objects, and none is garbage.

    The collector is on again when the last of the threads that paused it has finished. Nothing
    here is a function of its own: Ctrl-C is heeded where one begins, and would skip the end.
    """
    pauses, pause = _pauses, object()
    try:
        with pauses.lock:
            if not pauses.open:
                pauses.was_on = gc.isenabled()
            pauses.open.add(pause)
            gc.disable()
        yield
    finally:
        with pauses.lock:
            try:
                pauses.open.discard(pause)
            finally:
                if pauses.was_on and not pauses.open:
                    gc.enable()


def _without_other_threads() -> None:
    """A forked process has none of the threads that paused the collector or hold the lock."""
    global _pauses
    before, _pauses = _pauses, _Pauses()
    if before.open and before.was_on:
        gc.enable()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_without_other_threads)
