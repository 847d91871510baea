"""Write torch_figures.json: values and derivatives of every operation as PyTorch gives them.

Run `python tests/data/make_torch_figures.py` with PyTorch installed. Everything is float64.
`generic` points have a value, first and second derivatives; `edge` points, where a derivative is
a convention or a naive formula overflows, have a value and first derivatives.
"""

import json
import math
from pathlib import Path

import torch
from torch.nn import functional

ONE = [[0.3], [-0.7], [1.9], [-2.6]]
POSITIVE = [[0.2], [0.9], [3.7], [41.0]]
PAIRS = [[0.4, 1.3], [-0.8, 0.6], [2.5, -1.7], [-3.1, -0.2]]
SLOPED = [[0.6, 0.01], [-0.6, 0.01], [-1.7, 0.3], [2.2, 1.5]]
SEVERAL = [[0.4], [0.3, -0.9], [1.2, -0.7, 0.5], [-2.0, 3.1, 0.25, 1.6]]
WEIGHTED = [[0.7, -1.2], [0.5, -0.4, 1.5, 2.5], [1.1, 0.2, -0.3, -0.8, 0.9, 1.4]]
SHIFTED = [[0.7, -1.2, 0.5], [0.5, -0.4, 1.5, 2.5, -0.1], [1.1, 0.2, -0.3, -0.8, 0.9, 1.4, 2.0]]


def stacked(function):
    return lambda *xs: function(torch.stack(xs))


def halves(*xs):
    n = len(xs) // 2
    return torch.dot(torch.stack(xs[:n]), torch.stack(xs[n:]))


def softmax(i):
    return stacked(lambda x: torch.softmax(x, 0)[i])


FUNCTIONS = {
    "add": torch.add,
    "sub": torch.sub,
    "mul": torch.mul,
    "div": torch.div,
    "neg": torch.neg,
    "pow": torch.pow,
    "abs": torch.abs,
    "greater": lambda a, b: (a > b).double() + 0.0 * (a + b),
    "is_zero": lambda x: (x == 0).double() + 0.0 * x,
    "log_or_zero": torch.log,
    "exp": torch.exp,
    "expm1": torch.expm1,
    "log": torch.log,
    "sqrt": torch.sqrt,
    "sin": torch.sin,
    "cos": torch.cos,
    "tan": torch.tan,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    # The slope is an input here and a constant in PyTorch: written out, so that it has a gradient.
    "leaky_relu": lambda x, a: torch.where(x > 0, x, a * x),
    "elu": lambda x, a: torch.where(x > 0, x, a * torch.expm1(torch.where(x > 0, 0.0, x))),
    "softplus": functional.softplus,
    "step": lambda x: torch.heaviside(x, torch.ones_like(x)).detach() + 0.0 * x,
    "maximum": stacked(torch.amax),
    "minimum": stacked(torch.amin),
    "total": stacked(torch.sum),
    "mean": stacked(torch.mean),
    "dot": halves,
    "affine": lambda *xs: halves(*xs[:-1]) + xs[-1],
    "logsumexp": stacked(lambda x: torch.logsumexp(x, 0)),
    "softmax 0": softmax(0),
    "softmax 1": softmax(1),
}

GENERIC = {
    **dict.fromkeys(["add", "sub", "mul", "div", "greater"], PAIRS),
    **dict.fromkeys(["leaky_relu", "elu"], SLOPED),
    **dict.fromkeys(["log", "log_or_zero", "sqrt"], POSITIVE),
    **dict.fromkeys(["maximum", "minimum", "total", "mean", "logsumexp"], SEVERAL),
    **dict.fromkeys(["softmax 0", "softmax 1"], SEVERAL[1:]),
    "pow": [[0.4, 1.3], [2.5, -1.7], [1.9, 3.0], [7.0, 0.5]],
    "dot": WEIGHTED,
    "affine": SHIFTED,
}

