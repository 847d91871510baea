"""Where the rows of a training come from: memory, files on disk, or Dask arrays.

A source gives the rows that are asked for, so that they need not all fit in memory.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from numbers import Real
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nn.arguments import Array
from nn.data import blocks, on_disk, samples, targets
from nn.errors import NetworkError

Index = NDArray[np.intp]
Validation = float | tuple[ArrayLike, ArrayLike] | None
Stretch = tuple[int, int]
"""Consecutive rows: the first, and the one after the last."""


class Source(Protocol):
    """Samples X and their targets y, read by row."""

    in_memory: bool

    def __len__(self) -> int: ...

    @property
    def width(self) -> int:
        """How many numbers a row has, those of its targets included."""

    def read(self, rows: Index) -> tuple[Array, Array]:
        """X and y of some rows, by their numbers."""

    def first_rows(self) -> int:
        """How many rows, from the first on, are cheap to read."""

    def target_blocks(self) -> Iterator[tuple[int, Array]]:
        """All targets in blocks, each with the number of its first row."""

    def shuffled(self, rows: Index, generator: np.random.Generator) -> Index:
        """The places of all these rows in a random order that is cheap to read."""

    def shares(self, count: int) -> list[list[Stretch]]:
        """All rows in at most `count` shares, each in stretches that may be sent at once."""

    def send(self, client: Any, worker: str, stretch: Stretch) -> Any:
        """Bring rows to a worker as an array [X | y]; gives its future."""


class Arrays:
    """NumPy arrays, in memory or on disk."""

    def __init__(self, X: NDArray[Any], y: NDArray[Any]) -> None:
        self.X, self.y = X, y
        self.in_memory = not (on_disk(X) or on_disk(y))

    def __len__(self) -> int:
        return len(self.X)

    @property
    def width(self) -> int:
        """How many numbers a row has, those of its targets included."""
        return int(self.X.shape[1] + np.prod(self.y.shape[1:]))

    def read(self, rows: Index) -> tuple[Array, Array]:
        """X and y of some rows, by their numbers."""
        return _floats(self.X[rows]), _floats(self.y[rows])

    def first_rows(self) -> int:
        """How many rows, from the first on, are cheap to read."""
        return len(self)

    def target_blocks(self) -> Iterator[tuple[int, Array]]:
        """All targets in blocks, each with the number of its first row."""
        for start, stop in blocks(len(self.y), self.y.size * 8):
            yield start, _floats(self.y[start:stop])

    def shuffled(self, rows: Index, generator: np.random.Generator) -> Index:
        """The places of all these rows in a random order."""
        return generator.permutation(len(rows))

    def shares(self, count: int) -> list[list[Stretch]]:
        """All rows in at most `count` shares, each in stretches that may be sent at once."""
        bounds = np.linspace(0, len(self), min(count, len(self)) + 1).astype(int).tolist()
        return [
            [(first + start, first + stop) for start, stop in self._stretches(last - first)]
            for first, last in pairwise(bounds)
        ]

    def _stretches(self, rows: int) -> Iterator[Stretch]:
        return blocks(rows, rows * self.width * 8)

    def send(self, client: Any, worker: str, stretch: Stretch) -> Any:
        """Bring rows to a worker as an array [X | y]; gives its future."""
        rows = joined(self.X[slice(*stretch)], self.y[slice(*stretch)])
        return client.scatter(rows, workers=[worker], hash=False)


@dataclass(frozen=True)
class Rows:
    """All rows of a source, or those whose numbers are in `numbers`."""

    source: Source
    numbers: Index | None = None

    def __len__(self) -> int:
        return len(self.source) if self.numbers is None else len(self.numbers)

    def numbers_of(self, places: Index) -> Index:
        """The numbers that these rows have in the source."""
        return places if self.numbers is None else self.numbers[places]

    def read(self, places: Index) -> tuple[Array, Array]:
        """X and y of some of the rows."""
        return self.source.read(self.numbers_of(places))

    def order(self, generator: np.random.Generator | None) -> Index:
        """The places of all rows: one after the other, or shuffled."""
        places = np.arange(len(self))
        if generator is None:
            return places
        return self.source.shuffled(self.numbers_of(places), generator)

    def pieces(self, places: Index) -> list[Index]:
        """The places in stretches whose rows may be in memory together."""
        if self.source.in_memory:
            return [places]
        size = len(places) * self.source.width * 8
        return [places[start:stop] for start, stop in blocks(len(places), size)]

    def few(self, count: int) -> tuple[Array, Array]:
        """X and y of a few rows, far apart from each other where that is cheap."""
        last = min(len(self), self.source.first_rows()) - 1
        return self.read(np.linspace(0, last, min(last + 1, count)).astype(int))


def source_of(
    model: Any, X: ArrayLike, y: ArrayLike, client: Any = None, where: str = ""
) -> Source:
    """The source of X and y, or an error that says what is wrong with them."""
    names = f"X{where}", f"y{where}"
    if is_dask(X) or is_dask(y):
        from nn.dask_arrays import DaskArrays  # noqa: PLC0415

        return DaskArrays(model, X, y, client, names)
    rows = samples(model, X, names[0])
    return Arrays(rows, targets(y, len(rows), names[1]))


def parted(
    model: Any, data: Rows, validation: Validation, generator: np.random.Generator, client: Any
) -> tuple[Rows, Rows | None]:
    """The rows to train on, and those to validate with."""
    if validation is None:
        return data, None
    if isinstance(validation, Real):
        validation = float(validation)
        count = round(len(data) * validation) if 0.0 < validation < 1.0 else 0
        if not 0 < count < len(data):
            raise NetworkError(
                f"validation is a share of the {len(data)} rows that leaves some on both sides, "
                f"or (X, y), got {validation!r}"
            )
        order = generator.permutation(len(data))
        return Rows(data.source, order[count:]), Rows(data.source, order[:count])
    if not isinstance(validation, (tuple, list)) or len(validation) != 2:
        raise NetworkError("validation is (X, y), or the share of the rows to hold out")
    return data, Rows(source_of(model, *validation, client, " of validation"))


def joined(X: NDArray[Any], y: NDArray[Any]) -> Array:
    """The samples and their targets side by side."""
    return np.hstack([_floats(X), _floats(y).reshape(len(X), -1)])


def is_dask(array: Any) -> bool:
    """Whether this is a Dask array; does not import Dask."""
    dask = sys.modules.get("dask.array")
    return dask is not None and isinstance(array, dask.Array)


def _floats(array: Any) -> Array:
    return np.asarray(array, dtype=np.float64)
