"""The worked 2-2-2 example: value and gradient for one row of plain floats."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from autograd import Graph, Value, sigmoid
from tests.benchmarks import peers
from tests.benchmarks.contest import OURS, Call, Row, raced

WORKED = ([0.3, 0.25, 0.4, 0.35, 0.45, 0.4, 0.7, 0.6], [0.1, 0.2, 0.4, 0.6])


def squared_errors(w: Sequence[Any], row: Sequence[Any], squash: Callable[[Any], Any]) -> Any:
    """½(t₁ − o₁)² + ½(t₂ − o₂)² of two hidden and two output units."""
    x1, x2, t1, t2 = row
    h1, h2 = squash(w[0] * x1 + w[1] * x2), squash(w[2] * x1 + w[3] * x2)
    o1, o2 = squash(w[4] * h1 + w[5] * h2), squash(w[6] * h1 + w[7] * h2)
    return 0.5 * (t1 - o1) ** 2 + 0.5 * (t2 - o2) ** 2


def worked_example(rounds: int) -> Row:
    """Value and gradient for one row of plain floats."""
    weights, row = WORKED
    w, xs = [Value(x) for x in weights], [Value(x) for x in row]
    program = Graph(squared_errors(w, xs, sigmoid)).compile(inputs=xs, wrt=w)
    contestants: dict[str, Call] = {OURS: lambda: program.value_and_grad(row, weights)[1]}
    if peers.micrograd:
        contestants["micrograd"] = micrograd_worked_example
    contestants |= torch_worked_example() | jax_worked_example()
    if casadi := peers.casadi:
        symbols, inputs = casadi.SX.sym("w", 8), casadi.SX.sym("x", 4)
        error = squared_errors(
            casadi.vertsplit(symbols),
            casadi.vertsplit(inputs),
            lambda z: 1 / (1 + casadi.exp(-z)),
        )
        function = casadi.Function(
            "f", [inputs, symbols], [error, casadi.gradient(error, symbols)]
        )
        contestants["casadi"] = lambda: function(row, weights)[1]
    return raced(contestants, rounds=rounds, calls=200)


def micrograd_worked_example() -> list[float]:
    """The same step on micrograd's values; it has no exp, so sigmoid is one operation."""

    def squash(z: Any) -> Any:
        y = peers.micrograd.Value(1 / (1 + math.exp(-z.data)), (z,), "sigmoid")

        def backward() -> None:
            z.grad += y.data * (1 - y.data) * y.grad

        y._backward = backward
        return y

    weights, row = ([peers.micrograd.Value(x) for x in numbers] for numbers in WORKED)
    squared_errors(weights, row, squash).backward()
    return [w.grad for w in weights]


def torch_worked_example() -> dict[str, Call]:
    """The same step in PyTorch, with its two layers as matrices: eager, and compiled."""
    if not (torch := peers.torch):
        return {}
    weights = torch.tensor(WORKED[0], dtype=torch.float64).reshape(2, 2, 2).requires_grad_()
    x, t = torch.tensor(WORKED[1], dtype=torch.float64).reshape(2, 2)

    def error(weights: Any) -> Any:
        hidden = torch.sigmoid(weights[0] @ x)
        return (0.5 * (t - torch.sigmoid(weights[1] @ hidden)) ** 2).sum()

    def step(error: Any) -> Any:
        weights.grad = None
        error(weights).backward()
        return weights.grad

    return {name: partial(step, f) for name, f in peers.torch_ways(error).items()}


def jax_worked_example() -> dict[str, Call]:
    """The same step in JAX, compiled."""
    if not (jax := peers.jax):
        return {}

    def error(weights: Any, x: Any, t: Any) -> Any:
        hidden = jax.nn.sigmoid(weights[0] @ x)
        return (0.5 * (t - jax.nn.sigmoid(weights[1] @ hidden)) ** 2).sum()

    step = jax.jit(jax.grad(error))
    weights = np.reshape(WORKED[0], (2, 2, 2))
    x, t = np.reshape(WORKED[1], (2, 2))
    return {"jax": lambda: step(weights, x, t).block_until_ready()}
