"""Fused operations written out as the small operations that they stand for."""

from __future__ import annotations

from collections.abc import Sequence

from autograd.evaluation import evaluated
from autograd.ops import Op
from autograd.recording import inside_rule
from autograd.sweep import topological_order
from autograd.symbols import Symbol
from autograd.value import Constant, Value, result

Shared = dict[tuple[Op, tuple[Value, ...]], Value]


def expanded(outputs: Sequence[Value]) -> list[Value]:
    """The same outputs computed without fused operations, from the same leaves.

    Labels stay with the nodes that carry the fused results. Where gradients were known, they are
    known for the small operations too.
    """
    replacement: dict[Value, Value] = {}
    shared: Shared = {}
    with inside_rule():
        for node in topological_order(outputs):
            inputs = tuple(replacement[x] for x in node.inputs)
            replacement[node] = _written_out(node, inputs, shared)
    roots = [replacement[output] for output in outputs]
    _hand_down_gradients(roots)
    return roots


def _written_out(node: Value, inputs: tuple[Value, ...], shared: Shared) -> Value:
    op = node.operation
    if op is not None and op.expansion is not None and len(inputs) > 1:
        symbols = [Symbol(str(i)) for i in range(len(inputs))]
        twin = _evaluated(op.expansion(*symbols), dict(zip(symbols, inputs)), shared)
    elif op is None or inputs == node.inputs:
        return node
    else:
        twin = result(op, inputs, node.data)
    twin.data, twin.label, twin.grad = node.data, node.label, node.grad
    return twin


def _evaluated(formula: Symbol, known: dict[Symbol, Value], shared: Shared) -> Value:
    """The formula as Values; equal inner operations become one node."""
    for symbol in topological_order([formula]):
        if symbol in known:
            continue
        if symbol.op is None:
            known[symbol] = Constant(symbol.number)
            continue
        inputs = tuple(known[x] for x in symbol.inputs)
        key = (symbol.op, inputs)
        if symbol is not formula and key in shared:
            known[symbol] = shared[key]
            continue
        known[symbol] = result(symbol.op, inputs, evaluated(symbol.op, inputs))
        if symbol is not formula:
            shared[key] = known[symbol]
    return known[formula]


def _hand_down_gradients(roots: Sequence[Value]) -> None:
    """Give the nodes that have no gradient yet the one that follows from their consumers'."""
    fresh: dict[Value, float] = {}
    for node in reversed(topological_order(roots)):
        if node.grad is None and node in fresh:
            node.grad = fresh[node]
        if node.grad is None:
            continue
        for x, partial in zip(node.inputs, node.partials):
            if x.inputs and x.grad is None:
                fresh[x] = fresh.get(x, 0.0) + node.grad * partial
