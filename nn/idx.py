"""IDX files, the form in which the MNIST digits come: images and labels as arrays of bytes."""

from __future__ import annotations

import math
import zlib
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn.errors import NetworkError

GZIP = b"\x1f\x8b"
KINDS = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def read_idx(path: str | PathLike[str]) -> NDArray[Any]:
    """The array in an IDX file, plain or gzipped, in the shape and type that the file states.

    Where there is no file of that name, the one with ".gz" behind it is taken. MNIST's images
    are bytes of shape (images, 28, 28), its labels bytes of shape (images,). NetworkError says
    what is wrong with a file that is no whole IDX file (LeCun, Cortes and Burges, the MNIST
    database).

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "labels-idx1-ubyte")
    ...     _ = path.write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]))
    ...     read_idx(path).tolist()
    [7, 2, 1]
    """
    content = _content(Path(path))
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] not in KINDS:
        raise NetworkError(f"{path} is no IDX file: it does not start with 0, 0 and a type")
    kind, start = np.dtype(KINDS[content[2]]), 4 + 4 * content[3]
    if len(content) < start:
        raise NetworkError(f"{path} ends before it has stated its shape")
    shape = tuple(int.from_bytes(content[i : i + 4], "big") for i in range(4, start, 4))
    stated, given = math.prod(shape) * kind.itemsize, len(content) - start
    if stated != given:
        raise NetworkError(
            f"{path} states the shape {shape}, which takes {stated} bytes, but holds {given}: "
            "fetch it again"
        )
    return np.frombuffer(content, kind, offset=start).reshape(shape).astype(kind.newbyteorder("="))


def _content(path: Path) -> bytes:
    zipped = path.with_name(f"{path.name}.gz")
    content = (zipped if zipped.exists() and not path.exists() else path).read_bytes()
    if not content.startswith(GZIP):
        return content
    import gzip  # noqa: PLC0415 - slow to import

    try:
        return gzip.decompress(content)
    except (EOFError, OSError, zlib.error) as error:
        raise NetworkError(f"{path} is no whole gzip file: {error}") from error
