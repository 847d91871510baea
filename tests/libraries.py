"""The functions of a formula in PyTorch and in JAX, and what they compute, in float64.

The libraries come as arguments, so that nothing here needs them to be installed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

Derivatives = tuple[float, list[float], list[list[float]] | None]
Function = Callable[[Sequence[Any]], Any]


def of_torch(torch: Any) -> dict[str, Callable[..., Any]]:
    """Functions of PyTorch's tensors under the names of ours."""

    def several(xs: tuple[Any, ...]) -> Any:
        return torch.stack(list(xs[0]) if isinstance(xs[0], (list, tuple)) else list(xs))

    functions = _of_either(torch, several)
    return {
        **functions,
        "softplus": lambda x: torch.logaddexp(x, torch.zeros_like(x)),
        "maximum": lambda *xs: torch.amax(several(xs), 0),
        "minimum": lambda *xs: torch.amin(several(xs), 0),
        "logsumexp": lambda xs: torch.logsumexp(several((xs,)), 0),
        "softmax": lambda xs: torch.softmax(several((xs,)), 0),
    }


def of_jax(jax: Any) -> dict[str, Callable[..., Any]]:
    """Functions of JAX's arrays under the names of ours."""
    jax.config.update("jax_enable_x64", True)
    jnp = jax.numpy

    def several(xs: tuple[Any, ...]) -> Any:
        return jnp.stack(list(xs[0]) if isinstance(xs[0], (list, tuple)) else list(xs))

    functions = _of_either(jnp, several)
    return {
        **functions,
        "sigmoid": jax.nn.sigmoid,
        "softplus": lambda x: jnp.logaddexp(x, 0.0),
        "maximum": lambda *xs: jnp.max(several(xs)),
        "minimum": lambda *xs: jnp.min(several(xs)),
        "logsumexp": lambda xs: jax.nn.logsumexp(several((xs,))),
        "softmax": lambda xs: jax.nn.softmax(several((xs,))),
    }


def _of_either(library: Any, several: Callable[..., Any]) -> dict[str, Callable[..., Any]]:
    where, exp = library.where, library.exp

    def below(x: Any) -> Any:
        return where(x > 0, 0.0 * x, x)

    names = ["exp", "expm1", "log", "sqrt", "sin", "cos", "tan", "tanh", "sigmoid"]
    return {
        **{name: getattr(library, name) for name in names if hasattr(library, name)},
        "log_or_zero": library.log,
        "relu": lambda x: where(x > 0, x, 0.0 * x),
        "leaky_relu": lambda x, a: where(x > 0, x, a * x),
        "elu": lambda x, a: where(x > 0, x, a * (exp(below(x)) - 1.0)),
        "step": lambda x: where(x >= 0, 1.0 + 0.0 * x, 0.0 * x),
        "greater": lambda a, b: where(a > b, 1.0 + 0.0 * a, 0.0 * a),
        "is_zero": lambda x: where(x == 0, 1.0 + 0.0 * x, 0.0 * x),
        "total": lambda xs: several((xs,)).sum(),
        "mean": lambda xs: several((xs,)).mean(),
        "dot": lambda ws, xs: (several((ws,)) * several((xs,))).sum(),
        "affine": lambda ws, xs, b: (several((ws,)) * several((xs,))).sum() + b,
    }


def torch_derivatives(torch: Any, function: Function, at: Sequence[float]) -> Derivatives:
    """Value, gradient and Hessian as PyTorch computes them."""
    leaves = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in at]
    y = function(leaves)

    def gradient(z: Any, **options: Any) -> list[Any]:
        if not z.requires_grad:
            return [torch.zeros_like(leaf) for leaf in leaves]
        found = torch.autograd.grad(z, leaves, allow_unused=True, **options)
        return [torch.zeros_like(x) if g is None else g for g, x in zip(found, leaves)]

    first = gradient(y, create_graph=True)
    second = [[h.item() for h in gradient(g, retain_graph=True)] for g in first]
    return y.item(), [g.item() for g in first], second


def jax_derivatives(jax: Any, function: Function, at: Sequence[float]) -> Derivatives:
    """Value and gradient as JAX computes them."""
    value, gradient = jax.value_and_grad(lambda xs: function(list(xs)))(np.asarray(at, float))
    return float(value), [float(g) for g in gradient], None
