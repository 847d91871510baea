"""Blocks: equal operations of one level, which become one operation on arrays.

A block holds the terms of its columns. Its operands say, for every column, which column of which
other block is read. A sum is made of parts: matrix products (one list of inputs shared by all
columns), products column by column, and sums along an axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from typing import Any
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from autograd import ops
from autograd.compiling.terms import NormalForm, Term, refuse_long
from autograd.ops import Op
from autograd.progress import stage

FEW = 4
EXTREMES = (ops.maximum, ops.minimum)
Index = NDArray[np.intp]


class Block:
    """Scalars that are kept in one array: (rows, width) or, the same for each row, (width,).

    An array of width 1 has no second axis.
    """

    def __init__(self, kind: str, terms: Sequence[Term], op: Op | None = None) -> None:
        self.kind = kind
        self.op = op
        self.terms = terms
        self.width = len(terms)
        self.rows = any(t.rows for t in terms[:1])
        self.sought = any(t.sought for t in terms)
        self.operands: list[Operand] = []
        self.parts: list[Part] = []
        self.name = kind
        self.axis = op is None or self.width > 1


@dataclass
class Operand:
    """Which columns of a block are read: one for each column (g,), or several (g, n).

    A number stands for itself, an array of numbers for one number a column.
    """

    block: Block | None
    index: Index
    numbers: Any = None

    @property
    def rows(self) -> bool:
        """Whether it differs from row to row."""
        return self.block is not None and self.block.rows

    @property
    def sought(self) -> bool:
        """Whether it has a derivative by a parameter."""
        return self.block is not None and self.block.sought


@dataclass
class Part:
    """One part of a sum: `left` alone, or times `right`; `kind` is matrix, column or axis."""

    kind: str
    left: Operand
    right: Operand | None = None
    operands: list[Operand] = field(init=False)

    def __post_init__(self) -> None:
        self.operands = [self.left] if self.right is None else [self.left, self.right]


class Plan:
    """The blocks of a normal form, in an order of calculation."""

    def __init__(self, form: NormalForm) -> None:
        self.form = form
        self._slots = 0
        self.inputs = self._place(Block("X", form.inputs))
        self.parameters = self._place(Block("params", form.parameters))
        self.others = self._place(Block("leaves", form.other_terms))
        self.numbers = self._place(Block("numbers", form.numbers()))
        self.inputs.rows = True
        self.blocks: list[Block] = []
        for _, level in groupby(
            stage("grouping operations", form.needed()), key=attrgetter("level")
        ):
            self._group(list(level))
            refuse_long(len(self.blocks))

    @property
    def width_of_a_row(self) -> int:
        """How many numbers are kept for each row."""
        return sum(block.width for block in self.blocks if block.rows)

    @property
    def matrix_work(self) -> int:
        """How many products the matrix products take for each row."""
        parts = [part for block in self.blocks for part in block.parts]
        return sum(part.left.index.size for part in parts if part.kind == "matrix")

    def _place(self, block: Block) -> Block:
        home = ref(block)
        for column, term in enumerate(block.terms):
            term.home, term.column, term.slot = home, column, self._slots + column
        self._slots += block.width
        return block

    def _group(self, level: Sequence[Term]) -> None:
        groups: dict[Any, list[Term]] = {}
        for term in level:
            if term.op is ops.total:
                _sort_sum(term)
            groups.setdefault(_signature(term), []).append(term)
        for (op, *_), terms in _split_by_numbers(groups):
            terms.sort(key=_first_slots)
            if op is ops.total:
                for shared, chosen in _sharing(terms):
                    self._add_sum(chosen, shared)
            else:
                self._add(op, terms)

    def _add(self, op: Op, terms: list[Term]) -> None:
        block = Block("operation", terms, op)
        arity = len(terms[0].inputs)
        if op in EXTREMES and _along_axis(terms):
            block.kind = "axis"
            block.operands = [self._operand([t.inputs for t in terms])]
        else:
            block.operands = [self._operand([t.inputs[i] for t in terms]) for i in range(arity)]
        self.blocks.append(self._place(block))

    def _add_sum(self, terms: list[Term], shared: bool) -> None:
        block = Block("sum", terms, ops.total)
        for start, stop, paired in _runs(terms[0]):
            block.parts += self._parts(terms, start, stop, paired, shared)
        self.blocks.append(self._place(block))

    def _parts(
        self, terms: list[Term], start: int, stop: int, paired: bool, shared: bool
    ) -> list[Part]:
        offset = terms[0].pairs if paired else 0
        first = terms[0].inputs[start]
        second = terms[0].inputs[start + offset]
        alone = len(terms) == 1 and stop - start == 1
        if paired and shared and not alone and not first.rows and second.rows:
            return [
                Part(
                    "matrix",
                    self._operand([t.inputs[start:stop] for t in terms]),
                    self._operand(terms[0].inputs[start + offset : stop + offset]),
                )
            ]
        last = terms[0].inputs[stop - 1]
        row = len(terms) == 1 and not paired and last.slot - first.slot == stop - start - 1 > 0
        if row or stop - start > FEW:
            left = self._operand([t.inputs[start:stop] for t in terms])
            if not paired:
                return [Part("axis", left)]
            right = self._operand([t.inputs[start + offset : stop + offset] for t in terms])
            return [Part("axis", left, right)]
        return [
            Part(
                "column",
                self._operand([t.inputs[i] for t in terms]),
                self._operand([t.inputs[i + offset] for t in terms]) if paired else None,
            )
            for i in range(start, stop)
        ]

    def _operand(self, terms: Any) -> Operand:
        """Where these terms are kept: a list of them, or a list of lists."""
        several = not isinstance(terms[0], Term)
        flat = [t for inner in terms for t in inner] if several else terms
        index = np.array([t.column for t in flat], dtype=np.intp)
        if several:
            index = index.reshape(len(terms), -1)
        block = flat[0].block
        if block is not self.numbers:
            return Operand(block, index)
        numbers = np.array([t.number for t in flat]).reshape(index.shape)
        return Operand(None, index, numbers)


def _sort_sum(term: Term) -> None:
    """Order products and addends by where their factors are kept."""
    n = term.pairs
    left, right = list(term.inputs[:n]), list(term.inputs[n : 2 * n])
    for i, (a, b) in enumerate(zip(left, right)):
        if (a.rows and not b.rows) or (a.rows == b.rows and b.number is not None):
            left[i], right[i] = b, a
    keys = [(id_of(a), b.slot, a.slot) for a, b in zip(left, right)]
    order = sorted(range(n), key=keys.__getitem__)
    addends = sorted(term.inputs[2 * n :], key=attrgetter("slot"))
    term.inputs = (*(left[i] for i in order), *(right[i] for i in order), *addends)


def id_of(term: Term) -> int:
    """A number for the block in which a term is kept."""
    return term.slot - term.column


def _runs(term: Term) -> list[tuple[int, int, bool]]:
    """Stretches of a sum that read from the same blocks: (start, stop, products or addends)."""
    n = term.pairs
    starts = list(map(id_of, term.inputs))
    runs = []
    i = 0
    for _, run in groupby(zip(starts[:n], starts[n : 2 * n])):
        count = len(list(run))
        runs.append((i, i + count, True))
        i += count
    i = 2 * n
    for _, single in groupby(starts[2 * n :]):
        count = len(list(single))
        runs.append((i, i + count, False))
        i += count
    return runs


def _signature(term: Term) -> tuple[Any, ...]:
    """What terms of one block have in common: the operation, and the blocks that are read."""
    if term.op is ops.total:
        n = term.pairs
        return (
            term.op,
            tuple(
                (stop - start, id_of(term.inputs[start]), id_of(term.inputs[start + n * paired]))
                for start, stop, paired in _runs(term)
            ),
            n,
        )
    return (term.op, term.sought, *map(id_of, term.inputs))


def _split_by_numbers(groups: dict[Any, list[Term]]) -> list[tuple[Any, list[Term]]]:
    """Part terms that use different numbers, where a few numbers serve many terms."""
    result = []
    for signature, terms in groups.items():
        if len(terms) == 1:
            result.append((signature, terms))
            continue
        parts: dict[Any, list[Term]] = {}
        for term in terms:
            parts.setdefault(tuple(x.number for x in term.inputs[:FEW]), []).append(term)
        if len(parts) * 8 > len(terms):
            parts = {(): terms}
        result += [(signature, chosen) for chosen in parts.values()]
    return result


def _first_slots(term: Term) -> list[int]:
    """What a block is sorted by, so that it reads its operands in the order they are kept."""
    inputs = term.inputs
    first = (inputs[0], inputs[term.pairs], inputs[-1]) if term.pairs else inputs[:4]
    return [t.slot for t in first if t.number is None]


def _along_axis(terms: list[Term]) -> bool:
    inputs = terms[0].inputs
    return len(inputs) > 2 and len(set(map(id_of, inputs))) == 1


def _sharing(terms: list[Term]) -> list[tuple[bool, list[Term]]]:
    """Split sums into those that weigh the same inputs, where that makes fewer, larger blocks."""
    parts: dict[Any, list[Term]] = {}
    for term in terms:
        n = term.pairs
        inputs = term.inputs
        weighed = tuple(b.slot for a, b in zip(inputs, inputs[n : 2 * n]) if b.rows and not a.rows)
        parts.setdefault(weighed, []).append(term)
    if len(parts) == 1 or len(parts) * 2 <= len(terms):
        return [(True, chosen) for chosen in parts.values()]
    return [(False, terms)]
