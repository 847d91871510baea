"""What all optimisers share: groups of parameters, their gradients, and when a rule is run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from autograd import Value
from nn.arguments import real_array, shown
from nn.errors import NetworkError
from nn.options import CHECKS
from nn.weights import read, wholly, write

Vector = NDArray[np.float64]
State = dict[str, Vector]
Options = dict[str, Any]
Chosen = slice | NDArray[np.intp]
Params = Iterable[Value] | Iterable[dict[str, Any]]


class Change(NamedTuple):
    """New entries of what a rule remembers of some parameters of a group."""

    state: State
    chosen: Chosen
    part: State


@dataclass(eq=False, repr=False)
class Optimizer:
    """What all optimisers do: keep groups of parameters, and apply an update rule to each.

    `params` are Values, or dictionaries with the key "params" and options of their own, as in
    PyTorch. `param_groups` holds them; schedules set `"lr"` there.

    An optimiser of one's own is a dataclass with its options as fields, the names of what it
    remembers of each parameter in `memory`, and the method `rule`.
    """

    params: Params
    memory: ClassVar[tuple[str, ...]] = ()

    def __post_init__(self) -> None:
        defaults = {field.name: getattr(self, field.name) for field in fields(self)}
        groups = _groups(defaults.pop("params"))
        del self.params
        self.param_groups = [self._group(defaults | group) for group in groups]
        if len(set(self.parameters)) < len(self.parameters):
            raise NetworkError("a parameter stands twice in the optimizer's list")
        self._states = [self.start(group) for group in self.param_groups]

    def __setattr__(self, name: str, value: Any) -> None:
        if "param_groups" in vars(self) and name in self.param_groups[0]:
            raise NetworkError(
                f"{name} is set for each group: optimizer.param_groups[0][{name!r}]"
            )
        super().__setattr__(name, value)

    def rule(self, p: Vector, g: Vector, state: State, o: Options) -> Vector:
        """The new parameters, from the old ones and the gradient; changes `state`.

        `o` are the options of the group, and `state["t"]` counts the steps from 1.
        """
        raise NotImplementedError

    def start(self, group: Options) -> State:
        """What the rule remembers, before the first step: a vector per name."""
        return {name: np.zeros(len(group["params"])) for name in ("t", *self.memory)}

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
        if gradient is None:
            parameters, new, changes = self._by_grads()
        else:
            parameters = self.parameters
            new, changes = self._along(read(parameters), gradient)

        def change_all() -> None:
            _remember(changes)
            write(parameters, new)

        wholly(change_all)

    def moved(self, weights: ArrayLike, gradient: ArrayLike) -> Vector:
        """Where a step along `gradient` leads from `weights`; the Values stay as they are.

        Both have one number per parameter, in the order of `parameters`. What the rule remembers
        goes on as in `step`.

        >>> from nn import SGD
        >>> SGD([Value(1.0), Value(2.0)], lr=0.5).moved([1.0, 2.0], [2.0, 4.0]).tolist()
        [0.0, 0.0]
        """
        new, changes = self._along(weights, gradient)
        wholly(lambda: _remember(changes))
        return new

    def state_dict(self) -> dict[str, Any]:
        """A copy of all that training has to know to go on: options, and what the rule remembers.

        "param_groups" has a dictionary of options per group, where "params" counts the
        parameters; "state" has, per group, a vector for each thing remembered.
        """
        counts = iter(range(len(self.parameters)))
        return {
            "state": [{name: v.copy() for name, v in state.items()} for state in self._states],
            "param_groups": [
                group | {"params": [next(counts) for _ in group["params"]]}
                for group in self.param_groups
            ],
        }

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Take over what `state_dict` gave, also that of another optimiser of the same kind.

        Where it does not fit, NetworkError says so, and nothing has changed.
        """
        mine = self.state_dict()
        if not isinstance(state_dict, Mapping) or set(state_dict) != set(mine):
            raise NetworkError(
                f"load_state_dict takes what state_dict() gives, got {shown(state_dict)}"
            )
        if _shapes(state_dict) != _shapes(mine):
            raise NetworkError(
                f"the state belongs to another optimizer than this {type(self).__name__} of "
                f"{len(self.parameters)} parameters"
            )
        groups = [
            self._group(group | {"params": own["params"]})
            for group, own in zip(state_dict["param_groups"], self.param_groups)
        ]
        states = [
            {name: _remembered(name, v) for name, v in state.items()}
            for state in state_dict["state"]
        ]

        def take_over() -> None:
            for own, group in zip(self.param_groups, groups):
                own.update(group)
            self._states = states

        wholly(take_over)

    def _along(self, weights: ArrayLike, gradient: ArrayLike) -> tuple[Vector, list[Change]]:
        """Where a step leads from these weights, and what the rule would then remember."""
        new, g = self._whole("weights", weights).copy(), self._whole("gradient", gradient)
        changes, start = [], 0
        for group, state in zip(self.param_groups, self._states):
            here = slice(start, start + len(group["params"]))
            new[here], change = self._ruled(new[here], g[here], slice(None), state, group)
            changes.append(change)
            start = here.stop
        return new, changes

    def _by_grads(self) -> tuple[list[Value], Vector, list[Change]]:
        """The parameters that have a gradient, where a step leads them, and what is remembered."""
        every: list[Value] = []
        numbers, changes = [], []
        for group, state in zip(self.param_groups, self._states):
            parameters = [p for p in group["params"] if p.grad is not None]
            chosen = np.flatnonzero([p.grad is not None for p in group["params"]])
            g = np.array([p.grad for p in parameters], dtype=float)
            new, change = self._ruled(read(parameters), g, chosen, state, group)
            every += parameters
            numbers.append(new)
            changes.append(change)
        return every, np.concatenate(numbers), changes

    def _ruled(
        self, p: Vector, g: Vector, chosen: Chosen, state: State, group: Options
    ) -> tuple[Vector, Change]:
        """What the rule makes of the chosen ones of a group, and would remember of them."""
        part = {name: entries[chosen] for name, entries in state.items()}
        part["t"] = part["t"] + 1.0
        with np.errstate(all="ignore"):
            new = self.rule(p, -g if group["maximize"] else g, part, group)
        return new, Change(state, chosen, part)

    def _whole(self, what: str, given: ArrayLike) -> Vector:
        vector = np.asarray(real_array(f"the {what}", given), dtype=float)
        count = sum(len(group["params"]) for group in self.param_groups)
        if vector.shape != (count,):
            raise NetworkError(
                f"the {what} must have shape ({count},), one number per parameter, got "
                f"{vector.shape}"
            )
        return vector

    def _group(self, given: Options) -> Options:
        """A group whose options make sense, as PyTorch sees it."""
        name = type(self).__name__
        known = [field.name for field in fields(self)]
        for option, value in given.items():
            if option not in known:
                raise NetworkError(
                    f"{name} has no option {option!r}; it has {', '.join(known[1:])}"
                )
            if option in CHECKS:
                CHECKS[option](f"{name}: {option}", value)
        if given.get("nesterov") and (not given["momentum"] or given["dampening"]):
            raise NetworkError("nesterov needs a momentum, and a dampening of 0")
        return given | {"params": _parameters(given["params"])}

    def __repr__(self) -> str:
        options = {k: v for k, v in self.param_groups[0].items() if k != "params"}
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in options.items())})"


