"""Histograms of weights and of gradients, layer by layer: what vanishes, and which units are dead.

Gradients that shrink from layer to layer towards the input show as ever smaller typical sizes; a
unit whose incoming weights all have the gradient 0 is counted as dead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn.errors import NetworkError
from nn.history import pyplot
from nn.module import Module

Array = NDArray[np.float64]
WEIGHT_COLOR, GRADIENT_COLOR = "#0072B2", "#D55E00"
PANEL = (4.0, 2.2)


@dataclass(frozen=True, eq=False)
class LayerFigures:
    """The weights of one layer, their gradients (None before `backward()`), and its dead units."""

    name: str
    weights: Array
    gradients: Array | None
    dead: int
    units: int

    @property
    def typical_gradient(self) -> float | None:
        """The root of the mean square of the gradients."""
        return None if self.gradients is None else float(np.sqrt(np.mean(self.gradients**2)))


def layer_figures(model: Module) -> list[LayerFigures]:
    """The numbers behind the histograms, layer by layer.

    >>> from nn import MLP
    >>> model = MLP.from_arrays([([[1.0, 1.0]], [0.0, -9.0]), ([[1.0], [1.0]], None)], "relu")
    >>> model([2.0]).backward()
    >>> [(layer.name, layer.dead, layer.units) for layer in layer_figures(model)]
    [('layers.0', 1, 2), ('layers.1', 0, 1)]
    """
    return [_figures(name, part) for name, part in model.parts()]


def histograms(model: Module, bins: int = 40) -> Any:
    """A matplotlib figure: a row per layer, its weights on the left, their gradients on the right.

    The gradients are those of the last `backward()`; for the whole training set, add them up over
    the samples first. Their sizes share one logarithmic axis, so that vanishing ones stand far to
    the left; the title says how many are 0. Needs matplotlib: `pip install chalkgrad[plot]`.
    """
    if bins < 1:
        raise NetworkError(f"bins must be at least 1, got {bins!r}")
    layers = layer_figures(model)
    size = (2 * PANEL[0], PANEL[1] * len(layers))
    figure, axes = pyplot().subplots(
        len(layers), 2, squeeze=False, sharex="col", figsize=size, layout="constrained"
    )
    for ax in axes[:, 1]:
        ax.set(xscale="log")
    weight_bins = np.histogram_bin_edges(np.concatenate([one.weights for one in layers]), bins)
    gradient_bins = _log_bins([one.gradients for one in layers if one.gradients is not None], bins)
    for layer, (left, right) in zip(layers, axes):
        left.hist(layer.weights, bins=weight_bins, color=WEIGHT_COLOR)
        left.set(ylabel=layer.name)
        if layer.gradients is None:
            right.text(0.5, 0.5, "no gradients yet", ha="center", transform=right.transAxes)
            continue
        sizes = np.abs(layer.gradients)
        right.hist(sizes[sizes > 0.0], bins=gradient_bins, color=GRADIENT_COLOR)
        zeros = f", {np.mean(sizes == 0.0):.0%} are 0" if (sizes == 0.0).any() else ""
        dead = f", {layer.dead} of {layer.units} units dead" if layer.dead else ""
        right.set_title(f"typical size {layer.typical_gradient:.2g}{zeros}{dead}", fontsize=10)
    axes[-1][0].set(xlabel="weight")
    axes[-1][1].set(xlabel="size of the gradient")
    return figure


def _log_bins(gradients: list[Array], bins: int) -> Array:
    """Bins of equal width on a logarithmic axis, over all gradients but those of 0."""
    sizes = np.abs(np.concatenate([np.ones(0), *gradients]))
    sizes = sizes[sizes > 0.0] if (sizes > 0.0).any() else np.ones(1)
    return np.geomspace(0.9 * sizes.min(), 1.1 * sizes.max(), bins + 1)


def _figures(name: str, part: Module) -> LayerFigures:
    table = part.tables()["weight"]
    weights = np.array([parameter.data for parameter in table.flat])
    found = [parameter.grad for parameter in table.flat]
    if any(gradient is None for gradient in found):
        return LayerFigures(name, weights, None, 0, len(table))
    gradients = np.array(found, dtype=float)
    dead = int((gradients.reshape(table.shape) == 0.0).all(axis=1).sum())
    return LayerFigures(name, weights, gradients, dead, len(table))
