"""The table of operations: each one is a single record that everything else reads.

A record holds how the operation is computed on floats (`forward`), its local derivatives ∂y/∂xᵢ
(`partials`), how it is computed on whole arrays (`array`), how it is written (`notation`), and,
for a fused operation, the small operations that it stands for (`expansion`).

The rules in `partials` are ordinary arithmetic on the result y and the inputs. The functions that
they call (`exp`, `cos`, …) are the records themselves, so one rule runs on floats for
`backward()`, on Values for higher derivatives, on arrays, and on symbols. A rule never branches
on the numbers it is given: `greater` and `step` do that job, so that a replayed graph stays right.
At points where a first derivative is a convention it is PyTorch's.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, reduce
from typing import Any

import numpy as np

from autograd.errors import AutogradError

Rule = Callable[..., Any]


@dataclass(frozen=True)
class Notation:
    """How an operation is written: in a picture, in text and in LaTeX.

    `text`, `latex` and `code` (Python) are templates with one `{}` per input; without them the
    operation is written as a function call. `precedence` decides about brackets: 1 for sums, 2
    for products, 3 for signs, 4 for powers, 5 for what needs none.
    """

    symbol: str
    text: str = ""
    latex: str = ""
    code: str = ""
    precedence: int = 5


@dataclass(frozen=True, eq=False)
class Op:
    """One operation.

    Calling a record computes it on whatever it is given: floats, arrays, or objects that
    know how to apply an operation to themselves (Values and symbols).

    >>> multiply.forward(3.0, 4.0), multiply.partials(12.0, 3.0, 4.0)
    (12.0, (4.0, 3.0))
    """

    name: str
    forward: Rule
    partials: Rule
    notation: Notation
    array: Rule
    expansion: Rule | None = None
    domain: str = ""
    index: int = field(default=0)

    def __call__(self, *xs: Any) -> Any:
        """The operation's result on floats, arrays, Values or symbols."""
        for x in xs:
            if hasattr(x, "_apply"):
                return x._apply(self, xs)
        if all(type(x) is float for x in xs):
            return self.forward(*xs)
        if any(isinstance(x, (np.ndarray, np.generic)) for x in xs):
            return self.array(*xs)
        return self.forward(*map(float, xs))

    def __reduce__(self) -> tuple[Any, ...]:
        return operation, (self.name, self.index)

    def __repr__(self) -> str:
        return f"<operation {self.name}>"


TABLE: dict[str, Op] = {}


def add_operation(
    name: str,
    forward: Rule,
    partials: Rule,
    *,
    symbol: str = "",
    text: str = "",
    latex: str = "",
    code: str = "",
    precedence: int = 5,
    array: Rule | None = None,
    expansion: Rule | None = None,
    domain: str = "",
) -> Op:
    """Put an operation into the table and return its record."""
    notation = Notation(symbol or name, text, latex, code, precedence)
    op = Op(name, forward, partials, notation, array or forward, expansion, domain)
    TABLE[name] = op
    return op


def operation(name: str, index: int = 0) -> Op:
    """The record of that name; `index` picks one output of an operation that has several."""
    if name == "softmax":
        return softmax(index)
    if name not in TABLE:
        raise AutogradError(
            f"there is no operation {name!r} here: call define({name!r}, …) before loading a "
            "graph that uses it"
        )
    return TABLE[name]


# Arithmetic

ONE_EACH = (1.0, 1.0)

add = add_operation(
    "add",
    operator.add,
    lambda y, a, b: ONE_EACH,
    symbol="+",
    text="{} + {}",
    latex="{} + {}",
    code="{} + {}",
    array=np.add,
    precedence=1,
)
subtract = add_operation(
    "sub",
    operator.sub,
    lambda y, a, b: (1.0, -1.0),
    symbol="−",
    text="{} − {}",
    latex="{} - {}",
    code="{} - {}",
    array=np.subtract,
    precedence=1,
)
multiply = add_operation(
    "mul",
    operator.mul,
    lambda y, a, b: (b, a),
    symbol="×",
    text="{}·{}",
    latex=r"{} \cdot {}",
    code="{} * {}",
    array=np.multiply,
    precedence=2,
)
divide = add_operation(
    "div",
    operator.truediv,
    lambda y, a, b: (1.0 / b, -y / b),
    symbol="÷",
    text="{}/{}",
    latex=r"\frac{{{}}}{{{}}}",
    code="{} / {}",
    array=np.divide,
    precedence=2,
    domain="division needs a divisor other than 0",
)
negate = add_operation(
    "neg",
    operator.neg,
    lambda y, x: (-1.0,),
    symbol="neg",
    text="−{}",
    latex="-{}",
    code="-{}",
    array=np.negative,
    precedence=3,
)


