"""Rest for Python's garbage collector, while many objects are made and none is garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock


class _Pauses:
    """How many threads want the collector to rest, and whether it worked before the first."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._count = 0
        self._was_on = False

    def begin(self) -> None:
        with self._lock:
            if not self._count:
                self._was_on = gc.isenabled()
                gc.disable()
            self._count += 1

    def end(self) -> None:
        with self._lock:
            self._count -= 1
            if not self._count and self._was_on:
                gc.enable()


_PAUSES = _Pauses()


@contextmanager
def collector_paused() -> Iterator[None]:
    """No garbage collection for a while: a big graph makes many objects, and none is garbage.

    The collector works again when the last of the threads that paused it is ready.
    """
    _PAUSES.begin()
    try:
        yield
    finally:
        _PAUSES.end()
