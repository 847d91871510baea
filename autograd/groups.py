"""Slips made together: in one place, at one depth of the graph, or all of a kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

from autograd.slips import Kind, Slip
from autograd.value import Value

MOST_WORK = 1_000_000
MOST_CONSTANTS = 5

Mistake = tuple[Kind, str]
Groups = dict[object, list[Slip]]

CONSTANTS = Kind("left out", 4, "constant factors are left out together: {place}")


def together(
    levels: Mapping[Value, int], every: Iterable[Slip]
) -> Iterator[tuple[Mistake, list[Slip]]]:
    """Each slip by itself, then those of a kind at one depth, then all of a kind.

    `levels` says how deep each node of the graph lies. In a graph so large that this would take
    long, only all of a kind.
    """
    alone: Groups = {}
    at_depth: Groups = {}
    alike: Groups = {}
    constants: list[Slip] = []
    for i, slip in enumerate(slip for slip in every if slip.number == slip.number):
        alone[i] = [slip]
        at_depth.setdefault(_likeness(slip, levels[slip.node]), []).append(slip)
        alike.setdefault(_likeness(slip), []).append(slip)
        if slip.constant:
            constants.append(slip)
    for groups in (alone, at_depth, alike):
        if len(groups) * len(levels) <= MOST_WORK:
            for group in groups.values():
                if groups is alone or len(group) > 1:
                    yield (group[0].kind, _listed(group)), group
    for chosen in _several(constants):
        yield (CONSTANTS, _listed(chosen)), chosen


def _likeness(slip: Slip, *more: object) -> tuple[object, ...]:
    return slip.kind, slip.position, slip.place if slip.constant else None, *more


def _several(constants: list[Slip]) -> Iterator[list[Slip]]:
    """Two or more of the places, each place once; of many places, all of them."""
    if len(constants) > MOST_CONSTANTS:
        yield constants
        return
    for count in range(2, len(constants) + 1):
        for chosen in combinations(constants, count):
            if len({slip.node for slip in chosen}) == count:
                yield list(chosen)


def _listed(group: list[Slip]) -> str:
    places = list(dict.fromkeys(slip.place for slip in group))
    if len(places) > 4:
        places = [*places[:2], "…", places[-1]]
    return ", ".join(places)
