"""Write files whole or not at all; make the folder for them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from autograd.errors import AutogradError

__all__ = ["make_folder", "write_all", "write_file"]

Content = str | bytes


def write_file(path: str | os.PathLike[str], content: Content) -> None:
    """Put the content into a file; on failure an older file stays as it was.

    Raises AutogradError, in one line, where the file cannot be written.
    """
    write_all({Path(path): content})


def write_all(contents: Mapping[Path, Content]) -> None:
    """Write several files, or none where one of them cannot be written.

    Each is written beside its place first, under a name that is known before there is a file.
    """
    parts: dict[Path, Path] = {}
    try:
        for path, content in contents.items():
            with _named(path):
                target = _place(path)
                parts[target] = target.with_name(f".{target.name[:40]}.{os.urandom(8).hex()}")
                _fill(parts[target], content, like=target)
        for target, part in parts.items():
            with _named(target):
                os.replace(part, target)
    except BaseException:
        for part in parts.values():
            with suppress(OSError, ValueError):
                part.unlink()
        raise


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """What goes wrong with a file, as an error in one line that names it."""
    try:
        yield
    except AutogradError:
        raise
    except (OSError, ValueError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise AutogradError(f"cannot write {path}: {reason}") from error


def make_folder(path: str | os.PathLike[str]) -> None:
    """Make the folder, and those that it lies in, where they are missing."""
    try:
        Path(path).mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise AutogradError(f"cannot make the folder {path}: {reason}") from error


def _place(path: Path) -> Path:
    """Where the file itself is, which may be behind a link."""
    if path.is_dir():
        raise AutogradError(f"cannot write {path}: it is a folder; name a file in it")
    if path.exists() and not path.is_file():
        raise AutogradError(f"cannot write {path}: it is a device, not a file")
    place = path.resolve() if path.is_symlink() else path
    if place.is_symlink():  # Python before 3.13 refuses it with a RuntimeError of its own
        raise AutogradError(f"cannot write {path}: it is a link that leads back to itself")
    return place


def _fill(part: Path, content: Content, like: Path) -> None:
    data = content.encode() if isinstance(content, str) else content
    with open(part, "xb") as file:
        file.write(data)
    if like.exists():
        part.chmod(like.stat().st_mode & 0o777)
