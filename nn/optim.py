"""Optimisers under PyTorch's names, with its arguments, defaults and numbers.

Each is its options and its update rule, written once in array arithmetic: `step()` lines the
parameters up as one vector, so a rule that holds for a network holds for a single Value.

>>> from autograd import Value
>>> w = Value(1.0, "w")
>>> optimizer = SGD([w], lr=0.1)
>>> for _ in range(2):
...     optimizer.zero_grad()
...     (w**2).backward()
...     optimizer.step()
>>> round(w.data, 12)
0.64
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, field
from typing import Any

import numpy as np

from nn.optimizer import Optimizer, Options, State, Vector


def _with_decay(g: Vector, p: Vector, o: Options) -> Vector:
    """The gradient, with that of the penalty on large weights where it is asked for."""
    return g + o["weight_decay"] * p if o["weight_decay"] else g


def _steps(state: State) -> Any:
    """How often each parameter was changed; a single number where all were equally often."""
    t = state["t"]
    return t[0] if t.size and (t == t[0]).all() else t


@dataclass(eq=False, repr=False)
class SGD(Optimizer):
    """p ← p − lr·g, with the velocity of momentum in place of g where it is asked for.

    >>> from autograd import Value
    >>> w = Value(3.0)
    >>> (w * w).backward()
    >>> SGD([w], lr=0.1).step()
    >>> round(w.data, 6)
    2.4
    """

    lr: float = 1e-3
    momentum: float = 0.0
    dampening: float = 0.0
    weight_decay: float = 0.0
    nesterov: bool = False
    _: KW_ONLY
    maximize: bool = False

    memory = ("velocity",)

    def rule(self, p: Vector, g: Vector, state: State, o: Options) -> Vector:
        """One step; the velocity starts as the first gradient."""
        g = _with_decay(g, p, o)
        if o["momentum"]:
            fresh = 1.0 - o["dampening"] * (_steps(state) > 1.0)
            state["velocity"] = o["momentum"] * state["velocity"] + fresh * g
            g = g + o["momentum"] * state["velocity"] if o["nesterov"] else state["velocity"]
        new: Vector = p - o["lr"] * g
        return new


@dataclass(eq=False, repr=False)
class Adagrad(Optimizer):
    """Steps shrink with the squares of all gradients so far (Duchi, Hazan and Singer, 2011).

    >>> from autograd import Value
    >>> w = Value(3.0)
    >>> (w * w).backward()
    >>> Adagrad([w], lr=0.1).step()
    >>> round(w.data, 6)
    2.9
    """

    lr: float = 1e-2
    lr_decay: float = 0.0
    weight_decay: float = 0.0
    initial_accumulator_value: float = 0.0
    eps: float = 1e-10
    _: KW_ONLY
    maximize: bool = False

    memory = ("sum",)

    def start(self, group: Options) -> State:
        """The sums, which need not start at 0."""
        state = super().start(group)
        state["sum"] += group["initial_accumulator_value"]
        return state

    def rule(self, p: Vector, g: Vector, state: State, o: Options) -> Vector:
        """One step, divided by the root of the sum of squares."""
        g = _with_decay(g, p, o)
        rate = o["lr"] / (1.0 + (_steps(state) - 1.0) * o["lr_decay"])
        state["sum"] = state["sum"] + g * g
        new: Vector = p - rate * g / (np.sqrt(state["sum"]) + o["eps"])
        return new


@dataclass(eq=False, repr=False)
class RMSprop(Optimizer):
    """Steps divided by a running mean of the gradient's size (Hinton, lecture 6e, 2012).

    >>> from autograd import Value
    >>> w = Value(3.0)
    >>> (w * w).backward()
    >>> RMSprop([w], lr=0.1).step()
    >>> round(w.data, 6)
    2.0
    """

    lr: float = 1e-2
    alpha: float = 0.99
    eps: float = 1e-8
    weight_decay: float = 0.0
    momentum: float = 0.0
    centered: bool = False
    _: KW_ONLY
    maximize: bool = False

    memory = ("square", "mean", "velocity")

    def rule(self, p: Vector, g: Vector, state: State, o: Options) -> Vector:
        """One step; `centered` divides by the spread about the mean gradient."""
        g = _with_decay(g, p, o)
        alpha = o["alpha"]
        state["square"] = alpha * state["square"] + (1.0 - alpha) * g * g
        spread = state["square"]
        if o["centered"]:
            state["mean"] = alpha * state["mean"] + (1.0 - alpha) * g
            spread = spread - state["mean"] ** 2
        direction = g / (np.sqrt(spread) + o["eps"])
        if o["momentum"]:
            direction = state["velocity"] = o["momentum"] * state["velocity"] + direction
        new: Vector = p - o["lr"] * direction
        return new


@dataclass(eq=False, repr=False)
class Adam(Optimizer):
    """Running means of the gradient and of its square, corrected for their start at 0.

    Kingma and Ba, 2015; `amsgrad` divides by the largest mean square so far (Reddi and others,
    2018).

    >>> from autograd import Value
    >>> w = Value(3.0)
    >>> (w * w).backward()
    >>> Adam([w], lr=0.1).step()
    >>> round(w.data, 6)
    2.9
    """

    lr: float = 1e-3
    betas: tuple[float, float] = (0.9, 0.999)
    eps: float = 1e-8
    weight_decay: float = 0.0
    amsgrad: bool = False
    _: KW_ONLY
    maximize: bool = False
    decoupled_weight_decay: bool = False

    memory = ("mean", "square", "largest")

    def rule(self, p: Vector, g: Vector, state: State, o: Options) -> Vector:
        """One step of about the size lr, whatever the size of the gradient."""
        if o["decoupled_weight_decay"]:
            p = p * (1.0 - o["lr"] * o["weight_decay"])
        else:
            g = _with_decay(g, p, o)
        b1, b2 = o["betas"]
        state["mean"] = b1 * state["mean"] + (1.0 - b1) * g
        state["square"] = b2 * state["square"] + (1.0 - b2) * g * g
        square = state["square"]
        if o["amsgrad"]:
            square = state["largest"] = np.maximum(state["largest"], square)
        t = _steps(state)
        mean = state["mean"] / (1.0 - b1**t)
        scale = np.sqrt(square) / np.sqrt(1.0 - b2**t) + o["eps"]
        new: Vector = p - o["lr"] * mean / scale
        return new


@dataclass(eq=False, repr=False)
class AdamW(Adam):
    """Adam that shrinks the weights by themselves, not through the gradient.

    Loshchilov and Hutter, 2019.

    >>> from autograd import Value
    >>> w = Value(3.0)
    >>> (w * w).backward()
    >>> AdamW([w], lr=0.1).step()
    >>> round(w.data, 6)
    2.897
    """

    weight_decay: float = 1e-2
    decoupled_weight_decay: bool = field(default=True, init=False)


OPTIMIZERS: dict[str, type[Optimizer]] = {
    "SGD": SGD,
    "Adagrad": Adagrad,
    "RMSprop": RMSprop,
    "Adam": Adam,
    "AdamW": AdamW,
}
