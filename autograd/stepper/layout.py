"""Where each box and each line of the page's graph goes.

Graphviz finds the places; where it cannot, the boxes stand in columns by the longest way down to a
leaf.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple

from autograd.errors import RenderError
from autograd.render import rendered

INCH = 72.0
MARGIN = 8.0
ARROW = 7.0
GAP = 16.0
COLUMN_GAP = 30.0

Point = tuple[float, float]


class Layout(NamedTuple):
    """The size of the picture, the middle of each box, and the curve of each line, in pixels.

    A curve is a start and three points for each cubic Bézier piece. It ends `ARROW` before the
    box that it leads to.
    """

    width: float
    height: float
    places: list[Point]
    curves: list[list[Point]]


def placed(
    sizes: Sequence[Point],
    edges: Sequence[tuple[int, int]],
    column_gap: float = COLUMN_GAP,
    in_order: Sequence[Sequence[int]] = (),
) -> Layout:
    """Places for boxes of these (width, height), joined by lines (source, target).

    Boxes of one group of `in_order` that share a column stand below each other in that order.
    """
    try:
        layout = _by_graphviz(sizes, edges, column_gap)
    except RenderError:
        return _in_columns(sizes, edges, column_gap)
    stacks = [stack for group in in_order for stack in _stacks(group, layout)]
    if all(_is_in_order(stack, layout) for stack in stacks):
        return layout
    with suppress(RenderError):
        return _by_graphviz(sizes, edges, column_gap, stacks)
    return layout


def _stacks(group: Sequence[int], layout: Layout) -> list[list[int]]:
    """The boxes of a group by columns."""
    columns: dict[int, list[int]] = {}
    for i in group:
        columns.setdefault(round(layout.places[i][0]), []).append(i)
    return list(columns.values())


def _is_in_order(stack: Sequence[int], layout: Layout) -> bool:
    heights = [layout.places[i][1] for i in stack]
    return heights == sorted(heights)


def _by_graphviz(
    sizes: Sequence[Point],
    edges: Sequence[tuple[int, int]],
    column_gap: float,
    stacks: Sequence[Sequence[int]] = (),
) -> Layout:
    source = _dot(sizes, edges, column_gap, stacks)
    return _from_plain(rendered(source, "plain").decode(), len(sizes), edges)


def _dot(
    sizes: Sequence[Point],
    edges: Sequence[tuple[int, int]],
    column_gap: float,
    stacks: Sequence[Sequence[int]],
) -> str:
    """The lines first: boxes are then ordered by where they are used, not by where they stand.

    Without that, a leaf that is used only at the end, as a target is, may turn all upside down.
    """
    below = [" -> ".join(map(str, stack)) for stack in stacks if len(stack) > 1]
    lines = [
        "digraph {",
        f"rankdir=LR nodesep={GAP / INCH:.3f} ranksep={column_gap / INCH:.3f}",
        'node [shape=box fixedsize=true label=""]',
        f"edge [arrowsize={ARROW / 10}]",
        *(f"{source} -> {target}" for source, target in edges),
        *(f"{i} [width={w / INCH:.4f} height={h / INCH:.4f}]" for i, (w, h) in enumerate(sizes)),
        *(f"{{rank=same edge [style=invis] {stack}}}" for stack in below),
        "}",
    ]
    return "\n".join(lines)


def _from_plain(text: str, count: int, edges: Sequence[tuple[int, int]]) -> Layout:
    """Graphviz's "plain" output: inches, with y upwards."""
    places: list[Point] = [(0.0, 0.0)] * count
    found: dict[tuple[int, int], list[list[Point]]] = {}
    width = height = 0.0
    for line in text.splitlines():
        kind, *fields = line.split()
        if kind == "graph":
            width, height = (INCH * float(x) for x in fields[1:3])
        elif kind == "node":
            places[int(fields[0])] = _point(fields[1:3], height)
        elif kind == "edge":
            source, target, points = map(int, fields[:3])
            numbers = fields[3 : 3 + 2 * points]
            curve = [_point(numbers[i : i + 2], height) for i in range(0, 2 * points, 2)]
            found.setdefault((source, target), []).append(curve)
    return Layout(
        width + 2 * MARGIN, height + 2 * MARGIN, places, [found[edge].pop(0) for edge in edges]
    )


def _point(fields: Sequence[str], height: float) -> Point:
    x, y = map(float, fields)
    return MARGIN + INCH * x, MARGIN + height - INCH * y


def _in_columns(
    sizes: Sequence[Point], edges: Sequence[tuple[int, int]], column_gap: float
) -> Layout:
    levels = [0] * len(sizes)
    for source, target in sorted(edges, key=lambda edge: edge[1]):
        levels[target] = max(levels[target], levels[source] + 1)
    columns: dict[int, list[int]] = {}
    for i, level in enumerate(levels):
        columns.setdefault(level, []).append(i)
    places: list[Point] = [(0.0, 0.0)] * len(sizes)
    tallest = max(sum(sizes[i][1] + GAP for i in column) for column in columns.values())
    x = MARGIN
    for _, column in sorted(columns.items()):
        wide = max(sizes[i][0] for i in column)
        y = MARGIN + (tallest - sum(sizes[i][1] + GAP for i in column)) / 2
        for i in column:
            places[i] = x + wide / 2, y + sizes[i][1] / 2
            y += sizes[i][1] + GAP
        x += wide + column_gap
    curves = [_curve(places[s], places[t], sizes[s][0], sizes[t][0]) for s, t in edges]
    return Layout(x - column_gap + MARGIN, tallest - GAP + 2 * MARGIN, places, curves)


def _curve(source: Point, target: Point, source_width: float, target_width: float) -> list[Point]:
    start = source[0] + source_width / 2, source[1]
    end = target[0] - target_width / 2 - ARROW, target[1]
    middle = (start[0] + end[0]) / 2
    return [start, (middle, start[1]), (middle, end[1]), end]
