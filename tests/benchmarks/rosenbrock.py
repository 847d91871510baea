"""The gradient of Rosenbrock's function of 1000 variables, compiled."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from autograd import Graph, Value, grad, total
from tests.benchmarks import peers
from tests.benchmarks.contest import BY_HAND, OURS, Call, Row, raced


def rosenbrock_program(n: int) -> Any:
    """The gradient of Σ 100(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)², recorded in scalars."""
    xs = [Value(0.0) for _ in range(n)]
    y = total([100 * (b - a**2) ** 2 + (1 - a) ** 2 for a, b in pairwise(xs)])
    return Graph(grad(y, xs)).compile(inputs=xs)


def rosenbrock_by_hand(x: Any) -> Any:
    """The same gradient in NumPy."""
    gradient = np.zeros_like(x)
    a, u = x[..., :-1], x[..., 1:] - x[..., :-1] ** 2
    gradient[..., :-1] = -400 * a * u - 2 * (1 - a)
    gradient[..., 1:] += 200 * u
    return gradient


def others(points: Any) -> dict[str, Call]:
    """The gradient that PyTorch and JAX derive."""

    def total_of(x: Any) -> Any:
        a, b = x[..., :-1], x[..., 1:]
        return (100 * (b - a**2) ** 2 + (1 - a) ** 2).sum()

    found: dict[str, Call] = {}
    if torch := peers.torch:
        x = torch.tensor(points, requires_grad=True)
        for name, total in peers.torch_ways(total_of).items():
            found[name] = lambda f=total: torch.autograd.grad(f(x), x)[0]
    if jax := peers.jax:
        gradient, at = jax.jit(jax.grad(total_of)), jax.numpy.asarray(points)
        found["jax"] = lambda: gradient(at).block_until_ready()
    return found


def rosenbrock(rounds: int) -> Row:
    """At 1000 points."""
    program = rosenbrock_program(1000)
    points = np.random.default_rng(1).normal(size=(1000, 1000))
    contestants: dict[str, Call] = {
        OURS: lambda: program(points),
        BY_HAND: lambda: rosenbrock_by_hand(points),
    }
    contestants |= others(points)
    if casadi := peers.casadi:
        x = casadi.SX.sym("x", 1000)
        y = casadi.sum1(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)
        mapped = casadi.Function("g", [x], [casadi.gradient(y, x)]).map(1000)
        buffer, evaluate = mapped.buffer()
        found = np.empty((1000, 1000))
        buffer.set_arg(0, memoryview(points))
        buffer.set_res(0, memoryview(found))
        evaluate()
        contestants["casadi"] = lambda: (evaluate(), found)[1]
    return raced(contestants, rounds=rounds, calls=1)


def rosenbrock_at_one_point(rounds: int) -> Row:
    """At a single point, given as an array."""
    program = rosenbrock_program(1000)
    point = np.random.default_rng(1).normal(size=1000)
    contestants: dict[str, Call] = {
        OURS: lambda: program(point),
        BY_HAND: lambda: rosenbrock_by_hand(point),
    }
    contestants |= others(point)
    return raced(contestants, rounds=rounds, calls=50)
