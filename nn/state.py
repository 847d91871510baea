"""Weights given as dictionaries of arrays: which array belongs where, and whether it fits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn.arguments import Array
from nn.errors import WeightsError

Shapes = Mapping[str, tuple[int, ...]]
DOCUMENT_NAME = re.compile(r"([Wb])([1-9]\d*)")


def matched(state: Mapping[str, Any], shapes: Shapes) -> dict[str, Array]:
    """The arrays under our names; WeightsError where one is missing, extra or misshapen."""
    if not isinstance(state, Mapping):
        raise WeightsError(f"weights come as a dictionary of arrays, got {type(state).__name__}")
    if state and all(isinstance(name, str) and DOCUMENT_NAME.fullmatch(name) for name in state):
        given = _from_documents(state, shapes)
    else:
        given = {_our_name(name, state, shapes): (name, array) for name, array in state.items()}
    missing = [name for name in shapes if name not in given]
    extra = [name for name in given if name not in shapes]
    if missing or extra:
        raise WeightsError(
            f"the weights do not fit the network: expected {', '.join(shapes)}, got "
            f"{', '.join(map(str, state)) or 'none'}"
        )
    return {name: _checked(*given[name], shapes[name]) for name in shapes}


def _from_documents(state: Mapping[str, Any], shapes: Shapes) -> dict[str, tuple[str, Any]]:
    """W1, b1, W2, … under our names, W turned from (inputs, outputs) to (outputs, inputs)."""
    prefixes = list(dict.fromkeys(name.rpartition(".")[0] for name in shapes))
    given = {}
    for name, array in state.items():
        kind, number = DOCUMENT_NAME.fullmatch(name).groups()  # type: ignore[union-attr]
        prefix = prefixes[int(number) - 1] if int(number) <= len(prefixes) else f"layer {number}"
        ours = f"{prefix}.weight" if kind == "W" else f"{prefix}.bias"
        given[ours.lstrip(".")] = name, np.transpose(array) if kind == "W" else array
    return given


def _our_name(name: Any, state: Mapping[str, Any], shapes: Shapes) -> str:
    """The n-th pair of weight and bias of another module belongs to our n-th layer.

    Pairs are counted by their number, as in "0.weight", "2.weight", and else as they come.
    """
    ours = list(dict.fromkeys(known.rpartition(".")[0] for known in shapes))
    theirs = list(dict.fromkeys(str(known).rpartition(".")[0] for known in state))
    if set(ours) == set(theirs) or len(ours) != len(theirs):
        return str(name)
    if all(prefix.isdigit() for prefix in theirs):
        theirs.sort(key=int)
    prefix, _, kind = str(name).rpartition(".")
    return f"{ours[theirs.index(prefix)]}.{kind}".lstrip(".")


def _checked(name: str, array: Any, shape: tuple[int, ...]) -> Array:
    """The array as floats of that shape, or an error that says what came."""
    try:
        numbers = np.asarray(array)
    except (ValueError, TypeError, RuntimeError) as error:
        raise WeightsError(f"{name} is not an array of numbers: {error}") from None
    if numbers.dtype.kind not in "fiu":
        raise WeightsError(f"{name} is not an array of real numbers but of {numbers.dtype}")
    if len(shape) == 1 and numbers.shape == (1, *shape):
        numbers = numbers[0]
    if numbers.shape != shape:
        turned = DOCUMENT_NAME.fullmatch(name) is not None and name.startswith("W")
        came, wanted = (s[::-1] if turned else s for s in (numbers.shape, shape))
        raise WeightsError(f"{name} must have shape {wanted}, got {came}")
    if not np.isfinite(numbers).all():
        raise WeightsError(f"{name} holds a number that is not finite")
    return numbers.astype(np.float64)


def array_of(name: str, given: Any, dimensions: int) -> NDArray[Any]:
    """An array with that many dimensions, or an error that says what came."""
    shape = "(inputs, outputs)" if dimensions == 2 else "(inputs,)"
    try:
        array = np.asarray(given)
    except ValueError:
        raise WeightsError(f"{name} must be an array of shape {shape}, got uneven rows") from None
    if array.ndim != dimensions or 0 in array.shape:
        raise WeightsError(f"{name} must have shape {shape}, got {array.shape}")
    return array
