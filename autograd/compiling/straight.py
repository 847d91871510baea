"""A single row of plain floats: straight-line Python with `math`, without touching NumPy.

The code raises or gives nan or inf where a row leaves the finite numbers; the caller then takes
the array program, which knows how to report that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd import ops
from autograd.compiling.numpy_code import numpy_code, sum_code
from autograd.compiling.rules import local_derivatives, times
from autograd.compiling.terms import NormalForm, Term
from autograd.compiling.tracing import traced
from autograd.ops import Op
from autograd.symbols import Symbol

OUT_OF_REACH = (ArithmeticError, ValueError, TypeError)
"""What the generated code raises where the array program has to take over."""


class Floats:
    """How generated code on floats calls operations."""

    def __init__(self) -> None:
        self.scope: dict[str, Any] = {}

    def number(self, x: float) -> str:
        """A number as a float, which Python multiplies faster than an int."""
        return repr(x)

    def name(self, op: Op, arity: int) -> str:
        """The name of a function in the scope of the code."""
        name = op.array.__name__ if isinstance(op.array, np.ufunc) else op.name
        known = getattr(math, name, None)
        self.scope[name] = known if known and isinstance(op.array, np.ufunc) else op.forward
        return name

    def extreme(self, op: Op) -> str:
        """maximum or minimum of any number of floats."""
        return self.name(op, 0)

    def call(self, op: Op, xs: Sequence[str]) -> str:
        """The code of an operation on names."""
        code = traced(op, xs, "float")
        functions = set(_functions(code or ""))
        if code is None or isinstance(op.array, np.ufunc) or not functions <= set(dir(math)):
            return f"{self.name(op, len(xs))}({', '.join(xs)})"
        for function in functions:
            self.scope[function] = getattr(math, function)
        return code.replace("np.", "")


def _functions(code: str) -> list[str]:
    return [piece.partition("(")[0] for piece in code.split("np.")[1:]]


class Straight:
    """Functions of (X, P, L), the inputs, the parameters and the other leaves as floats."""

    def __init__(self, form: NormalForm, order: Sequence[Term]) -> None:
        self._form = form
        self._order = order
        self._floats = Floats()
        self._names: dict[Term, str] = {}
        for letter, terms in zip("xpl", (form.inputs, form.parameters, form.other_terms)):
            self._names.update((t, f"{letter}{i}") for i, t in enumerate(terms))
        self._names.update((t, f"v{i}") for i, t in enumerate(order))

    def function(self, gradient: bool) -> Callable[..., Any]:
        """The generated function: of the outputs, or of the output and its gradient."""
        source = self.source(gradient)
        scope = self._floats.scope
        scope["isfinite"] = math.isfinite
        # The text holds our own names, numbers, and labels that are identifiers.
        exec(compile(source, "<compiled row>", "exec"), scope)  # nosec B102
        function: Callable[..., Any] = scope.pop("row")
        return function

    def source(self, gradient: bool) -> str:
        """The text of the function."""
        form, outputs = self._form, [self._name(t) for t in self._form.outputs]
        lines = [
            f"{', '.join(self._names[t] for t in terms)}, = {given}" if terms else f"() = {given}"
            for terms, given in (
                (form.inputs, "map(float, X)"),
                (form.parameters, "P"),
                (form.other_terms, "L"),
            )
        ]
        lines += [f"{self._names[t]} = {self._value(t)}" for t in self._order]
        result = outputs[0] if len(outputs) == 1 else f"[{', '.join(outputs)}]"
        checked = list(dict.fromkeys(outputs))
        if gradient:
            derivatives = self._backward(lines)
            result += f", [{', '.join(derivatives)}]"
            checked += list(dict.fromkeys(derivatives))
        lines.append(f"if not isfinite({sum_code(checked)}):\n        raise ValueError")
        lines.append(f"return {result}")
        return "def row(X, P, L):\n" + "".join(f"    {line}\n" for line in lines)

    def _name(self, term: Term) -> str:
        return self._names[term] if term.number is None else repr(term.number)

    def _value(self, term: Term) -> str:
        op, names = term.op, [self._name(x) for x in term.inputs]
        assert op is not None
        if op is ops.total:
            n = term.pairs
            products = [f"{a} * {b}" for a, b in zip(names, names[n:])][:n]
            return sum_code([*products, *names[2 * n :]])
        if op is ops.power:
            return self._power(term, names)
        if op.notation.code or op in (ops.maximum, ops.minimum):
            symbols = [Symbol(name) for name in names]
            known = dict(zip(symbols, names))
            if op.notation.code:
                return numpy_code(Symbol(op=op, inputs=tuple(symbols)), known, self._floats)
            return f"{self._floats.name(op, len(names))}({', '.join(names)})"
        return self._floats.call(op, names)

    def _power(self, term: Term, names: list[str]) -> str:
        exponent = term.inputs[1].number
        if exponent in (2.0, 3.0):
            return " * ".join([names[0]] * int(exponent))
        return f"{self._floats.name(ops.power, 2)}({', '.join(names)})"

    # Backward

    def _backward(self, lines: list[str]) -> list[str]:
        """Add the backward pass; the names of the derivatives by the parameters."""
        given: dict[Term, list[str]] = {}
        output = self._form.outputs[0]
        if output.sought:
            given[output] = ["1.0"]
        for term in reversed(self._order):
            if not term.sought or term not in given:
                continue
            upstream = self._settled(term, given[term], lines)
            for x, partial in self._partials(term):
                if x.sought and partial.number != 0.0:
                    given.setdefault(x, []).append(self._product(upstream, partial))
        return [
            self._settled(t, given[t], lines) if t in given else "0.0"
            for t in self._form.parameters
        ]

    def _settled(self, term: Term, given: list[str], lines: list[str]) -> str:
        code = sum_code(given)
        if code.isidentifier() or code == "1.0":
            return code
        name = f"d{self._names[term]}"
        lines.append(f"{name} = {code}")
        return name

    def _partials(self, term: Term) -> list[tuple[Term, Symbol]]:
        inputs, n = term.inputs, term.pairs
        if term.op is ops.total:
            left, right = inputs[:n], inputs[n : 2 * n]
            factors = [*zip(left, right), *zip(right, left)]
            return [
                *((x, self._symbol(other)) for x, other in factors),
                *((x, Symbol(number=1.0)) for x in inputs[2 * n :]),
            ]
        assert term.op is not None
        xs = [x.number if x.number is not None else self._symbol(x) for x in inputs]
        return list(zip(inputs, local_derivatives(term.op, self._symbol(term), xs)))

    def _symbol(self, term: Term) -> Symbol:
        if term.number is not None:
            return Symbol(number=term.number)
        return Symbol(self._names[term])

    def _product(self, upstream: str, partial: Symbol) -> str:
        known = Symbol(number=1.0) if upstream == "1.0" else Symbol(upstream)
        return numpy_code(times(known, partial), {}, self._floats)
