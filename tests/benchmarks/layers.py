"""Dense networks of scalars, and their parameters as the matrices that the peers take."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from autograd import Value, affine


def network(
    sizes: Sequence[int], activation: Callable[[Any], Value]
) -> tuple[list[Value], list[Value], list[Value]]:
    """Inputs, outputs and parameters of a dense network of scalars."""
    source = random.Random(2)
    inputs = [Value(0.0) for _ in range(sizes[0])]
    parameters, found = [], inputs
    for number, (n_in, n_out) in enumerate(pairwise(sizes)):
        spread = n_in**-0.5
        weights = [[Value(source.gauss(0, spread)) for _ in range(n_in)] for _ in range(n_out)]
        biases = [Value(source.gauss(0, 0.1)) for _ in range(n_out)]
        found = [affine(ws, found, b) for ws, b in zip(weights, biases)]
        if number < len(sizes) - 2:
            found = [activation(z) for z in found]
        parameters += [w for ws in weights for w in ws] + biases
    return inputs, found, parameters


def layers_of(parameters: Any, sizes: Sequence[int]) -> list[Any]:
    """W and b of each layer in turn, as views of all parameters."""
    views, start = [], 0
    for n_in, n_out in pairwise(sizes):
        stop = start + n_in * n_out
        views += [parameters[start:stop].reshape(n_out, n_in), parameters[stop : stop + n_out]]
        start = stop + n_out
    return views
