"""Runs the benchmarks and prints a table, or JSON with `--json`."""

from __future__ import annotations

import argparse
import gc
import json
import os
import platform
from dataclasses import asdict
from typing import Any

from tests.benchmarks import chain, compiled, expression, moons, peers, recording
from tests.benchmarks.contest import BY_HAND, OURS, Timing

PEERS = ["micrograd", "torch", peers.COMPILED, "jax", "casadi", "xad"]
COLUMNS = [OURS, BY_HAND, *PEERS]


def main() -> None:
    """Measure, then print."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--rounds", type=_at_least_7, default=15, help="turns a contestant gets")
    arguments = parser.parse_args()
    gc.collect()
    gc.freeze()
    setting = {
        "machine": _processor(),
        "processors": os.cpu_count(),
        "system": platform.platform(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "rounds": arguments.rounds,
        "threads": "1" if peers.ONE_THREAD else "as each library chooses",
        "peers": peers.versions(PEERS),
    }
    times = {
        **expression.run(arguments.rounds),
        **moons.run(arguments.rounds),
        **compiled.run(arguments.rounds),
    }
    memory, compiling = chain.run(), recording.run()
    if arguments.json:
        plain = {title: {k: asdict(t) for k, t in row.items()} for title, row in times.items()}
        found = {"setting": setting, "times": plain, "chain": memory, "compiling": compiling}
        print(json.dumps(found, indent=2))
    else:
        lines = [*_setting_lines(setting), *_time_lines(times), *_chain_lines(memory)]
        print("\n".join([*lines, *_compiling_lines(compiling)]))


def _at_least_7(text: str) -> int:
    rounds = int(text)
    if rounds < 7:
        raise argparse.ArgumentTypeError("a median of fewer than 7 rounds says too little")
    return rounds


def _processor() -> str:
    try:
        with open("/proc/cpuinfo") as lines:
            return next(line.split(":", 1)[1].strip() for line in lines if "model name" in line)
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _setting_lines(setting: dict[str, Any]) -> list[str]:
    beside = [f"{name} {found}" for name, found in setting["peers"].items()]
    return [
        f"{setting['machine']}, {setting['processors']} processors",
        f"{setting['python']}, {setting['system']}",
        f"medians of {setting['rounds']} rounds; threads: {setting['threads']}",
        f"beside {', '.join(beside)}",
    ]


def _time_lines(times: dict[str, dict[str, Timing]]) -> list[str]:
    lines = ["", f"{'time':<44}" + "".join(f"{name:>24}" for name in COLUMNS)]
    for title, row in times.items():
        lines.append(f"{title:<44}" + "".join(_cell(row.get(name)) for name in COLUMNS))
    return lines


def _cell(timing: Timing | None) -> str:
    if timing is None:
        return f"{'–':>24}"
    return f"{timing.seconds * 1e3:>13.3f} ms {timing.ratio:>6.2f} ×"


def _chain_lines(memory: dict[str, dict[str, float | None]]) -> list[str]:
    seconds = memory["process"]
    lines = ["", f"a chain of {chain.OPERATIONS:,} operations"]
    for method, name in [("tracemalloc", "by tracemalloc"), ("process", "by process size")]:
        held, peak = (memory[method][key] for key in ("held", "peak"))
        if held is not None:
            lines.append(f"  bytes an operation, {name:<24}{held:>8.0f} (at most {peak:.0f})")
    for key in ("build", "backward", "free"):
        lines.append(f"  seconds, {key:<35}{seconds[key]:>8.2f}")
    return lines


def _compiling_lines(memory: dict[str, float | None]) -> list[str]:
    lines = ["", "record and compile 784-50-100-10"]
    for name, most in memory.items():
        if most is not None:
            lines.append(f"  megabytes at most, {name:<28}{most:>8.0f}")
    return lines


if __name__ == "__main__":
    main()
