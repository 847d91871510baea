"""Operations from outside: `define` puts one record into the table that everything reads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograd import ops
from autograd.errors import AutogradError, NumberError
from autograd.functions import apply
from autograd.number import number
from autograd.ops import BUILT_IN, Notation, Op
from autograd.value import Operand, Value


def define(
    name: str,
    forward: Callable[..., Any],
    partials: Callable[..., Any],
    notation: str | Notation | None = None,
    *,
    array: Callable[..., Any] | None = None,
) -> Callable[..., Value]:
    """Add an operation and return the function that records it.

    `forward(*xs)` takes and gives floats. `partials(y, *xs)` gives the tuple of local derivatives
    ∂y/∂xᵢ, written in ordinary arithmetic and with the functions of this package, because the
    same rule also runs on Values (higher derivatives), on symbols and on arrays. `notation` is
    how the operation is written: a template such as `"{}²"` with one `{}` per input, or a
    `Notation`. `array` computes `forward` on whole arrays, where `forward` itself cannot.

    Defining a name again replaces it; the names of built-in operations are taken.

    >>> from autograd import grad
    >>> cube = define("cube", lambda x: x * x * x, lambda y, x: (3 * x**2,), "{}³")
    >>> x = Value(2.0)
    >>> cube(x).data, grad(cube(x), x).data
    (8.0, 12.0)
    """
    if not isinstance(name, str) or not name.isidentifier():
        raise AutogradError(f"an operation's name is a Python identifier, got {name!r}")
    if name in BUILT_IN:
        raise AutogradError(f"{name!r} is built in: choose another name")
    for role, rule in (("forward", forward), ("partials", partials), ("array", array or forward)):
        if not callable(rule):
            raise AutogradError(f"{role} of {name!r} is a function, got {rule!r:.60}")
    if not isinstance(notation, (str, Notation, type(None))):
        raise AutogradError(
            f"notation of {name!r} is a template such as '{{}}²', or a Notation, got "
            f"{notation!r:.60}"
        )

    def checked_forward(*xs: Any) -> float:
        y = _called(f"forward of {name!r}", "the inputs", forward, *xs)
        try:
            return y.data if isinstance(y, Value) else number(y)
        except NumberError as error:
            raise NumberError(f"forward of {name!r} must give a number: {error}") from error

    def checked_partials(y: Any, *xs: Any) -> tuple[Any, ...]:
        what = f"partials of {name!r}"
        derivatives = _called(what, "y and the inputs", partials, y, *xs)
        if not isinstance(derivatives, tuple) or len(derivatives) != len(xs):
            raise AutogradError(
                f"{what} must give a tuple of {len(xs)} local derivatives, one per "
                f"input, got {derivatives!r:.100}"
            )
        if type(y) is float:
            return tuple(d.data if isinstance(d, Value) else float(d) for d in derivatives)
        return derivatives

    if isinstance(notation, str):
        from autograd.notation import from_template  # noqa: PLC0415 - slow, and seldom needed

        try:
            notation = from_template(name, notation)
        except ValueError as error:
            raise AutogradError(f"notation of {name!r}: {error}; got {notation!r:.60}") from error
    op = Op(name, checked_forward, checked_partials, notation or Notation(name), array or forward)
    ops.TABLE[name] = op

    def function(*xs: Operand) -> Value:
        return apply(op, *xs)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"The operation {name!r}, added with define()."
    return function


def _called(what: str, given: str, rule: Callable[..., Any], *arguments: Any) -> Any:
    """What a rule gives; AutogradError where it does not take the arguments it is called with."""
    try:
        return rule(*arguments)
    except TypeError as error:
        import inspect  # noqa: PLC0415 - slow, and seldom needed

        try:
            inspect.signature(rule).bind(*arguments)
        except TypeError:
            raise AutogradError(
                f"{what} is called with {given}, here {len(arguments)} arguments: {error}"
            ) from error
        except ValueError:  # a function written in C says nothing of its parameters
            pass
        raise
