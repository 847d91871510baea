"""Names for the arrays of a program: labels where there are any, Z1, H1, W1, b1 for layers."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Sequence

from autograd import ops
from autograd.columns import visible
from autograd.compiling.blocks import Block, Plan
from autograd.compiling.views import is_whole

TAKEN = {"np", "X", "params", "leaves", "seed", "gradient", "outputs", "value", "value_and_grad"}
TAKEN |= {"float", "len", "sum", "__debug__"}
CONSTANT = re.compile(r"(columns|numbers)\d+")


class Names:
    """Hands out each name once."""

    def __init__(self, taken: set[str]) -> None:
        self.taken = TAKEN | taken
        self._parts: dict[str, str] = {}

    def unused(self, wanted: str) -> str:
        """The name itself, or with a number behind it."""
        name, count = wanted, 1
        while self._is_taken(name):
            count += 1
            name = f"{wanted}_{count}"
        self.taken |= {name, f"d{name}"}
        return name

    def part(self, wanted: str) -> str:
        """A name for what is computed on the way, the same whenever it is asked for again."""
        if wanted not in self._parts:
            self._parts[wanted] = self.unused(wanted)
        return self._parts[wanted]

    def _is_taken(self, name: str) -> bool:
        known = name in self.taken or f"d{name}" in self.taken
        return known or keyword.iskeyword(name) or bool(CONSTANT.fullmatch(name))


def name_blocks(plan: Plan, names: Names) -> None:
    """Give every block its name."""
    layers: dict[Block, int] = {}
    counts: dict[str, int] = {}
    leaves = (plan.parameters, plan.others)
    for block in plan.blocks:
        wanted = label_of(block)
        if any(p.kind == "matrix" and p.left.block in leaves for p in block.parts):
            layers[block] = len(layers) + 1
            wanted = wanted or f"Z{layers[block]}"
        elif not wanted and (layer := _activates(block)) in layers:
            wanted = f"H{layers[layer]}"
        if not wanted:
            assert block.op is not None
            stem = STEMS.get(block.op.name, block.op.name)
            counts[stem] = counts.get(stem, 0) + 1
            wanted = f"{stem}{counts[stem]}"
        block.name = names.unused(wanted)


STEMS = {ops.total.name: "sum", ops.maximum.name: "max", ops.minimum.name: "min"}


def _activates(block: Block) -> Block | None:
    """The block that this one is a function of, column by column."""
    if block.kind != "operation" or len(block.operands) != 1:
        return None
    operand = block.operands[0]
    if operand.block is None or not is_whole(operand.block, operand.index):
        return None
    return operand.block


def label_of(block: Block) -> str:
    """The label of a block's only node, or what the labels of all its nodes begin with.

    It is normalised as Python does with names, so that names that look different are different.
    """
    labels = labels_of(block)
    if not all(labels):
        return ""
    stems = {re.sub(r"[\d_,\[\] ]+$", "", label) for label in labels}
    name = labels[0] if len(labels) == 1 else stems.pop() if len(stems) == 1 else ""
    return unicodedata.normalize("NFKC", name) if name.isidentifier() else ""


def labels_of(block: Block) -> list[str]:
    """The labels of a block's nodes, "" for a node without."""
    return [term.origin.label if term.origin else "" for term in block.terms]


def described(block: Block) -> str:
    """Which nodes a block was made from."""
    labels = [label for label in labels_of(block) if label]
    kinds = list(dict.fromkeys(t.origin.op for t in block.terms if t.origin and t.origin.op))
    operation = " and ".join(kinds) or (block.op.name if block.op else "")
    count = f"{block.width} × {operation}" if block.width > 1 else operation
    return f"{listed(labels)}: {count}" if labels else count


def listed(labels: Sequence[str], limit: int = 6) -> str:
    """The labels in a row, on one line; only the ends of a long list."""
    labels = [visible(label) for label in labels]
    if len(labels) <= limit:
        return ", ".join(labels)
    return f"{', '.join(labels[:2])}, …, {labels[-1]} ({len(labels)})"
