"""The generated NumPy program: its functions, and its text."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cached_property
from threading import RLock
from typing import Any

import numpy as np

from autograd.compiling.backward import Backward
from autograd.compiling.blocks import EXTREMES, Plan
from autograd.compiling.collector import collector_paused
from autograd.compiling.forward import Forward
from autograd.compiling.in_place import in_place
from autograd.compiling.leaf_names import with_leaf_names
from autograd.compiling.names import listed
from autograd.compiling.shapes import ROWS, Known
from autograd.compiling.straight import Straight
from autograd.compiling.terms import NormalForm, Term
from autograd.progress import stage, watched
from autograd.value import Value

SHORT, LONG = 200, 20_000
"""Code on floats suits a graph of so few operands in any case, and of so many in none."""
MOST_IN_PLACE = 500
"""Code of so many blocks is rewritten to use fewer arrays; it takes time for each."""
NARROW = 8
"""maximum and minimum of more inputs are left to NumPy: their rule grows with the square."""


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
        self._outputs, self._inputs, self._wrt = outputs, inputs, wrt
        self.form = NormalForm(nodes, outputs, inputs, wrt)
        self.plan = Plan(self.form)
        self.forward = Forward(self.plan, dtype)
        self._functions: dict[str, Callable[..., Any]] = {}
        self._lock = RLock()

    def function(self, name: str) -> Callable[..., Any]:
        """One of value, value_and_grad and rows_and_grads."""
        if name not in self._functions:
            with self._lock, collector_paused(), watched():
                if name not in self._functions:  # another thread may have been first
                    self._functions[name] = self._made(name)
        return self._functions[name]

    def _made(self, name: str) -> Callable[..., Any]:
        code = self.code(name)
        helpers = "\n\n".join(self.forward.helpers.text.values())
        if len(self.plan.blocks) <= MOST_IN_PLACE:
            stage("reusing arrays")
            with suppress(RecursionError):  # an operation from outside may be nested very deeply
                code = in_place(code, self._arrays(), helpers, by_columns=name == "value")
        stage("translating the code")
        library = _functions_of(helpers, {"np": np})
        library |= self.forward.helpers.functions
        return _functions_of(code, {"np": np, **library, **self.forward.constants.arrays})[name]

    def _arrays(self) -> dict[str, Known]:
        """What the names stand for that generated code does not make itself."""
        form = self.form
        outputs = (ROWS, len(form.outputs)) if len(form.outputs) > 1 else (ROWS,)
        constants = self.forward.constants.arrays.items()
        return {
            "X": Known((ROWS, len(form.inputs))),
            "params": Known((len(form.parameters),)),
            "leaves": Known((len(form.others),)),
            "seed": Known(outputs),
            "outputs": Known(outputs),
        } | {
            name: Known(array.shape, "indices" if array.dtype.kind == "i" else "floats")
            for name, array in constants
        }

    @property
    def suits_straight_code(self) -> bool:
        """Whether a single row is faster as Python on floats than as NumPy on arrays."""
        terms = self._terms()
        count = sum(1 + len(t.inputs) for t in terms)
        finite = all(math.isfinite(t.number or 0.0) for t in self.form.numbers())
        narrow = all(len(t.inputs) <= NARROW for t in terms if t.op in EXTREMES)
        return finite and narrow and count < min(LONG, max(SHORT, 40 * len(self.plan.blocks)))

    def _terms(self) -> list[Term]:
        return [term for block in self.plan.blocks for term in block.terms]

    def straight(self, gradient: bool) -> Callable[..., Any]:
        """The program for a single row of plain floats."""
        return Straight(self.form, self._terms()).function(gradient)

    def code(self, name: str) -> str:
        """The text of a function that runs; `value` is given the array that it fills."""
        given = name == "value"
        signature = f"X, params, leaves, {'outputs' if given else 'seed'}"
        return _function(name, signature, self._body(name, comments=False, given=given))

    def _body(self, name: str, comments: bool = True, given: bool = False) -> list[str]:
        lines = self.forward.statements(comments)
        result = self.forward.output(self.form.outputs, given)
        if name == "value":
            return lines + result
        lines += ["# backward"] * comments
        lines += Backward(self.forward, per_row=name == "rows_and_grads").statements()
        return [*lines, *result[:-1], f"{result[-1]}, gradient"]

    @property
    def source(self) -> str:
        """The whole program as text that needs nothing but NumPy.

        An operation from outside whose functions are not NumPy code has no text: a line with its
        name says that its array form is to be put there.
        """
        single = len(self.form.outputs) == 1
        with self._lock:
            value, gradient = self._body("value"), self._body("value_and_grad")
            names = self._leaf_names
        signature = "X, params" + (", leaves" if self.form.others else "")
        more = "" if single else ", seed"
        if single:
            seed = "seed = np.full(len(X), 1 / len(X), X.dtype)  # for the mean over the rows"
            gradient.insert(gradient.index("# backward") + 1, seed)
            last = gradient[-1].removeprefix("return ").removesuffix(", gradient")
            gradient[-1] = f"return {last}.mean(), gradient"
        value, gradient = (with_leaf_names(lines, names) for lines in (value, gradient))
        helpers = self.forward.helpers
        called = set(re.findall(r"\w+", "\n".join(value + gradient)))
        parts = [
            f'"""{self._summary()}"""\n\nimport numpy as np\n',
            "\n".join(
                f"{name} = np.array({array.tolist()}, np.{array.dtype})"
                for name, array in self.forward.constants.arrays.items()
            ),
            "\n".join(
                f"{name} = ...  # put the array form of the operation {name!r} here"
                for name in helpers.functions
                if name in called
            ),
            *(text for name, text in helpers.text.items() if name in called),
            _function("value", signature, value),
            _function("value_and_grad", signature + more, gradient),
        ]
        return "\n\n".join(part for part in parts if part)

    @cached_property
    def _leaf_names(self) -> dict[str, dict[int, str]]:
        """The names of labelled leaves, by their places in the arrays that hold them."""
        arrays = {"X": self._inputs, "params": self._wrt, "leaves": self.form.others}
        return {
            array: {
                i: self.forward.names.unused(unicodedata.normalize("NFKC", leaf.label))
                for i, leaf in enumerate(leaves)
                if leaf.label.isidentifier()
            }
            for array, leaves in arrays.items()
        }

    def _summary(self) -> str:
        form = self.form
        lines = [
            f"{listed([v.label or v.op for v in self._outputs])} for every row of X.",
            "",
            f"The columns of X are {_labels(self._inputs)}; params holds {_labels(self._wrt)}",
        ]
        if form.others:
            lines[-1] += f"; leaves holds {_labels(form.others)}"
        lines[-1] += "."
        if len(self._outputs) > 1:
            lines.append("seed holds, for every row, the derivative that each output starts from.")
        text = "\n".join(lines) + "\n"
        return text.replace("\\", "\\\\").replace('"', '\\"')


def _functions_of(code: str, scope: dict[str, Any]) -> dict[str, Callable[..., Any]]:
    """The functions that a text defines; they use what is in the scope, and not each other."""
    known = set(scope)
    # The text holds our own names, numbers, and labels that are identifiers.
    exec(compile(code, "<compiled graph>", "exec"), scope)  # nosec B102
    return {name: scope.pop(name) for name in set(scope) - known - {"__builtins__"}}


def _labels(leaves: Sequence[Value]) -> str:
    labels = [leaf.label for leaf in leaves if leaf.label]
    if len(labels) < len(leaves):
        return f"{len(leaves)} unlabelled leaves" if leaves else "nothing"
    return listed(labels, limit=40) or "nothing"


def _function(name: str, signature: str, lines: Sequence[str]) -> str:
    return f"def {name}({signature}):\n" + "".join(f"    {line}\n" for line in lines)
