"""Python's own parser, made safe for threads."""

from __future__ import annotations

import ast
import os
import warnings
from threading import RLock

_lock = RLock()


def parsed(source: str) -> ast.Module:
    """The syntax tree of some statements.

    CPython 3.11 counts the depth of a tree in one place for all threads, and raises SystemError
    where two of them parse at once (https://github.com/python/cpython/issues/106905).

    >>> ast.unparse(parsed("y=x+1"))
    'y = x + 1'
    """
    with _lock:
        return ast.parse(source)


def parsed_expression(source: str) -> ast.expr:
    """The syntax tree of one expression, without the warnings that Python may have for it.

    >>> ast.unparse(parsed_expression("(x)+1"))
    'x + 1'
    """
    with _lock, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source, mode="eval").body


def _new_lock() -> None:
    """In a forked process, the thread that holds the old lock is not there to release it."""
    global _lock  # noqa: PLW0603
    _lock = RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_new_lock)