def _remembered(name: str, given: Any) -> Vector:
    """What a rule remembers under that name; it counts the steps in "t"."""
    vector = real_array(f"{name!r} of the state", given).astype(float)
    if name == "t" and not (np.isfinite(vector) & (vector >= 0.0)).all():
        raise NetworkError("'t' of the state counts steps: it must be finite and at least 0")
    return vector


def _remember(changes: Iterable[Change]) -> None:
    for state, chosen, part in changes:
        for name, entries in part.items():
            state[name][chosen] = entries


def _groups(params: Any) -> list[Options]:
    """The groups of parameters; plain parameters are one."""
    groups: list[Any] = [params] if isinstance(params, (Value, dict)) else _listed(params)
    if not groups:
        raise NetworkError("the optimizer got no parameters: give it model.parameters()")
    if not isinstance(groups[0], dict):
        groups = [{"params": groups}]
    for group in groups:
        if not isinstance(group, dict) or "params" not in group:
            raise NetworkError("a group of parameters is a dictionary with the key 'params'")
    return groups


def _parameters(given: Any) -> list[Value]:
    parameters = [given] if isinstance(given, Value) else _listed(given)
    for parameter in parameters:
        if not isinstance(parameter, Value) or parameter.inputs:
            raise NetworkError(
                f"an optimizer changes Values that nothing computed, got {parameter!r:.80}"
            )
    return parameters


def _listed(given: Any) -> list[Any]:
    try:
        return list(given)
    except TypeError:
        raise NetworkError(
            f"an optimizer takes a list of parameters, got {shown(given)}: give it "
            "model.parameters()"
        ) from None


def _shapes(state: Mapping[str, Any]) -> Any:
    """The names in a state and how many numbers there are of each."""
    try:
        return (
            [{name: np.shape(v) for name, v in part.items()} for part in state["state"]],
            [(set(group), len(group["params"])) for group in state["param_groups"]],
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return None
