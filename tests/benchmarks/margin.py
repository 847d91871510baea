"""A step of a 2-16-16-1 ReLU network: max-margin loss and an L2 penalty, compiled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from autograd import Graph, Value, dot, relu
from tests.benchmarks import peers
from tests.benchmarks.contest import BY_HAND, OURS, Call, Row, raced
from tests.benchmarks.layers import layers_of, network

SIZES = (2, 16, 16, 1)


def moons_step(rounds: int) -> Row:
    """ReLU network, max-margin loss and an L2 penalty: value and gradient."""
    inputs, [score], parameters = network(SIZES, relu)
    y = Value(1.0)
    loss = relu(1.0 - y * score) + 1e-4 * dot(parameters, parameters)
    program = Graph(loss).compile(inputs=[*inputs, y], wrt=parameters)
    source = np.random.default_rng(1)
    points, labels = source.normal(size=(100, 2)), np.sign(source.normal(size=100))
    rows = np.column_stack([points, labels])
    p = np.array([v.data for v in parameters])

    def by_hand() -> Any:
        w1, b1, w2, b2, w3, b3 = layers_of(p, SIZES)
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
    contestants |= torch_moons(points, labels, p) | jax_moons(points, labels, p)
    return raced(contestants, rounds=rounds, calls=50)


def torch_moons(points: Any, labels: Any, p: Any) -> dict[str, Call]:
    """The same step in PyTorch: eager, and compiled."""
    if not (torch := peers.torch):
        return {}
    tensors = [torch.tensor(v, requires_grad=True) for v in layers_of(p, SIZES)]
    x, t = torch.tensor(points), torch.tensor(labels)
    linear = torch.nn.functional.linear

    def loss_of(tensors: Any) -> Any:
        w1, b1, w2, b2, w3, b3 = tensors
        h = torch.relu(linear(torch.relu(linear(x, w1, b1)), w2, b2))
        margins = torch.relu(1 - t * linear(h, w3, b3)[:, 0])
        return margins.mean() + 1e-4 * sum((v * v).sum() for v in tensors)

    return torch_steps(loss_of, tensors)


def torch_steps(loss_of: Any, tensors: Sequence[Any]) -> dict[str, Call]:
    """Value and gradients of a loss, eager and compiled."""

    def step(loss_of: Any) -> Any:
        for tensor in tensors:
            tensor.grad = None
        loss = loss_of(tensors)
        loss.backward()
        return [loss.detach(), *(v.grad for v in tensors)]

    return {name: partial(step, f) for name, f in peers.torch_ways(loss_of).items()}


def jax_moons(points: Any, labels: Any, p: Any) -> dict[str, Call]:
    """The same step in JAX, compiled."""
    if not (jax := peers.jax):
        return {}
    relu = jax.nn.relu

    def loss_of(layers: Any, x: Any, t: Any) -> Any:
        w1, b1, w2, b2, w3, b3 = layers
        h = relu(relu(x @ w1.T + b1) @ w2.T + b2)
        margins = relu(1 - t * (h @ w3.T + b3)[:, 0])
        return margins.mean() + 1e-4 * sum((v * v).sum() for v in layers)

    step = jax.jit(jax.value_and_grad(loss_of))
    layers = [jax.numpy.asarray(v) for v in layers_of(p, SIZES)]
    x, t = jax.numpy.asarray(points), jax.numpy.asarray(labels)
    return {"jax": lambda: jax.block_until_ready(step(layers, x, t))}
