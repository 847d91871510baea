"""Compiled graphs beside NumPy written by hand, PyTorch, JAX, CasADi and micrograd.

Each peer computes the same numbers: gradients are compared before anything is timed. The networks
are recorded from one scalar sample, and their parameters are passed to each call.
"""

from __future__ import annotations

from tests.benchmarks import recording
from tests.benchmarks.contest import Row
from tests.benchmarks.digits import digits_inference, digits_step
from tests.benchmarks.margin import moons_step
from tests.benchmarks.rosenbrock import rosenbrock, rosenbrock_at_one_point
from tests.benchmarks.worked import worked_example


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
        "record and compile 784-50-100-10": recording.digits_time(rounds),
        "compile a chain of 100,000 nodes": recording.chain_time(rounds),
    }
