"""`draw`: a network as circles and lines, with every weight and its gradient.

>>> from nn import MLP
>>> picture = draw(MLP(2, [2, 1], seed=0), [0.5, -1.0])
>>> "w1_21" in picture.source
True
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from autograd import Drawing, Value, no_grad, style
from nn.errors import NetworkError, positive_integer
from nn.layers import Neuron
from nn.module import Module

POSITIVE, NEGATIVE, FADED = "#0072B2", "#CC79A7", "#C9CDD4"
THINNEST, THICKEST = 0.6, 4.0
LARGEST_LAYER = 8
MOST_LABELS = 64
CIRCLE = "1.05"
SYMBOLS = {
    "identity": "",
    "sigmoid": "σ",
    "relu": "ReLU",
    "leaky_relu": "Leaky ReLU",
    "elu": "ELU",
}
Spot = tuple[int, int]


def draw(
    model: Module,
    x: Sequence[Any] | None = None,
    *,
    loss: Value | None = None,
    path_to: Value | str | None = None,
    numbers: bool | None = None,
    largest_layer: int = LARGEST_LAYER,
    digits: int = 4,
    theme: str = "light",
) -> Drawing:
    """The network as a picture: a column per layer, a circle per unit, a line per weight.

    A line is as thick as its weight is large; it is blue and drawn through for a positive weight,
    purple and dashed for a negative one. Beside it stand the weight and, once `backward()` has
    run, its gradient. A circle names the unit, its activation and its bias. With a sample `x` it
    also has the unit's output; with a `loss` that was computed from the outputs, the loss stands
    behind them.

    `path_to`, a parameter or its label, marks all ways that its gradient takes from the outputs
    (and the loss) back to it. `numbers` shows or hides what stands beside the lines; without it,
    networks of many weights hide it. Of a layer above `largest_layer` units, the first and last
    ones are shown, and an ellipsis between them. `theme` is "light" or "dark".

    The picture is a `graphviz.Digraph`: it shows as SVG in a notebook, and `.render()` and
    `.pipe()` need no installed Graphviz.
    """
    if theme not in style.THEMES:
        raise NetworkError(f"theme is one of {', '.join(style.THEMES)}, got {theme!r}")
    parts = [part for _, part in model.parts()]
    columns = [list(_neurons(part)) for part in parts]
    most = max(2, positive_integer("largest_layer", largest_layer))
    shown = [_shown(n, most) for n in (model.n_in, *map(len, columns))]
    lines = sum(len(a) * len(b) for a, b in pairwise(shown))
    picture = Network(
        columns=columns,
        activations=[str(getattr(part, "activation", "")) for part in parts],
        shown=shown,
        outputs=_outputs(model, x),
        loss=loss,
        marked=_marked(columns, model, path_to),
        numbers=lines <= MOST_LABELS if numbers is None else numbers,
        digits=digits,
        theme=style.THEMES[theme],
    )
    return picture.drawing(style.css(theme))


@dataclass
class Network:
    """What a picture shows, and how each part of it is written in DOT."""

    columns: list[list[Neuron]]
    activations: list[str]
    shown: list[list[int]]
    outputs: list[list[float]] | None
    loss: Value | None
    marked: set[tuple[Spot, Spot]] | None
    numbers: bool
    digits: int
    theme: style.Theme

    def drawing(self, css: str) -> Drawing:
        """The whole picture."""
        drawing = Drawing()
        drawing.css = css
        drawing.text = f"a network of layers {' → '.join(str(len(c)) for c in self.columns)}"
        drawing.attr(rankdir="LR", ranksep="1.1", nodesep="0.35", bgcolor="transparent")
        if not self.numbers:
            drawing.attr(splines="line")
        drawing.attr("graph", **{"class": "chalkgrad"})
        drawing.attr("node", shape="circle", style="filled", fixedsize="true", width=CIRCLE)
        drawing.attr("edge", arrowhead="none", fontname=style.NUMBER_FONT)
        self._units(drawing)
        self._lines(drawing)
        if self.loss is not None:
            self._loss(drawing, self.loss)
        return drawing

    def _units(self, drawing: Drawing) -> None:
        for depth, places in enumerate(self.shown):
            kind = "input" if depth == 0 else "output" if depth == len(self.columns) else "result"
            look = self.theme.looks[kind]
            with drawing.subgraph() as column:  # pyright: ignore[reportOptionalContextManager]
                column.attr(rank="same")
                for place in places:
                    name = _name((depth, place))
                    if place < 0:
                        column.node(name, _ellipsis(self.theme), shape="plain", style="")
                    else:
                        label = self._unit_label(depth, place)
                        column.node(
                            name, label, id=name, color=look.line, fillcolor=look.fill,
                            penwidth=f"{look.width:g}", **{"class": kind},
                        )  # fmt: skip
                for upper, lower in pairwise(places):
                    column.edge(_name((depth, upper)), _name((depth, lower)), style="invis")

    def _unit_label(self, depth: int, place: int) -> str:
        theme = self.theme
        neuron = self.columns[depth - 1][place] if depth else None
        name = neuron.output_label if neuron else f"x{place + 1}"
        rows = [f"<B>{style.font(name, theme.ink)}</B>"]
        if neuron is not None:
            activation = SYMBOLS.get(self.activations[depth - 1], self.activations[depth - 1])
            if activation:
                rows.append(style.font(activation, theme.partial, style.SMALL_SIZE))
        if self.outputs is not None:
            number = self._written(self.outputs[depth][place])
            rows.append(style.font(number, theme.ink, style.SMALL_SIZE, style.NUMBER_FONT))
        if neuron is not None and neuron.bias is not None:
            bias = f"b {self._written(neuron.bias.data)}"
            rows.append(style.font(bias, theme.faint, style.SMALL_SIZE - 1))
            if neuron.bias.grad is not None and self.numbers:
                gradient = self._written(neuron.bias.grad)
                rows.append(style.font(gradient, theme.gradient, style.SMALL_SIZE - 1))
        return f"<{'<BR/>'.join(rows)}>"

    def _lines(self, drawing: Drawing) -> None:
        weights = [w for column in self.columns for neuron in column for w in neuron.weights]
        largest = max(abs(w.data) for w in weights) or 1.0
        for depth, column in enumerate(self.columns):
            for place in self.shown[depth + 1]:
                for source in self.shown[depth]:
                    if place >= 0 and source >= 0:
                        ends = (depth, source), (depth + 1, place)
                        self._line(drawing, *ends, column[place].weights[source], largest)

    def _line(self, drawing: Drawing, start: Spot, end: Spot, w: Value, largest: float) -> None:
        share = abs(w.data) / largest
        width = THINNEST + (THICKEST - THINNEST) * share
        color = POSITIVE if w.data >= 0.0 else NEGATIVE
        kind = "weight"
        if self.marked is not None:
            on_path = (start, end) in self.marked
            color = self.theme.path if on_path else FADED
            kind = "path" if on_path else "weight"
        drawing.edge(
            _name(start), _name(end), self._line_label(w) if self.numbers else "", color=color,
            id=f"line-{start[0]}-{start[1]}-{end[1]}", penwidth=f"{width:.2f}",
            style="solid" if w.data >= 0.0 else "dashed",
            tooltip=f"{style.plain(w.label)} = {w.data:g}", **{"class": kind},
        )  # fmt: skip

    def _line_label(self, w: Value) -> str:
        theme = self.theme
        text = f"{w.label} {self._written(w.data)}" if w.label else self._written(w.data)
        rows = [style.font(text, theme.ink, style.SMALL_SIZE - 1)]
        if w.grad is not None:
            gradient = f"∇ {self._written(w.grad)}"
            rows.append(style.font(gradient, theme.gradient, style.SMALL_SIZE - 1))
        cells = "".join(f"<TR><TD>{row}</TD></TR>" for row in rows)
        fill = theme.looks["result"].fill
        return (
            f'<<TABLE BORDER="0" CELLPADDING="1" CELLSPACING="0" BGCOLOR="{fill}">{cells}</TABLE>>'
        )

    def _loss(self, drawing: Drawing, loss: Value) -> None:
        look = self.theme.looks["output"]
        rows = [
            f"<B>{style.font(loss.label or 'loss', self.theme.ink)}</B>",
            style.font(
                self._written(loss.data), self.theme.ink, style.SMALL_SIZE, style.NUMBER_FONT
            ),
        ]
        drawing.node(
            "loss", f"<{'<BR/>'.join(rows)}>", id="loss", shape="box", style="rounded,filled",
            color=look.line, fillcolor=look.fill, height="0.6", **{"class": "output"},
        )  # fmt: skip
        last = len(self.columns)
        for place in self.shown[-1]:
            if place >= 0:
                on_path = self.marked is not None and ((last, place), (last + 1, 0)) in self.marked
                color = self.theme.path if on_path else self.theme.edge
                drawing.edge(_name((last, place)), "loss", color=color, penwidth="1.6")

    def _written(self, number: float) -> str:
        return f"{number:.{self.digits}g}"


def _neurons(part: Module) -> Iterator[Neuron]:
    yield from getattr(part, "neurons", [part])


def _shown(count: int, most: int) -> list[int]:
    """The places of a column that are drawn; −1 stands for the ellipsis."""
    if count <= most:
        return list(range(count))
    first = (most + 1) // 2
    return [*range(first), -1, *range(count - (most - first), count)]


def _name(spot: Spot) -> str:
    depth, place = spot
    return f"unit-{depth}-{place}" if place >= 0 else f"more-{depth}"


def _ellipsis(theme: style.Theme) -> str:
    return f"<{style.font('⋮', theme.faint, 2 * style.TITLE_SIZE)}>"


def _outputs(model: Module, x: Sequence[Any] | None) -> list[list[float]] | None:
    """What each unit gives for a sample, column by column; the sample itself comes first."""
    if x is None:
        return None
    with no_grad():
        signals = model.inputs_from(x)
        found = [[signal.data for signal in signals]]
        for _, part in model.parts():
            ys: Any = part(signals)  # type: ignore[operator]
            signals = ys if isinstance(ys, list) else [ys]
            found.append([signal.data for signal in signals])
    return found


def _marked(
    columns: list[list[Neuron]], model: Module, path_to: Value | str | None
) -> set[tuple[Spot, Spot]] | None:
    """The lines that a parameter's gradient runs along, from the loss back to it."""
    if path_to is None:
        return None
    for depth, column in enumerate(columns):
        for place, neuron in enumerate(column):
            for source, weight in enumerate(neuron.weights):
                if path_to in (weight, weight.label):
                    line = (depth, source), (depth + 1, place)
                    return {line, *_onwards(columns, depth + 1, place)}
            if neuron.bias is not None and (
                path_to is neuron.bias or path_to == neuron.bias.label
            ):
                return set(_onwards(columns, depth + 1, place))
    known = ", ".join(label for label, _ in model.named_parameters())
    raise NetworkError(f"path_to is a parameter or its label, one of {known:.200}")


def _onwards(columns: list[list[Neuron]], depth: int, place: int) -> Iterator[tuple[Spot, Spot]]:
    """All lines from one unit to the outputs, and from there to the loss."""
    places = [place]
    for level in range(depth, len(columns)):
        following = range(len(columns[level]))
        yield from (((level, a), (level + 1, b)) for a in places for b in following)
        places = list(following)
    yield from (((len(columns), a), (len(columns) + 1, 0)) for a in places)
