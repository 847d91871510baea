"""Steps in a terminal, one for each key that is pressed."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from textwrap import wrap

from autograd.columns import shortened
from autograd.stepper.words import words_in
from autograd.steps import Steps

try:
    from autograd.keys import pressed_keys
except ImportError:
    HAS_KEYS = False
else:
    HAS_KEYS = True

__all__ = ["show", "walk"]

RIGHT = ("\x1b[C", "\x1bOC", "\xe0M", "\x00M")
LEFT = ("\x1b[D", "\x1bOD", "\xe0K", "\x00K")
MOVES = {**dict.fromkeys((" ", "\r", "\n", *RIGHT), 1), **dict.fromkeys(LEFT, -1)}
QUIT = ("q", "Q", "\x1b", "\x03", "\x04", "")
OTHER_SCREEN, FIRST_SCREEN = "\x1b[?1049h", "\x1b[?1049l"
CLEAR = "\x1b[H\x1b[2J"


def show(every: Steps) -> None:
    """Walk through the steps, or print them all where nobody can press a key."""
    if not every or not HAS_KEYS or not _a_person_is_there():
        print(every)
        return
    with pressed_keys() as read_key:  # pyright: ignore[reportPossiblyUnboundVariable]
        walk(every, read_key)


def walk(every: Steps, read_key: Callable[[], str]) -> None:
    """Show one step more, or one less, for each key; the steps that were shown stay printed."""
    lines = str(every).splitlines()
    ends = [i for i, line in enumerate(lines, 1) if line.startswith(" ")]
    shown = 1
    print(OTHER_SCREEN, end="")
    try:
        while True:
            where = words_in(every.lang)["keys"].format(step=shown, all=len(every))
            size = shutil.get_terminal_size()
            print(CLEAR + _screen(lines[: ends[shown - 1]], every[shown - 1].text, where, size))
            key = read_key()
            if key in QUIT or (shown == len(every) and MOVES.get(key) == 1):
                break
            shown = max(1, shown + MOVES.get(key, 0))
    finally:
        print(FIRST_SCREEN, end="", flush=True)
    print("\n".join(lines[: ends[shown - 1]]))


def _screen(lines: list[str], text: str, where: str, size: os.terminal_size) -> str:
    """The last lines that fit, each cut to the width, and below them the whole step."""
    width = max(size.columns - 1, 20)
    below = ["", *wrap(text, width), "", *wrap(where, width)]
    room = max(size.lines - len(below) - 1, 1)
    above = [shortened(line, width) for line in lines[-room:]]
    return "\n".join([*above, *below])


def _a_person_is_there() -> bool:
    streams = (sys.stdin, sys.stdout)
    return os.environ.get("TERM") != "dumb" and all(x is not None and x.isatty() for x in streams)
