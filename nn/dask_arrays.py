"""Dask arrays as samples and targets: their chunks are computed when their turn comes.

Needs Dask: `pip install 'chalkgrad[distributed]'`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import dask.array as da
import numpy as np
from dask import delayed

from nn.arguments import Array
from nn.data import check_count, check_inputs, check_numbers
from nn.errors import NetworkError
from nn.sources import Index, Stretch, joined

KEPT = 2
"""Chunks that stay in memory: a batch may begin in one and end in the next."""


class DaskArrays:
    """Samples or targets, or both, as Dask arrays, cut into the same chunks of rows."""

    in_memory = False

    def __init__(self, model: Any, X: Any, y: Any, client: Any, names: tuple[str, str]) -> None:
        self._client = client
        X, y = _as_dask(X, y, names)
        check_numbers(names[0], X)
        check_inputs(model, X.shape, names[0])
        check_numbers(names[1], y)
        y = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y
        check_count(y.shape, len(X), names[1])
        chunks = tuple(rows for rows in X.chunks[0] if rows)
        self.X = X.rechunk((chunks, -1))
        self.y = y.rechunk((chunks, *([-1] * (y.ndim - 1))))
        self._bounds = np.cumsum((0, *chunks))
        self._kept: dict[int, tuple[Array, Array]] = {}
        for name, array in zip(names, (self.X, self.y)):
            self._check_finite(name, array)

    def __len__(self) -> int:
        return len(self.X)

    @property
    def width(self) -> int:
        """How many numbers a row has, those of its targets included."""
        return int(self.X.shape[1] + np.prod(self.y.shape[1:]))

    def read(self, rows: Index) -> tuple[Array, Array]:
        """X and y of some rows; only the chunks that hold them are computed."""
        chunks = self._chunk_of(rows)
        X = np.empty((len(rows), self.X.shape[1]))
        y = np.empty((len(rows), *self.y.shape[1:]))
        for chunk in dict.fromkeys(chunks.tolist()):
            here = chunks == chunk
            local = rows[here] - self._bounds[chunk]
            X[here], y[here] = (array[local] for array in self._chunk(chunk))
        return X, y

    def first_rows(self) -> int:
        """How many rows, from the first on, are cheap to read: those of the first chunk."""
        return int(self._bounds[1])

    def target_blocks(self) -> Iterator[tuple[int, Array]]:
        """All targets in blocks, each with the number of its first row."""
        for chunk, start in enumerate(self._bounds[:-1].tolist()):
            yield start, np.asarray(self._computed(self.y.blocks[chunk]), dtype=np.float64)

    def shuffled(self, rows: Index, generator: np.random.Generator) -> Index:
        """Places in a random order of the chunks, and in each chunk in a random order."""
        chunks = self._chunk_of(rows)
        by_chunk = np.argsort(chunks, kind="stable")
        starts = np.flatnonzero(np.diff(chunks[by_chunk])) + 1
        groups = np.split(by_chunk, starts)
        return np.concatenate(
            [generator.permutation(groups[i]) for i in generator.permutation(len(groups))]
        )

    def shares(self, count: int) -> list[list[Stretch]]:
        """All rows in at most `count` shares of whole chunks."""
        stretches = list(zip(self._bounds[:-1].tolist(), self._bounds[1:].tolist()))
        cuts = np.linspace(0, len(stretches), min(count, len(stretches)) + 1).astype(int)
        return [stretches[start:stop] for start, stop in pairwise(cuts)]

    def send(self, client: Any, worker: str, stretch: Stretch) -> Any:
        """Have a chunk computed as an array [X | y], by whichever worker; gives its future."""
        chunk = int(self._chunk_of(stretch[0]))
        X, y = self.X.to_delayed().ravel()[chunk], self.y.to_delayed().ravel()[chunk]
        return client.compute(delayed(joined, pure=False)(X, y))

    def _chunk_of(self, rows: Any) -> Any:
        return np.searchsorted(self._bounds, rows, side="right") - 1

    def _chunk(self, chunk: int) -> tuple[Array, Array]:
        if chunk not in self._kept:
            while len(self._kept) >= KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[chunk] = self._computed(self.X.blocks[chunk], self.y.blocks[chunk])
        return self._kept[chunk]

    def _computed(self, *arrays: Any) -> Any:
        results = da.compute(*arrays, scheduler=self._client)
        return results[0] if len(arrays) == 1 else results

    def _check_finite(self, name: str, array: Any) -> None:
        if array.dtype.kind != "f":
            return
        bad = ~da.isfinite(array)
        rows = np.flatnonzero(self._computed(bad.any(axis=1) if bad.ndim > 1 else bad))
        if len(rows):
            found = np.atleast_1d(self._computed(array[int(rows[0])]))
            column = int(np.argmin(np.isfinite(found)))
            where = f"{rows[0]}, {column}" if array.ndim > 1 else f"{rows[0]}"
            raise NetworkError(f"{name} must be finite, got {found[column]} at [{where}]")


def _as_dask(X: Any, y: Any, names: tuple[str, str]) -> tuple[Any, Any]:
    """Both as Dask arrays, or an error where their chunks are of unknown size."""
    for name, array in zip(names, (X, y)):
        if isinstance(array, da.Array):
            if any(math.isnan(n) for n in array.shape):
                raise NetworkError(
                    f"{name} has chunks of unknown size: call {name[0]}.compute_chunk_sizes()"
                )
            rows = array.chunks[:1]
    return tuple(
        array if isinstance(array, da.Array) else _cut(np.asarray(array), rows, name)
        for name, array in zip(names, (X, y))
    )


def _cut(array: Any, rows: Any, name: str) -> Any:
    """An array in memory as a Dask array of those rows."""
    check_numbers(name, array)
    return da.from_array(array, chunks=rows + array.shape[1:] if len(array) == sum(*rows) else -1)
