"""Optimisers under PyTorch's names, with its arguments, defaults and numbers.

An update rule is written once, in array arithmetic: `step()` lines the parameters up as one
vector, so a rule that holds for a network holds for a single Value.

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

from typing import Any

import numpy as np

from nn.optimizer import Optimizer, Params, State, Vector


class SGD(Optimizer):
    """p ← p − lr·g, with the velocity of momentum in place of g where it is asked for."""

    def __init__(
        self,
        params: Params,
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr=lr,
            momentum=momentum,
            dampening=dampening,
            weight_decay=weight_decay,
            nesterov=nesterov,
            maximize=maximize,
        )

    def _memory(self, group: dict[str, Any]) -> tuple[str, ...]:
        return ("velocity",) if group["momentum"] else ()

    def _rule(self, p: Vector, g: Vector, state: State, o: dict[str, Any]) -> Vector:
        g = g + o["weight_decay"] * p
        if o["momentum"]:
            fresh = 1.0 - o["dampening"] * (state["t"] > 1.0)
            state["velocity"] = o["momentum"] * state["velocity"] + fresh * g
            g = g + o["momentum"] * state["velocity"] if o["nesterov"] else state["velocity"]
        new: Vector = p - o["lr"] * g
        return new


class Adagrad(Optimizer):
    """Steps shrink with the squares of all gradients so far (Duchi, Hazan and Singer, 2011)."""

    def __init__(
        self,
        params: Params,
        lr: float = 1e-2,
        lr_decay: float = 0.0,
        weight_decay: float = 0.0,
        initial_accumulator_value: float = 0.0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr=lr,
            lr_decay=lr_decay,
            weight_decay=weight_decay,
            initial_accumulator_value=initial_accumulator_value,
            eps=eps,
            maximize=maximize,
        )

    def _memory(self, group: dict[str, Any]) -> tuple[str, ...]:
        return ("sum",)

    def _start(self, group: dict[str, Any]) -> State:
        state = super()._start(group)
        state["sum"] += group["initial_accumulator_value"]
        return state

    def _rule(self, p: Vector, g: Vector, state: State, o: dict[str, Any]) -> Vector:
        g = g + o["weight_decay"] * p
        rate = o["lr"] / (1.0 + (state["t"] - 1.0) * o["lr_decay"])
        state["sum"] = state["sum"] + g * g
        new: Vector = p - rate * g / (np.sqrt(state["sum"]) + o["eps"])
        return new


class RMSprop(Optimizer):
    """Steps divided by a running mean of the gradient's size (Hinton, lecture 6e, 2012)."""

    def __init__(
        self,
        params: Params,
        lr: float = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        momentum: float = 0.0,
        centered: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr=lr,
            alpha=alpha,
            eps=eps,
            weight_decay=weight_decay,
            momentum=momentum,
            centered=centered,
            maximize=maximize,
        )

    def _memory(self, group: dict[str, Any]) -> tuple[str, ...]:
        return ("square", "mean", "velocity")

    def _rule(self, p: Vector, g: Vector, state: State, o: dict[str, Any]) -> Vector:
        g = g + o["weight_decay"] * p
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


class Adam(Optimizer):
    """Running means of the gradient and of its square, corrected for their start at 0.

    Kingma and Ba, 2015; `amsgrad` divides by the largest mean square so far (Reddi and others,
    2018).
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr=lr,
            betas=betas,
            eps=eps,
            weight_decay=weight_decay,
            amsgrad=amsgrad,
            maximize=maximize,
            decoupled_weight_decay=decoupled_weight_decay,
        )

    def _memory(self, group: dict[str, Any]) -> tuple[str, ...]:
        return ("mean", "square", "largest")

    def _rule(self, p: Vector, g: Vector, state: State, o: dict[str, Any]) -> Vector:
        if o["decoupled_weight_decay"]:
            p = p * (1.0 - o["lr"] * o["weight_decay"])
        else:
            g = g + o["weight_decay"] * p
        b1, b2 = o["betas"]
        state["mean"] = b1 * state["mean"] + (1.0 - b1) * g
        state["square"] = b2 * state["square"] + (1.0 - b2) * g * g
        square = state["square"]
        if o["amsgrad"]:
            square = state["largest"] = np.maximum(state["largest"], square)
        mean = state["mean"] / (1.0 - b1 ** state["t"])
        scale = np.sqrt(square) / np.sqrt(1.0 - b2 ** state["t"]) + o["eps"]
        new: Vector = p - o["lr"] * mean / scale
        return new


class AdamW(Adam):
    """Adam that shrinks the weights by themselves, not through the gradient.

    Loshchilov and Hutter, 2019.
    """

    def __init__(
        self,
        params: Params,
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params,
            lr,
            betas,
            eps,
            weight_decay,
            amsgrad,
            maximize=maximize,
            decoupled_weight_decay=True,
        )


OPTIMIZERS: dict[str, type[Optimizer]] = {
    "SGD": SGD,
    "Adagrad": Adagrad,
    "RMSprop": RMSprop,
    "Adam": Adam,
    "AdamW": AdamW,
}
