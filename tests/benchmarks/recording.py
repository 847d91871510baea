"""Seconds and memory that it takes to record a graph and to compile it.

Memory is measured in a process of its own: `python -m tests.benchmarks.recording` prints it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np

from autograd import Graph, Value, dot, logsumexp, sigmoid
from tests.benchmarks.contest import OURS, Row, timings
from tests.benchmarks.layers import network
from tests.benchmarks.memory import memory

ROOT = Path(__file__).parents[2]
DIGITS = (784, 50, 100, 10)


def digits(dtype: str = "float64") -> tuple[Any, Any]:
    """The training program of the digits network, and its parameters."""
    inputs, scores, parameters = network(DIGITS, sigmoid)
    targets = [Value(0.0) for _ in range(10)]
    loss = logsumexp(scores) - dot(targets, scores)
    program = Graph(loss).compile([*inputs, *targets], parameters, dtype=dtype)
    return program, np.array([v.data for v in parameters], dtype)


def digits_time(rounds: int) -> Row:
    """Record the training graph of the digits network, and compile it."""
    return timings({OURS: lambda: digits()[0]}, rounds=rounds, calls=1)


def chain_time(rounds: int) -> Row:
    """Compile y ← sin(w·y), 100,000 operations deep."""
    w, x = Value(0.9), Value(0.5)
    y = x
    for _ in range(50_000):
        y = (w * y).sin()
    graph = Graph(y)
    return timings({OURS: lambda: graph.compile([x], [w])}, rounds=min(rounds, 7), calls=1)


def run() -> dict[str, float | None]:
    """Megabytes at most while the digits network is recorded, compiled and called once."""
    command = [sys.executable, "-m", "tests.benchmarks.recording"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float | None] = json.loads(done.stdout)
    return found


def measured() -> dict[str, float | None]:
    """The peak of what Python counts, and of the process with NumPy and all, in megabytes."""
    digits()
    _, process = memory("process")
    tracemalloc.start()
    digits()
    _, counted = memory("tracemalloc")
    return {
        "by tracemalloc": counted and counted / 1e6,
        "whole process": process and process / 1e6,
    }


if __name__ == "__main__":
    print(json.dumps(measured()))
