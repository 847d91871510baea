"""Write a file whole or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from autograd.errors import AutogradError

__all__ = ["write"]


def write(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Put the content into a file; on failure an older file stays as it was.

    Raises AutogradError, in one line, where the file cannot be written.
    """
    target = Path(path)
    try:
        if target.is_dir():
            raise AutogradError(f"cannot write {target}: it is a folder; name a file in it")
        if target.exists() and not target.is_file():
            raise AutogradError(f"cannot write {target}: it is a device, not a file")
        data = content.encode() if isinstance(content, str) else content
        _replace(target.resolve() if target.is_symlink() else target, data)
    except (OSError, ValueError, RuntimeError) as error:
        if isinstance(error, AutogradError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise AutogradError(f"cannot write {target}: {reason}") from error


def _replace(target: Path, data: bytes) -> None:
    """Write beside the target and move it there; its name is known before there is a file."""
    part = target.with_name(f".{target.name[:40]}.{secrets.token_hex(8)}")
    try:
        with open(part, "xb") as file:
            file.write(data)
        if target.exists():
            part.chmod(target.stat().st_mode & 0o777)
        os.replace(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
