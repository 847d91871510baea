"""The other engines, where they are installed; `None` where they are not."""

from __future__ import annotations

import math
from importlib import import_module
from importlib.metadata import version
from types import ModuleType


def _installed(module: str) -> ModuleType | None:
    try:
        return import_module(module)
    except ImportError:
        return None


def versions(names: list[str]) -> dict[str, str | None]:
    """The version of each peer; None for one that is absent."""
    return {name: version(name) if _installed(name) else None for name in names}


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
