"""What `import autograd, nn` brings along, and what is fetched when it is first asked for."""

import subprocess
import sys
from pathlib import Path

import pytest

import autograd
import nn

ROOT = Path(__file__).resolve().parent.parent
LATE = [
    "autograd.compiling",
    "autograd.drawing",
    "autograd.explanation",
    "autograd.marking",
    "autograd.notation",
    "autograd.picture",
    "autograd.stepper",
    "autograd.style",
    "autograd.view",
    "cloudpickle",
    "concurrent.futures",
    "dask",
    "decimal",
    "difflib",
    "distributed",
    "fractions",
    "graphviz",
    "gzip",
    "html",
    "importlib.resources",
    "IPython",
    "json",
    "jax",
    "matplotlib",
    "nn.choices",
    "nn.picture",
    "nn.schedules",
    "nn.training",
    "numpy.random",
    "pandas",
    "pathlib",
    "sklearn",
    "statistics",
    "subprocess",
    "tempfile",
    "threading",
    "torch",
    "tqdm",
    "zipfile",
]
packages = pytest.mark.parametrize("package", [autograd, nn], ids=["autograd", "nn"])


def run(code):
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-X", "dev", "-c", code],
        cwd=Path(autograd.__file__).parent.parent,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (answer.returncode, answer.stderr) == (0, "")
    return answer.stdout.split()


def test_what_is_slow_to_import_waits_until_it_is_needed():
    loaded = "import sys, numpy; before = set(sys.modules); import autograd, nn; "
    assert not set(run(loaded + "print(*set(sys.modules) - before)")) & set(LATE)


def test_numpy_and_graphviz_are_all_that_an_import_needs():
    foreign = """
import sys
before = set(sys.modules)
import autograd, nn
for package in (autograd, nn):
    for name in package.__all__:
        getattr(package, name)
tops = {name.split(".")[0] for name in set(sys.modules) - before}
print(*tops - set(sys.stdlib_module_names) - {"autograd", "nn", "numpy", "graphviz"})
"""
    assert not [name for name in run(foreign) if not name.startswith(("_", "cython"))]


@packages
def test_every_exported_name_is_there_and_listed(package):
    assert set(package.__all__) <= set(dir(package))
    assert all(getattr(package, name) is not None for name in package.__all__)


@packages
def test_a_name_that_comes_late_is_not_that_of_another_module(package):
    # An import of the module would put itself in the place of what has its name.
    modules = {path.stem for path in (ROOT / package.__name__).iterdir()}
    themselves = {name for name, module in package.LATE.items() if name == module}
    assert not (set(package.LATE) - themselves) & modules


@packages
def test_an_unknown_name_is_an_attribute_error(package):
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = package.nonsense


@packages
def test_a_star_brings_every_exported_name(package):
    found = run(f"from {package.__name__} import *; print(*dir())")
    assert set(package.__all__) <= set(found)
