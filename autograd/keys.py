"""Keys as they are pressed in a terminal; ImportError where the system has no such thing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["pressed_keys"]

ReadKey = Callable[[], str]

if sys.platform == "win32":
    import msvcrt

    @contextmanager
    def pressed_keys() -> Iterator[ReadKey]:
        """A function that waits for a key and returns its characters."""
        os.system("")  # nosec B605 B607  # from here on the console obeys the codes that move and clear
        yield _windows_key

    def _windows_key() -> str:
        key = msvcrt.getwch()
        return key + msvcrt.getwch() if key in "\x00\xe0" else key

else:
    import select
    import termios
    import tty

    PAUSE = 0.05  # seconds; the rest of an arrow key comes sooner, and Escape has no rest

    @contextmanager
    def pressed_keys() -> Iterator[ReadKey]:
        """A function that waits for a key and returns its characters, "" at the end of input."""
        terminal = sys.stdin.fileno()

        def read_key() -> str:
            key = os.read(terminal, 1)
            if key == b"\x1b" and select.select([terminal], [], [], PAUSE)[0]:
                key += os.read(terminal, 2)
            return key.decode(errors="replace")

        before = termios.tcgetattr(terminal)
        try:
            tty.setcbreak(terminal)
            yield read_key
        finally:
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)
