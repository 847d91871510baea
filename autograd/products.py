"""Sums of products along paths, with what the products share taken out where a person would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Union

from autograd.notation import Style
from autograd.stations import Factor, Stations
from autograd.value import Value

Item = Union[Factor, "list[Product]"]
Product = list[Item]
Route = tuple[Factor, ...]


def number_of_routes(stations: Stations, limit: int) -> int:
    """How many ways lead through the stations; `limit` stands for more."""
    if not stations.order:
        return 0
    ways: dict[Value, int] = {}
    for station in stations.order:
        into = stations.into[station]
        ways[station] = min(limit, sum(ways[f.target] for f in into)) if into else 1
    return ways[stations.order[-1]]


def routes(stations: Stations) -> list[Route]:
    """Every way through the stations, as the factors along it."""
    ways: dict[Value, list[Route]] = {}
    for station in stations.order:
        into = stations.into[station]
        ways[station] = [(*way, f) for f in into for way in ways[f.target]] if into else [()]
    return ways[stations.order[-1]]


def factored(ways: Sequence[Route]) -> Product:
    """The sum of the ways' products, split at the stations that all of them pass.

    What stands between two such stations is one factor, or a sum in which the ways that begin
    alike are taken together again.
    """
    product: Product = []
    for part in _split(ways):
        if len(part) == 1:
            product.extend(part[0])
            continue
        beginnings: dict[Factor, list[Route]] = {}
        for way in part:
            beginnings.setdefault(way[0], []).append(way[1:])
        product.append([_begun(first, rest) for first, rest in beginnings.items()])
    return product


def _begun(first: Factor, rest: list[Route]) -> Product:
    return [first, *factored(rest)] if rest[0] else [first]


def _split(ways: Sequence[Route]) -> list[list[Route]]:
    """The distinct pieces of the ways between the stations that all of them pass."""
    stops = [{f.source for f in way} for way in ways]
    shared = set.intersection(*stops)
    parts: list[list[Route]] = []
    for way in ways:
        pieces: list[list[Factor]] = [[]]
        for factor in way:
            pieces[-1].append(factor)
            if factor.source in shared:
                pieces.append([])
        parts = parts or [[] for _ in pieces[:-1]]
        for part, piece in zip(parts, pieces):
            if tuple(piece) not in part:
                part.append(tuple(piece))
    return parts


def number_of(item: Item) -> float:
    """The number that a factor or a bracket stands for."""
    if isinstance(item, Factor):
        return item.number
    total = 0.0
    for product in item:
        result = 1.0
        for inner in product:
            result *= number_of(inner)
        total += result
    return total


def written(
    product: Product,
    style: Style,
    times: str,
    factor: Callable[[Factor], str],
    *,
    first: bool = True,
) -> str:
    """The product with each factor written by `factor` and `times` between them.

    A negative number is put in brackets unless it comes first in the whole expression.
    """

    def item_written(item: Item, first: bool) -> str:
        if isinstance(item, Factor):
            term = factor(item)
            return style.brackets(term) if term.startswith(("-", "−")) and not first else term
        return style.brackets(sum_written(item))

    def sum_written(products: list[Product]) -> str:
        return " + ".join(
            written(p, style, times, factor, first=first and i == 0)
            for i, p in enumerate(products)
        )

    if len(product) == 1 and not isinstance(product[0], Factor):
        return sum_written(product[0])
    return times.join(item_written(item, first and i == 0) for i, item in enumerate(product))
