"""How much memory this process uses."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

STATUS = Path("/proc/self/status")


def memory(method: str) -> tuple[int | None, int | None]:
    """Memory in use now and at most so far; None where the system does not tell."""
    if method == "tracemalloc":
        return tracemalloc.get_traced_memory()
    if not STATUS.exists():
        return None, None
    lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
    now, most = (int(lines[key].split()[0]) * 1024 for key in ("VmRSS", "VmHWM"))
    return now, most
