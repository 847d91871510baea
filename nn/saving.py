"""Models as files: an npz archive of the weights and a description in JSON, never code."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
import zlib
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nn.activations import activation
from nn.errors import NetworkError, WeightsError
from nn.names import Names

if TYPE_CHECKING:
    from nn.mlp import MLP

VERSION = 1
DESCRIPTION = "architecture"
OPTIONS = {"n_in", "sizes", "activation", "output", "bias", "dropout", "names"}
State = dict[str, NDArray[np.float64]]


def description(model: MLP) -> dict[str, Any]:
    """The arguments that build a network of the same architecture."""
    hidden = model.layers[0].activation if len(model.layers) > 1 else activation("tanh")
    for chosen in (hidden, model.layers[-1].activation):
        if not chosen.in_table:
            raise NetworkError(
                f"the activation {chosen.name!r} is a function of yours: a file keeps data, not "
                "code; save model.state_dict() with numpy.savez and build the model in your code"
            )
    return {
        "n_in": model.n_in,
        "sizes": [layer.n_out for layer in model.layers],
        "activation": hidden.name,
        "output": model.layers[-1].activation.name,
        "bias": [layer.bias is not None for layer in model.layers],
        "dropout": model.dropout.p,
        "names": vars(model.names),
    }


def write(path: str | PathLike[str], model: MLP) -> None:
    """Write a model; where that fails, a file that was there before is left as it was."""
    target = Path(path)
    text = json.dumps({"format": "chalkgrad", "version": VERSION, **description(model)})
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            arrays = {DESCRIPTION: np.array(text), **model.state_dict()}
            np.savez(file, **arrays)  # type: ignore[arg-type]
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def read(path: str | PathLike[str]) -> tuple[dict[str, Any], State]:
    """The arguments that build the network, and its weights; WeightsError for a foreign file."""
    try:
        with open(path, "rb") as file:
            archive = np.load(file, allow_pickle=False)
            if DESCRIPTION not in getattr(archive, "files", ()):
                raise WeightsError(f"{path} was not written by save(): it describes no network")
            arrays = {name: archive[name] for name in archive.files}
    except FileNotFoundError:
        raise
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        if isinstance(error, WeightsError):
            raise
        raise WeightsError(f"{path} is not a whole file of weights: {error}") from error
    options = _options(path, arrays.pop(DESCRIPTION))
    units = [options["n_in"], *options["sizes"]] if isinstance(options["sizes"], list) else []
    weights = [array.shape for name, array in arrays.items() if name.endswith(".weight")]
    if weights != list(zip(units[1:], units)):
        raise WeightsError(f"{path} holds weights of another network than it describes")
    return options, arrays


def _options(path: str | PathLike[str], text: NDArray[Any]) -> dict[str, Any]:
    try:
        options = json.loads(str(text))
    except ValueError:
        options = None
    if not isinstance(options, dict) or options.pop("format", None) != "chalkgrad":
        raise WeightsError(f"{path} was not written by save(): it describes no network")
    version = options.pop("version", None)
    if version != VERSION:
        raise WeightsError(f"{path} has version {version!r}; this package reads version {VERSION}")
    if set(options) != OPTIONS:
        raise WeightsError(f"{path} does not describe a whole network")
    try:
        return options | {"names": Names(**options["names"])}
    except TypeError:
        raise WeightsError(f"{path} does not say how its weights are named") from None
