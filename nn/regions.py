"""Where in the plane a model gives which answer, as a plot."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from nn.arguments import Array
from nn.data import samples, targets
from nn.errors import NetworkError
from nn.history import new_axes
from nn.predict import classes, predict, wanted_classes

TINTS = ("#F6D5BE", "#CCE3F3", "#CDEBDD", "#F2DCEB", "#FBF3C4", "#E3E3E3")
COLORS = ("#D55E00", "#0072B2", "#009E73", "#CC79A7", "#B09A00", "#555555")
MARKERS = "oXs^Dv"
BESIDE = {"loc": "upper left", "bbox_to_anchor": (1.0, 1.0), "frameon": False}
POINTS = 201
LARGEST_DOT, SMALLEST_DOT, DOTS = 70.0, 14.0, 4000.0


def decision_regions(
    model: Any,
    X: ArrayLike,
    y: ArrayLike,
    ax: Any = None,
    within: tuple[float, float] | None = None,
) -> Any:
    """Shade the plane of two inputs by the class that the model gives; gives the axes.

    The samples X, of shape (rows, 2), lie on top, each class y with a sign of its own; where no
    axes are given, a legend names the classes. They are those of `nn.accuracy`. The picture is the
    square around the samples, or that from the first to the second number of `within`. Needs
    matplotlib: `pip install chalkgrad[plot]`.
    """
    points = samples(model, X)
    if points.shape[1] != 2:
        raise NetworkError(f"regions lie in the plane of 2 inputs, X has {points.shape[1]}")
    alone = ax is None
    ax = new_axes() if alone else ax
    lowest, highest = _around(points) if within is None else np.transpose([within, within])
    across, up = np.linspace(lowest, highest, POINTS).T
    grid = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    outputs = predict(model, grid)
    found = classes(model, outputs).reshape(POINTS, POINTS)
    wanted = wanted_classes(outputs, targets(y, len(points)))
    count = max(int(found.max()), int(wanted.max())) + 1
    levels = np.arange(count + 1) - 0.5
    tints, colors, markers = (
        [signs[i % len(signs)] for i in range(count)] for signs in (TINTS, COLORS, MARKERS)
    )
    ax.contourf(across, up, found, levels=levels, colors=tints)
    size = min(LARGEST_DOT, max(SMALLEST_DOT, DOTS / len(points)))
    dots = {"s": size, "edgecolors": "white", "linewidths": 1.5 * size / LARGEST_DOT}
    for i in sorted(set(wanted.tolist())):
        chosen = points[wanted == i]
        ax.scatter(*chosen.T, c=colors[i], marker=markers[i], label=str(i), **dots)
    ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal", xlim=across[[0, -1]], ylim=up[[0, -1]])
    if alone:
        ax.legend(title="class", **BESIDE)
    return ax


def _around(points: Array) -> tuple[Array, Array]:
    """Two corners of a square that leaves a margin around all points."""
    lowest, highest = points.min(axis=0), points.max(axis=0)
    middle, reach = (lowest + highest) / 2, 0.75 * max((highest - lowest).max(), 1.0)
    return middle - reach, middle + reach
