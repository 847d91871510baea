"""Modules import downwards only, and the top level holds what was agreed."""

import ast
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = [
    "errors files keys columns progress recording languages syntax",
    "ops number",
    "sweep symbols evaluation",
    "copying fastpath spelling figures",
    "value report",
    "answers",
    "functions expansion notation",
    "graph define naming",
    "derivatives checks calculation stale parameters",
    "slips parts",
    "groups",
    "wrong_derivatives wrong_results causes",
    "ties",
    "adjoints stations simplify products paths render style view",
    "raster",
    "layout remarks explanation drawing mistakes",
    "explain picture compile compiling stepper",
    "draw",
    "steps wording",
    "tracing",
    "marking",
    "answer_file",
    "arguments examples hints parsing tables walk keys manual",
    "cli",
    "__main__",
]
# Graph.compile is a method for the reader's sake; it fetches the compiler when it is called.
LATE = ("graph", "compiling")
LEVEL = {name: i for i, names in enumerate(LAYERS) for name in names.split()}
TOP = {
    ".ci",
    ".gitignore",
    "CHANGELOG.md",
    "CITATION.cff",
    "CONTRIBUTING.md",
    "LICENSE",
    "README.ko.md",
    "README.md",
    "autograd",
    "nn",
    "notebooks",
    "pyproject.toml",
    "tests",
}
AUTOGRAD = sorted((ROOT / "autograd").rglob("*.py"))
NN = sorted((ROOT / "nn").rglob("*.py"))


def imported(path, package):
    """The modules of a package that a file imports, by their dotted names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (x.name for x in node.names if x.name.split(".")[0] == package)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == package:
            if node.module == package:
                yield from (f"{package}.{x.name}" for x in node.names)
            else:
                yield node.module


def module(path):
    return path.relative_to(ROOT / "autograd").parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", AUTOGRAD, ids=lambda path: path.stem)
def test_a_module_of_autograd_imports_downwards_only(path):
    name = module(path)
    if name == "__init__":
        return
    assert name in LEVEL, f"give {name} its place in LAYERS"
    for target in imported(path, "autograd"):
        below = target.split(".")[1]
        if below in LEVEL and (name, below) != LATE:
            assert below == name or LEVEL[below] <= LEVEL[name], f"{name} imports {below}"
    assert not list(imported(path, "nn"))


@pytest.mark.parametrize("path", NN, ids=lambda path: path.stem)
def test_nn_uses_only_what_autograd_exports(path):
    exported = (ROOT / "autograd" / "__init__.py").read_text(encoding="utf-8")
    for target in set(imported(path, "autograd")) - {"autograd"}:
        assert f'"{target.split(".")[-1]}"' in exported


def test_the_top_level_holds_only_what_was_agreed():
    git = shutil.which("git")
    if not git or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listing = subprocess.run(
        [git, "ls-files"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    extra = {line.split("/")[0] for line in listing.stdout.splitlines()} - TOP
    assert not {name for name in extra if not name.endswith(".lock")}
