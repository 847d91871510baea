"""What all optimisers share: groups of parameters, their gradients, and when a rule is run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograd import Value
from nn.errors import NetworkError

Vector = NDArray[np.float64]
State = dict[str, Vector]
Chosen = slice | NDArray[np.intp]
Params = Iterable[Value] | Iterable[dict[str, Any]]
NOT_NEGATIVE = (
    "lr",
    "momentum",
    "weight_decay",
    "lr_decay",
    "eps",
    "alpha",
    "initial_accumulator_value",
)


class Optimizer:
    """What all optimisers do: keep groups of parameters, and apply an update rule to each.

    `params` are Values, or dictionaries with the key "params" and options of their own, as in
    PyTorch. `param_groups` holds them; schedules set `"lr"` there.
    """

    def __init__(self, params: Params, **defaults: Any) -> None:
        groups: list[Any] = list(params) if isinstance(params, Iterable) else [params]
        if not groups:
            raise NetworkError("the optimizer got no parameters: give it model.parameters()")
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        self.param_groups: list[dict[str, Any]] = []
        for group in groups:
            if not isinstance(group, dict) or "params" not in group:
                raise NetworkError("a group of parameters is a dictionary with the key 'params'")
            unknown = group.keys() - defaults.keys() - {"params"}
            if unknown:
                raise NetworkError(
                    f"{type(self).__name__} has no option {unknown.pop()!r}; it has "
                    f"{', '.join(defaults)}"
                )
            merged = defaults | group | {"params": _parameters(group["params"])}
            self._check(merged)
            self.param_groups.append(merged)
        if len(set(self.parameters)) < len(self.parameters):
            raise NetworkError("a parameter stands twice in the optimizer's list")
        self._states = [self._start(group) for group in self.param_groups]

    @property
    def parameters(self) -> list[Value]:
        """All parameters, group by group."""
        return [parameter for group in self.param_groups for parameter in group["params"]]

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters."""
        for parameter in self.parameters:
            parameter.grad = None

    def step(self, gradient: ArrayLike | None = None) -> None:
        """Change every parameter that has a gradient.

        `gradient`, one number per parameter in the order of `parameters`, stands in for their
        `grad`; a compiled graph gives it.
        """
        start = 0
        given = None if gradient is None else self._whole(gradient)
        for group, state in zip(self.param_groups, self._states):
            parameters = group["params"]
            chosen: Chosen = slice(None)
            if given is not None:
                g = given[start : start + len(parameters)]
                start += len(parameters)
            else:
                has_gradient = [p.grad is not None for p in parameters]
                if not all(has_gradient):
                    chosen = np.flatnonzero(has_gradient)
                parameters = [p for p in parameters if p.grad is not None]
                g = np.array([p.grad for p in parameters], dtype=float)
            if parameters:
                self._update(parameters, g, chosen, state, group)

    def _update(
        self,
        parameters: list[Value],
        g: Vector,
        chosen: Chosen,
        state: State,
        group: dict[str, Any],
    ) -> None:
        """Run the rule on the chosen ones of a group and write down what comes out."""
        p = np.array([parameter.data for parameter in parameters])
        part = {name: entries[chosen] for name, entries in state.items()}
        part["t"] = part["t"] + 1.0
        with np.errstate(all="ignore"):
            new = self._rule(p, -g if group["maximize"] else g, part, group)
        for name, entries in part.items():
            state[name][chosen] = entries
        for parameter, number in zip(parameters, new.tolist()):
            parameter.data = number

    def _whole(self, gradient: ArrayLike) -> Vector:
        vector = np.asarray(gradient, dtype=float)
        count = len(self.parameters)
        if vector.shape != (count,):
            raise NetworkError(
                f"the gradient must have shape ({count},), one number per parameter, got "
                f"{vector.shape}"
            )
        return vector

    def _start(self, group: dict[str, Any]) -> State:
        """What the rule remembers: a vector per name; `t` counts each parameter's steps."""
        count = len(group["params"])
        return {name: np.zeros(count) for name in ("t", *self._memory(group))}

    def _memory(self, group: dict[str, Any]) -> tuple[str, ...]:
        raise NotImplementedError

    def _rule(self, p: Vector, g: Vector, state: State, o: dict[str, Any]) -> Vector:
        """The new parameters, from the old ones and the gradient; changes `state`."""
        raise NotImplementedError

    def _check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense, as PyTorch does."""
        for name in NOT_NEGATIVE:
            if name in options and not 0.0 <= options[name] < np.inf:
                raise NetworkError(
                    f"{type(self).__name__}: {name} must be at least 0, got {options[name]!r}"
                )
        for beta in options.get("betas", ()):
            if not 0.0 <= beta < 1.0:
                raise NetworkError(
                    f"{type(self).__name__}: betas must be at least 0 and below 1, got {beta!r}"
                )
        if options.get("nesterov") and (not options["momentum"] or options["dampening"]):
            raise NetworkError("nesterov needs a momentum, and a dampening of 0")

    def __repr__(self) -> str:
        options = {k: v for k, v in self.param_groups[0].items() if k != "params"}
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in options.items())})"


def _parameters(given: Any) -> list[Value]:
    parameters = [given] if isinstance(given, Value) else list(given)
    for parameter in parameters:
        if not isinstance(parameter, Value) or parameter.inputs:
            raise NetworkError(
                f"an optimizer changes Values that nothing computed, got {parameter!r:.80}"
            )
    return parameters
