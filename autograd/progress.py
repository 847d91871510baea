"""Progress bars where somebody is looking: in a terminal or a notebook, if tqdm is there."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar
from weakref import ReferenceType, ref

DELAY = 1.0
"""Seconds after which work that goes on is shown."""
STEP = 500
"""Items between two looks at the clock."""

Item = TypeVar("Item")


class Silent:
    """A bar that nobody sees."""

    def update(self, n: int = 1) -> None:
        """So much more is done."""

    def set_postfix(self, **numbers: object) -> None:
        """What stands beside the bar."""

    def close(self) -> None:
        """All is done."""


@contextmanager
def progress_bar(total: int, unit: str, wanted: bool | None = None) -> Iterator[Any]:
    """A bar with `update()` and `set_postfix()`; None as `wanted` shows it to people only."""
    bar = tqdm_bar(total=total, unit=unit) if _seen(wanted) else Silent()
    try:
        yield bar
    finally:
        bar.close()


class Watch:
    """What is shown of a piece of work in several stages: the present one, once it lasts long."""

    def __init__(self, *, seen: bool) -> None:
        self.seen = seen
        self._start = time.monotonic()
        self._bar: Any = None
        self._name, self._total, self._done = "", 0, 0

    def begin(self, name: str, total: int) -> None:
        """The next stage begins."""
        self.close()
        self._name, self._total, self._done = name, total, 0
        self.update(0)

    def update(self, n: int) -> None:
        """So many items more of this stage are done."""
        self._done += n
        if self._bar is not None:
            self._bar.update(n)
        elif time.monotonic() - self._start >= DELAY:
            self._bar = tqdm_bar(
                total=self._total, initial=self._done, desc=self._name, leave=False
            )

    def over(self, items: Sequence[Item]) -> Iterator[Item]:
        """The items one by one, counted."""
        for start in range(0, len(items), STEP):
            part = items[start : start + STEP]
            yield from part
            self.update(len(part))

    def close(self) -> None:
        """The present stage is over."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


# Only the block that watches keeps its Watch alive: if Ctrl-C breaks off the end of the block,
# nothing is left of it all the same.
_present: ContextVar[ReferenceType[Watch] | None] = ContextVar("_present", default=None)


def _watch() -> Watch | None:
    reference = _present.get()
    return reference() if reference is not None else None


@contextmanager
def watched(wanted: bool | None = None) -> Iterator[None]:
    """Show the stages of the work in this block, should it last longer than a second.

    Inside another such block it does nothing: the outer one shows the stages.
    """
    if _watch() is not None:
        yield
        return
    watch = Watch(seen=_seen(wanted))
    _present.set(ref(watch))
    try:
        yield
    finally:
        _present.set(None)
        watch.close()


def stage(name: str, items: Sequence[Item] = ()) -> Iterable[Item]:
    """The items of a stage of work; without items, only its name is told.

    >>> list(stage("counting", [1, 2, 3]))
    [1, 2, 3]
    """
    watch = _watch()
    if watch is None or not watch.seen:
        return items
    watch.begin(name, len(items))
    return watch.over(items)


def _seen(wanted: bool | None) -> bool:
    return (sys.stderr.isatty() or _in_notebook()) if wanted is None else wanted


def tqdm_bar(**options: Any) -> Any:
    """A bar of tqdm, or a silent one where it is not installed."""
    try:
        if _in_notebook():
            # Without ipywidgets, tqdm's bar fails only after it was made, and complains later.
            import ipywidgets  # noqa: F401, PLC0415
            from tqdm.notebook import tqdm  # noqa: PLC0415
        else:
            from tqdm import tqdm  # noqa: PLC0415
    except ImportError:
        return Silent()
    return tqdm(**options)


def _in_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and hasattr(shell, "kernel")
