"""Runs the notebooks, and holds their stored outputs to what they give today.

`python -m tests.notebooks` runs each notebook in a fresh kernel and reports errors, warnings, and
stored outputs that differ; `--write` stores the outputs instead, `--errors-only` lets them differ.
Give names (`01`, `ko/02`) to run some of them.

Numbers count as equal where they agree to six digits. Of bitmaps only the presence is compared; of
a cell with the tag "varies" (times, for example) only the kinds of its outputs, and of one with
the tag "torch" nothing where PyTorch is missing.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import math
import os
import re
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
SECONDS = 600
LANGUAGE = {"language_info": {"name": "python"}}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
WIDGET = "application/vnd.jupyter.widget-view+json"
NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")
ADDRESS = re.compile(r"0x[0-9a-f]{6,}")
FRAME = re.compile(r"steps-[0-9a-f]{12}")

Notebook = dict[str, Any]


def main() -> int:
    """Run the notebooks; 1 where something is wrong with one of them."""
    parser = argparse.ArgumentParser(prog="python -m tests.notebooks", description=__doc__)
    parser.add_argument("names", nargs="*", help="the first letters of their names; all without")
    parser.add_argument("--write", action="store_true", help="store the outputs")
    parser.add_argument("--errors-only", action="store_true", help="leave the outputs alone")
    arguments = parser.parse_args()
    chosen = [path for path in notebooks() if _is_named(path, arguments.names)]
    if not chosen:
        parser.error(f"no notebook is called {' or '.join(arguments.names)}")
    compare = not arguments.write and not arguments.errors_only
    outcomes = [_check(path, write=arguments.write, compare=compare) for path in chosen]
    return int(any(outcomes))


def notebooks() -> list[Path]:
    """All notebooks, in the order of reading."""
    return sorted(FOLDER.glob("*.ipynb")) + sorted(FOLDER.glob("ko/*.ipynb"))


def name_of(path: Path) -> str:
    """The name from the folder on, without the suffix: "ko/02-the-worked-example"."""
    return path.relative_to(FOLDER).with_suffix("").as_posix()


def read(path: Path) -> Notebook:
    """A notebook as it lies on disk."""
    notebook: Notebook = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def source_of(cell: Notebook) -> str:
    """The text of a cell."""
    return "".join(cell["source"])


def code_cells(notebook: Notebook) -> list[Notebook]:
    """The cells that run."""
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def fingerprint(notebook: Notebook) -> str:
    """A hash of all the code; stored with the outputs, it tells whether they belong to it."""
    code = "\n\f".join(map(source_of, code_cells(notebook)))
    return hashlib.sha256(code.encode()).hexdigest()


def tidy(notebook: Notebook) -> Notebook:
    """The notebook without what differs from run to run and from machine to machine."""
    frames: dict[str, str] = {}
    for number, cell in enumerate(notebook["cells"], start=1):
        cell["id"] = f"cell-{number:02}"
        tags = cell.get("metadata", {}).get("tags", [])
        cell["metadata"] = {"tags": tags} if tags else {}
        if cell["cell_type"] == "code":
            cell["execution_count"] = None
            cell["outputs"] = [_tidy_output(x, frames) for x in cell["outputs"] if not _passes(x)]
    code = {"code": fingerprint(notebook)}
    notebook["metadata"] = {"chalkgrad": code, "kernelspec": KERNEL, **LANGUAGE}
    return notebook


def differences(old: Notebook, new: Notebook) -> list[str]:
    """Where the outputs of two runs of the same code differ."""
    return [
        f"cell {number}: {reason}"
        for number, (a, b) in enumerate(zip(code_cells(old), code_cells(new)), start=1)
        if (reason := _difference(a, b))
    ]


def _check(path: Path, *, write: bool, compare: bool) -> bool:
    """Run one notebook, say how it went; whether something is wrong."""
    stored = read(path)
    start = time.perf_counter()
    try:
        new = tidy(_run(path))
        problems = _warnings(new)
    except Exception as error:  # whatever a cell may raise
        new, problems = stored, [str(error)]
    seconds = time.perf_counter() - start
    if not problems and write:
        text = json.dumps(new, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        path.write_text(text, encoding="utf-8")
    elif not problems and compare:
        problems = differences(stored, new)
    print(f"{name_of(path)}: {seconds:.0f} s{', wrong' if problems else ''}", flush=True)
    for problem in problems:
        print(f"  {problem}", flush=True)
    return bool(problems)


def _run(path: Path) -> Notebook:
    """The notebook with the outputs of a fresh kernel."""
    import nbformat  # noqa: PLC0415
    from nbclient import NotebookClient  # noqa: PLC0415

    notebook = nbformat.read(path, as_version=4)
    for cell in code_cells(notebook):
        cell["outputs"] = []
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        resources={"metadata": {"path": path.parent}},
        extra_arguments=["--log-level=ERROR"],
    )
    environment = {**os.environ, "PYTHONPATH": str(FOLDER.parent)}
    asyncio.run(asyncio.wait_for(client.async_execute(env=environment), SECONDS))
    plain: Notebook = json.loads(nbformat.writes(notebook))
    return plain


def _is_named(path: Path, names: list[str]) -> bool:
    return not names or any(name_of(path).startswith(name) for name in names)


def _passes(output: Notebook) -> bool:
    """Whether an output is a progress bar, which is gone when the work is done."""
    return WIDGET in output.get("data", {})


def _tidy_output(output: Notebook, frames: dict[str, str]) -> Notebook:
    """An output without its count, its names of frames numbered as they come."""
    if "execution_count" in output:
        output["execution_count"] = None
    for kind, text in output.get("data", {}).items():
        joined = ADDRESS.sub("0x…", "".join(text)) if not isinstance(text, dict) else text
        for frame in FRAME.findall(joined if kind == "text/html" else ""):
            name = frames.setdefault(frame, f"steps-{len(frames) + 1:012}")
            joined = joined.replace(frame, name)
        lines = kind.startswith("text/") or kind.endswith("+xml")
        output["data"][kind] = joined.splitlines(keepends=True) if lines else joined
    return output


def _warnings(notebook: Notebook) -> list[str]:
    """What cells wrote to the error stream."""
    return [
        f"cell {number} warns: {''.join(output['text']).strip()}"
        for number, cell in enumerate(code_cells(notebook), start=1)
        for output in cell["outputs"]
        if output.get("name") == "stderr"
    ]


def _difference(old: Notebook, new: Notebook) -> str:
    """What differs between the outputs of a cell; "" where nothing does."""
    if "torch" in old["metadata"].get("tags", []) and find_spec("torch") is None:
        return ""
    before, after = list(_texts(old)), list(_texts(new))
    if [kind for kind, _ in before] != [kind for kind, _ in after]:
        return f"it gave {_kinds(before)}, and now gives {_kinds(after)}"
    if "varies" in old["metadata"].get("tags", []):
        return ""
    for (kind, a), (_, b) in zip(before, after):
        if not kind.startswith("image/png") and (place := _first_difference(a, b)):
            return f"its {kind} differs: {place}"
    return ""


def _texts(cell: Notebook) -> list[tuple[str, str]]:
    """The outputs of a cell as pairs of kind and text; prints in a row are one."""
    found: list[tuple[str, str]] = []
    for output in cell["outputs"]:
        data = output.get("data", {"stream": output.get("text", "")})
        for kind, text in sorted(data.items()):
            joined = json.dumps(text) if isinstance(text, dict) else "".join(text)
            if kind == "stream" and found and found[-1][0] == kind:
                joined = found.pop()[1] + joined
            found.append((kind, joined))
    return found


def _kinds(texts: list[tuple[str, str]]) -> str:
    return ", ".join(kind for kind, _ in texts) or "nothing"


def _first_difference(a: str, b: str) -> str:
    """The first place where two texts differ by more than the last digits of a number."""
    if a == b:
        return ""
    if NUMBER.sub("0", a) != NUMBER.sub("0", b):
        i = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
        return f"{a[max(0, i - 20) : i + 40]!r} became {b[max(0, i - 20) : i + 40]!r}"
    pairs = zip(NUMBER.findall(a), NUMBER.findall(b))
    far = (f"{x} became {y}" for x, y in pairs if not _close(_number(x), _number(y)))
    return next(far, "")


def _number(text: str) -> float:
    return float(text.replace("−", "-"))


def _close(x: float, y: float) -> bool:
    return math.isclose(x, y, rel_tol=1e-6, abs_tol=1e-9)


if __name__ == "__main__":
    sys.exit(main())
