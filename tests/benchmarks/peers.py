"""The other engines, where they are installed; `None` where they are not."""

from __future__ import annotations

import math
import os
from functools import cache
from importlib import import_module
from importlib.metadata import version
from types import ModuleType
from typing import Any

ONE_THREAD = os.environ.get("OPENBLAS_NUM_THREADS") == "1"
"""Whether NumPy is kept to one thread; the peers then are too."""


def _installed(module: str) -> ModuleType | None:
    try:
        return import_module(module)
    except ImportError:
        return None


def versions(names: list[str]) -> dict[str, str]:
    """The version of each peer, or why it is absent."""
    return {name: _version(name) for name in names if name != COMPILED} | {
        COMPILED: _version("torch") if torch is None or compiles() else NOT_HERE
    }


def _version(name: str) -> str:
    return version(name) if _installed(name) else "(not installed)"


def _tanh(self):  # type: ignore[no-untyped-def]
    out = type(self)(math.tanh(self.data), (self,), "tanh")

    def _backward() -> None:
        self.grad += (1 - out.data * out.data) * out.grad

    out._backward = _backward
    return out


micrograd = _installed("micrograd.engine")
micrograd_nn = _installed("micrograd.nn")
if micrograd:
    micrograd.Value.tanh = _tanh

xad = _installed("xad")
xad_adjoint = _installed("xad.adj_1st")
xad_math = _installed("xad.math")

casadi = _installed("casadi")

torch: Any = _installed("torch")
COMPILED = "torch.compile"
NOT_HERE = "(finds no C++ compiler here that it can use)"
if torch and ONE_THREAD:
    torch.set_num_threads(1)


@cache
def compiles() -> bool:
    """Whether PyTorch can compile on this machine."""
    try:
        torch.compile(lambda x: (x * x).sin())(torch.ones(3))
    except Exception:
        return False
    return True


def torch_ways(function: Any) -> dict[str, Any]:
    """A function on tensors as it stands, and compiled, by the name of the contestant."""
    ways = {"torch": function}
    if compiles():
        ways[COMPILED] = torch.compile(function)
    return ways


if ONE_THREAD:
    os.environ.setdefault(
        "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    )
jax: Any = _installed("jax")
if jax:
    _installed("jax.numpy")
    jax.config.update("jax_enable_x64", True)
