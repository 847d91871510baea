"""A training step of micrograd's demo: a 2-16-16-1 ReLU network that separates two moons.

The score of each of 100 points, the max-margin loss mean(relu(1 − y·score)) + 1e-4 · Σ p², its
gradient and one step of gradient descent.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from autograd import Value, affine, dot, mean
from tests.benchmarks import peers
from tests.benchmarks.contest import OURS, Timing, recursion_limit, require_equal, timings

POINTS = 100
SIZES = (2, 16, 16, 1)
RATE = 0.05
PENALTY = 1e-4
CALLS = 3

Step = Callable[[], list[float]]
Neurons = list[list[list[float]]]


def moons() -> list[tuple[list[float], float]]:
    """Points on two interleaved half circles, with a little noise; labels are +1 and −1."""
    noise = random.Random(1)
    rows = []
    for i in range(POINTS):
        angle = math.pi * (i // 2) / (POINTS // 2 - 1)
        upper = i % 2 == 0
        x = math.cos(angle) if upper else 1.0 - math.cos(angle)
        y = math.sin(angle) if upper else 0.5 - math.sin(angle)
        row = [x + noise.gauss(0.0, 0.1), y + noise.gauss(0.0, 0.1)]
        rows.append((row, 1.0 if upper else -1.0))
    return rows


def first_weights() -> Neurons:
    """For each layer and neuron its weights, then its bias."""
    source = random.Random(2)
    return [
        [[source.uniform(-1.0, 1.0) for _ in range(n_in)] + [0.0] for _ in range(n_out)]
        for n_in, n_out in pairwise(SIZES)
    ]


def our_step() -> Step:
    """One node for each neuron's sum, one for the mean and one for the penalty."""
    network = [
        [([Value(w) for w in weights], Value(bias)) for *weights, bias in layer]
        for layer in first_weights()
    ]
    parameters = [p for layer in network for ws, b in layer for p in (*ws, b)]
    rows = moons()

    def score(row: list[float]) -> Value:
        xs: list[Any] = row
        for layer in network[:-1]:
            xs = [affine(ws, xs, b).relu() for ws, b in layer]
        [(ws, b)] = network[-1]
        return affine(ws, xs, b)

    def step() -> list[float]:
        margins = mean([(1.0 - y * score(row)).relu() for row, y in rows])
        loss = margins + PENALTY * dot(parameters, parameters)
        for p in parameters:
            p.grad = None
        loss.backward()
        for p in parameters:
            p.data -= RATE * p.grad
        return [p.grad for p in parameters]

    return step


def micrograd_step() -> Step:
    """The same with micrograd's own network, as its demo writes it."""
    model = peers.micrograd_nn.MLP(SIZES[0], list(SIZES[1:]))
    first = [p for layer in first_weights() for neuron in layer for p in neuron]
    for p, start in zip(model.parameters(), first, strict=True):
        p.data = start
    rows = moons()

    def step() -> list[float]:
        scores = [model(row) for row, _ in rows]
        losses = [(1 + -y * score).relu() for (_, y), score in zip(rows, scores)]
        loss = sum(losses) * (1.0 / len(losses))
        loss = loss + PENALTY * sum(p * p for p in model.parameters())
        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data -= RATE * p.grad
        return [p.grad for p in model.parameters()]

    return step


def run(rounds: int) -> dict[str, dict[str, Timing]]:
    """Times of one training step, with the collector on."""
    steps = {OURS: our_step()}
    if peers.micrograd_nn:
        steps["micrograd"] = micrograd_step()
    with recursion_limit(10_000):
        ours = steps[OURS]()
        for name, step in steps.items():
            if name != OURS:
                require_equal(name, step(), ours)
        size = "-".join(map(str, SIZES))
        return {
            f"{size} network, {POINTS} points, a step": timings(steps, rounds=rounds, calls=CALLS)
        }
