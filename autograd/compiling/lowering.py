"""Operations that stand for several: softmax, logsumexp and mean by exp, sum and so on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from autograd import ops
from autograd.ops import Op

if TYPE_CHECKING:
    from autograd.compiling.terms import NormalForm, Term

Lowering = Callable[["NormalForm", Op, "tuple[Term, ...]"], "Term"]


def _powers(form: NormalForm, xs: tuple[Term, ...]) -> tuple[Term, list[Term], Term]:
    """The largest x, exp(x − largest), and the sum of these.

    What is computed from them does not depend on the shift, so its derivative is left out.
    """
    shift = xs[0] if len(xs) == 1 else form.make(ops.maximum, xs, frozen=True)
    powers = [form.make(ops.exp, (form.make(ops.subtract, (x, shift)),)) for x in xs]
    return shift, powers, form.sum([], powers)


def _logsumexp(form: NormalForm, op: Op, xs: tuple[Term, ...]) -> Term:
    if len(xs) == 1:
        return xs[0]
    shift, _, scale = _powers(form, xs)
    return form.sum([], [form.make(ops.log, (scale,)), shift])


def _softmax(form: NormalForm, op: Op, xs: tuple[Term, ...]) -> Term:
    _, powers, scale = _powers(form, xs)
    return form.make(ops.divide, (powers[op.index], scale))


def _mean(form: NormalForm, op: Op, xs: tuple[Term, ...]) -> Term:
    return form.make(ops.divide, (form.sum([], xs), form.number(float(len(xs)))))


LOWERED: dict[str, Lowering] = {"logsumexp": _logsumexp, "softmax": _softmax, "mean": _mean}
