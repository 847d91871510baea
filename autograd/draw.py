"""`draw`: a graph as a picture, with every value and gradient on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import graphviz

from autograd.drawing import Drawing
from autograd.errors import AutogradError, RenderError
from autograd.figures import Figures, constant_text
from autograd.graph import Graph
from autograd.style import FONT, FONT_SIZE, THEMES, Look, Theme, card, css, pill, plain, width_of
from autograd.value import Constant, Value
from autograd.view import Item, Link, view

__all__ = ["Drawing", "draw", "svg"]

LIMIT = 400
PARAMETER_LABEL = re.compile(
    r"(.*\.)?(w|b|θ|theta|weight|bias)s?([\W\d_].*|[a-z]?\d+)?", re.IGNORECASE
)
CHOICES = {
    "rankdir": ("LR", "TB", "RL", "BT"),
    "operations": ("nodes", "folded"),
    "theme": tuple(THEMES),
}


def svg(x: Value | Graph, **options: Any) -> str:
    """The picture of `draw(x, **options)` as SVG text, for a page or a file.

    Ids and classes are those that `draw` describes; RenderError where it cannot be made.
    """
    return str(draw(x, **options).pipe("svg", encoding="utf-8"))


def draw(
    x: Value | Graph,
    *,
    rankdir: str = "LR",
    partials: bool = False,
    path_to: Value | str | None = None,
    expand: bool = False,
    digits: int = 4,
    depth: int | None = None,
    labelled: bool = False,
    parameters: Iterable[Value] | None = None,
    operations: str = "nodes",
    theme: str = "light",
    limit: int = LIMIT,
) -> Drawing:
    """A picture of the graph, from the leaves to the result.

    It shows as SVG in a notebook. `.source` is its DOT text, `.render("name", format="png")`
    writes a file, `.pipe("svg")` returns one.

    Every value has a card: its label, its value and, once `backward()` has run, its gradient. The
    operation that computed it is the small round node before it. Inputs are blue cards with sharp
    corners, parameters green ones with a double frame, constants small grey ones drawn at each
    use, outputs have a thick frame.

    Args:
        x: a Value, a Graph or a list of Values.
        rankdir: the direction of the calculation: "LR" (from left to right), "TB", "RL", "BT".
        partials: write the local derivative of the operation by each input on the edge.
        path_to: a Value or a label: mark every way from it to the outputs, the ways that its
            gradient takes.
        expand: show fused operations (`dot`, `affine`, `softmax`, …) as small operations.
        digits: decimals at most. The picture has as many as its numbers need, the same for all;
            very small and very large numbers are written with an exponent.
        depth: only that many operations back from the outputs; … marks what is left out.
        labelled: only leaves and labelled results; what lies between is folded into "…".
        parameters: the leaves that are parameters. Without it, they are those with a label like
            `w`, `w12`, `b`, `bias`, `theta` or `layers.0.weight[0]`.
        operations: "nodes", or "folded" to write them into the cards of their results.
        theme: the colours of the cards: "light", "dark", or "auto" for those that the reader's
            system prefers. All can be read on light and on dark pages.
        limit: the largest number of nodes to draw. 400 take about a second.

    In the SVG, the card of `Graph(x).nodes[3]` has the id `node-3` and the class `input`,
    `parameter`, `constant`, `result` or `output`; its operation has the id `operation-3`. The edge
    from node 1 into node 3 as its first input has the id `edge-1-3-0`, and the class `path` if it
    is marked. A constant is `constant-1-3-0` likewise.

    Raises RenderError for a graph beyond the limit, and AutogradError for options that do not
    exist.

    >>> from autograd import values
    >>> w, x, b = values(w=-2.0, x=5.0, b=3.0)
    >>> picture = draw((w * x + b).named("F"))
    >>> picture.source.splitlines()[0]
    'digraph {'

    """
    for option, given in (("rankdir", rankdir), ("operations", operations), ("theme", theme)):
        if given not in CHOICES[option]:
            known = ", ".join(map(repr, CHOICES[option]))
            raise AutogradError(f"{option} is one of {known}, got {given!r}")
    if depth is not None and depth < 1:
        raise AutogradError(f"depth counts operations, from 1 upwards, got {depth!r}")
    if not 0 <= digits <= 17:
        raise AutogradError(f"digits is a number of decimals from 0 to 17, got {digits!r}")
    graph = x if isinstance(x, Graph) else Graph(x)
    if expand:
        graph = Graph(graph.outputs, expand=True)
    items = view(graph, depth=depth, labelled=labelled)
    _check_size(items, operations, limit)
    picture = _Picture(
        graph=graph,
        items=items,
        theme=THEMES[theme],
        partials=partials,
        folded=operations == "folded",
        parameters=None if parameters is None else frozenset(parameters),
        path=_reached(graph, path_to),
        figures=Figures.for_numbers(_numbers(items, partials), digits),
    )
    return picture.drawing(rankdir, css(theme))


def _check_size(items: list[Item], operations: str, limit: int) -> None:
    constants = sum(isinstance(link.source, Constant) for item in items for link in item.links)
    circles = sum(bool(item.links) for item in items) if operations == "nodes" else 0
    count = len(items) + constants + circles
    if count > limit:
        raise RenderError(
            f"the picture would have {count:,} nodes, more than limit={limit:,}: draw a part, as "
            "draw(inner) for one of the values in it or draw(…, depth=3) for the last operations, "
            "or draw(…, labelled=True) for the labelled values alone, or raise the limit"
        )


def _numbers(items: list[Item], partials: bool) -> Iterator[float]:
    for item in items:
        yield item.node.data
        if item.node.grad is not None:
            yield item.node.grad
        if partials:
            yield from (link.partial for link in item.links)


def _reached(graph: Graph, start: Value | str | None) -> frozenset[Value]:
    """Everything that was computed from one node, and the node itself."""
    if start is None:
        return frozenset()
    if isinstance(start, Value) and start not in graph and start.label in graph:
        start = start.label
    if isinstance(start, str):
        start = graph[start]
    if start not in graph:
        raise AutogradError(
            f"path_to is a value of the graph or its label, got {start!r:.80}, which is not in it"
        )
    reached = {start}
    for node in graph.nodes:
        if any(x in reached for x in node.inputs):
            reached.add(node)
    return frozenset(reached)


@dataclass(frozen=True)
class _Picture:
    """All that decides how one graph is drawn."""

    graph: Graph
    items: list[Item]
    theme: Theme
    partials: bool
    folded: bool
    parameters: frozenset[Value] | None
    path: frozenset[Value]
    figures: Figures

    def drawing(self, rankdir: str, style_sheet: str) -> Drawing:
        theme = self.theme
        text = {"fontname": FONT, "fontsize": str(FONT_SIZE), "fontcolor": theme.ink}
        drawing = Drawing(
            graph_attr={
                "rankdir": rankdir,
                "bgcolor": "transparent",
                "class": "chalkgrad",
                "ordering": "in",
                "nodesep": "0.2",
                "ranksep": "0.32",
                "pad": "0.12",
            },
            node_attr=text,
            edge_attr={**text, "color": theme.edge, "arrowsize": "0.6", "penwidth": "1.2"},
        )
        number = {node: i for i, node in enumerate(self.graph.nodes)}
        for item in self.items:
            self._draw_card(drawing, item, number[item.node])
        for item in self.items:
            self._draw_operation(drawing, item, number)
        drawing.text = "\n".join(self._line(item) for item in self.items)
        drawing.css = style_sheet
        return drawing

    def _kind(self, node: Value) -> str:
        if node.inputs:
            return "output" if any(node is output for output in self.graph.outputs) else "result"
        if isinstance(node, Constant):
            return "constant"
        if self.parameters is not None:
            return "parameter" if node in self.parameters else "input"
        return "parameter" if PARAMETER_LABEL.fullmatch(node.label) else "input"

    def _rows(self, node: Value) -> list[tuple[str, str, str]]:
        rows = [("value", self.figures(node.data), self.theme.ink)]
        if isinstance(node, Constant) or all(item.node.grad is None for item in self.items):
            return rows
        grad = "–" if node.grad is None else self.figures(node.grad)
        return [*rows, ("grad", grad, self.theme.gradient)]

    def _draw_card(self, drawing: Drawing, item: Item, i: int) -> None:
        kind = self._kind(item.node)
        symbol = item.symbol if self.folded else ""
        drawing.node(
            f"n{i}",
            label=card(item.node.label, symbol, self._rows(item.node), self.theme),
            id=f"node-{i}",
            tooltip=_escaped(_full_text(item.node)),
            **_attributes(self.theme.looks[kind], kind if item.node.inputs else f"leaf {kind}"),
            margin="0.09,0.06",
        )
        if item.cut:
            drawing.node(f"cut{i}", "…", id=f"cut-{i}", shape="plaintext", **_small("…"))
            style = "dotted"
            drawing.edge(f"cut{i}", f"n{i}", style=style, tooltip="left out", arrowhead="none")

    def _draw_operation(self, drawing: Drawing, item: Item, number: dict[Value, int]) -> None:
        if not item.links:
            return
        i = number[item.node]
        head = f"n{i}" if self.folded else f"op{i}"
        for position, link in enumerate(item.links):
            place = f"{number[link.source]}-{i}-{position}"
            tail = f"n{number[link.source]}"
            if isinstance(link.source, Constant):
                tail = f"c{place.replace('-', '_')}"
                self._draw_constant(drawing, tail, link.source, f"constant-{place}")
            drawing.edge(tail, head, **self._line_style(item, link), id=f"edge-{place}")
        if self.folded:
            return
        look = self.theme.looks["operation"]
        drawing.node(
            head,
            graphviz.escape(plain(item.symbol)),
            id=f"operation-{i}",
            tooltip=_escaped(_operation_text(item)),
            **_attributes(look, "operation"),
            **_small(item.symbol),
        )
        marked = self._marked() if item.node in self.path else {}
        drawing.edge(
            head,
            f"n{i}",
            arrowhead="none",
            weight="20",
            tooltip=_escaped(_operation_text(item)),
            **marked,
            id=f"result-{i}",
        )

    def _draw_constant(self, drawing: Drawing, name: str, node: Value, html_id: str) -> None:
        text = constant_text(node.data)
        drawing.node(
            name,
            text,
            id=html_id,
            tooltip=_escaped(f"constant {node.label}\n{node.data!r}"),
            **_attributes(self.theme.looks["constant"], "leaf constant"),
            **_small(text),
        )

    def _line_style(self, item: Item, link: Link) -> dict[str, str]:
        y, x = (node.label or node.op or "x" for node in (item.node, link.source))
        style = {"tooltip": _escaped(f"∂{y}/∂{x} = {link.partial!r}")}
        if link.source in self.path:
            style |= self._marked()
        if self.partials:
            style["label"] = pill("∂ " + self.figures(link.partial), self.theme)
            style["labeltooltip"] = style["tooltip"]
        return style

    def _marked(self) -> dict[str, str]:
        return {"class": "path", "color": self.theme.path, "penwidth": "3.2"}

    def _line(self, item: Item) -> str:
        name = item.node.label or item.node.op or "leaf"
        numbers = ", ".join(f"{row} {number}" for row, number, _ in self._rows(item.node))
        return f"{plain(name)}: {numbers}"


def _attributes(look: Look, css_class: str) -> dict[str, str]:
    return {
        "class": css_class,
        "shape": look.shape,
        "style": look.style,
        "color": look.line,
        "fillcolor": look.fill,
        "penwidth": f"{look.width:g}",
        "peripheries": f"{look.frames}",
    }


def _small(text: str) -> dict[str, str]:
    """The size of a node that holds nothing but a sign or a number: a circle, or as wide."""
    wide = len(text) > 2
    width = (width_of(text) + 12) / 72 if wide else 0.33
    size = {"width": f"{width:.2f}", "height": "0.33", "margin": "0", "fixedsize": "true"}
    return size


def _full_text(node: Value) -> str:
    lines = [node.label, f"value {node.data!r}"]
    if node.grad is not None:
        lines.append(f"grad {node.grad!r}")
    if node.op:
        lines.append(
            f"{node.op}({', '.join(x.label or x.op or f'{x.data:g}' for x in node.inputs)})"
        )
    return "\n".join(filter(None, lines))


def _operation_text(item: Item) -> str:
    return item.node.op if item.symbol != "…" else "several operations, folded"


def _escaped(text: str) -> str:
    """A tooltip that says just this, whatever it holds; its lines stay lines."""
    lines = (str(graphviz.escape(plain(line))) for line in text.split("\n"))
    return str(graphviz.nohtml("\\n".join(lines)))
