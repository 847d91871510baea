"""Mutation testing: change the operations and the backward pass, and see that a test fails.

Run `python -m tests.mutation` with cosmic-ray installed, or name some of the files of
`settings.toml` to try only these. It works on copies in a temporary folder, some twenty
minutes on two processors, shows every mutant that no test notices, and ends with status 1 unless
`settings.toml` says of each why it changes no number.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import run

from cosmic_ray.config import load_config, serialize_config
from cosmic_ray.work_db import use_db
from cosmic_ray.work_item import WorkerOutcome, WorkResult

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SETTINGS = load_config(str(HERE / "settings.toml"))
EQUIVALENT = {(e["file"], e["line"]): e["why"] for e in SETTINGS.pop("equivalent")}
SKIPPED = WorkResult(WorkerOutcome.SKIPPED)


def main() -> int:
    """Test the mutants of each file, several files at once."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", default=SETTINGS["module-path"])
    files = parser.parse_args().files
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        unexplained = sum(pool.map(survivors_without_a_reason, files))
    print(f"{unexplained} survivors without a reason")
    return 1 if unexplained else 0


def survivors_without_a_reason(file: str) -> int:
    """Test a copy of the repository with each mutant of one file; print what survives."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("autograd", "nn", "tests"):
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", copy)
        (copy / "one.toml").write_text(serialize_config({**SETTINGS, "module-path": [file]}))
        cosmic_ray(copy, "cosmic-ray", "init", "one.toml", "work.sqlite")
        cosmic_ray(copy, "cr-filter-operators", "work.sqlite", "one.toml")
        keep_only(SETTINGS["functions"].get(file), copy / "work.sqlite")
        cosmic_ray(copy, "cosmic-ray", "exec", "one.toml", "work.sqlite")
        return report(file, copy / "work.sqlite")


def cosmic_ray(folder: Path, *command: str) -> None:
    """Run one of cosmic-ray's commands, with this Python first on the path for the tests."""
    here = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{here}{os.pathsep}{os.environ['PATH']}",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    run([str(here / command[0]), *command[1:]], cwd=folder, env=environment, check=True)


def keep_only(functions: list[str] | None, work: Path) -> None:
    """Skip what is outside these functions, where a file has other work too."""
    with use_db(str(work)) as db:
        for item in list(db.pending_work_items):
            if functions and item.mutations[0].definition_name not in functions:
                db.set_result(item.job_id, SKIPPED)


def report(file: str, work: Path) -> int:
    """Print the counts and the survivors of one file; how many have no reason to survive."""
    with use_db(str(work)) as db:
        results = [r for _, r in db.results if r.worker_outcome != WorkerOutcome.SKIPPED]
    survivors = [r.diff for r in results if not r.is_killed]
    print(f"{file}: {len(results)} mutants, {len(results) - len(survivors)} killed")
    unexplained = 0
    for diff in survivors:
        line = changed_line(diff)
        if (file, line) in EQUIVALENT:
            print(f"  {line}\n    changes no number: {EQUIVALENT[file, line]}")
        else:
            unexplained += 1
            print(diff)
    return unexplained


def changed_line(diff: str) -> str:
    """What the mutant reads, with single spaces.

    >>> changed_line("--- a\\n+++ b\\n-    n = 1,\\n+    n = - 1,")
    'n = - 1,'
    """
    added = [line[1:] for line in diff.splitlines() if line[:1] == "+" and line[:3] != "+++"]
    return " ".join(" ".join(added).split())


if __name__ == "__main__":
    sys.exit(main())
