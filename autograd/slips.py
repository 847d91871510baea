"""Slips: what one operation gives when it is done wrongly, and what such a mistake is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from autograd import ops
from autograd.calculation import computed
from autograd.languages import Say
from autograd.ops import Op
from autograd.value import Constant, Value, local_derivatives

Floats = Sequence[float]
WrongNumber = Callable[[Op, float, Floats, int], float]


class Kind(NamedTuple):
    """A kind of mistake: its family, how soon it is thought of (1: first), and its name.

    The name goes on the sentence "It is what comes out if …"; {place} in it and the `facts` are
    filled in then. Kinds of one family say the same in other words where they give the same
    number.
    """

    family: str
    rank: int
    name: str
    facts: tuple[tuple[str, str], ...] = ()

    def at(self, **facts: str) -> Kind:
        """The same kind with those of the facts that its name speaks of.

        >>> Kind("left out", 2, "{op} is not applied in {place}").at(op="tanh", count="1").facts
        (('op', 'tanh'),)
        """
        new = tuple((key, text) for key, text in facts.items() if f"{{{key}}}" in self.name)
        return self._replace(facts=(*self.facts, *new))

    def said(self, say: Say, places: Iterable[str]) -> str:
        """The name in a language, with the places where the mistake may have been made."""
        place = say(" or ").join(places)
        return say(self.name).format(place=place, **dict(self.facts))


class Slip(NamedTuple):
    """One wrong number in one place: a result, or the local derivative by one input.

    `constant` tells that what is forgotten is a constant factor, divisor or exponent.
    """

    kind: Kind
    node: Value
    position: int
    number: float
    place: str
    constant: bool = False


OPERATION, INPUT, PARTNER = "operation", "input", "partner"


class Row(NamedTuple):
    """A kind of slip, the operations that it happens to, and the wrong number.

    `number` takes the operation, its right result, its inputs and the position of one of them,
    and gives nan where the slip cannot be made. Without `positions` it is tried at every input.
    `named` says what the place is: the operation, that input, or the factor it is multiplied by.
    """

    kind: Kind
    operations: frozenset[Op]
    number: WrongNumber
    positions: tuple[int, ...] | None = (0,)
    named: str = OPERATION


ONE_INPUT = frozenset(
    {ops.exp, ops.log, ops.sqrt, ops.sin, ops.cos, ops.tan, ops.tanh, ops.sigmoid, ops.relu}
    | {ops.leaky_relu, ops.elu, ops.softplus, ops.expm1}
)
ACTIVATIONS = (ops.sigmoid, ops.tanh, ops.relu)
PRODUCTS = frozenset({ops.multiply, ops.dot, ops.affine})
SCALED = PRODUCTS | {ops.divide, ops.power}


def partner(op: Op, count: int, i: int) -> int | None:
    """The position of the factor that input number i is multiplied by.

    >>> partner(ops.affine, 5, 0), partner(ops.affine, 5, 3), partner(ops.affine, 5, 4)
    (2, 1, None)
    """
    half = count // 2
    if op not in PRODUCTS or i == 2 * half:
        return None
    return i + half if i < half else i - half


def derivative(op: Op, y: float, xs: Floats, i: int) -> float:
    """The right local derivative."""
    return local_derivatives(op, y, xs)[i]


def one(op: Op, y: float, xs: Floats, i: int) -> float:
    """A local derivative that is left out."""
    return 1.0


def result_of(other: Op) -> WrongNumber:
    """The result of another operation on the same inputs."""
    return lambda op, y, xs, i: computed(other, xs)


def slips(
    table: Iterable[Row],
    node: Value,
    positions: Iterable[int],
    y: float,
    xs: Floats,
    *,
    name: Callable[[Value], str],
) -> Iterator[Slip]:
    """Every slip of a table that can be made at a node with result y, at these of its inputs."""
    op = node.operation
    assert op is not None
    for row in table:
        if op not in row.operations:
            continue
        kind = row.kind.at(op=op.name, count=str(len(xs)), second=f"{xs[-1]:g}")
        for i in positions:
            if row.positions is not None and i not in row.positions:
                continue
            named = _named(row, node, i)
            scale = node.inputs[1] if op in (ops.divide, ops.power) else named
            constant = kind.family == "left out" and isinstance(scale, Constant)
            number = row.number(op, y, xs, i)
            yield Slip(kind, node, i, number, name(named), constant and op in SCALED)


def _named(row: Row, node: Value, i: int) -> Value:
    assert node.operation is not None
    other = partner(node.operation, len(node.inputs), i)
    if row.named == INPUT:
        return node.inputs[i]
    return node if row.named == OPERATION or other is None else node.inputs[other]
