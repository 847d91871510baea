"""A graph, and the choices of how to show it, written down as DOT."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import graphviz  # type: ignore[import-untyped]

from autograd.drawing import Drawing
from autograd.figures import Figures, constant_text
from autograd.graph import Graph
from autograd.naming import names_of
from autograd.style import FONT, FONT_SIZE, Look, Theme, card, pill, plain, width_of
from autograd.value import Constant, Value
from autograd.view import Item, Link

PARAMETER_LABEL = re.compile(
    r"(.*\.)?(w|b|θ|theta|weight|bias)s?([\W\d_].*|[a-z]?\d+)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Picture:
    """All that decides how one graph is drawn; `path` holds the nodes that a marked way meets."""

    graph: Graph
    items: list[Item]
    theme: Theme
    partials: bool
    folded: bool
    parameters: frozenset[Value] | None
    path: frozenset[Value]
    figures: Figures
    has_gradients: bool

    def drawing(self, rankdir: str, style_sheet: str) -> Drawing:
        """The picture; edges run in the direction `rankdir`."""
        theme = self.theme
        text = {"fontname": FONT, "fontsize": str(FONT_SIZE), "fontcolor": theme.ink}
        drawing = Drawing(
            format="svg",
            graph_attr={
                "rankdir": rankdir,
                "bgcolor": "transparent",
                "class": "chalkgrad",
                "ordering": "in",
                "nodesep": "0.2",
                "ranksep": "0.32",
                "pad": "0.12",
                # Without these bounds a value used at every step of a chain takes minutes.
                "nslimit": "1",
                "nslimit1": "1",
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
        drawing.css, drawing.page = style_sheet, theme.page
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
        if isinstance(node, Constant) or not self.has_gradients:
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
            drawing.node(
                f"cut{i}",
                "…",
                id=f"cut-{i}",
                shape="plaintext",
                fontcolor=self.theme.edge,
                **_small("…"),
            )
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
            **_attributes(look, "operation")
            | _small(item.symbol)
            | ({"shape": "ellipse"} if len(item.symbol) < 3 else {}),
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
        text = f"{node.label} = " * bool(node.label) + constant_text(node.data)
        drawing.node(
            name,
            text,
            id=html_id,
            tooltip=_escaped(f"constant {node.label}\n{node.data!r}"),
            **_attributes(self.theme.looks["constant"], "leaf constant"),
            **_small(text),
        )

    def _line_style(self, item: Item, link: Link) -> dict[str, str]:
        if isinstance(link.source, Constant):
            return {"tooltip": "constant"}
        y, x = map(self._name, (item.node, link.source))
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
        numbers = ", ".join(f"{row} {number}" for row, number, _ in self._rows(item.node))
        return f"{plain(self._name(item.node))}: {numbers}"

    @cached_property
    def _names(self) -> dict[Value, str]:
        nodes, outputs = self.graph.nodes, self.graph.outputs
        return names_of(nodes, outputs[0] if len(outputs) == 1 else None)

    def _name(self, node: Value) -> str:
        return node.label or node.op or self._names[node]


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
    return {"width": f"{width:.2f}", "height": "0.33", "margin": "0", "fixedsize": "true"}


def _full_text(node: Value) -> str:
    lines = [plain(node.label), f"value {node.data!r}"]
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
    """A tooltip that says just this, whatever it holds; its lines stay lines.

    The renderer that pip installs reads a tooltip's escapes twice, and leaves entities alone.
    """
    safe = (plain(line).replace("&", "&amp;").replace("\\", "\\" * 4) for line in text.split("\n"))
    return str(graphviz.nohtml("\\n".join(safe)))
