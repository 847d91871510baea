"""`Value`: a number that remembers how it was computed.

A Value keeps the operation that made it, its inputs in the order written, and its local derivative
by each of them, worked out when it was made. There are no closures and no cycles: a graph is
freed, like any other object, when nothing refers to it any longer.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, Union, cast

import numpy as np

from autograd import ops, sweep
from autograd.copying import (
    SLOTS,
    InputsFirst,
    deep_copy,
    is_being_listed,
    restored,
    shallow_copy,
    state_of,
)
from autograd.errors import AutogradError, NumberError
from autograd.evaluation import evaluated, local_derivatives
from autograd.fastpath import compiled_method
from autograd.number import DECIDED_TYPES, Number, described, number
from autograd.ops import Op
from autograd.recording import changing_leaves, is_inside_rule, is_paused, pauses

if TYPE_CHECKING:
    from typing_extensions import Self

__all__ = ["Constant", "Operand", "Result", "Value", "values"]

Operand = Union["Value", Number]
Method = TypeVar("Method", bound=Callable[..., Any])


def recorded(op: Op) -> Callable[[Method], Method]:
    """Give a method its body: compute `op` on self and the arguments, and record it."""

    def give_body(signature: Method) -> Method:
        parameters = signature.__code__.co_varnames
        method = compiled_method(op, parameters, globals())
        method.__defaults__ = signature.__defaults__
        return cast(Method, functools.wraps(signature)(method))

    return give_body


class Value:
    """A number that remembers how it was computed.

    `Value(2.0, "w")` is a leaf: an input or a parameter. Arithmetic and the functions of this
    package give further Values, which keep the operation and its inputs.

    Attributes: `data` (the number), `grad` (the derivative found by the last `backward()`, or
    None while there is none), `label`, `op` (the operation's name, "" for a leaf), `inputs` (in
    the order written) and `partials` (the local derivative by each input).

    >>> x = Value(3.0, "x")
    >>> y = (x * x + 1).named("y")
    >>> y.backward()
    >>> y.data, x.grad
    (10.0, 6.0)
    """

    __slots__ = SLOTS

    data: float
    grad: float | None
    label: str
    operation: Op | None
    inputs: tuple[Value, ...]
    partials: tuple[float, ...]

    def __init__(self, data: Number, label: str = "") -> None:
        self.data = number(data)
        self.grad = None
        self.label = _text(label)
        self.operation = None
        self.inputs = ()
        self.partials = ()

    @property
    def op(self) -> str:
        """The name of the operation that computed this Value; "" for a leaf."""
        return self.operation.name if self.operation else ""

    def named(self, label: str) -> Self:
        """Set the label and return this Value, so that a name can be given where it is made."""
        self.label = _text(label)
        return self

    def backward(self, seed: Number = 1.0) -> None:
        """Compute the derivative of this Value by everything that it was computed from.

        Gradients of leaves add up over calls; those of inner nodes are set anew. `seed` is the
        gradient that this Value itself starts from.

        After Ctrl-C in the midst of it, the gradients of leaves may lack a part: `zero_grad()`
        before the next call makes them right again.
        """
        sweep.backward((self,), number(seed))

    def zero_grad(self) -> None:
        """Forget the gradients of this Value and of all that it was computed from."""
        for node in sweep.topological_order([self]):
            node.grad = None

    def detach(self) -> Constant:
        """The same number and label as a constant, through which no gradient flows."""
        return Constant(self.data, self.label)

    # Arithmetic: one node for an operation, as written

    @recorded(ops.add)
    def __add__(self, other: Operand) -> Value: ...

    @recorded(ops.subtract)
    def __sub__(self, other: Operand) -> Value: ...

    @recorded(ops.multiply)
    def __mul__(self, other: Operand) -> Value: ...

    @recorded(ops.divide)
    def __truediv__(self, other: Operand) -> Value: ...

    @recorded(ops.power)
    def __pow__(self, other: Operand) -> Value: ...

    @recorded(ops.negate)
    def __neg__(self) -> Value: ...

    @recorded(ops.absolute)
    def __abs__(self) -> Value: ...

    def __pos__(self) -> Self:
        return self

    def __radd__(self, other: Number) -> Value:
        return _reflected(Value.__add__, other, self)

    def __rsub__(self, other: Number) -> Value:
        return _reflected(Value.__sub__, other, self)

    def __rmul__(self, other: Number) -> Value:
        return _reflected(Value.__mul__, other, self)

    def __rtruediv__(self, other: Number) -> Value:
        return _reflected(Value.__truediv__, other, self)

    def __rpow__(self, other: Number) -> Value:
        return _reflected(Value.__pow__, other, self)

    if not TYPE_CHECKING:  # to a type checker, an operator that is not there says more

        def __xor__(self, other: object) -> None:
            """Refuse ^, the power of many calculators."""
            raise NumberError("^ is not a power in Python: write x ** 2 for the square of x")

        __rxor__ = __xor__

    # Functions

    @recorded(ops.exp)
    def exp(self) -> Value:
        """e to the power of this Value."""

    @recorded(ops.log)
    def log(self) -> Value:
        """The natural logarithm."""

    @recorded(ops.sqrt)
    def sqrt(self) -> Value:
        """The square root."""

    @recorded(ops.sin)
    def sin(self) -> Value:
        """The sine of an angle in radians."""

    @recorded(ops.cos)
    def cos(self) -> Value:
        """The cosine of an angle in radians."""

    @recorded(ops.tan)
    def tan(self) -> Value:
        """The tangent of an angle in radians."""

    @recorded(ops.tanh)
    def tanh(self) -> Value:
        """The hyperbolic tangent."""

    @recorded(ops.sigmoid)
    def sigmoid(self) -> Value:
        """1 / (1 + exp(-x)), without overflow."""

    @recorded(ops.relu)
    def relu(self) -> Value:
        """x above 0, else 0; the derivative at 0 is 0."""

    @recorded(ops.leaky_relu)
    def leaky_relu(self, a: Operand = 0.01) -> Value:
        """x above 0, else a·x."""

    @recorded(ops.elu)
    def elu(self, a: Operand = 1.0) -> Value:
        """x above 0, else a·(exp(x) − 1)."""

    @recorded(ops.softplus)
    def softplus(self) -> Value:
        """log(1 + exp(x)), without overflow."""

    @recorded(ops.step)
    def step(self) -> Value:
        """1 from 0 upwards, else 0; the derivative is 0 everywhere."""

    # As a number

    def __float__(self) -> float:
        if is_inside_rule():
            raise AutogradError(
                "a derivative rule turned a Value into a float, which would lose the derivative "
                "of the derivative: use autograd's functions in it (autograd.exp, not math.exp)"
            )
        _refuse_to_look(self)
        return float(self.data)

    def __lt__(self, other: Operand) -> bool:
        return self.data < _compared(self, other)

    def __le__(self, other: Operand) -> bool:
        return self.data <= _compared(self, other)

    def __gt__(self, other: Operand) -> bool:
        return self.data > _compared(self, other)

    def __ge__(self, other: Operand) -> bool:
        return self.data >= _compared(self, other)

    def __format__(self, spec: str) -> str:
        return format(self.data, spec) if spec else str(self)

    def __repr__(self) -> str:
        label = f", label={self.label!r}" if self.label else ""
        op = f", op={self.op!r}" if self.operation else ""
        return f"Value({self.data!r}{label}{op}, grad={self.grad!r})"

    # Guests: rules, NumPy, copies and pickles

    def _apply(self, op: Op, xs: tuple[Any, ...]) -> Value:
        return record(op, tuple([x if isinstance(x, Value) else as_value(x) for x in xs]))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *xs: Any, **options: Any) -> Any:
        if method == "__call__" and ufunc in UFUNCS and not any(map(_is_array, xs)):
            return UFUNCS[ufunc](*xs)
        boxed = [_boxed(x) if isinstance(x, Value) else x for x in xs]
        return getattr(ufunc, method)(*boxed, **options)

    def __copy__(self) -> Value:
        return cast(Value, shallow_copy(self))

    def __deepcopy__(self, copies: dict[int, Any]) -> Value:
        return cast(Value, deep_copy(self, copies))

    def __reduce__(self) -> tuple[Any, ...]:
        below = None if is_being_listed(self) else InputsFirst(self.inputs)
        return restored, (below, type(self), state_of(self))


class Result(Value):
    """A Value that an operation computed; made by `record`, never by hand."""

    __slots__ = ()
    __init__ = object.__init__  # pyright: ignore[reportAssignmentType]


class Constant(Value):
    """A plain number in a formula: a leaf that is neither an input nor a parameter.

    >>> x = Value(3.0)
    >>> y = 2 * x
    >>> type(y.inputs[0]).__name__, y.inputs[0].data
    ('Constant', 2.0)
    """

    __slots__ = ()


def values(**numbers: Number) -> tuple[Value, ...]:
    """Labelled leaves, in the order given.

    >>> w, x = values(w=-2.0, x=5.0)
    >>> w.label, x.data
    ('w', 5.0)
    """
    return tuple(Value(data, label) for label, data in numbers.items())


def as_value(x: Operand) -> Value:
    """The Value itself, or a constant for a number."""
    if isinstance(x, np.ndarray) and x.ndim == 0:
        x = x.item()
    return x if isinstance(x, Value) else Constant(x)


def operand(x: Any) -> Any:
    """What stands beside a Value in a formula, or NotImplemented to let it decide for itself."""
    if isinstance(x, DECIDED_TYPES):
        return Constant(cast(Number, x))
    if isinstance(x, np.ndarray) and x.ndim == 0:
        return as_value(x.item())
    return NotImplemented


def _text(label: Any) -> str:
    if not isinstance(label, str):
        raise NumberError(f"a label is text, got {described(label)}: write it in quotes")
    return label


def _reflected(method: Callable[[Any, Value], Value], left: Any, right: Value) -> Value:
    left = operand(left)
    return NotImplemented if left is NotImplemented else method(left, right)


def _compared(x: Value, other: Operand) -> float:
    _refuse_to_look(x)
    return other.data if isinstance(other, Value) else number(other)


def _refuse_to_look(x: Value) -> None:
    changing = changing_leaves()
    if changing is not None and (x.inputs or x in changing):
        name = x.label or x.op or "a Value"
        raise NumberError(f"{name} was turned into a plain number, or compared with one")


# Recording


def record(op: Op, inputs: tuple[Value, ...]) -> Value:
    """Compute an operation on Values, and keep it with its local derivatives."""
    y = evaluated(op, inputs)
    return Constant(y) if pauses and is_paused() else result(op, inputs, y)


def result(op: Op, inputs: tuple[Value, ...], y: float) -> Result:
    """The node of an operation whose number is known."""
    node: Result = Result()  # pyright: ignore[reportCallIssue]
    node.data = y
    node.grad = None
    node.label = ""
    node.operation = op
    node.inputs = inputs
    node.partials = local_derivatives(op, y, [x.data for x in inputs])
    return node


# NumPy

UFUNCS: dict[Any, Op] = {
    **{op.array: op for op in ops.TABLE.values() if isinstance(op.array, np.ufunc)},
    np.maximum: ops.maximum,
    np.minimum: ops.minimum,
}


def _is_array(x: Any) -> bool:
    return isinstance(x, np.ndarray) and x.ndim > 0


def _boxed(x: Value) -> Any:
    box = np.empty((), dtype=object)
    box[()] = x
    return box
