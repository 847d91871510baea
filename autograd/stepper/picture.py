"""The page's graph as SVG: one box for each node, with room for every number that it will hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from html import escape
from typing import Any

from autograd.stepper.layout import Layout, Point, placed
from autograd.stepper.scene import Scene
from autograd.stepper.step import Words
from autograd.style import width_of
from autograd.value import Value

TITLE_SIZE = 12.0
DIGIT = 7.3
PADDING = 8.0
MOST_NARROW = 200
NARROW_PADDING = 4.0
NARROW_GAP = 10.0
HEIGHT = 56.0
TITLE_Y, VALUE_Y, GRADIENT_Y = 17.0, 33.0, 49.0

STYLE = (
    "<style>text{font:12px ui-monospace,Menlo,Consolas,monospace;fill:#1d2129}"
    ".t{font:600 12px system-ui,sans-serif}.g{fill:#a33c00}.s{fill:#59606b}"
    "rect{fill:#fff;stroke:#7c828c}.input rect{stroke:#0072b2}.parameter rect{stroke:#00785a;"
    "stroke-width:2}.output rect{stroke-width:2.5}.edge{fill:none;stroke:#7c828c}"
    "marker path{fill:#7c828c}</style>"
)
HEADS = (
    '<defs><marker id="head" markerUnits="userSpaceOnUse" markerWidth="8" markerHeight="8" '
    'refY="4" orient="auto"><path d="M0 .5 7.5 4 0 7.5z"/></marker>'
    '<marker id="tail" markerUnits="userSpaceOnUse" markerWidth="13" markerHeight="12" refX="12" '
    'refY="6" orient="auto-start-reverse"><path d="M0 0 12 6 0 12z"/></marker></defs>'
)


class Picture:
    """The graph of a scene, laid out once."""

    def __init__(self, scene: Scene, words: Words) -> None:
        self.scene = scene
        self.words = words
        self._lines = [(scene.number[e.source], scene.number[e.target]) for e in scene.edges]
        self.sizes = self._sizes(scene.longest_number(), PADDING)
        self._in_order = _in_order(scene)
        self.layout: Layout = placed(self.sizes, self._lines, in_order=self._in_order)

    def _sizes(self, longest: Mapping[Value, int], padding: float) -> list[Point]:
        scene = self.scene
        titles = [f"{scene.writing.name(node)} {scene.symbol(node)}" for node in scene.nodes]
        return [
            (max(width_of(title, TITLE_SIZE), DIGIT * max(longest[node], 4)) + 2 * padding, HEIGHT)
            for node, title in zip(scene.nodes, titles)
        ]

    def narrow(self) -> dict[str, Any]:
        """Where everything goes where there is little room and numbers are short.

        Nothing for a graph that fits no window either way.
        """
        if len(self.scene.nodes) > MOST_NARROW:
            return {}
        sizes = self._sizes(self.scene.longest_number(short=True), NARROW_PADDING)
        width, height, places, curves = placed(sizes, self._lines, NARROW_GAP, self._in_order)
        return {
            "width": round(width),
            "height": round(height),
            "padding": NARROW_PADDING,
            "places": [_moved(place, size) for place, size in zip(places, sizes)],
            "widths": [round(wide, 1) for wide, _ in sizes],
            "curves": list(map(_path, curves)),
        }

    def still(self) -> str:
        """A picture by itself, with every value and gradient."""
        numbers = self.scene.last_numbers()
        return self._svg(numbers, f'xmlns="http://www.w3.org/2000/svg" {self._box()}', STYLE)

    def live(self) -> str:
        """The picture that the page's script fills in; each box can be reached and pressed."""
        numbers = {node: (self.scene.start.get(node, ""), "") for node in self.scene.nodes}
        label = escape(self.words["graph"])
        return self._svg(numbers, f'id="graph" role="group" aria-label="{label}" {self._box()}')

    def _box(self) -> str:
        width, height = self.layout.width, self.layout.height
        return f'width="{width:.0f}" height="{height:.0f}" viewBox="0 0 {width:.0f} {height:.0f}"'

    def _svg(
        self, numbers: Mapping[Value, tuple[str, str]], attributes: str, style: str = ""
    ) -> str:
        live = not style
        lines = "".join(self._line(i, curve) for i, curve in enumerate(self.layout.curves))
        boxes = "".join(self._node(node, *numbers[node], live=live) for node in self.scene.nodes)
        return f"<svg {attributes}>{style}{HEADS}<g>{lines}</g>{boxes}</svg>"

    def _line(self, number: int, curve: list[Point]) -> str:
        return f'<path id="e{number}" class="edge" marker-end="url(#head)" d="{_path(curve)}"/>'

    def _node(self, node: Value, value: str, gradient: str, *, live: bool) -> str:
        scene, number = self.scene, self.scene.number[node]
        width, height = self.sizes[number]
        kind = scene.kind(node)
        radius = 10 if node.inputs else 1
        right = width - PADDING
        press = f' id="n{number}" role="button" tabindex="0"' if live else ""
        symbol = scene.symbol(node)
        # With blanks in between, the words of a box are words for a screen reader too.
        texts = " ".join(
            (
                _text("t", PADDING, TITLE_Y, scene.writing.name(node)),
                *([_text("s", right, TITLE_Y, symbol)] if symbol else []),
                _text("v", right, VALUE_Y, value),
                _text("g", right, GRADIENT_Y, f"∂ {gradient}" if gradient else ""),
            )
        )
        place = _moved(self.layout.places[number], self.sizes[number])
        box = f'<rect width="{width:.1f}" height="{height:.0f}" rx="{radius}"/>'
        return f'<g class="node {kind}"{press} transform="{place}">{box}{texts}</g>'


def _in_order(scene: Scene) -> list[list[int]]:
    """The boxes that stand in the order of writing: results with a name, leaves used repeatedly.

    The others are free to stand where fewer lines cross.
    """
    uses = Counter(edge.source for edge in scene.edges)
    named = [node for node in scene.nodes if node.label]
    results = [node for node in named if node.inputs]
    shared = [node for node in named if not node.inputs and uses[node] > 1]
    return [[scene.number[node] for node in group] for group in (results, shared)]


def _moved(middle: Point, size: Point) -> str:
    (x, y), (width, height) = middle, size
    return f"translate({x - width / 2:.1f} {y - height / 2:.1f})"


def _path(curve: list[Point]) -> str:
    start, *rest = (f"{x:.1f} {y:.1f}" for x, y in curve)
    return f"M{start}C{' '.join(rest)}"


def _text(name: str, x: float, y: float, text: str) -> str:
    anchor = "" if name == "t" else ' text-anchor="end"'
    return f'<text class="{name}" x="{x:.1f}" y="{y:.0f}"{anchor}>{escape(text)}</text>'