def _power(x: float, p: float) -> float:
    if x == 0.0 and p < 0.0:
        raise ZeroDivisionError
    return math.pow(x, p)


power = add_operation(
    "pow",
    _power,
    lambda y, x, p: (p * (x + is_zero(p) * is_zero(x)) ** (p - 1.0), y * log_or_zero(x)),
    symbol="^",
    text="{}^{}",
    latex="{{{}}}^{{{}}}",
    code="{} ** {}",
    precedence=4,
    array=np.power,
    domain="a power is a finite real number for a base above 0, for a base of 0 with an exponent "
    "of at least 0, and for a negative base with a whole exponent, while it stays below 1.8e308",
)
absolute = add_operation(
    "abs",
    abs,
    lambda y, x: (greater(x, 0.0) - greater(0.0, x),),
    symbol="|·|",
    text="|{}|",
    latex=r"\left|{}\right|",
    array=np.absolute,
)

# What the rules need to tell cases apart

greater: Op = add_operation(
    "greater",
    lambda a, b: 1.0 if a > b else 0.0,
    lambda y, a, b: (0.0, 0.0),
    symbol=">",
    text="[{} > {}]",
    latex=r"[{} > {}]",
    array=lambda a, b: np.greater(a, b).astype(float),
)
is_zero: Op = add_operation(
    "is_zero",
    lambda x: 1.0 if x == 0.0 else 0.0,
    lambda y, x: (0.0,),
    text="[{} = 0]",
    latex="[{} = 0]",
    array=lambda x: np.equal(x, 0.0).astype(float),
)


def _log_or_zero(x: float) -> float:
    return math.log(x) if x > 0.0 else 0.0 if x == 0.0 else math.nan


log_or_zero: Op = add_operation(
    "log_or_zero",
    _log_or_zero,
    lambda y, x: (1.0 / x,),
    symbol="log",
    text="log({})",
    latex=r"\ln\left({}\right)",
    array=lambda x: np.log(np.where(x == 0.0, 1.0, x)),
)

# Functions of one value


def _quiet_at_infinity(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda x: function(x) if math.isfinite(x) else math.nan


def _sigmoid(x: float) -> float:
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    e = math.exp(x)
    return e / (1.0 + e)


def _elu(x: float, a: float) -> float:
    return a * math.expm1(x) if x <= 0.0 else x


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x))) if not math.isnan(x) else x


