"""Generated code for the forward pass: one statement for each block."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd import ops
from autograd.compiling.blocks import Block, Operand, Part, Plan
from autograd.compiling.names import Names, described, name_blocks
from autograd.compiling.numpy_code import Helpers, numpy_code, sum_code
from autograd.compiling.terms import Term
from autograd.compiling.views import Constants, Views, is_whole
from autograd.ops import Op
from autograd.progress import stage
from autograd.symbols import Symbol


class Forward:
    """Code that computes the blocks of a plan, and gives its outputs."""

    def __init__(self, plan: Plan, dtype: str) -> None:
        self.plan = plan
        self.constants = Constants(dtype)
        self.names = Names(set(ops.BUILT_IN))
        self.helpers = Helpers(f"np.{dtype}", self.names)
        self.views = Views(self.constants)
        self._known: dict[str, str] = {}
        self._aliases: dict[str, str] = {}
        self._templates: dict[tuple[Op, int], str] = {}
        name_blocks(plan, self.names)

    def statements(self, comments: bool) -> list[str]:
        """The code of all blocks; comments say which nodes each was made from."""
        lines: list[str] = []
        self._aliases.clear()
        for block in stage("writing the forward pass", self.plan.blocks):
            if comments:
                lines.append(f"# {described(block)}")
            lines += self._weights_and_biases(block)
            lines.append(f"{block.name} = {self.value(block)}")
        return lines

    def _weights_and_biases(self, block: Block) -> list[str]:
        """Names for the parameters of a layer."""
        if block.kind != "sum":
            return []
        lines = []
        layered = any(part.kind == "matrix" for part in block.parts)
        for part in block.parts if layered else ():
            if part.left.rows or part.left.block is None:
                continue
            if part.kind == "matrix":
                stem, code = "W", self.weights(part.left, transposed=False)
            elif part.kind == "column" and part.right is None:
                stem, code = "b", self.views.column(part.left)
            else:
                continue
            if code not in self._aliases and not code.isidentifier():
                self._aliases[code] = name = self._alias(stem, code, block)
                lines.append(f"{name} = {code}")
        return lines

    def _alias(self, stem: str, code: str, block: Block) -> str:
        if code not in self._known:
            number = block.name.removeprefix("Z")
            wanted = f"{stem}{number}" if number.isdigit() else f"{stem}_{block.name}"
            self._known[code] = self.names.unused(wanted)
        return self._known[code]

    def value(self, block: Block) -> str:
        """The code of a block's value."""
        if block.kind == "sum":
            return sum_code([self._part(part) for part in block.parts])
        if block.kind == "axis":
            function = "max" if block.op is ops.maximum else "min"
            return f"{self.views.matrix(block.operands[0])}.{function}(axis=-1)"
        assert block.op is not None
        template = self._template(block.op, len(block.operands))
        return template.format(*map(self.views.column, block.operands))

    def _template(self, op: Op, arity: int) -> str:
        """An operation's code with places for its operands, written once for all blocks."""
        if (op, arity) not in self._templates:
            symbols = tuple(Symbol(str(i)) for i in range(arity))
            places = {symbol: f"{{{i}}}" for i, symbol in enumerate(symbols)}
            code = numpy_code(Symbol(op=op, inputs=symbols), places, self.helpers)
            self._templates[op, arity] = code
        return self._templates[op, arity]

    def _part(self, part: Part) -> str:
        left, right = part.left, part.right
        if part.kind == "column":
            code = self.views.column(left)
            if right is None:
                return self._aliases.get(code, code)
            return f"{code} * {self.views.column(right)}"
        if part.kind == "matrix":
            assert right is not None
            return f"{self.views.vector(right)} @ {self.weights(left)}"
        code = self.views.matrix(left)
        if right is None:
            return f"{code}.sum(axis=-1)"
        return f"({code} * {self.views.matrix(right)}).sum(axis=-1)"

    def weights(self, operand: Operand, transposed: bool = True) -> str:
        """The weights of a matrix product, (g, n) or its transpose; (n,) for a single column."""
        if operand.block is None:
            numbers = operand.numbers
            code = self.constants.numbers(numbers if len(numbers) > 1 else numbers[0])
        else:
            code = self.views.matrix(operand, exact=True)
        code = self._aliases.get(code, code)
        return f"{code}.T" if transposed and len(operand.index) > 1 else code

    def output(self, terms: Sequence[Term], given: bool = False) -> list[str]:
        """The code that returns the outputs: (rows,), or (rows, outputs) for several.

        With `given` it fills an array of that shape, called `outputs`.
        """
        result = self._result(terms)
        if result:
            return [f"outputs[...] = {result}" if given else f"return {result}"]
        lines = [f"outputs = np.empty((len(X), {len(terms)}), X.dtype)"]
        for block, columns, places in by_block(terms):
            target = self.views.several(_outputs(len(terms)), places)
            lines.append(
                f"{target if '[' in target else target + '[:]'} = {self._source(block, columns)}"
            )
        return lines[1:] if given else [*lines, "return outputs"]

    def _result(self, terms: Sequence[Term]) -> str:
        """The code of all outputs where they are one array already."""
        if len(terms) == 1:
            code = self.scalar(terms[0])
            return code if terms[0].block.rows else f"np.full(len(X), {code})"
        parts = by_block(terms)
        return parts[0][0].name if is_one_result(parts) else ""

    def _source(self, block: Block, columns: Any) -> str:
        if block.kind == "numbers":
            return self.constants.numbers(np.array([block.terms[c].number for c in columns]))
        return self.views.vector(Operand(block, columns))

    def scalar(self, term: Term) -> str:
        """The code of one term."""
        if term.number is not None:
            return repr(term.number) if np.isfinite(term.number) else f"float('{term.number}')"
        return self.views.column(Operand(term.block, np.array([term.column])))


def is_one_result(parts: Sequence[tuple[Block, Any, Any]]) -> bool:
    """Whether the outputs are all the columns, in their order, that one operation gives."""
    block, columns, _ = parts[0]
    computed = block.kind == "operation" and block.rows
    return len(parts) == 1 and computed and is_whole(block, columns)


def _outputs(count: int) -> Block:
    block = Block("outputs", [Term() for _ in range(count)])
    block.rows = True
    return block


def by_block(terms: Sequence[Term]) -> list[tuple[Block, Any, Any]]:
    """Terms by the block that keeps them: (block, their columns, their places in the list)."""
    found: dict[int, tuple[Block, list[int], list[int]]] = {}
    for place, term in enumerate(terms):
        _, columns, places = found.setdefault(id(term.block), (term.block, [], []))
        columns.append(term.column)
        places.append(place)
    return [(b, np.array(c), np.array(p)) for b, c, p in found.values()]
