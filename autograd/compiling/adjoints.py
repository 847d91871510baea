"""Derivatives of blocks while they are collected: what every consumer adds, and the sum of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from autograd.compiling.blocks import Block, Index, Operand
from autograd.compiling.numpy_code import sum_code
from autograd.compiling.tracing import without_brackets
from autograd.compiling.views import Views, is_constant, is_whole, step_of

Product = tuple[str, "tuple[int, ...]"]


@dataclass(eq=False)
class Contribution:
    """What a consumer adds to the derivative of some columns of a block."""

    index: Index
    code: str
    thin: str = ""
    """The same with one column for all, where they are equal."""
    product: Product | None = None
    """The factors and the shape of a matrix product, which can be written in place."""


class Adjoints:
    """Collects contributions, and writes them as code once a block has all of them."""

    def __init__(self, views: Views, per_row: bool) -> None:
        self.views = views
        self.per_row = per_row
        self.lines: list[str] = []
        self._given: dict[Block, list[Contribution]] = {}

    def __contains__(self, block: Block) -> bool:
        return block in self._given

    def has_rows(self, block: Block) -> bool:
        """Whether the derivative of a block has an axis of rows."""
        return self.per_row or block.rows

    def _target(self, block: Block, name: str, index: Index) -> str:
        twin = Block.__new__(Block)
        twin.name, twin.width, twin.axis = name, block.width, True
        twin.rows = self.has_rows(block)
        if len(index) == 1:
            return self.views.column(Operand(twin, index))
        code = self.views.vector(Operand(twin, index))
        return code if "[" in code else f"{code}[:]"

    def give(
        self,
        operand: Operand,
        code: str,
        rows: bool,
        *,
        atomic: bool = False,
        product: Product | None = None,
        thin: str = "",
    ) -> None:
        """Add a contribution of shape ([rows,] len(index)); a single column has no axis."""
        block, index = operand.block, operand.index
        assert block is not None
        before = code
        plain = product if len(index) > 1 and step_of(index) == 1 else None
        if rows and not self.has_rows(block) and len(index) > 1 and is_constant(index):
            code, index = f"{_bracketed(code, atomic)}.sum()", index[:1]
        elif rows and not self.has_rows(block):
            code = f"{_bracketed(code, atomic)}.sum(axis=0)"
            atomic = True
        if len(index) > 1 and is_constant(index):
            code, index = f"{_bracketed(code, atomic)}.sum(axis=-1)", index[:1]
        elif len(index) > 1 and len(np.unique(index)) < len(index):
            order = np.argsort(index, kind="stable")
            index, starts = np.unique(index[order], return_index=True)
            columns = self.views.constants.index(order)
            edges = self.views.constants.index(starts)
            code = f"np.add.reduceat({_bracketed(code, atomic)}[..., {columns}], {edges}, axis=-1)"
        self._given.setdefault(block, []).append(
            Contribution(index, code, thin if code == before else "", plain)
        )

    def settle(self, block: Block, name: str, spreads: Callable[[Block], bool]) -> None:
        """Write the derivative of a block; `spreads` says whether one column may do for all."""
        given = self._given.get(block, [])
        if given and not block.axis:
            self.lines.append(f"{name} = {sum_code([c.code for c in given])}")
            return
        whole = [c for c in given if is_whole(block, c.index) and self._fits(block, c)]
        partial = [c for c in given if c not in whole]
        broadcasts = any(c.thin for c in whole) and (
            not all(c.thin for c in whole) or (not partial and spreads(block))
        )
        codes = [(broadcasts and c.thin) or c.code for c in whole]
        if not partial and whole:
            self.lines.append(f"{name} = {sum_code(codes)}")
            return
        covered = _touched_once(block, partial)
        untouched = np.full(block.width, covered or not whole)
        if whole and not covered:
            code = sum_code(codes)
            self.lines.append(f"{name} = {code}{'.copy()' if code.isidentifier() else ''}")
        else:
            shape = f"(len(X), {block.width})" if self.has_rows(block) else f"{block.width}"
            self.lines.append(f"{name} = np.{'empty' if covered else 'zeros'}({shape}, X.dtype)")
        for contribution in partial:
            first = bool(untouched[contribution.index].all())
            untouched[contribution.index] = False
            target = self._target(block, name, contribution.index)
            if first and contribution.product:
                factors, sizes = contribution.product
                self.lines.append(f"np.matmul({factors}, out={target}.reshape{sizes})")
                continue
            sign = "=" if first else "+="
            self.lines.append(
                f"{target} {sign} {without_brackets(contribution.thin or contribution.code)}"
            )
        if whole and covered:
            self.lines.append(f"{name} += {sum_code(codes)}")

    def _fits(self, block: Block, contribution: Contribution) -> bool:
        return len(contribution.index) > 1 or not block.axis


def _touched_once(block: Block, contributions: list[Contribution]) -> bool:
    counts = np.zeros(block.width, int)
    for contribution in contributions:
        counts[contribution.index] += 1
    return bool((counts == 1).all())


def _bracketed(code: str, atomic: bool) -> str:
    return code if atomic else f"({code})"