exp = add_operation(
    "exp",
    math.exp,
    lambda y, x: (y,),
    latex="e^{{{}}}",
    precedence=4,
    array=np.exp,
    domain="exp stays below the largest float, 1.8e308, for arguments up to 709.78",
)
expm1 = add_operation(
    "expm1",
    math.expm1,
    lambda y, x: (y + 1.0,),
    symbol="exp−1",
    array=np.expm1,
    domain="expm1 stays below the largest float, 1.8e308, for arguments up to 709.78",
)
log = add_operation(
    "log",
    math.log,
    lambda y, x: (1.0 / x,),
    latex=r"\ln\left({}\right)",
    array=np.log,
    domain="log needs an argument above 0",
)
sqrt = add_operation(
    "sqrt",
    math.sqrt,
    lambda y, x: (0.5 / y,),
    symbol="√",
    text="√({})",
    latex=r"\sqrt{{{}}}",
    array=np.sqrt,
    domain="sqrt needs an argument of at least 0",
)
sin = add_operation(
    "sin",
    _quiet_at_infinity(math.sin),
    lambda y, x: (cos(x),),
    latex=r"\sin\left({}\right)",
    array=np.sin,
)
cos: Op = add_operation(
    "cos",
    _quiet_at_infinity(math.cos),
    lambda y, x: (-sin(x),),
    latex=r"\cos\left({}\right)",
    array=np.cos,
)
tan = add_operation(
    "tan",
    _quiet_at_infinity(math.tan),
    lambda y, x: (1.0 + y * y,),
    latex=r"\tan\left({}\right)",
    array=np.tan,
)
tanh = add_operation(
    "tanh",
    math.tanh,
    lambda y, x: (1.0 - y * y,),
    latex=r"\tanh\left({}\right)",
    array=np.tanh,
)
sigmoid = add_operation(
    "sigmoid",
    _sigmoid,
    lambda y, x: (y * (1.0 - y),),
    symbol="σ",
    text="σ({})",
    latex=r"\sigma\left({}\right)",
    array=lambda x: 1.0 / (1.0 + np.exp(-x)),
)
relu = add_operation(
    "relu",
    lambda x: 0.0 if x <= 0.0 else x,
    lambda y, x: (greater(x, 0.0),),
    symbol="ReLU",
    text="relu({})",
    latex=r"\operatorname{{ReLU}}\left({}\right)",
    array=lambda x: np.maximum(x, 0.0),
)
leaky_relu = add_operation(
    "leaky_relu",
    lambda x, a: a * x if x <= 0.0 else x,
    lambda y, x, a: (a + (1.0 - a) * greater(x, 0.0), minimum(x, 0.0)),
    symbol="Leaky ReLU",
    latex=r"\operatorname{{LeakyReLU}}\left({}, {}\right)",
    array=lambda x, a: np.where(x <= 0.0, a * x, x),
)
elu = add_operation(
    "elu",
    _elu,
    lambda y, x, a: (
        greater(x, 0.0) + (1.0 - greater(x, 0.0)) * a * exp(minimum(x, 0.0)),
        expm1(minimum(x, 0.0)),
    ),
    symbol="ELU",
    latex=r"\operatorname{{ELU}}\left({}, {}\right)",
    array=lambda x, a: np.where(x <= 0.0, a * np.expm1(np.minimum(x, 0.0)), x),
)
softplus = add_operation(
    "softplus",
    _softplus,
    lambda y, x: (sigmoid(x),),
    latex=r"\operatorname{{softplus}}\left({}\right)",
    array=lambda x: np.logaddexp(0.0, x),
)
step = add_operation(
    "step",
    lambda x: 1.0 if x >= 0.0 else 0.0 if x < 0.0 else x,
    lambda y, x: (0.0,),
    latex=r"\operatorname{{step}}\left({}\right)",
    array=lambda x: np.heaviside(x, 1.0),
)

# Functions of several values

Several = Sequence[Any]


def _largest(*xs: float) -> float:
    return math.nan if any(map(math.isnan, xs)) else max(xs)


def _smallest(*xs: float) -> float:
    return math.nan if any(map(math.isnan, xs)) else min(xs)


def _shared_equally(chosen: list[Any]) -> tuple[Any, ...]:
    count = total(*chosen)
    return tuple(one / count for one in chosen)


def _sum(*xs: float) -> float:
    result = sum(xs)
    if math.isfinite(result) or not all(map(math.isfinite, xs)):
        return result
    scale = 2.0 ** len(xs).bit_length()
    return scale * sum(x / scale for x in xs)


def _mean(*xs: float) -> float:
    result = sum(xs) / len(xs)
    if math.isfinite(result) or not all(map(math.isfinite, xs)):
        return result
    return sum(x / len(xs) for x in xs)


def _halves(weights_and_inputs: Several) -> tuple[Several, Several]:
    """Split (w₁, …, wₙ, x₁, …, xₙ) in the middle."""
    n = len(weights_and_inputs) // 2
    return weights_and_inputs[:n], weights_and_inputs[n:]


