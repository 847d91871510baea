"""`draw`: a graph as a picture, with every value and gradient on it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from autograd.errors import AutogradError, RenderError
from autograd.figures import Figures
from autograd.graph import Graph
from autograd.value import Constant, Value

if TYPE_CHECKING:
    from autograd.drawing import Drawing
    from autograd.view import Item

__all__ = ["draw", "svg"]

LIMIT = 300
CHOICES = {
    "rankdir": ("LR", "TB", "RL", "BT"),
    "operations": ("nodes", "folded"),
    "theme": ("light", "dark", "auto"),
}


def svg(x: Value | Graph | Iterable[Value], **options: Any) -> str:
    """The picture of `draw(x, **options)` as SVG text, for a page or a file.

    Ids and classes are those that `draw` describes; RenderError where it cannot be made.
    """
    return str(draw(x, **options).pipe("svg", encoding="utf-8"))


def draw(
    x: Value | Graph | Iterable[Value],
    *,
    rankdir: str = "LR",
    partials: bool = False,
    path_to: Value | str | None = None,
    expand: bool = False,
    digits: int = 4,
    depth: int | None = None,
    labelled: bool = False,
    parameters: Iterable[Value | str] | None = None,
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
        digits: decimals at most. A number that is exact with fewer is written with those; very
            small and very large numbers are written with an exponent.
        depth: only that many operations back from the outputs; … marks what is left out.
        labelled: only leaves and labelled results; what lies between is folded into "…".
        parameters: the leaves that are parameters. Without it, they are those with a label like
            `w`, `w12`, `b`, `bias`, `theta` or `layers.0.weight[0]`.
        operations: "nodes", or "folded" to write them into the cards of their results.
        theme: the colours of the cards: "light", "dark", or "auto" for those that the reader's
            system prefers. All can be read on light and on dark pages.
        limit: the largest number of nodes to draw. 300 take seconds at most.

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
    from autograd.picture import Picture  # noqa: PLC0415 - graphviz is slow to import
    from autograd.style import THEMES, css  # noqa: PLC0415
    from autograd.view import view  # noqa: PLC0415

    for option, given in (("rankdir", rankdir), ("operations", operations), ("theme", theme)):
        if given not in CHOICES[option]:
            known = ", ".join(map(repr, CHOICES[option]))
            raise AutogradError(f"{option} is one of {known}, got {given!r}")
    for option, count in (("depth", depth), ("digits", digits), ("limit", limit)):
        if count is not None and not isinstance(count, int):
            raise AutogradError(f"{option} is a whole number, got {count!r}")
    if depth is not None and depth < 1:
        raise AutogradError(f"depth counts operations, from 1 upwards, got {depth!r}")
    if not 0 <= digits <= 17:
        raise AutogradError(f"digits is a number of decimals from 0 to 17, got {digits!r}")
    graph = x if isinstance(x, Graph) else Graph(x)
    if expand:
        graph = Graph(graph.outputs, expand=True)
    if depth is None and not labelled:
        _check_size(len(graph), limit, "at least ")
    items = view(graph, depth=depth, labelled=labelled)
    _check_size(_size(items, operations), limit)
    picture = Picture(
        graph=graph,
        items=items,
        theme=THEMES[theme],
        partials=partials,
        folded=operations == "folded",
        parameters=_chosen(graph, parameters),
        path=_reached(graph, path_to),
        figures=Figures(digits),
        has_gradients=any(item.node.grad is not None for item in items),
    )
    return picture.drawing(rankdir, css(theme))


def _chosen(graph: Graph, parameters: Iterable[Value | str] | None) -> frozenset[Value] | None:
    if parameters is None:
        return None
    chosen = [parameters] if isinstance(parameters, (Value, str)) else parameters
    return frozenset(graph[p] if isinstance(p, str) else p for p in chosen)


def _size(items: list[Item], operations: str) -> int:
    """How many cards and circles the picture has; a constant has a card at each use."""
    constants = sum(isinstance(link.source, Constant) for item in items for link in item.links)
    circles = sum(bool(item.links) for item in items) if operations == "nodes" else 0
    return len(items) + constants + circles


def _check_size(count: int, limit: int, bound: str = "") -> None:
    if count > limit:
        raise RenderError(
            f"the picture would have {bound}{count:,} nodes, more than limit={limit:,}: draw a "
            "part, as draw(inner) for one of the values in it or draw(…, depth=3) for the last "
            "operations, or draw(…, labelled=True) for the labelled values alone, or raise the "
            "limit"
        )


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
