"""Write a file whole or not at all; make the folder for it."""

from __future__ import annotations

import os
from pathlib import Path

from autograd.errors import AutogradError

__all__ = ["make_folder", "write"]


def write(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Put the content into a file; on failure an older file stays as it was.

    Raises AutogradError, in one line, where the file cannot be written.
    """
    import tempfile  # noqa: PLC0415 - slow to import

    target = Path(path)
    data = content.encode() if isinstance(content, str) else content
    if target.is_dir():
        raise AutogradError(f"cannot write {target}: it is a folder; name a file in it")
    try:
        target = target.resolve() if target.is_symlink() else target
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        handle, part = tempfile.mkstemp(prefix=f".{target.name[:40]}.", dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            os.chmod(part, mode)
            os.replace(part, target)
        except BaseException:
            os.unlink(part)
            raise
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise AutogradError(f"cannot write {target}: {reason}") from error


def make_folder(path: str | os.PathLike[str]) -> None:
    """Make the folder, and those that it lies in, where they are missing."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise AutogradError(f"cannot make the folder {path}: {reason}") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
