"""How generated code reads columns of a block: the whole array, a slice, or gathered columns.

`where(index)` shapes: an index (g,) reads one column for each of the g columns of the consumer,
(g, n) reads n for each. Where the consumer has one column, its arrays have no axis for it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd.compiling.blocks import Block, Index, Operand
from autograd.compiling.tracing import number_code


class Constants:
    """The arrays of numbers that generated code refers to by name."""

    def __init__(self, dtype: str) -> None:
        self.dtype = dtype
        self.arrays: dict[str, NDArray[Any]] = {}
        self._names: dict[Any, str] = {}

    def index(self, index: Index) -> str:
        """The name of an array of column numbers."""
        return self._name("columns", index)

    def numbers(self, numbers: NDArray[np.float64]) -> str:
        """The name of an array of numbers."""
        return self._name("numbers", numbers.astype(self.dtype))

    def _name(self, stem: str, array: NDArray[Any]) -> str:
        key = (stem, array.shape, array.tobytes())
        if key not in self._names:
            count = sum(name.startswith(stem) for name in self.arrays)
            self._names[key] = name = f"{stem}{count + 1}"
            self.arrays[name] = array
        return self._names[key]


def step_of(index: Index) -> int:
    """The distance of neighbours, if it is the same for all and not 0; else 0."""
    if len(index) < 2:
        return 0
    distances = np.diff(index)
    return int(distances[0]) if (distances == distances[0]).all() else 0


def is_constant(index: Index, axis: int = 0) -> bool:
    """Whether nothing changes along an axis."""
    return bool((index == index.take([0], axis=axis)).all())


def is_whole(block: Block, index: Index) -> bool:
    """Whether the index reads all columns in their order."""
    return len(index) == block.width and (block.width == 1 or step_of(index) == 1)


def slice_code(start: int, step: int, count: int) -> str:
    """The slice start, start + step, …"""
    stop: int | str = start + step * count
    if step < 0 and int(stop) < 0:
        stop = ""
    return f"{start or ''}:{stop}" if step == 1 else f"{start}:{stop}:{step}"


class Views:
    """Reads of blocks, as code."""

    def __init__(self, constants: Constants) -> None:
        self.constants = constants

    def column(self, operand: Operand) -> str:
        """One column for each of the consumer's: shape ([rows,] g), or one that broadcasts."""
        block, index = operand.block, operand.index
        if block is None:
            return self._numbers(operand.numbers)
        if len(index) == 1:
            return self._single(block, int(index[0]))
        if not block.axis:
            return f"{block.name}[:, None]" if block.rows else block.name
        if is_constant(index):
            c = int(index[0])
            return f"{block.name}[:, {c}:{c + 1}]" if block.rows else f"{block.name}[{c}]"
        return self.several(block, index)

    def vector(self, operand: Operand) -> str:
        """All columns of an index (n,), each of them there: shape ([rows,] n)."""
        block, index = operand.block, operand.index
        if block is None:
            return self.constants.numbers(operand.numbers)
        if not block.axis:
            if not block.rows:
                return f"np.full({len(index)}, {block.name})"
            one = f"{block.name}[:, None]"
            return one if len(index) == 1 else f"np.repeat({one}, {len(index)}, axis=1)"
        return self.several(block, index)

    def matrix(self, operand: Operand, exact: bool = False) -> str:
        """n columns for each of the consumer's: shape ([rows,] g, n), or one that broadcasts.

        For a consumer of one column it is ([rows,] n).
        """
        block, index = operand.block, operand.index
        g = len(index)
        if block is None:
            return self._numbers(operand.numbers if g > 1 else operand.numbers[0])
        if g == 1:
            return self.vector(Operand(block, index[0]))
        repeated = "" if exact else self._repeated(block, index)
        return repeated or self._reshaped(block, index) or self._gathered(block, index)

    def _repeated(self, block: Block, index: Index) -> str:
        """The same columns for each of the consumer's, or the same column n times."""
        if is_constant(index):
            inner = self.vector(Operand(block, index[0]))
            return f"{inner}[:, None]" if block.rows else inner
        if is_constant(index, axis=1):
            return f"{self.column(Operand(block, index[:, 0]))}[..., None]"
        return ""

    def _reshaped(self, block: Block, index: Index) -> str:
        """Columns that follow each other, in rows of n."""
        g, n = index.shape
        flat = index.ravel()
        if not block.axis and block.rows:
            return f"np.broadcast_to({block.name}[:, None, None], (len(X), {g}, {n}))"
        if not block.axis:
            return f"np.full({(g, n)}, {block.name})"
        if step_of(flat) == 1:
            shape = f"len(X), {g}, {n}" if block.rows else f"{g}, {n}"
            return f"{self.several(block, flat)}.reshape({shape})"
        return self._strided(block, index)

    def _strided(self, block: Block, index: Index) -> str:
        """Equal stretches at equal distances, such as weights with a bias after each row."""
        (g, n), start = index.shape, int(index[0, 0])
        stride = step_of(index[:, 0])
        stop = start + g * stride
        fits = not block.rows and n <= stride and stop <= block.width
        if not fits or step_of(index[0]) != 1 or not is_constant(np.diff(index)):
            return ""
        return f"{block.name}[{start or ''}:{stop}].reshape({g}, {stride})[:, :{n}]"

    def _single(self, block: Block, column: int) -> str:
        if not block.axis:
            return block.name
        return f"{block.name}[:, {column}]" if block.rows else f"{block.name}[{column}]"

    def several(self, block: Block, index: Index) -> str:
        """The code of some columns of a block."""
        if is_whole(block, index):
            return block.name
        start = int(index[0])
        step = 1 if len(index) == 1 else step_of(index)
        if not step:
            return self._gathered(block, index)
        columns = slice_code(start, step, len(index))
        return f"{block.name}[:, {columns}]" if block.rows else f"{block.name}[{columns}]"

    def _gathered(self, block: Block, index: Index) -> str:
        name = self.constants.index(index)
        return f"{block.name}[:, {name}]" if block.rows else f"{block.name}[{name}]"

    def _numbers(self, numbers: NDArray[np.float64]) -> str:
        if (numbers == numbers.flat[0]).all() or numbers.size == 1:
            return number_code(float(numbers.flat[0]))
        return self.constants.numbers(numbers)
