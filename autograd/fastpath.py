"""Python source for the methods of `Value`, written out from an operation's one record.

Calling a record's `forward` and `partials` for every `a * b` would cost as much as the rest of
the work, so each method has them written into its body, as one would by hand:

>>> from autograd import ops
>>> print(method_source(ops.multiply, ["self", "other"]))
def method(self, other):
    if not isinstance(other, Value):
        other = operand(other)
        if other is NotImplemented:
            return NotImplemented
    a = self.data
    b = other.data
    try:
        y = a * b
        partials = (b, a)
    except (ArithmeticError, ValueError):
        return record(op, (self, other))
    if pauses:
        return record(op, (self, other))
    node = Result()
    node.data = y
    node.grad = None
    node.label = ""
    node.operation = op
    node.inputs = (self, other)
    node.partials = partials
    return node
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import Any

from autograd import ops
from autograd.errors import AutogradError
from autograd.ops import Op
from autograd.symbols import Symbol, as_code

CONVERSION = """\
    if not isinstance({0}, Value):
        {0} = operand({0})
        if {0} is NotImplemented:
            return NotImplemented
"""

METHOD = """\
def method({parameters}):
{conversions}{loads}
    try:
        y = {value}
        partials = {partials}
    except (ArithmeticError, ValueError):
        return record(op, {inputs})
    if pauses:
        return record(op, {inputs})
    node = Result()
    node.data = y
    node.grad = None
    node.label = ""
    node.operation = op
    node.inputs = {inputs}
    node.partials = partials
    return node"""


def compiled_method(
    op: Op, parameters: Sequence[str], scope: dict[str, Any]
) -> Callable[..., Any]:
    """The method itself; `scope` is where it finds Value, Result, record, operand and pauses."""
    body = method_source(op, parameters)
    functions = {name: entry.forward for name, entry in ops.TABLE.items() if f"{name}(" in body}
    source = (
        f"def factory({', '.join(['op', *functions])}):\n"
        + textwrap.indent(body, "    ")
        + "\n    return method"
    )
    local: dict[str, Any] = {}
    # The text is made of operation records alone.
    exec(compile(source, f"<method of {op.name}>", "exec"), scope, local)  # nosec B102
    method: Callable[..., Any] = local["factory"](op, **functions)
    return method


def method_source(op: Op, parameters: Sequence[str]) -> str:
    """The source of a method that computes `op` on its parameters and records it."""
    names = [name for name in "abcdef" if name not in parameters][: len(parameters)]
    symbols = [Symbol(name) for name in names]
    return METHOD.format(
        parameters=", ".join(parameters),
        conversions="".join(map(CONVERSION.format, parameters[1:])),
        loads="\n".join(f"    {n} = {p}.data" for n, p in zip(names, parameters)),
        value=_value(op, symbols),
        partials=_tuple([as_code(p) for p in op.partials(Symbol("y"), *symbols)]),
        inputs=_tuple(parameters),
    )


def _value(op: Op, symbols: list[Symbol]) -> str:
    try:
        return as_code(op.forward(*symbols))
    except (AutogradError, TypeError):
        return f"{op.name}({', '.join(map(as_code, symbols))})"


def _tuple(items: Sequence[str]) -> str:
    return f"({', '.join(items)})" if len(items) > 1 else f"({items[0]},)"
