"""Compiled graphs beside NumPy written by hand, PyTorch, CasADi and micrograd.

Each peer computes the same numbers: gradients are compared before anything is timed. The networks
are recorded from one scalar sample, and their parameters are passed to each call.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from importlib import import_module
from itertools import pairwise
from typing import Any

import numpy as np

from autograd import Graph, Value, affine, dot, grad, logsumexp, relu, sigmoid, softmax, total
from tests.benchmarks import peers
from tests.benchmarks.contest import OURS, Timing, require_equal, timings

PEERS = ["micrograd", "torch", "casadi", "jax"]
BY_HAND = "numpy by hand"
WORKED = ([0.3, 0.25, 0.4, 0.35, 0.45, 0.4, 0.7, 0.6], [0.1, 0.2, 0.4, 0.6])

Call = Callable[[], Any]
Row = dict[str, Timing]


def run(rounds: int) -> dict[str, Row]:
    """Times of every workload."""
    return {
        "2-2-2 step, one row of floats": worked_example(rounds),
        "2-16-16-1 step, 100 rows": moons_step(rounds),
        "784-50-100-10 step, 100 rows": digits_step(rounds, "float64"),
        "784-50-100-10 step, 100 rows, float32": digits_step(rounds, "float32"),
        "784-50-100-10 inference, 10,000 rows": digits_inference(rounds),
        "gradient of Rosenbrock, n = 1000, 1000 points": rosenbrock(rounds),
        "gradient of Rosenbrock, n = 1000, 1 point": rosenbrock_at_one_point(rounds),
        "record and compile 784-50-100-10": timings(
            {OURS: lambda: digits()[0]}, rounds=rounds, calls=1
        ),
        "compile a chain of 100,000 nodes": timings(
            {OURS: compiled_chain()}, rounds=min(rounds, 7), calls=1
        ),
    }


def raced(contestants: dict[str, Call], rounds: int, calls: int) -> Row:
    """Compare what the contestants compute, then time them."""
    ours = _numbers(contestants[OURS]())
    for name, contestant in contestants.items():
        require_equal(name, _numbers(contestant()), ours)
    return timings(contestants, rounds=rounds, calls=calls)


def _numbers(found: Any) -> list[float]:
    parts = found if isinstance(found, (list, tuple)) else [found]
    return [float(x) for part in parts for x in np.ravel(np.asarray(part, dtype=float))]


def peer(name: str) -> Any:
    """The peer's module, or None where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        return None


# The worked 2-2-2 example


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
    if torch := peer("torch"):
        contestants["torch"] = torch_worked_example(torch)
    if casadi := peer("casadi"):
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
    return raced(contestants, rounds, calls=200)


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


def torch_worked_example(torch: Any) -> Call:
    """The same step in PyTorch's eager mode, with its two layers as matrices."""
    weights = torch.tensor(WORKED[0], dtype=torch.float64).reshape(2, 2, 2).requires_grad_()
    x, t = torch.tensor(WORKED[1], dtype=torch.float64).reshape(2, 2)

    def step() -> Any:
        weights.grad = None
        hidden = torch.sigmoid(weights[0] @ x)
        (0.5 * (t - torch.sigmoid(weights[1] @ hidden)) ** 2).sum().backward()
        return weights.grad

    return step


# Networks


def network(
    sizes: Sequence[int], activation: Callable[[Any], Value]
) -> tuple[list[Value], list[Value], list[Value]]:
    """Inputs, outputs and parameters of a dense network of scalars."""
    source = random.Random(2)
    inputs = [Value(0.0) for _ in range(sizes[0])]
    parameters, found = [], inputs
    for number, (n_in, n_out) in enumerate(pairwise(sizes)):
        spread = n_in**-0.5
        weights = [[Value(source.gauss(0, spread)) for _ in range(n_in)] for _ in range(n_out)]
        biases = [Value(source.gauss(0, 0.1)) for _ in range(n_out)]
        found = [affine(ws, found, b) for ws, b in zip(weights, biases)]
        if number < len(sizes) - 2:
            found = [activation(z) for z in found]
        parameters += [w for ws in weights for w in ws] + biases
    return inputs, found, parameters


