r"""Names for single leaves in the text of a program, as a person would give them.

>>> names = {"X": {0: "x", 1: "t"}, "params": {0: "w"}}
>>> print("\n".join(with_leaf_names(["E = (params[0] * X[:, 0] - X[:, 1]) ** 2"], names)))
x, t = X[:, 0], X[:, 1]
w = params[0]
E = (w * x - t) ** 2
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

PLACES = {"X": "X[:, {}]", "params": "params[{}]", "leaves": "leaves[{}]"}
NAMED_AT_ONCE = re.compile(r"\w+ = (params|leaves)\[\d+\]")
WIDTH = 90
MOST = 40


def with_leaf_names(lines: Sequence[str], names: Mapping[str, Mapping[int, str]]) -> list[str]:
    """The statements with their own names for leaves, which stand in a line before.

    `names` are those of the columns of X and of the numbers in params and leaves. An array that
    is read in too many single places stays as it is.
    """
    written = list(lines)
    definitions: list[str] = []
    for array, place in PLACES.items():
        pattern = re.compile(r"\b" + re.escape(place).replace(r"\{\}", r"(\d+)"))
        known = names.get(array, {})
        used = sorted({int(i) for line in _computing(written) for i in pattern.findall(line)})
        chosen = {i: known[i] for i in used if i in known}
        if len(chosen) > MOST:
            continue
        definitions += _definitions(place, chosen)
        named = partial(_named, names=chosen)
        written = [
            line if NAMED_AT_ONCE.fullmatch(line) else pattern.sub(named, line) for line in written
        ]
    return definitions + written


def _computing(lines: Sequence[str]) -> Iterator[str]:
    return (line for line in lines if not NAMED_AT_ONCE.fullmatch(line) and line[:1] != "#")


def _named(found: re.Match[str], names: Mapping[int, str]) -> str:
    return names.get(int(found[1]), found[0])


def _definitions(place: str, names: Mapping[int, str]) -> list[str]:
    if not names:
        return []
    together = f"{', '.join(names.values())} = {', '.join(map(place.format, names))}"
    if len(together) <= WIDTH:
        return [together]
    return [f"{name} = {place.format(i)}" for i, name in names.items()]