def _dot(*args: Any) -> Any:
    n = len(args) // 2
    return sum(map(operator.mul, args[:n], args[n:]))


def _affine(*args: Any) -> Any:
    n = len(args) // 2
    return sum(map(operator.mul, args[:n], args[n:-1])) + args[-1]


def _dot_partials(y: Any, *args: Any) -> tuple[Any, ...]:
    n = len(args) // 2
    return (*args[n:], *args[:n])


def _affine_partials(y: Any, *args: Any) -> tuple[Any, ...]:
    n = len(args) // 2
    return (*args[n:-1], *args[:n], 1.0)


def _dot_expansion(*args: Any) -> Any:
    weights, inputs = _halves(args)
    return reduce(add, map(multiply, weights, inputs))


def _logsumexp(*xs: float) -> float:
    shift = _largest(*xs)
    if not math.isfinite(shift):
        return shift
    return shift + math.log(sum(math.exp(x - shift) for x in xs))


def _logsumexp_expansion(*xs: Any) -> Any:
    shift = maximum(*xs)
    return shift + log(reduce(add, [exp(x - shift) for x in xs]))


def _softmax_weights(*xs: Any) -> tuple[Any, ...]:
    """exp(xᵢ) / Σ exp(xⱼ), shifted by the largest so that no exponential overflows."""
    shift = maximum(*xs)
    powers = [exp(x - shift) for x in xs]
    scale = total(*powers)
    return tuple(p / scale for p in powers)


maximum = add_operation(
    "maximum",
    _largest,
    lambda y, *xs: _shared_equally([1.0 - greater(y, x) for x in xs]),
    symbol="max",
    array=lambda *xs: reduce(np.maximum, xs),
)
minimum: Op = add_operation(
    "minimum",
    _smallest,
    lambda y, *xs: _shared_equally([1.0 - greater(x, y) for x in xs]),
    symbol="min",
    array=lambda *xs: reduce(np.minimum, xs),
)
total = add_operation(
    "total",
    _sum,
    lambda y, *xs: (1.0,) * len(xs),
    symbol="Σ",
    precedence=1,
    array=lambda *xs: reduce(np.add, xs),
    expansion=lambda *xs: reduce(add, xs),
)
mean = add_operation(
    "mean",
    _mean,
    lambda y, *xs: (1.0 / len(xs),) * len(xs),
    precedence=2,
    array=lambda *xs: reduce(np.add, xs) / len(xs),
    expansion=lambda *xs: reduce(add, xs) / float(len(xs)),
)
dot = add_operation(
    "dot",
    _dot,
    _dot_partials,
    symbol="w·x",
    precedence=1,
    expansion=_dot_expansion,
)
affine = add_operation(
    "affine",
    _affine,
    _affine_partials,
    symbol="w·x + b",
    precedence=1,
    expansion=lambda *args: _dot_expansion(*args[:-1]) + args[-1],
)
logsumexp = add_operation(
    "logsumexp",
    _logsumexp,
    lambda y, *xs: _softmax_weights(*xs),
    symbol="log Σ exp",
    array=lambda *xs: np.logaddexp.reduce(np.broadcast_arrays(*xs)),
    expansion=_logsumexp_expansion,
)


@cache
def softmax(index: int) -> Op:
    """The record of one output of softmax, counted from 0."""

    def forward(*xs: float) -> float:
        shift = _largest(*xs)
        powers = [math.exp(x - shift) for x in xs]
        return powers[index] / sum(powers)

    def partials(y: Any, *xs: Any) -> tuple[Any, ...]:
        weights = _softmax_weights(*xs)
        return tuple(y * (float(i == index) - weight) for i, weight in enumerate(weights))

    def expansion(*xs: Any) -> Any:
        shift = maximum(*xs)
        powers = [exp(x - shift) for x in xs]
        return powers[index] / reduce(add, powers)

    def array(*xs: Any) -> Any:
        return _softmax_weights(*np.broadcast_arrays(*xs))[index]

    notation = Notation("softmax")
    return Op("softmax", forward, partials, notation, array, expansion, index=index)


BUILT_IN = frozenset({*TABLE, "softmax"})
