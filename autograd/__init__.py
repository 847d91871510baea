"""A scalar autograd engine to learn and teach backpropagation with.

>>> from autograd import values
>>> w, x, b = values(w=-2.0, x=5.0, b=3.0)
>>> F = (w * x + b).named("F")
>>> F.backward()
>>> w.grad, x.grad, b.grad
(5.0, -2.0, 1.0)

To read the code, take `ops` (the table of operations), then `value`, then `graph`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from autograd import progress, recording
from autograd.checks import check_grads
from autograd.define import define
from autograd.derivatives import grad, hessian, jvp
from autograd.draw import draw
from autograd.errors import (
    AutogradError,
    DomainError,
    ExpressionError,
    GradientError,
    LabelError,
    NumberError,
    RenderError,
    StaleError,
)
from autograd.figures import Figures
from autograd.functions import (
    affine,
    cos,
    dot,
    elu,
    exp,
    leaky_relu,
    log,
    logsumexp,
    maximum,
    mean,
    minimum,
    relu,
    sigmoid,
    sin,
    softmax,
    softplus,
    sqrt,
    step,
    tan,
    tanh,
    total,
)
from autograd.graph import Edge, Graph
from autograd.recording import no_grad
from autograd.steps import steps
from autograd.value import Constant, Value, values

if TYPE_CHECKING:
    from autograd import style
    from autograd.compiling import Program
    from autograd.drawing import Drawing
    from autograd.explanation import Explanation, explain
    from autograd.files import write_file
    from autograd.marking import check_by_hand
    from autograd.report import Mark, Report

__all__ = [
    "AutogradError",
    "Constant",
    "DomainError",
    "Drawing",
    "Edge",
    "Explanation",
    "ExpressionError",
    "Figures",
    "GradientError",
    "Graph",
    "LabelError",
    "Mark",
    "NumberError",
    "Program",
    "RenderError",
    "Report",
    "StaleError",
    "Value",
    "affine",
    "check_by_hand",
    "check_grads",
    "cos",
    "define",
    "dot",
    "draw",
    "elu",
    "exp",
    "explain",
    "grad",
    "hessian",
    "jvp",
    "leaky_relu",
    "log",
    "logsumexp",
    "maximum",
    "mean",
    "minimum",
    "no_grad",
    "progress",
    "recording",
    "relu",
    "sigmoid",
    "sin",
    "softmax",
    "softplus",
    "sqrt",
    "step",
    "steps",
    "style",
    "tan",
    "tanh",
    "total",
    "values",
    "write_file",
]

# Fetched when they are first asked for, so that `import autograd` stays quick.
LATE = {
    "Drawing": "drawing",
    "Explanation": "explanation",
    "Mark": "report",
    "Program": "compiling",
    "Report": "report",
    "check_by_hand": "marking",
    "explain": "explanation",
    "style": "style",
    "write_file": "files",
}


if not TYPE_CHECKING:  # a type checker would take any name for one of these

    def __getattr__(name: str) -> Any:
        if name not in LATE:
            raise AttributeError(f"module 'autograd' has no attribute {name!r}")
        module = import_module(f"autograd.{LATE[name]}")
        found = globals()[name] = module if name == LATE[name] else getattr(module, name)
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *LATE})
