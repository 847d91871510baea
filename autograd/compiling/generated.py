"""The generated NumPy program: its functions, and its text."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd.compiling.backward import Backward
from autograd.compiling.blocks import Plan
from autograd.compiling.forward import Forward
from autograd.compiling.straight import Straight
from autograd.compiling.terms import NormalForm
from autograd.value import Value


class Generated:
    """Functions of (X, params, leaves) and their source, each made when it is first asked for."""

    def __init__(
        self,
        nodes: Sequence[Value],
        outputs: Sequence[Value],
        inputs: Sequence[Value],
        wrt: Sequence[Value],
        dtype: str,
    ) -> None:
        self.form = NormalForm(nodes, outputs, inputs, wrt)
        self.plan = Plan(self.form)
        self.forward = Forward(self.plan, dtype)
        self._functions: dict[str, Callable[..., Any]] = {}

    def function(self, name: str) -> Callable[..., Any]:
        """One of value, value_and_grad and rows_and_grads."""
        if name not in self._functions:
            code = self.code(name)
            helpers = "\n\n".join(self.forward.helpers.text.values())
            scope: dict[str, Any] = {"np": np}
            scope.update(self.forward.helpers.functions)
            scope.update(self.forward.constants.arrays)
            exec(compile(f"{helpers}\n\n{code}", "<compiled graph>", "exec"), scope)
            self._functions[name] = np.errstate(all="ignore")(scope[name])
        return self._functions[name]

    @property
    def suits_straight_code(self) -> bool:
        """Whether a single row is faster as Python on floats than as NumPy on arrays."""
        count = sum(1 + len(t.inputs) for block in self.plan.blocks for t in block.terms)
        finite = all(math.isfinite(t.number or 0.0) for t in self.form.numbers())
        return finite and count < max(200, 40 * len(self.plan.blocks)) and count < 20_000

    def straight(self, gradient: bool) -> Callable[..., Any]:
        """The program for a single row of plain floats."""
        order = [t for block in self.plan.blocks for t in block.terms]
        return Straight(self.form, order).function(gradient)

    def code(self, name: str) -> str:
        """The text of a function."""
        lines = self.forward.statements()
        single = len(self.form.outputs) == 1
        result = self.forward.output(self.form.outputs, single)
        if name != "value":
            lines += Backward(self.forward, per_row=name == "rows_and_grads").statements()
            *before, last = result
            result = [*before, f"{last}, gradient"]
        signature = "X, params, leaves" + ("" if name == "value" else ", seed")
        body = "\n".join(f"    {line}" for line in [*lines, *result])
        return f"def {name}({signature}):\n{body}\n"

    @property
    def source(self) -> str:
        """The whole program as text that needs nothing but NumPy."""
        functions = [self.code("value"), self.code("value_and_grad")]
        constants = [f"{k} = np.{v!r}" for k, v in self.forward.constants.arrays.items()]
        with np.printoptions(threshold=10**9):
            constants = [
                f"{name} = np.array({array.tolist()}, np.{array.dtype})"
                for name, array in self.forward.constants.arrays.items()
            ]
        return "\n\n".join(
            ["import numpy as np", *constants, *self.forward.helpers.text.values(), *functions]
        )
