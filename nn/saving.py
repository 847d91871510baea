"""Models as files: an npz archive of the weights and a description in JSON, never code."""

from __future__ import annotations

import json
import math
import os
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from os import PathLike
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from autograd import write_file
from nn.activations import activation
from nn.errors import NetworkError, WeightsError
from nn.names import Names

if TYPE_CHECKING:
    from nn.mlp import MLP

VERSION = 1
DESCRIPTION = "architecture"
HARMLESS = 1 << 24
"""So many bytes may come out of a smaller file, which is compressed then."""
Header = tuple[tuple[int, ...], bool, "np.dtype[Any]"]
HEADERS: dict[tuple[int, int], Callable[[BinaryIO], Header]] = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}
OPTIONS = {"n_in", "sizes", "activation", "output", "bias", "dropout", "names"}
WIDE = re.compile(r"\d{3}|.{200}")
"""A template that could make labels of any length."""
State = dict[str, NDArray[np.float64]]


def description(model: MLP) -> dict[str, Any]:
    """The arguments that build a network of the same architecture."""
    hidden = model.layers[0].activation if len(model.layers) > 1 else activation("tanh")
    other = {layer.activation.name for layer in model.layers[:-1]} - {hidden.name}
    if other:
        raise NetworkError(
            f"hidden layers end in {hidden.name} and in {', '.join(sorted(other))}: a file "
            "describes networks of one activation for all hidden layers; save "
            "model.state_dict() with numpy.savez and build the model in your code"
        )
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
    content = BytesIO()
    np.savez(content, **arrays)  # type: ignore[arg-type]
    write_file(path, content.getvalue())


def read(path: str | PathLike[str]) -> tuple[dict[str, Any], State]:
    """The arguments that build the network, and its weights; WeightsError for a foreign file."""
    try:
        with open(path, "rb") as file:
            if not zipfile.is_zipfile(file):
                raise WeightsError(f"{path} was not written by save(), or not to its end")
            arrays = _arrays(file)
    except (FileNotFoundError, WeightsError):
        raise
    # zipfile and NumPy raise errors of a dozen kinds for files that are not what they say.
    except Exception as error:
        reason = " ".join(str(error).split())
        raise WeightsError(f"{path} is not a whole file of weights: {reason:.200}") from error
    if DESCRIPTION not in arrays:
        raise WeightsError(f"{path} was not written by save(): it describes no network")
    options = _options(path, arrays.pop(DESCRIPTION))
    units = [options["n_in"], *options["sizes"]] if isinstance(options["sizes"], list) else []
    weights = [array.shape for name, array in arrays.items() if name.endswith(".weight")]
    if weights != list(zip(units[1:], units)):
        raise WeightsError(f"{path} holds weights of another network than it describes")
    return options, arrays


def _arrays(file: BinaryIO) -> State:
    """The arrays of an archive that declares no more than it holds."""
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        declared = sum(entry.file_size for entry in entries)
        held = file.seek(0, os.SEEK_END)
        if declared > max(held, HARMLESS):
            raise ValueError(f"its {held} bytes would become {declared}")
        return {entry.filename.removesuffix(".npy"): _array(archive, entry) for entry in entries}


def _array(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> NDArray[Any]:
    """One array, whose header says how long it is and that it holds numbers or text."""
    data = archive.read(entry)
    content = BytesIO(data)
    version = np.lib.format.read_magic(content)
    if version not in HEADERS:
        raise ValueError(f"{entry.filename} has the unknown format {version}")
    shape, columns_first, kind = HEADERS[version](content)
    if kind.kind not in "fiubU":
        raise ValueError(f"{entry.filename} holds neither numbers nor text")
    if math.prod(shape) * kind.itemsize != len(data) - content.tell():
        raise ValueError(f"{entry.filename} does not hold the numbers that it declares")
    array = np.frombuffer(data, kind, offset=content.tell())
    return array.reshape(shape, order="F" if columns_first else "C")


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
        names = Names(**options["names"])
    except TypeError:
        raise WeightsError(f"{path} does not say how its weights are named") from None
    if not all(isinstance(one, str) and not WIDE.search(one) for one in vars(names).values()):
        raise WeightsError(f"{path} does not say how its weights are named")
    return options | {"names": names}
