"""Generated code for the backward pass: each block hands its derivative on to its operands.

The local derivatives come from the records' rules, run on symbols. A sum's rule is the product
rule, which for a matrix product Z = X Wᵀ gives dX = dZ W and dW = dZᵀ X.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from autograd import ops
from autograd.compiling.adjoints import Adjoints
from autograd.compiling.blocks import EXTREMES, Block, Operand, Part
from autograd.compiling.forward import Forward, by_block, is_one_result
from autograd.compiling.numpy_code import numpy_code, sum_code
from autograd.compiling.rules import local_derivatives, simplified, times
from autograd.compiling.tracing import without_brackets
from autograd.compiling.views import is_constant
from autograd.ops import Op
from autograd.progress import stage
from autograd.sweep import topological_order
from autograd.symbols import Symbol, as_symbol


@dataclass
class Rule:
    """A derivative rule on symbols: y = op(xs), of which `upstream` is the derivative so far."""

    op: Op
    y: Symbol = field(default_factory=lambda: Symbol("y"))
    upstream: Symbol = field(default_factory=lambda: Symbol("upstream"))
    xs: list[Symbol] = field(default_factory=list)
    names: dict[Symbol, str] = field(default_factory=dict)

    def partials(self) -> list[Symbol]:
        """The local derivatives; a number is given as a number, so that it is computed with."""
        xs = [x if x.number is None else x.number for x in self.xs]
        return local_derivatives(self.op, self.y, xs)


class Backward:
    """Code for the derivatives of the outputs by the parameters.

    With `per_row` every row keeps its own derivatives, of shape (rows, parameters); else they are
    added up over the rows.
    """

    def __init__(self, forward: Forward, per_row: bool) -> None:
        self.forward = forward
        self.views = forward.views
        self.plan = forward.plan
        self.adjoints = Adjoints(forward.views, per_row)
        self._templates: dict[tuple[Op, tuple[str, ...]], list[str]] = {}

    def statements(self) -> list[str]:
        """The code, from the outputs' seeds to `gradient`."""
        for operand, seed in self._seeds():
            self.adjoints.give(operand, seed, True, atomic=True)
        for block in stage("writing the backward pass", self.plan.blocks[::-1]):
            if block.sought and block in self.adjoints:
                self.adjoints.settle(block, f"d{block.name}", self._spreads)
                self._hand_on(block)
        self.adjoints.settle(self.plan.parameters, "gradient", self._spreads)
        return self.adjoints.lines

    def _seeds(self) -> Iterator[tuple[Operand, str]]:
        """The derivative that each output starts from."""
        outputs = self.plan.form.outputs
        parts = by_block(outputs)
        if len(outputs) > 1 and is_one_result(parts) and all(term.sought for term in outputs):
            block, columns, _ = parts[0]
            yield Operand(block, columns), "seed"
            return
        for i, term in enumerate(outputs):
            if term.sought:
                seed = "seed" if len(outputs) == 1 else f"seed[:, {i}]"
                yield Operand(term.block, np.array([term.column])), seed

    def _spreads(self, block: Block) -> bool:
        """Whether what a block hands on is as wide as itself, even if it is given one column."""
        if block.kind != "operation" or block.op in EXTREMES:
            return False
        rule = self._rule(block)
        wide = {rule.y} | {
            x
            for x, operand in zip(rule.xs, block.operands)
            if operand.block is not None and not is_constant(operand.index)
        }
        return all(
            partial.number == 0.0 or not wide.isdisjoint(topological_order([partial]))
            for operand, partial in zip(block.operands, rule.partials())
            if operand.sought
        )

    # From a block to its operands

    def _hand_on(self, block: Block) -> None:
        if block.kind == "sum":
            for part in block.parts:
                PARTS[part.kind](self, block, part)
        elif block.kind == "axis":
            self._from_extreme(block)
        else:
            self._from_operation(block)

    def _rule(self, block: Block) -> Rule:
        """The rule of a block's operation, and the code of what it is about."""
        assert block.op is not None
        rule = Rule(block.op)
        rule.names = {rule.y: block.name, rule.upstream: f"d{block.name}"}
        for i, operand in enumerate(block.operands):
            x = Symbol(str(i))
            if operand.block is None and (operand.numbers == operand.numbers[0]).all():
                x = Symbol(number=float(operand.numbers[0]))
            else:
                rule.names[x] = self.views.column(operand)
            rule.xs.append(x)
        return rule

    def _from_operation(self, block: Block) -> None:
        rule = self._rule(block)
        if block.op in EXTREMES and len(rule.xs) > 2:
            self._from_extreme_of(block, rule)
            return
        symbols = (rule.upstream, rule.y, *rule.xs)
        codes = [rule.names.get(symbol, "") for symbol in symbols]
        for operand, template in zip(block.operands, self._templates_of(rule, symbols)):
            if operand.sought and template:
                code = template.format(*codes)
                self.adjoints.give(operand, code, self.adjoints.has_rows(block))

    def _templates_of(self, rule: Rule, symbols: Sequence[Symbol]) -> list[str]:
        """What a block hands to each operand, with places for the names; "" for nothing.

        It is worked out once for all blocks of one operation and the same numbers.
        """
        key = rule.op, tuple(repr(x.number) for x in rule.xs)
        if key not in self._templates:
            places = {s: f"{{{i}}}" for i, s in enumerate(symbols) if s in rule.names}
            self._templates[key] = [
                numpy_code(times(rule.upstream, partial), places, self.forward.helpers)
                if partial.number != 0.0
                else ""
                for partial in rule.partials()
            ]
        return self._templates[key]

    def _from_extreme_of(self, block: Block, rule: Rule) -> None:
        """maximum and minimum of several blocks: each share is written once."""
        name = block.name
        part = self.forward.names.part
        chosen = [part(f"{name}_is{i}") for i in range(1, len(rule.xs) + 1)]
        shares = part(f"{name}_shares")
        for one, partial in zip(chosen, rule.op.partials(rule.y, *rule.xs)):
            share = simplified(as_symbol(partial).inputs[0])
            self.adjoints.lines.append(
                f"{one} = {numpy_code(share, rule.names, self.forward.helpers)}"
            )
        self.adjoints.lines.append(f"{shares} = d{name} / ({sum_code(chosen)})")
        for operand, one in zip(block.operands, chosen):
            if operand.sought:
                self.adjoints.give(operand, f"{shares} * {one}", self.adjoints.has_rows(block))

    def _from_extreme(self, block: Block) -> None:
        """maximum and minimum along an axis: the rule for three inputs shows that for any."""
        assert block.op is not None
        operand = block.operands[0]
        y, *xs = (Symbol(name) for name in "yabc")
        rule = simplified(as_symbol(block.op.partials(y, *xs)[0]))
        chosen = rule.inputs[0]
        assert rule.op is ops.divide
        names = {xs[0]: self.views.matrix(operand, exact=True), y: f"{block.name}[..., None]"}
        mask = self.forward.names.part(f"{block.name}_chosen")
        self.adjoints.lines.append(f"{mask} = {numpy_code(chosen, names, self.forward.helpers)}")
        code = f"d{block.name}[..., None] * ({mask} / {mask}.sum(axis=-1, keepdims=True))"
        self._give_matrix(operand, code, block)

    def _give_matrix(self, operand: Operand, code: str, block: Block) -> None:
        """A contribution of shape ([rows,] g, n), or ([rows,] n) where g is 1."""
        g, n = operand.index.shape
        if g > 1:
            shape = f"len(X), {g * n}" if self.adjoints.has_rows(block) else f"{g * n}"
            code = f"({code}).reshape({shape})"
        self.adjoints.give(
            Operand(operand.block, operand.index.ravel()), code, self.adjoints.has_rows(block)
        )

    def _from_columns(self, block: Block, part: Part) -> None:
        for operand, other, factor in _with_others(part):
            code = f"{factor}d{block.name}"
            if other is not None:
                code = f"{code} * {self.views.column(other)}"
            self.adjoints.give(operand, code, self.adjoints.has_rows(block), atomic=other is None)

    def _from_axis(self, block: Block, part: Part) -> None:
        for operand, other, factor in _with_others(part):
            n = operand.index.shape[1]
            code = f"{factor}d{block.name}"
            if other is not None and not _repeats(other):
                single = block.width == 1 and not self.adjoints.has_rows(block)
                axis = "" if single else "[..., None]"
                self._give_matrix(operand, f"{code}{axis} * {self.views.matrix(other)}", block)
                continue
            if other is not None:
                numbers = None if other.block else other.numbers[:, 0]
                factor_view = self.views.column(Operand(other.block, other.index[:, 0], numbers))
                code = f"({code} * {factor_view})"
            thin = ""
            if len(operand.index) == 1:
                code = thin = f"{code}[..., None]"
            code = f"np.repeat({without_brackets(code)}, {n}, axis=-1)"
            whole = Operand(operand.block, operand.index.ravel())
            self.adjoints.give(whole, code, self.adjoints.has_rows(block), atomic=True, thin=thin)

    def _from_matrix(self, block: Block, part: Part) -> None:
        weights, inputs = part.left, part.right
        assert inputs is not None
        (g, n), upstream = weights.index.shape, f"d{block.name}"
        if inputs.sought:
            w = self.forward.weights(weights, transposed=False)
            code = f"{upstream} @ {w}" if g > 1 else f"{upstream}[:, None] * {w}"
            if n == 1:
                code = f"({code})[:, 0]"
            self.adjoints.give(inputs, code, True)
        if weights.sought:
            x = self.views.vector(inputs)
            if not self.adjoints.per_row:
                code = f"({upstream}.T @ {x}).ravel()" if g > 1 else f"{upstream} @ {x}"
                product = (f"{upstream}.T, {x}", weights.index.shape) if g > 1 else None
                index = weights.index.ravel()
                whole = Operand(weights.block, index)
                self.adjoints.give(whole, code, False, atomic=g > 1, product=product)
            elif g > 1:
                code = f"{upstream}[:, :, None] * {x}[:, None, :]"
                self._give_matrix(weights, code, block)
            else:
                self._give_matrix(weights, f"{upstream}[:, None] * {x}", block)


PARTS = {
    "matrix": Backward._from_matrix,
    "column": Backward._from_columns,
    "axis": Backward._from_axis,
}


def _with_others(part: Part) -> list[tuple[Operand, Operand | None, str]]:
    """Each operand that is sought, with the factor beside it; the two of a square as one."""
    left, right = part.left, part.right
    pairs: list[tuple[Operand, Operand | None, str]]
    if right is None:
        pairs = [(left, right, "")]
    elif left.block is right.block and np.array_equal(left.index, right.index):
        pairs = [(left, right, "2 * ")]
    else:
        pairs = [(left, right, ""), (right, left, "")]
    return [pair for pair in pairs if pair[0].sought]


def _repeats(operand: Operand) -> bool:
    """Whether each consumer's n columns are one and the same."""
    if operand.block is None:
        return is_constant(operand.numbers, axis=1)
    return is_constant(operand.index, axis=1)
