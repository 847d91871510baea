"""The words of a command line, taken apart: what is asked for, and with which numbers."""

from __future__ import annotations

import ast
import math
from collections.abc import Sequence
from typing import NamedTuple

from autograd.errors import ExpressionError

__all__ = ["Request", "numbers", "taken_apart"]

OPTIONS = {
    "-o": ("output", "a file name, such as -o graph.svg"),
    "--output": ("output", "a file name, such as --output graph.svg"),
    "--update": ("update", "names, such as --update w,b"),
    "--lr": ("lr", "a number, such as --lr 0.5"),
}
COMMANDS = ("example", "steps", "check")


class Request(NamedTuple):
    """What a command line asks for; `command` is "" for an expression alone."""

    command: str
    words: list[str]
    output: str = ""
    update: Sequence[str] = ()
    lr: float = 0.5
    as_json: bool = False
    by_step: bool = False


def taken_apart(arguments: Sequence[str]) -> Request:
    """The request that the words make; ExpressionError where one of them has no meaning.

    >>> taken_apart(["steps", "-w*x", "w=2", "x=3", "--update", "w"]).words
    ['-w*x', 'w=2', 'x=3']
    """
    command = arguments[0] if arguments and arguments[0] in COMMANDS else ""
    words: list[str] = []
    given: dict[str, str] = {}
    flags = {"--json": False, "--step": False}
    rest = iter(arguments[1:] if command else arguments)
    for word in rest:
        option, equals, text = word.partition("=")
        if option in OPTIONS:
            name, needed = OPTIONS[option]
            if name in given:
                raise ExpressionError(f"{option} is given twice")
            given[name] = text if equals else next(rest, "")
            if not given[name].strip(" ,"):
                raise ExpressionError(f"{option} needs {needed}")
        elif word in flags:
            flags[word] = True
        elif words and word.startswith("-") and not equals:
            raise ExpressionError(f"there is no option {word:.60}; see autograd --help")
        else:
            words.append(word)
    if not words and command == "check":
        raise ExpressionError("no file of answers is given: autograd check FILE.json")
    if not words and command != "example":
        raise ExpressionError("no expression is given; see autograd --help")
    request = Request(
        command,
        words,
        given.get("output", ""),
        [label.strip() for label in given.get("update", "").split(",") if label.strip()],
        _number("--lr", given.get("lr", "0.5")),
        flags["--json"],
        flags["--step"],
    )
    _check(request, given)
    return request


def _check(request: Request, given: dict[str, str]) -> None:
    """Refuse options that would be passed over in silence."""
    command = request.command
    refusals = (
        (command != "steps" and "update" in given, "--update goes with autograd steps"),
        ("lr" in given and "update" not in given, "--lr goes with --update"),
        (request.by_step and command != "example", "--step goes with autograd example"),
        (request.by_step and "output" in given, "--step writes no file: leave out -o"),
        (command == "check" and "output" in given, "check prints its report: leave out -o"),
        (bool(command and request.as_json), f"--json goes with an expression, not with {command}"),
    )
    for refused, message in refusals:
        if refused:
            raise ExpressionError(message)


def numbers(assignments: Sequence[str]) -> dict[str, float]:
    """The numbers that NAME=NUMBER words give.

    >>> numbers(["w=-2", "x=1e-3"])
    {'w': -2.0, 'x': 0.001}
    """
    found: dict[str, float] = {}
    for assignment in assignments:
        name, equals, text = (part.strip() for part in assignment.partition("="))
        if not equals:
            raise ExpressionError(
                f"{assignment!r:.80} is not NAME=NUMBER; put the whole expression in quotes"
            )
        if not name.isidentifier():
            raise ExpressionError(f"{name!r:.60} cannot be a name: use letters, digits and _")
        if name in found:
            raise ExpressionError(f"{name:.60} is given twice")
        found[name] = _number(name, text)
    return found


def _number(name: str, text: str) -> float:
    try:
        number = ast.literal_eval(text.strip())
        if type(number) in (int, float) and math.isfinite(number):
            return float(number)
    except (ValueError, SyntaxError, TypeError, ArithmeticError, MemoryError, RecursionError):
        pass
    raise ExpressionError(f"{name:.60}={text:.60} is not a finite number, such as -2, .5 or 1e-3")
