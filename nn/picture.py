"""How a network's picture is written in DOT: its circles, its lines and the texts on both."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograd import Figures, Value, style
from nn.arrangement import CIRCLE, Place, Point, labels, positions
from nn.layers import Neuron

if TYPE_CHECKING:
    from autograd import Drawing

POSITIVE, NEGATIVE = "#0072B2", "#CC79A7"
FADED = {"light": "#C9CDD4", "dark": "#4A4F58", "auto": "#9AA0A8"}
THINNEST, THICKEST = 0.6, 4.0
LONGEST_NAME = 12
POINTS = 72.0
ROW, GAP, MARGIN = 14, 7, 1
BEHIND = 1.9
TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">'
SYMBOLS = {
    "identity": "",
    "sigmoid": "σ",
    "relu": "ReLU",
    "leaky_relu": "Leaky ReLU",
    "elu": "ELU",
}
Spot = tuple[int, int]
Lines = set[tuple[Spot, Spot]]


@dataclass
class NetworkPicture:
    """What a picture shows, and how each part of it is written in DOT."""

    columns: list[list[Neuron]]
    activations: list[str]
    shown: list[list[Place]]
    outputs: list[list[float]] | None
    loss: Value | None
    marked: Lines | None
    numbers: bool
    digits: int
    theme_name: str

    def drawing(self) -> Drawing:
        """The whole picture."""
        self.theme = style.THEMES[self.theme_name]
        self.figures, self.finer = Figures(self.digits), Figures(self.digits + 1)
        from autograd import Drawing  # noqa: PLC0415 - graphviz is slow to import

        drawing = Drawing(engine="neato")
        drawing.css, drawing.page = style.css(self.theme_name), self.theme.page
        drawing.text = f"a network of layers {' → '.join(str(len(c)) for c in self.columns)}"
        drawing.attr(
            layout="neato", splines="line", outputorder="edgesfirst", bgcolor="transparent"
        )
        drawing.attr("graph", **{"class": "chalkgrad"})
        drawing.attr(
            "node", shape="circle", style="filled", fixedsize="true", width=f"{CIRCLE}", pin="true"
        )
        drawing.attr("edge", arrowhead="none")
        texts = {line: self._line_label(*line) for line in self._lines()} if self.numbers else {}
        sizes = [(size[0] / POINTS, size[1] / POINTS) for _, size in texts.values()]
        size = (max(w for w, _ in sizes), max(h for _, h in sizes)) if sizes else None
        self.at = {
            (depth, place): point
            for depth, places in enumerate(positions(self.shown, size))
            for place, point in zip(self.shown[depth], places)
        }
        for line in sorted(self._lines(), key=self._is_marked):
            self._line(drawing, *line)
        for depth in range(len(self.shown) - 1):
            between = [line for line in texts if line[0][0] == depth]
            spots = labels([(self.at[a], self.at[b]) for a, b in between], size or (0.0, 0.0))
            for line, spot in zip(between, spots):
                self._label(drawing, line, spot, *texts[line])
        for depth, place in self.at:
            self._unit(drawing, depth, place)
        if self.loss is not None:
            self._loss(drawing, self.loss)
        return drawing

    def _units(self) -> Iterator[Spot]:
        for depth, places in enumerate(self.shown):
            yield from ((depth, place) for place in places if isinstance(place, int))

    def _lines(self) -> Iterator[tuple[Spot, Spot]]:
        units = list(self._units())
        return ((a, b) for b in units for a in units if a[0] + 1 == b[0])

    def _is_marked(self, line: tuple[Spot, Spot]) -> bool:
        return self.marked is not None and line in self.marked

    def _weight(self, start: Spot, end: Spot) -> Value:
        return self.columns[end[0] - 1][end[1]].weights[start[1]]

    def _unit(self, drawing: Drawing, depth: int, place: Place) -> None:
        pos = _pos(self.at[depth, place])
        if isinstance(place, range):
            more = style.font(f"{len(place)} more", self.theme.faint, style.SMALL_SIZE)
            dots = style.font("⋮", self.theme.faint, 2 * style.TITLE_SIZE)
            name = f"more-{depth}-{place.start}"
            drawing.node(name, f"<{dots}<BR/>{more}>", id=name, shape="plain", style="", pos=pos)
            return
        kind = "input" if depth == 0 else "output" if depth == len(self.columns) else "result"
        look = self.theme.looks[kind]
        on_path = any(end == (depth, place) for _, end in self.marked or ())
        name = _name((depth, place))
        drawing.node(
            name, self._unit_label(depth, place), id=name, pos=pos, fillcolor=look.fill,
            color=self.theme.path if on_path else look.line,
            penwidth=f"{look.width + on_path:g}", **{"class": kind},
        )  # fmt: skip

    def _unit_label(self, depth: int, place: int) -> str:
        theme, small, tiny = self.theme, style.SMALL_SIZE, style.SMALL_SIZE - 1
        neuron = self.columns[depth - 1][place] if depth else None
        name = neuron.output_label if neuron else f"x{place + 1}"
        rows = [f"<B>{style.font(_short(name), theme.ink)}</B>"]
        if neuron is not None:
            activation = SYMBOLS.get(self.activations[depth - 1], self.activations[depth - 1])
            if activation:
                rows.append(style.font(_short(activation), theme.partial, small))
        if self.outputs is not None:
            rows.append(_number(self.figures(self.outputs[depth][place]), theme.ink, small))
        if neuron is not None and neuron.bias is not None:
            text = self.figures(neuron.bias.data)
            rows.append(style.font("b ", theme.faint, tiny) + _number(text, theme.faint, tiny))
            if neuron.bias.grad is not None and self.numbers:
                text = self.finer(neuron.bias.grad)
                sign = style.font("∇ ", theme.gradient, tiny)
                rows.append(sign + _number(text, theme.gradient, tiny))
        return f"<{'<BR/>'.join(rows)}>"

    def _line(self, drawing: Drawing, start: Spot, end: Spot) -> None:
        w = self._weight(start, end)
        share = abs(w.data) / self._largest()
        width = THINNEST + (THICKEST - THINNEST) * share
        color = POSITIVE if w.data >= 0.0 else NEGATIVE
        kind = "weight"
        if self.marked is not None:
            on_path = self._is_marked((start, end))
            color = self.theme.path if on_path else FADED[self.theme_name]
            kind = "path" if on_path else "weight"
        drawing.edge(
            _name(start), _name(end), color=color, id=_line_name(start, end),
            penwidth=f"{width:.2f}", style="solid" if w.data >= 0.0 else "dashed",
            tooltip=f"{style.plain(w.label)} = {w.data:g}", **{"class": kind},
        )  # fmt: skip

    def _largest(self) -> float:
        weights = (w for column in self.columns for neuron in column for w in neuron.weights)
        return max(abs(w.data) for w in weights) or 1.0

    def _line_label(self, start: Spot, end: Spot) -> tuple[str, tuple[int, int]]:
        """The text on a line, and the points that it takes."""
        theme, small = self.theme, style.SMALL_SIZE
        w = self._weight(start, end)
        faded = self.marked is not None and not self._is_marked((start, end))
        rows = [(_short(w.label), self.figures(w.data), theme.faint if faded else theme.ink)]
        if w.grad is not None:
            color = theme.faint if faded else theme.gradient
            rows.append(("∇", self.finer(w.grad), color))
        numbers = _aligned([number for _, number, _ in rows])
        left = math.ceil(max(style.width_of(name, small) for name, _, _ in rows))
        right = math.ceil(0.63 * small * max(map(len, numbers)))
        cells = "".join(
            f"<TR>{_cell(style.font(name, color, small), left, 'RIGHT')}"
            f"{_cell('', GAP)}{_cell(_number(number, color, small), right)}</TR>"
            for (name, _, color), number in zip(rows, numbers)
        )
        return f"<{TABLE}{cells}</TABLE>>", (left + GAP + right + MARGIN, ROW * len(rows) + 2)

    def _label(
        self,
        drawing: Drawing,
        line: tuple[Spot, Spot],
        spot: Point,
        text: str,
        size: tuple[int, int],
    ) -> None:
        name = f"label-{_line_name(*line)}"
        drawing.node(
            name, text, id=name, shape="box", style="filled,rounded", color="none", margin="0",
            fillcolor=self.theme.looks["result"].fill, pos=_pos(spot), penwidth="0",
            width=f"{size[0] / POINTS:.3f}", height=f"{size[1] / POINTS:.3f}",
            **{"class": "number"},
        )  # fmt: skip

    def _loss(self, drawing: Drawing, loss: Value) -> None:
        look = self.theme.looks["output"]
        text = self.finer(loss.data)
        rows = [
            f"<B>{style.font(_short(loss.label or 'loss'), self.theme.ink)}</B>",
            _number(text, self.theme.ink, style.SMALL_SIZE),
        ]
        last = len(self.columns)
        x, _ = self.at[last, self.shown[-1][0]]
        drawing.node(
            "loss", f"<{'<BR/>'.join(rows)}>", id="loss", shape="box", style="rounded,filled",
            color=look.line, fillcolor=look.fill, height="0.6", pos=_pos((x + BEHIND, 0.0)),
            **{"class": "output"},
        )  # fmt: skip
        for place in self.shown[-1]:
            if isinstance(place, int):
                on_path = self._is_marked(((last, place), (last + 1, 0)))
                color = self.theme.path if on_path else self.theme.edge
                drawing.edge(_name((last, place)), "loss", color=color, penwidth="1.6")


def _name(spot: Spot) -> str:
    return f"unit-{spot[0]}-{spot[1]}"


def _line_name(start: Spot, end: Spot) -> str:
    return f"line-{start[0]}-{start[1]}-{end[1]}"


def _pos(point: Point) -> str:
    return f"{point[0]:.3f},{point[1]:.3f}!"


def _aligned(numbers: list[str]) -> list[str]:
    """Numbers with their decimal points below each other."""
    before = [len(number.partition(".")[0]) for number in numbers]
    padded = [" " * (max(before) - n) + number for n, number in zip(before, numbers)]
    return [number.ljust(max(map(len, padded))) for number in padded]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"


def _number(text: str, color: str, size: float) -> str:
    """A number in letters of equal width; the drawing puts real minus signs in afterwards."""
    return style.font(text.replace("−", "-"), color, size, style.NUMBER_FONT)


def _cell(content: str, width: int, align: str = "LEFT") -> str:
    return f'<TD FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{ROW}" ALIGN="{align}">{content}</TD>'
