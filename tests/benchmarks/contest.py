"""Timing several contestants beside each other, so that a busy machine is fair to all of them.

The contestants take turns within one process, round after round. The garbage of one is collected
before the next starts, outside the clock; what collections a turn causes by itself count. Ratios
are taken within a round, whose turns lie close together in time, and the median round is kept.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

OURS = "chalkgrad"
BY_HAND = "numpy by hand"


@dataclass(frozen=True)
class Timing:
    """One contestant's median seconds for a call, and how many times as long as ours it takes."""

    seconds: float
    ratio: float


Call = Callable[[], Any]
Row = dict[str, Timing]


def raced(contestants: Mapping[str, Call], *, rounds: int, calls: int) -> Row:
    """Compare what the contestants compute, then time them."""
    ours = numbers(contestants[OURS]())
    for name, contestant in contestants.items():
        require_equal(name, numbers(contestant()), ours)
    return timings(contestants, rounds=rounds, calls=calls)


def numbers(found: Any) -> list[float]:
    """All numbers of a result, which may be arrays in tuples, as plain floats."""
    if isinstance(found, (list, tuple)):
        return [x for part in found for x in numbers(part)]
    return np.ravel(np.asarray(found, dtype=float)).tolist()  # type: ignore[no-any-return]


def timings(contestants: Mapping[str, Callable[[], object]], *, rounds: int, calls: int) -> Row:
    """Median times for a call of each contestant, after one round to warm up."""
    turns: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds + 1):
        for name, contestant in contestants.items():
            gc.collect()
            start = perf_counter()
            for _ in range(calls):
                contestant()
            if number > 0:
                turns[name].append((perf_counter() - start) / calls)
    ours = turns[OURS]
    return {
        name: Timing(median(times), median(t / o for t, o in zip(times, ours)))
        for name, times in turns.items()
    }


@contextmanager
def collector(*, on: bool) -> Iterator[None]:
    """The garbage collector on or off for a while."""
    was_on = gc.isenabled()
    (gc.enable if on else gc.disable)()
    try:
        yield
    finally:
        (gc.enable if was_on else gc.disable)()


@contextmanager
def recursion_limit(depth: int) -> Iterator[None]:
    """Room for peers that walk their graph by recursion."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(depth)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def require_equal(name: str, found: list[float], ours: list[float]) -> None:
    """Stop the benchmark where a peer's gradients differ from ours by more than 1e-9."""
    for theirs, mine in zip(found, ours, strict=True):
        if not abs(theirs - mine) <= 1e-9 * max(1.0, abs(mine)):
            sys.exit(f"{name} finds the gradient {theirs!r} where {OURS} finds {mine!r}")
