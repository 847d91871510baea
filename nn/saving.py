"""Models as files: an npz archive of the weights and a description in JSON, never code."""

from __future__ import annotations

import json
import math
import zipfile
from io import SEEK_END, BytesIO
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.format import read_array_header_1_0, read_array_header_2_0, read_magic
from numpy.typing import NDArray

from autograd import files
from nn.activations import activation
from nn.errors import NetworkError, WeightsError
from nn.names import Names

if TYPE_CHECKING:
    from nn.mlp import MLP

VERSION = 1
DESCRIPTION = "architecture"
OPTIONS = {"n_in", "sizes", "activation", "output", "bias", "dropout", "names"}
HEADERS = {(1, 0): read_array_header_1_0, (2, 0): read_array_header_2_0}
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
    text = json.dumps({"format": "chalkgrad", "version": VERSION, **description(model)})
    arrays = {DESCRIPTION: np.array(text), **model.state_dict()}
    archive = BytesIO()
    np.savez(archive, **arrays)  # type: ignore[arg-type]
    files.write(path, archive.getvalue())


def read(path: str | PathLike[str]) -> tuple[dict[str, Any], State]:
    """The arguments that build the network, and its weights; WeightsError for a foreign file."""
    try:
        with open(path, "rb") as file:
            archive = np.load(file, allow_pickle=False)
            if DESCRIPTION not in getattr(archive, "files", ()):
                raise WeightsError(f"{path} was not written by save(): it describes no network")
            _check_sizes(archive.zip, file.seek(0, SEEK_END))
            arrays = {name: archive[name] for name in archive.files}
    except (FileNotFoundError, WeightsError):
        raise
    # zipfile and NumPy raise errors of a dozen kinds for files that are not what they say.
    except Exception as error:
        reason = " ".join(str(error).split())
        raise WeightsError(f"{path} is not a whole file of weights: {reason:.200}") from error
    options = _options(path, arrays.pop(DESCRIPTION))
    units = [options["n_in"], *options["sizes"]] if isinstance(options["sizes"], list) else []
    weights = [array.shape for name, array in arrays.items() if name.endswith(".weight")]
    if weights != list(zip(units[1:], units)):
        raise WeightsError(f"{path} holds weights of another network than it describes")
    return options, arrays


def _check_sizes(archive: zipfile.ZipFile, size: int) -> None:
    """Refuse arrays that are larger than what the file holds, before there is room for them."""
    for entry in archive.infolist():
        with archive.open(entry) as member:
            shape, _, dtype = HEADERS[read_magic(member)](member)
            promised = member.tell() + math.prod(shape) * dtype.itemsize
        if promised != entry.file_size or promised > size:
            raise ValueError(f"{entry.filename:.60} does not hold an array of shape {shape}")


def _options(path: str | PathLike[str], text: NDArray[Any]) -> dict[str, Any]:
    try:
        options = json.loads(str(text))
    except (ValueError, RecursionError):
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
