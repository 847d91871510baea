"""Histograms of weights and of gradients, layer by layer: what vanishes, and which units are dead.

Gradients that shrink from layer to layer towards the input show as ever smaller typical sizes; a
unit whose incoming weights all have the gradient 0 is counted as dead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from autograd import Value
from nn.arguments import Array, instance, positive_integer
from nn.dropout import without_dropout
from nn.engines import engine_for
from nn.errors import NetworkError
from nn.history import pyplot
from nn.losses import Loss, loss_named
from nn.module import Module, Table
from nn.sources import Rows, source_of

WEIGHT_COLOR, GRADIENT_COLOR = "#0072B2", "#D55E00"
PANEL = (4.0, 2.2)
NO_GRADIENTS = "no gradients here:\ncall histograms(model, X, y, loss=…)\nor backward() before"


@dataclass(frozen=True, eq=False)
class LayerFigures:
    """The weights of one layer, their gradients and its dead units (None without gradients)."""

    name: str
    weights: Array
    gradients: Array | None
    dead: int | None
    units: int

    @property
    def typical_gradient(self) -> float | None:
        """The root of the mean square of the gradients."""
        return None if self.gradients is None else float(np.sqrt(np.mean(self.gradients**2)))


def layer_figures(
    model: Module,
    X: ArrayLike | None = None,
    y: ArrayLike | None = None,
    *,
    loss: str | Loss = "mse",
) -> list[LayerFigures]:
    """The numbers behind the histograms, layer by layer.

    With samples X, targets y and the loss that the model is trained on, the gradients are those
    of the mean loss, as `fit` computes them. Without, they are what `backward()` left in the
    parameters, and None where it has not run; `fit` leaves none.

    >>> from nn import MLP
    >>> model = MLP.from_arrays([([[1.0, 1.0]], [0.0, -9.0]), ([[1.0], [1.0]], None)], "relu")
    >>> figures = layer_figures(model, [[1.0], [2.0]], [0.0, 0.0])
    >>> [(layer.name, layer.dead, layer.units) for layer in figures]
    [('layers.0', 1, 2), ('layers.1', 0, 1)]
    """
    instance("what histograms shows", model, Module, "give a Neuron, a Layer or an MLP")
    gradients = _gradients(model, X, y, loss)
    return [_figures(name, table, gradients) for name, table in model.weight_tables().items()]


def histograms(
    model: Module,
    X: ArrayLike | None = None,
    y: ArrayLike | None = None,
    *,
    loss: str | Loss = "mse",
    bins: int = 40,
) -> Any:
    """A matplotlib figure: a row per layer, its weights on the left, their gradients on the right.

    X, y and `loss` are those of `layer_figures`. The sizes of the gradients share one logarithmic
    axis, so that vanishing ones stand far to the left; the title says how many are 0. Needs
    matplotlib: `pip install chalkgrad[plot]`.
    """
    positive_integer("bins", bins)
    layers = layer_figures(model, X, y, loss=loss)
    size = (2 * PANEL[0], PANEL[1] * len(layers))
    figure, axes = pyplot().subplots(
        len(layers), 2, squeeze=False, sharex="col", figsize=size, layout="constrained"
    )
    for ax in axes[:, 1]:
        ax.set(xscale="log")
    for ax in axes.flat:
        ax.yaxis.get_major_locator().set_params(integer=True)
    weight_bins = np.histogram_bin_edges(np.concatenate([one.weights for one in layers]), bins)
    gradient_bins = _log_bins([one.gradients for one in layers if one.gradients is not None], bins)
    for layer, (left, right) in zip(layers, axes):
        left.hist(layer.weights, bins=weight_bins, color=WEIGHT_COLOR)
        left.set(ylabel=layer.name)
        if layer.gradients is None:
            right.text(0.5, 0.5, NO_GRADIENTS, ha="center", va="center", transform=right.transAxes)
            continue
        sizes = np.abs(layer.gradients)
        right.hist(sizes[sizes > 0.0], bins=gradient_bins, color=GRADIENT_COLOR)
        zeros = f", {np.mean(sizes == 0.0):.0%} are 0" if (sizes == 0.0).any() else ""
        dead = f", {layer.dead} of {layer.units} units dead" if layer.dead else ""
        right.set_title(f"typical size {layer.typical_gradient:.2g}{zeros}{dead}", fontsize=10)
    axes[-1][0].set(xlabel="weight")
    axes[-1][1].set(xlabel="size of the gradient")
    return figure


def _gradients(
    model: Module, X: ArrayLike | None, y: ArrayLike | None, loss: str | Loss
) -> dict[Value, float | None]:
    """The gradient of each parameter."""
    parameters = model.parameters()
    before = {p: p.grad for p in parameters}
    if X is None and y is None:
        return before
    if X is None or y is None:
        raise NetworkError(
            "gradients are those of a loss: give samples and targets, as in "
            "histograms(model, X, y, loss='mse')"
        )
    data = Rows(source_of(model, X, y))
    try:
        with without_dropout(model):
            engine, _ = engine_for(model, loss_named(loss), parameters, data)
            _, gradient = engine.loss_and_gradient(data, data.order(None))
    finally:
        for parameter, old in before.items():
            parameter.grad = old
    return dict(zip(parameters, gradient.tolist()))


def _log_bins(gradients: list[Array], bins: int) -> Array:
    """Bins of equal width on a logarithmic axis, over all gradients but those of 0."""
    sizes = np.abs(np.concatenate([np.ones(0), *gradients]))
    sizes = sizes[sizes > 0.0] if (sizes > 0.0).any() else np.ones(1)
    return np.geomspace(0.9 * sizes.min(), 1.1 * sizes.max(), bins + 1)


def _figures(name: str, table: Table, known: dict[Value, float | None]) -> LayerFigures:
    weights = np.array([parameter.data for parameter in table.flat])
    found = [known[parameter] for parameter in table.flat]
    if any(gradient is None for gradient in found):
        return LayerFigures(name, weights, None, None, len(table))
    gradients = np.array(found, dtype=float)
    dead = int((gradients.reshape(len(table), -1) == 0.0).all(axis=1).sum())
    return LayerFigures(name, weights, gradients, dead, len(table))