def layers_of(parameters: Any, sizes: Sequence[int]) -> list[Any]:
    """W and b of each layer in turn, as views of all parameters."""
    views, start = [], 0
    for n_in, n_out in pairwise(sizes):
        stop = start + n_in * n_out
        views += [parameters[start:stop].reshape(n_out, n_in), parameters[stop : stop + n_out]]
        start = stop + n_out
    return views


def moons_step(rounds: int) -> Row:
    """ReLU network, max-margin loss and an L2 penalty: value and gradient."""
    sizes = (2, 16, 16, 1)
    inputs, [score], parameters = network(sizes, relu)
    y = Value(1.0)
    loss = relu(1.0 - y * score) + 1e-4 * dot(parameters, parameters)
    program = Graph(loss).compile(inputs=[*inputs, y], wrt=parameters)
    source = np.random.default_rng(1)
    points, labels = source.normal(size=(100, 2)), np.sign(source.normal(size=100))
    rows = np.column_stack([points, labels])
    p = np.array([v.data for v in parameters])

    def by_hand() -> Any:
        w1, b1, w2, b2, w3, b3 = layers_of(p, sizes)
        h1 = np.maximum(points @ w1.T + b1, 0.0)
        h2 = np.maximum(h1 @ w2.T + b2, 0.0)
        margin = 1.0 - labels * (h2 @ w3[0] + b3[0])
        loss = np.maximum(margin, 0.0).mean() + 1e-4 * (p @ p)
        ds = (margin > 0.0) * labels / -len(rows)
        dz2 = np.outer(ds, w3[0]) * (h2 > 0.0)
        dz1 = dz2 @ w2 * (h1 > 0.0)
        parts = [dz1.T @ points, dz1.sum(0), dz2.T @ h1, dz2.sum(0), ds @ h2, [ds.sum()]]
        return loss, np.concatenate([np.ravel(part) for part in parts]) + 2e-4 * p

    contestants: dict[str, Call] = {
        OURS: lambda: program.value_and_grad(rows, p),
        BY_HAND: by_hand,
    }
    if torch := peer("torch"):
        tensors = [torch.tensor(v, requires_grad=True) for v in layers_of(p, sizes)]
        x, t = torch.tensor(points), torch.tensor(labels)

        def torch_step() -> Any:
            for tensor in tensors:
                tensor.grad = None
            w1, b1, w2, b2, w3, b3 = tensors
            linear = torch.nn.functional.linear
            h = torch.relu(linear(torch.relu(linear(x, w1, b1)), w2, b2))
            margins = torch.relu(1 - t * linear(h, w3, b3)[:, 0])
            loss = margins.mean() + 1e-4 * sum((v * v).sum() for v in tensors)
            loss.backward()
            return [loss.detach(), *(v.grad for v in tensors)]

        contestants["torch"] = torch_step
    return raced(contestants, rounds, calls=50)


DIGITS = (784, 50, 100, 10)


def digits(dtype: str = "float64") -> tuple[Any, Any]:
    """The training program of the digits network, and its parameters."""
    inputs, scores, parameters = network(DIGITS, sigmoid)
    targets = [Value(0.0) for _ in range(10)]
    loss = logsumexp(scores) - dot(targets, scores)
    program = Graph(loss).compile([*inputs, *targets], parameters, dtype=dtype)
    return program, np.array([v.data for v in parameters], dtype)


