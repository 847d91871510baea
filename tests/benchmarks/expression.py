"""A long scalar expression of *, + and tanh: one forward and one backward pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd import Value
from tests.benchmarks import peers
from tests.benchmarks.contest import (
    OURS,
    Timing,
    collector,
    recursion_limit,
    require_equal,
    timings,
)

OPERATIONS = 1_000
START = (0.5, 0.3, 0.1)
CALLS = 20


def formula(x: Any, w: Any, b: Any, tanh: Callable[[Any], Any], operations: int) -> Any:
    """h ← tanh(h·w + b) + x, again and again; each round is four operations."""
    h = x
    for _ in range(operations // 4):
        h = tanh(h * w + b) + x
    return h


def with_values(kind: Any) -> list[float]:
    """The gradients by an engine whose numbers are objects with `grad` and `backward()`."""
    leaves = [kind(start) for start in START]
    formula(*leaves, kind.tanh, OPERATIONS).backward()
    return [leaf.grad for leaf in leaves]


def with_xad() -> list[float]:
    """The gradients by XAD, which records on a tape in C++."""
    adjoint = peers.xad_adjoint
    with adjoint.Tape() as tape:
        leaves = [adjoint.Real(start) for start in START]
        for leaf in leaves:
            tape.registerInput(leaf)
        tape.newRecording()
        y = formula(*leaves, peers.xad_math.tanh, OPERATIONS)
        tape.registerOutput(y)
        y.derivative = 1.0
        tape.computeAdjoints()
        return [leaf.derivative for leaf in leaves]


def contestants() -> dict[str, Callable[[], list[float]]]:
    found: dict[str, Callable[[], list[float]]] = {OURS: lambda: with_values(Value)}
    if peers.micrograd:
        found["micrograd"] = lambda: with_values(peers.micrograd.Value)
    if peers.xad_adjoint:
        found["xad"] = with_xad
    return found


def run(rounds: int) -> dict[str, dict[str, Timing]]:
    """Times with the garbage collector on, as Python has it, and off."""
    found = contestants()
    with recursion_limit(10_000):
        for name, contestant in found.items():
            require_equal(name, contestant(), found[OURS]())
        results = {}
        for on in (True, False):
            with collector(on=on):
                title = f"{OPERATIONS:,} operations, collector {'on' if on else 'off'}"
                results[title] = timings(found, rounds=rounds, calls=CALLS)
    return results
