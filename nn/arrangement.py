"""Where the circles of a network's picture stand, and where the labels of its lines lie.

Lengths are in inches, as Graphviz takes them; x runs to the right, y up.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

Place = int | range
Point = tuple[float, float]
Size = tuple[float, float]
Line = tuple[Point, Point]

CIRCLE = 1.2
PITCH, PITCH_WITH_LABELS = 1.6, 1.9
NARROWEST = 2.3
# A steeper line would touch the circles above and below the one that it comes from.
STEEPEST = 2.1
SPARE = 0.1
CROWDED = 2.0
CANDIDATES = 41
SWEEPS = 6
ON_ANOTHER_LABEL, ON_ANOTHER_LINE, OFF_CENTRE = 50.0, 1.0, 1.0


def shown(count: int, most: int, wanted: Collection[int] = ()) -> list[Place]:
    """The units of a column that are drawn, and in their places the ranges that are left out.

    The first and the last ones are drawn, and those that are wanted.

    >>> shown(9, 4), shown(9, 4, wanted=[4]), shown(3, 4)
    ([0, 1, range(2, 7), 7, 8], [0, 1, range(2, 4), 4, range(5, 7), 7, 8], [0, 1, 2])
    """
    if count <= most:
        return list(range(count))
    first = (most + 1) // 2
    drawn = sorted({*range(first), *range(count - (most - first), count), *wanted})
    places: list[Place] = []
    for place, following in pairwise([*drawn, count]):
        places += [place, *([range(place + 1, following)] if following > place + 1 else [])]
    return places


def positions(columns: Sequence[Sequence[Place]], label: Size | None) -> list[list[Point]]:
    """The middle of everything in each column.

    Columns are centred, and so far apart that lines pass other circles by, and that labels of
    that size find room on them.
    """
    pitch = PITCH if label is None else PITCH_WITH_LABELS
    heights = [pitch * (len(column) - 1) / 2.0 for column in columns]
    x, found = 0.0, []
    for depth, (column, half) in enumerate(zip(columns, heights)):
        if depth:
            x += _distance(len(columns[depth - 1]), len(column), heights[depth - 1], half, label)
        found.append([(x, half - pitch * row) for row in range(len(column))])
    return found


def _distance(before: int, after: int, half: float, other: float, label: Size | None) -> float:
    """How far two columns are apart."""
    wide = max(NARROWEST, (half + other) / STEEPEST)
    if label is None:
        return wide
    width, height = label
    room = PITCH_WITH_LABELS * max(before, after)
    crowd = math.ceil(CROWDED * before * after * (height + SPARE) / room)
    stacks = max(crowd, 2 if min(before, after) > 1 else 1)
    return max(wide, CIRCLE + stacks * (width + SPARE) + 2.0 * SPARE)


def labels(lines: Sequence[Line], size: Size) -> list[Point]:
    """A place on each line for a label, away from other labels and, where it can be, lines.

    Labels are moved along their lines one by one to where they are in the way least.
    """
    if not lines:
        return []
    ends = np.array(lines)
    width = ends[:, 1, 0] - ends[:, 0, 0]
    margin = (CIRCLE / 2.0 + size[0] / 2.0 + SPARE) / width
    share = np.linspace(margin, 1.0 - margin, CANDIDATES, axis=1)
    spots = ends[:, None, 0] + share[:, :, None] * (ends[:, 1] - ends[:, 0])[:, None]
    fixed = OFF_CENTRE * (2.0 * share - 1.0) ** 2 + ON_ANOTHER_LINE * _crossings(ends, spots, size)
    chosen = spots[np.arange(len(ends)), fixed.argmin(axis=1)]
    box = np.array(size) + SPARE
    for _ in range(SWEEPS):
        for i in range(len(ends)):
            others = np.delete(chosen, i, axis=0)
            over = np.clip(box - np.abs(spots[i][:, None] - others), 0.0, None) / box
            cost = fixed[i] + ON_ANOTHER_LABEL * over.prod(axis=2).sum(axis=1)
            chosen[i] = spots[i][cost.argmin()]
    return [(float(x), float(y)) for x, y in chosen]


def _crossings(ends: NDArray[np.float64], spots: NDArray[np.float64], size: Size) -> Any:
    """How many other lines run through a label, for each spot on each line."""
    start, end = ends[:, 0], ends[:, 1]
    slope = (end[:, 1] - start[:, 1]) / (end[:, 0] - start[:, 0])
    x, y = spots[:, :, None, 0], spots[:, :, None, 1]
    at = start[:, 1] + slope * (x - start[:, 0])
    reach = size[1] / 2.0 + np.abs(slope) * size[0] / 2.0
    beside = (x > start[:, 0]) & (x < end[:, 0])
    through = (np.abs(at - y) < reach) & beside
    return through.sum(axis=2) - 1