def digits_step(rounds: int, dtype: str) -> Row:
    """Cross entropy of softmax: value and gradient."""
    program, p = digits(dtype)
    source = np.random.default_rng(1)
    images = source.random((100, 784)).astype(dtype)
    classes = source.integers(0, 10, 100)
    targets = np.eye(10, dtype=dtype)[classes]
    rows = np.column_stack([images, targets])

    def by_hand() -> Any:
        w1, b1, w2, b2, w3, b3 = layers_of(p, DIGITS)
        h1 = 1 / (1 + np.exp(-(images @ w1.T + b1)))
        h2 = 1 / (1 + np.exp(-(h1 @ w2.T + b2)))
        z = h2 @ w3.T + b3
        z = z - z.max(axis=1, keepdims=True)
        e = np.exp(z)
        s = e.sum(axis=1, keepdims=True)
        loss = (np.log(s[:, 0]) - (z * targets).sum(axis=1)).mean()
        dz3 = (e / s - targets) / len(rows)
        dz2 = dz3 @ w3 * h2 * (1 - h2)
        dz1 = dz2 @ w2 * h1 * (1 - h1)
        return loss, dz1.T @ images, dz1.sum(0), dz2.T @ h1, dz2.sum(0), dz3.T @ h2, dz3.sum(0)

    contestants: dict[str, Call] = {
        OURS: lambda: program.value_and_grad(rows, p),
        BY_HAND: by_hand,
    }
    if torch := peer("torch"):
        tensors = [torch.tensor(v, requires_grad=True) for v in layers_of(p, DIGITS)]
        x, t = torch.tensor(images), torch.tensor(classes)

        def torch_step() -> Any:
            for tensor in tensors:
                tensor.grad = None
            loss = torch.nn.functional.cross_entropy(torch_scores(torch, x, tensors), t)
            loss.backward()
            return [loss.detach(), *(v.grad for v in tensors)]

        contestants["torch"] = torch_step
    if dtype == "float32":
        return timings(contestants, rounds=rounds, calls=10)
    return raced(contestants, rounds, calls=10)


def torch_scores(torch: Any, x: Any, tensors: Sequence[Any]) -> Any:
    """The digits network before softmax."""
    w1, b1, w2, b2, w3, b3 = tensors
    linear = torch.nn.functional.linear
    h1 = torch.sigmoid(linear(x, w1, b1))
    return linear(torch.sigmoid(linear(h1, w2, b2)), w3, b3)


def digits_inference(rounds: int) -> Row:
    """The ten probabilities of 10,000 images."""
    inputs, scores, parameters = network(DIGITS, sigmoid)
    program = Graph(softmax(scores)).compile(inputs, parameters)
    p = np.array([v.data for v in parameters])
    images = np.random.default_rng(1).random((10_000, 784))

    def by_hand() -> Any:
        w1, b1, w2, b2, w3, b3 = layers_of(p, DIGITS)
        h1 = 1 / (1 + np.exp(-(images @ w1.T + b1)))
        h2 = 1 / (1 + np.exp(-(h1 @ w2.T + b2)))
        z = h2 @ w3.T + b3
        e = np.exp(z - z.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    contestants: dict[str, Call] = {OURS: lambda: program(images, p), BY_HAND: by_hand}
    if torch := peer("torch"):
        tensors = [torch.tensor(v) for v in layers_of(p, DIGITS)]
        x = torch.tensor(images)
        contestants["torch"] = lambda: torch.softmax(torch_scores(torch, x, tensors), dim=1)
    return raced(contestants, rounds, calls=1)


# Rosenbrock's function


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


def rosenbrock(rounds: int) -> Row:
    """At 1000 points."""
    program = rosenbrock_program(1000)
    points = np.random.default_rng(1).normal(size=(1000, 1000))
    contestants: dict[str, Call] = {
        OURS: lambda: program(points),
        BY_HAND: lambda: rosenbrock_by_hand(points),
    }
    if casadi := peer("casadi"):
        x = casadi.SX.sym("x", 1000)
        y = casadi.sum1(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)
        mapped = casadi.Function("g", [x], [casadi.gradient(y, x)]).map(1000)
        buffer, evaluate = mapped.buffer()
        found = np.empty((1000, 1000))
        buffer.set_arg(0, memoryview(points))
        buffer.set_res(0, memoryview(found))
        evaluate()
        require_equal("casadi", _numbers(found), _numbers(program(points)))
        contestants["casadi map"] = evaluate
    return timings(contestants, rounds=rounds, calls=1)


def rosenbrock_at_one_point(rounds: int) -> Row:
    """At a single point, given as an array."""
    program = rosenbrock_program(1000)
    point = np.random.default_rng(1).normal(size=1000)
    contestants: dict[str, Call] = {
        OURS: lambda: program(point),
        BY_HAND: lambda: rosenbrock_by_hand(point),
    }
    return raced(contestants, rounds, calls=50)


def compiled_chain() -> Call:
    """Compile y ← sin(w·y), 100,000 operations deep."""
    w, x = Value(0.9), Value(0.5)
    y = x
    for _ in range(50_000):
        y = (w * y).sin()
    graph = Graph(y)
    return lambda: graph.compile(inputs=[x], wrt=[w])
