"""The paths from a loss to one of its inputs, counted and listed without building them all."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import overload

from autograd.columns import visible
from autograd.sweep import topological_order
from autograd.value import Value

MANY = sys.maxsize + 1


class Path(tuple[Value, ...]):
    """The nodes that one path leads through, from the loss to the input.

    `factors` are the local derivatives along it, one fewer than the nodes; `value` is their
    product, what this path adds to the derivative.
    """

    factors: tuple[float, ...]

    def __new__(cls, nodes: Sequence[Value], factors: Sequence[float]) -> Path:
        """A path through the nodes."""
        path = super().__new__(cls, nodes)
        path.factors = tuple(factors)
        return path

    @property
    def value(self) -> float:
        """The product of the local derivatives along the path."""
        result = 1.0
        for factor in self.factors:
            result *= factor
        return result

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the nodes that have one."""
        return tuple(node.label for node in self if node.label)

    def __repr__(self) -> str:
        return " → ".join(visible(node.label) or node.op or repr(node.data) for node in self)


class Paths(Sequence[Path]):
    """Every path from y to x, each made when it is asked for; `x * x` has two.

    >>> from autograd import values
    >>> a, b = values(a=2.0, b=3.0)
    >>> paths = Paths((a * b + a).named("y"), a)
    >>> len(paths), list(paths), [path.value for path in paths]
    (2, [y → mul → a, y → a], [3.0, 1.0])

    `len()` is exact up to the largest that Python allows, 2^63 − 1; beyond, it raises
    OverflowError.
    """

    def __init__(self, y: Value, x: Value) -> None:
        self._start = y
        self._end = x
        self._below: dict[Value, int] = {}
        for node in topological_order([y]):
            found = sum(self._below.get(v, 0) for v in node.inputs) + (node is x)
            if found:
                self._below[node] = min(found, MANY)

    def __len__(self) -> int:
        return self._below.get(self._start, 0)

    def __bool__(self) -> bool:
        return self._start in self._below

    def __iter__(self) -> Iterator[Path]:
        i = 0
        while i < self._below.get(self._start, 0):
            yield self._path(i)
            i += 1

    @overload
    def __getitem__(self, index: int) -> Path: ...
    @overload
    def __getitem__(self, index: slice) -> list[Path]: ...

    def __getitem__(self, index: int | slice) -> Path | list[Path]:
        length = self._below.get(self._start, 0)
        if isinstance(index, slice):
            return [self._path(i) for i in range(*index.indices(length))]
        if not -length <= index < length:
            raise IndexError(f"there are {length} paths, none with number {index}")
        return self._path(index % length)

    def _path(self, index: int) -> Path:
        node, nodes, factors = self._start, [self._start], list[float]()
        while node is not self._end:
            for x, partial in zip(node.inputs, node.partials):
                below = self._below.get(x, 0)
                if index < below:
                    node = x
                    nodes.append(x)
                    factors.append(partial)
                    break
                index -= below
        return Path(nodes, factors)

    def __repr__(self) -> str:
        length = self._below.get(self._start, 0)
        return f"<{length if length < MANY else f'more than {MANY - 1}'} paths>"
