"""What a picture shows of a graph: all of it, the last few operations, or the labelled values."""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from autograd.graph import Graph
from autograd.value import Constant, Value


@dataclass(frozen=True)
class Link:
    """A line into a shown node: from `source`, with its local derivative."""

    source: Value
    partial: float


@dataclass(frozen=True)
class Item:
    """One shown node, the lines into it, and whether what it was computed from is left out."""

    node: Value
    symbol: str
    links: tuple[Link, ...]
    cut: bool = False


def view(graph: Graph, *, depth: int | None = None, labelled: bool = False) -> list[Item]:
    """The shown nodes, in the graph's order; constants are not among them, only in the links.

    `depth` keeps that many operations back from the outputs. With `labelled`, unlabelled results
    are left out, and the derivative of a line is that of all that was left out together.
    """
    outputs = set(graph.outputs)
    kept = {n for n in graph.nodes if not labelled or n.label or not n.inputs or n in outputs}
    number = {node: i for i, node in enumerate(graph.nodes)}

    def item(node: Value) -> Item:
        return _item(node, kept, graph.nodes, number)

    if depth is not None:
        return sorted(_near(outputs, item, depth), key=lambda shown: number[shown.node])
    return [
        item(node)
        for node in graph.nodes
        if node in kept and (node in outputs or not isinstance(node, Constant))
    ]


def _whole(node: Value) -> Item:
    symbol = node.operation.notation.symbol if node.operation else ""
    return Item(node, symbol, tuple(map(Link, node.inputs, node.partials)))


def _item(
    node: Value, kept: Collection[Value], nodes: Sequence[Value], number: dict[Value, int]
) -> Item:
    if all(x in kept for x in node.inputs):
        return _whole(node)
    adjoint = {node: 1.0}
    waiting = [-number[node]]
    while waiting:
        result = nodes[-heapq.heappop(waiting)]
        for x, partial in zip(result.inputs, result.partials):
            if x not in adjoint and x not in kept:
                heapq.heappush(waiting, -number[x])
            adjoint[x] = adjoint.get(x, 0.0) + adjoint[result] * partial
    found = [x for x in _as_written(node, kept) if not isinstance(x, Constant)]
    return Item(node, "…", tuple(Link(x, adjoint[x]) for x in found))


def _as_written(node: Value, kept: Collection[Value]) -> dict[Value, None]:
    """The kept values in a node's formula, from left to right, each once."""
    found: dict[Value, None] = {}
    seen: set[Value] = set()
    waiting = list(reversed(node.inputs))
    while waiting:
        x = waiting.pop()
        if x in kept:
            found[x] = None
        elif x not in seen:
            seen.add(x)
            waiting.extend(reversed(x.inputs))
    return found


def _near(outputs: Iterable[Value], item: Callable[[Value], Item], depth: int) -> Iterator[Item]:
    """The items that lines lead to from the outputs, at most `depth` operations away."""
    distance = dict.fromkeys(outputs, 0)
    waiting = deque(distance)
    while waiting:
        node = waiting.popleft()
        shown = item(node)
        if distance[node] == depth:
            yield Item(node, "", (), cut=True) if shown.links else shown
            continue
        yield shown
        for link in shown.links:
            x = link.source
            if x not in distance and not isinstance(x, Constant):
                distance[x] = distance[node] + 1
                waiting.append(x)