# `leaky_relu` and `elu` with PyTorch's own functions: their slope gets no gradient there.
BY_FIRST_INPUT_ONLY = {
    "leaky_relu": lambda x, a: functional.leaky_relu(x, a.item()),
    "elu": lambda x, a: functional.elu(x, a.item()),
}
INF, NAN = math.inf, math.nan
ZERO_AND_FAR = [[0.0], [1000.0], [-1000.0], [40.0], [-40.0], [INF], [-INF], [NAN]]
TIES = [
    [1.5, 1.5], [-2.0, -2.0], [0.0, -0.0], [2.0, 2.0, 2.0], [0.5, 1.5, 1.5], [0.5, 0.5, 1.5],
    [INF, 1.0], [-INF, 1.0], [INF, INF], [-INF, -INF],
]  # fmt: skip
# As in PyTorch, the derivative of a power by its exponent is nan for a negative base.
POWERS = [
    [0.0, 0.0], [0.0, 1.0], [0.0, 2.0], [0.0, 3.0], [0.0, 0.5], [0.0, 1.5], [2.0, 0.0],
    [-0.0, 2.0], [-0.0, 3.0], [-2.0, 3.0], [-2.0, 2.0], [-2.0, 1.0], [-2.0, -1.0], [-0.5, 0.0],
    [1.0, 0.5], [1.0, -2.0], [-1.0, -2.0], [INF, 2.0], [INF, -1.0],
    [0.0, INF], [2.0, INF], [0.5, INF], [2.0, -INF],
]  # fmt: skip
SHARES = [
    [1010.0, 1000.0, 990.0], [-1000.0, -1001.0], [2.0, 2.0], [-INF, 1.0], [-INF, -INF],
    [INF, 1.0], [NAN, 1.0],
]  # fmt: skip
EDGE = {
    "mul": [[0.0, -2.0], [0.0, 0.0], [INF, 0.0]],
    "div": [[0.0, 2.0], [1.0, INF], [INF, 2.0], [1.0, -1e-150]],
    "abs": [[0.0], [-0.0], [INF], [-INF], [NAN]],
    "pow": POWERS,
    "greater": [[1.5, 1.5], [0.0, -0.0], [-0.0, 0.0]],
    "is_zero": [[0.0], [-0.0], [1e-300], [-1e-300]],
    "log_or_zero": [[1.0], [1e-300], [-2.0], [INF], [NAN]],
    "log": [[1.0], [1e-300], [INF], [NAN]],
    "sqrt": [[0.0], [1e-300], [INF], [NAN]],
    "exp": [[0.0], [-1000.0], [709.0], [INF], [-INF], [NAN]],
    "expm1": [[0.0], [1e-20], [-1e-20], [-1000.0], [709.0], [INF], [-INF], [NAN]],
    "sin": [[0.0], [1e8], [INF], [NAN]],
    "cos": [[0.0], [1e8], [-INF], [NAN]],
    "tan": [[0.0], [1e8], [INF], [NAN]],
    "tanh": [*ZERO_AND_FAR, [1e-20]],
    "sigmoid": ZERO_AND_FAR,
    "softplus": ZERO_AND_FAR,
    "step": [[0.5], [0.0], [-0.0], [-0.5], [1e-300], [-1e-300], [NAN]],
    "relu": [[0.0], [-0.0], [1e-300], [-1e-300], [INF], [-INF]],
    "leaky_relu": [
        [0.0, 0.01], [-0.0, 0.01], [0.0, 2.0], [-1000.0, 0.01], [1.0, 0.0], [-1.0, 0.0],
        [INF, 0.01], [-INF, 0.01], [NAN, 0.01],
    ],
    "elu": [
        [0.0, 1.0], [0.0, 2.0], [-0.0, 2.0], [1000.0, 1.0], [-1000.0, 1.0], [-1e-20, 2.0],
        [INF, 2.0], [-INF, 2.0], [0.0, INF], [-0.0, -INF],
    ],
    "maximum": TIES,
    "minimum": TIES,
    "logsumexp": [
        [1010.0, 1000.0, 990.0], [-1000.0, -1001.0], [700.0, -700.0], [2.0, 2.0],
        [-INF, 1.0], [-INF, -INF], [INF, INF], [NAN, 1.0],
    ],
    "softmax 0": SHARES,
    "softmax 1": SHARES,
}  # fmt: skip


def derivative(y, xs):
    found = torch.autograd.grad(y, xs, create_graph=True, allow_unused=True)
    return [torch.zeros_like(x) if d is None else d for x, d in zip(xs, found)]


def figures(function, point, *, order):
    xs = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in point]
    y = function(*xs)
    first = derivative(y, xs)
    entry = {"inputs": point, "value": y.item(), "first": [d.item() for d in first]}
    if order == 2:
        entry["second"] = [
            [d.item() for d in derivative(row, xs)] if row.requires_grad else [0.0] * len(xs)
            for row in first
        ]
    return entry


def table(points, *, order):
    return {
        name: [figures(FUNCTIONS[name], point, order=order) for point in points[name]]
        for name in points
    }


def edge_table():
    found = table(EDGE, order=1)
    for name, function in BY_FIRST_INPUT_ONLY.items():
        for entry in found[name]:
            own = figures(function, entry["inputs"], order=1)
            entry["value"], entry["first"] = own["value"], [own["first"][0], None]
    return found


def one_entry_a_line(stored):
    """JSON whose differences can be read, without a line for every number."""
    tables = [
        f' "{kind}": {{\n'
        + ",\n".join(
            f'  "{name}": [\n'
            + ",\n".join(f"   {json.dumps(entry)}" for entry in entries)
            + "\n  ]"
            for name, entries in stored[kind].items()
        )
        + "\n }"
        for kind in ("generic", "edge")
    ]
    return "{\n" + ",\n".join([f' "torch": {json.dumps(stored["torch"])}', *tables]) + "\n}\n"


def main():
    everywhere = {name: GENERIC.get(name, ONE) for name in FUNCTIONS}
    stored = {
        "torch": torch.__version__.split("+")[0],
        "generic": table(everywhere, order=2),
        "edge": edge_table(),
    }
    path = Path(__file__).with_name("torch_figures.json")
    path.write_text(one_entry_a_line(stored))


if __name__ == "__main__":
    main()
