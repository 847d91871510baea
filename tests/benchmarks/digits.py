"""A network of the size that reads digits, 784-50-100-10: a step, and inference, compiled."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from autograd import Graph, sigmoid, softmax
from tests.benchmarks import peers
from tests.benchmarks.contest import BY_HAND, OURS, Call, Row, raced, timings
from tests.benchmarks.layers import layers_of, network
from tests.benchmarks.margin import torch_steps
from tests.benchmarks.recording import DIGITS, digits


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
    contestants |= torch_digits(images, classes, p) | jax_digits(images, targets, p)
    race = timings if dtype == "float32" else raced
    return race(contestants, rounds=rounds, calls=10)


def torch_digits(images: Any, classes: Any, p: Any) -> dict[str, Call]:
    """The same step in PyTorch: eager, and compiled."""
    if not (torch := peers.torch):
        return {}
    tensors = [torch.tensor(v, requires_grad=True) for v in layers_of(p, DIGITS)]
    x, t = torch.tensor(images), torch.tensor(classes)
    cross_entropy = torch.nn.functional.cross_entropy
    return torch_steps(lambda ws: cross_entropy(torch_scores(torch, x, ws), t), tensors)


def jax_digits(images: Any, targets: Any, p: Any) -> dict[str, Call]:
    """The same step in JAX, compiled."""
    if not (jax := peers.jax):
        return {}

    def loss_of(layers: Any, x: Any, t: Any) -> Any:
        scores = jax_scores(jax, x, layers)
        return (jax.nn.logsumexp(scores, axis=1) - (scores * t).sum(axis=1)).mean()

    step = jax.jit(jax.value_and_grad(loss_of))
    layers = [jax.numpy.asarray(v) for v in layers_of(p, DIGITS)]
    x, t = jax.numpy.asarray(images), jax.numpy.asarray(targets)
    return {"jax": lambda: jax.block_until_ready(step(layers, x, t))}


def torch_scores(torch: Any, x: Any, tensors: Sequence[Any]) -> Any:
    """The digits network before softmax."""
    w1, b1, w2, b2, w3, b3 = tensors
    linear = torch.nn.functional.linear
    h1 = torch.sigmoid(linear(x, w1, b1))
    return linear(torch.sigmoid(linear(h1, w2, b2)), w3, b3)


def jax_scores(jax: Any, x: Any, layers: Sequence[Any]) -> Any:
    """The same in JAX."""
    w1, b1, w2, b2, w3, b3 = layers
    h1 = jax.nn.sigmoid(x @ w1.T + b1)
    return jax.nn.sigmoid(h1 @ w2.T + b2) @ w3.T + b3


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
    layers = layers_of(p, DIGITS)
    if torch := peers.torch:
        tensors = [torch.tensor(v) for v in layers]
        x = torch.tensor(images)
        for name, scores_of in peers.torch_ways(partial(torch_scores, torch)).items():
            contestants[name] = lambda f=scores_of: torch.softmax(f(x, tensors), dim=1)
    if jax := peers.jax:
        infer = jax.jit(lambda x, layers: jax.nn.softmax(jax_scores(jax, x, layers)))
        ours = [jax.numpy.asarray(v) for v in (images, *layers)]
        contestants["jax"] = lambda: infer(ours[0], ours[1:]).block_until_ready()
    return raced(contestants, rounds=rounds, calls=1)
