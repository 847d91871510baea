"""Random formulas over every operation, as lines of code that several libraries can run.

A formula prints as the program that it is, so a failure can be pasted and looked at. The same
lines run on Values, on PyTorch's tensors and on JAX's arrays: only the functions differ.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

import autograd
from autograd import Value, functions, ops

TEMPLATES = {
    "add": ["{} + {}", "{} + 0.7"],
    "sub": ["{} - {}", "1.0 - {}"],
    "mul": ["{} * {}", "{} * 0.3"],
    "div": ["{0} / ({1} * {1} + 1.0)", "1.0 / ({0} * {0} + 0.5)"],
    "neg": ["-{}"],
    "pow": ["sin({}) ** 3", "(abs({}) + 0.5) ** sin({})", "2.0 ** tanh({})", "{} ** 2"],
    "abs": ["abs({})"],
    "exp": ["exp(tanh({}))"],
    "expm1": ["expm1(tanh({}))"],
    "log": ["log({0} * {0} + 0.5)"],
    "log_or_zero": ["log_or_zero({0} * {0} + 0.5)"],
    "sqrt": ["sqrt({0} * {0} + 0.5)"],
    "sin": ["sin({})"],
    "cos": ["cos({})"],
    "tan": ["tan(sin({}))"],
    "tanh": ["tanh({})"],
    "sigmoid": ["sigmoid({})"],
    "relu": ["relu({})"],
    "leaky_relu": ["leaky_relu({}, 0.1)", "leaky_relu({}, {})"],
    "elu": ["elu({}, 0.8)", "elu({}, {})"],
    "softplus": ["softplus({})"],
    "step": ["step({}) * {}"],
    "greater": ["greater({}, {}) * {}"],
    "is_zero": ["is_zero({}) + {}"],
    "maximum": ["maximum({}, {})", "maximum({}, {}, {})"],
    "minimum": ["minimum({}, {})", "minimum({}, {}, {})"],
    "total": ["total([{}])", "total([{}, {}, {}, {}])"],
    "mean": ["mean([{}, {}, {}])"],
    "dot": ["dot([{}, {}], [{}, {}])"],
    "affine": ["affine([{}, {}], [{}, {}], {})", "affine([{}], [{}], 0.5)"],
    "logsumexp": ["logsumexp([{}, {}, {}])"],
    "softmax": ["softmax([{}, {}, {}])[0]", "softmax([{}, {}, {}])[2]"],
}
LINES = [template for templates in TEMPLATES.values() for template in templates]
OPERATORS = {"add", "sub", "mul", "div", "neg", "pow", "abs"}
BETWEEN_INPUTS = {"maximum", "minimum", "greater"}
KINKED = {"relu", "leaky_relu", "elu", "abs", "step", "is_zero", *BETWEEN_INPUTS}
LARGEST = 20.0


@dataclass(frozen=True)
class Formula:
    """Numbers for the leaves x0, x1, …, and the lines that compute y from them."""

    numbers: tuple[float, ...]
    lines: tuple[str, ...]

    def __repr__(self) -> str:
        start = [f"x{i} = Value({x!r})" for i, x in enumerate(self.numbers)]
        return "\n" + "\n".join([*start, *self.lines]) + "\n"

    def __call__(self, library: dict[str, Callable[..., Any]], leaves: Sequence[Any]) -> Any:
        """The result y, computed on these leaves with the functions of that library."""
        scope = {**library, **{f"x{i}": leaf for i, leaf in enumerate(leaves)}}
        exec("\n".join(self.lines), scope)
        return scope["y"]

    def recorded(self) -> tuple[list[Value], Value]:
        """Labelled leaves, and y as a graph over them."""
        leaves = [Value(x, f"x{i}") for i, x in enumerate(self.numbers)]
        return leaves, self(OURS, leaves)


@st.composite
def formulas(draw: Any, most_lines: int = 10) -> Formula:
    """Formulas whose numbers stay small and away from every kink."""
    numbers = draw(st.lists(NUMBERS, min_size=1, max_size=4))
    scope = {**OURS, **{f"x{i}": Value(x) for i, x in enumerate(numbers)}}
    names = [f"x{i}" for i in range(len(numbers))]
    lines = []
    for i in range(draw(st.integers(0, most_lines))):
        template = draw(st.sampled_from(LINES))
        sources = draw(st.lists(st.sampled_from(names[::-1]), min_size=5, max_size=5))
        code = template.format(*sources)
        node = eval(code, scope)
        if abs(node.data) > LARGEST:
            code = f"tanh({code})"
            node = eval(code, scope)
        if not is_near_a_kink(node):
            lines.append(f"v{i} = {code}")
            names.append(f"v{i}")
            scope[f"v{i}"] = node
    lines.append(f"y = total([{', '.join(names[-3:])}])")
    return Formula(tuple(numbers), tuple(lines))


NUMBERS = st.floats(-2.0, 2.0, allow_subnormal=False).map(lambda x: round(x, 3) + 0.0004)


def is_near_a_kink(root: Value) -> bool:
    """Whether rounding could decide on which side of a kink some operation below is."""
    return any(_room(node) < 1e-7 for node in autograd.Graph(root).nodes if node.op in KINKED)


def _room(node: Value) -> float:
    """How far an operation with a kink is from it."""
    if node.op not in BETWEEN_INPUTS:
        return abs(node.inputs[0].data)
    numbers = [x.data for x in dict.fromkeys(node.inputs)]
    return min((abs(a - b) for a, b in combinations(numbers, 2)), default=math.inf)


def our_function(name: str) -> Callable[..., Any]:
    """The function that records an operation, those included that only rules use."""
    if name in functions.__all__:
        return getattr(functions, name)
    return partial(functions.apply, ops.TABLE[name])


OURS = {name: our_function(name) for name in TEMPLATES if name not in OPERATORS}
