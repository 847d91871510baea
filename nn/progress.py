"""A progress bar where somebody is looking: in a terminal or a notebook, if tqdm is there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def progress_bar(epochs: int, wanted: bool | None) -> Iterator[Any]:
    """A bar with `update()` and `set_postfix()`; None as `wanted` shows it to people only."""
    if wanted is None:
        wanted = sys.stderr.isatty() or _in_notebook()
    bar = _tqdm(epochs) if wanted else Silent()
    try:
        yield bar
    finally:
        bar.close()


class Silent:
    """A bar that nobody sees."""

    def update(self) -> None:
        """One epoch is over."""

    def set_postfix(self, **numbers: object) -> None:
        """What stands beside the bar."""

    def close(self) -> None:
        """Training is over."""


def _tqdm(epochs: int) -> Any:
    try:
        if _in_notebook():
            # Without ipywidgets, tqdm's bar fails only after it was made, and complains later.
            import ipywidgets  # noqa: F401, PLC0415
            from tqdm.notebook import tqdm  # noqa: PLC0415
        else:
            from tqdm import tqdm  # noqa: PLC0415
        return tqdm(total=epochs, unit="epoch")
    except ImportError:
        return Silent()


def _in_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    return shell is not None and hasattr(shell, "kernel")
