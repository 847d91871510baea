"""A chain of a million operations: seconds and memory to build it, run it backward and free it.

Each measurement is a process of its own, because a process seldom gives memory back:
`python -m tests.benchmarks.chain tracemalloc` (or `process`) prints one as JSON.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import tracemalloc
from pathlib import Path
from time import perf_counter

from autograd import Value
from tests.benchmarks.expression import START, formula
from tests.benchmarks.memory import memory

OPERATIONS = 1_000_000
ROOT = Path(__file__).parents[2]


def run() -> dict[str, dict[str, float | None]]:
    """Bytes an operation, counted by Python and by the system, and seconds without counting."""
    return {method: _in_new_process(method) for method in ("tracemalloc", "process")}


def _in_new_process(method: str) -> dict[str, float | None]:
    command = [sys.executable, "-m", "tests.benchmarks.chain", method]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float | None] = json.loads(done.stdout)
    return found


def measured(method: str) -> dict[str, float | None]:
    """One chain's memory, held before it is freed and at its peak, and its seconds."""
    gc.collect()
    gc.freeze()
    if method == "tracemalloc":
        tracemalloc.start()
    held_before, _ = memory(method)
    times = [perf_counter()]
    x, w, b = (Value(start) for start in START)
    y = formula(x, w, b, Value.tanh, OPERATIONS)
    times.append(perf_counter())
    y.backward()
    times.append(perf_counter())
    held, peak = memory(method)
    times.append(perf_counter())
    del y
    times.append(perf_counter())
    return {
        "held": _each(held, held_before),
        "peak": _each(peak, held_before),
        "build": times[1] - times[0],
        "backward": times[2] - times[1],
        "free": times[4] - times[3],
    }


def _each(after: int | None, before: int | None) -> float | None:
    return None if after is None or before is None else (after - before) / OPERATIONS


if __name__ == "__main__":
    print(json.dumps(measured(sys.argv[1])))
