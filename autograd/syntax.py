"""Python's own parser, made safe for threads."""

from __future__ import annotations

import ast
import warnings
from threading import RLock

_LOCK = RLock()


def parsed(source: str) -> ast.Module:
    """The syntax tree of some statements.

    CPython 3.11 counts the depth of a tree in one place for all threads, and gives up with a
    SystemError where two of them parse at once (https://github.com/python/cpython/issues/106905).

    >>> ast.unparse(parsed("y=x+1"))
    'y = x + 1'
    """
    with _LOCK:
        return ast.parse(source)


def parsed_expression(source: str) -> ast.expr:
    """The syntax tree of one expression, without the warnings that Python may have for it.

    >>> ast.unparse(parsed_expression("(x)+1"))
    'x + 1'
    """
    with _LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source, mode="eval").body
