"""Mutation testing: change the operations and the backward pass, and see that a test fails.

Run `python -m tests.mutation` with cosmic-ray installed, or name some of the files of
`settings.toml` to try only these. It works on copies in a temporary folder, shows every mutant
that no test notices, and ends with status 1 unless `settings.toml` says of each why it changes no
number. With `--folder`, what was found stays there: the next run goes on where one was stopped,
and tries again, with the tests of now, the mutants that none of them noticed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sqlite3
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path
from subprocess import run

from cosmic_ray.config import load_config, serialize_config
from cosmic_ray.work_db import use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkResult

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SETTINGS = load_config(str(HERE / "settings.toml"))
EQUIVALENT = {(e["file"], e["line"]): e["why"] for e in SETTINGS.pop("equivalent")}
SKIPPED = WorkResult(WorkerOutcome.SKIPPED)
COPIED = ("autograd", "nn", "tests")


def main() -> int:
    """Test the mutants of each file, several files at once."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", default=SETTINGS["module-path"])
    parser.add_argument("--folder", type=Path, help="where to keep what was found, to go on later")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="how many files at once")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as temporary,
        ThreadPoolExecutor(options.jobs) as pool,
    ):
        test = partial(survivors_without_a_reason, options.folder or Path(temporary))
        unexplained = sum(pool.map(test, options.files))
    print(f"{unexplained} survivors without a reason")
    return 1 if unexplained else 0


def survivors_without_a_reason(folder: Path, file: str) -> int:
    """Test a copy of the repository with each mutant of one file; print what survives."""
    copy = folder / file.replace("/", "-")
    work = copy / "work.sqlite"
    if (copy / "tried.py").exists() and (copy / "tried.py").read_bytes() != source(file):
        shutil.rmtree(copy)
    for name in COPIED:
        shutil.rmtree(copy / name, ignore_errors=True)
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    (copy / "one.toml").write_text(serialize_config({**SETTINGS, "module-path": [file]}))
    cosmic_ray(copy, "cosmic-ray", "baseline", "one.toml")
    if (copy / "tried.py").exists():
        forget_survivors(work)
    else:
        cosmic_ray(copy, "cosmic-ray", "init", "one.toml", "work.sqlite", "--force")
        cosmic_ray(copy, "cr-filter-operators", "work.sqlite", "one.toml")
        keep_only(SETTINGS["functions"].get(file), work)
        (copy / "tried.py").write_bytes(source(file))
    cosmic_ray(copy, "cosmic-ray", "exec", "one.toml", "work.sqlite")
    return report(file, work)


def source(file: str) -> bytes:
    """What a file of the repository reads, unchanged by any mutant."""
    return (ROOT / file).read_bytes()


def forget_survivors(work: Path) -> None:
    """Let the mutants that no test noticed be tried again."""
    with closing(sqlite3.connect(work)) as db, db:
        db.execute("delete from work_results where test_outcome = ?", [TestOutcome.SURVIVED.name])


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
    killed = [r for r in results if r.test_outcome == TestOutcome.KILLED]
    late = sum(r.output == "timeout" for r in killed)
    print(f"{file}: {len(results)} mutants, {len(killed)} killed, {late} of these by the clock")
    reasons = {line: why for (f, line), why in EQUIVALENT.items() if f == file}
    survivors = [(changed_line(r.diff or ""), r) for r in results if r not in killed]
    for line, result in survivors:
        explained = f"  {line}\n    changes no number: {reasons.get(line)}"
        print(explained if line in reasons else result.diff or result.output)
    for line in reasons.keys() - dict(survivors).keys():
        print(f"  {line}\n    is noticed, so settings.toml needs no reason for it")
    return sum(line not in reasons for line, _ in survivors)


def changed_line(diff: str) -> str:
    """What the mutant reads, with single spaces.

    >>> changed_line("--- a\\n+++ b\\n-    n = 1,\\n+    n = - 1,")
    'n = - 1,'
    """
    added = [line[1:] for line in diff.splitlines() if line[:1] == "+" and line[:3] != "+++"]
    return " ".join(" ".join(added).split())


if __name__ == "__main__":
    sys.exit(main())
