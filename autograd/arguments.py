"""The words of a command line, taken apart: what is asked for, and with which numbers."""

from __future__ import annotations

import ast
import math
import os
import re
from collections.abc import Sequence
from difflib import get_close_matches
from keyword import iskeyword
from pathlib import Path
from typing import NamedTuple

from autograd.errors import ExpressionError
from autograd.hints import for_number
from autograd.languages import phrases_in

__all__ = [
    "STDIN",
    "Request",
    "asks_for_help",
    "command_of",
    "files_first",
    "numbers",
    "taken_apart",
]

OPTIONS = {
    "-o": ("output", "a file name, such as -o graph.svg"),
    "--output": ("output", "a file name, such as --output graph.svg"),
    "--update": ("update", "names, such as --update w,b"),
    "--lr": ("lr", "a number, such as --lr 0.5"),
    "--lang": ("lang", "a language: --lang en or --lang ko"),
}
FLAGS = ("--json", "--step", "--help", "--version")
KNOWN = (*OPTIONS, *FLAGS)
COMMANDS = ("example", "steps", "check")
LONGEST = 40
STDIN = "-"


class Request(NamedTuple):
    """What a command line asks for; `command` is "" for an expression alone."""

    command: str
    words: list[str]
    output: str = ""
    update: Sequence[str] = ()
    lr: float = 0.5
    as_json: bool = False
    by_step: bool = False
    lang: str = "en"


def taken_apart(arguments: Sequence[str]) -> Request:
    """The request that the words make; ExpressionError where one of them has no meaning.

    >>> taken_apart(["steps", "-w*x", "w=2", "x=3", "--update", "w"]).words
    ['-w*x', 'w=2', 'x=3']
    """
    command = command_of(arguments)
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
        elif _is_option(word, words, arguments):
            close = get_close_matches(option[:LONGEST], KNOWN, n=1)
            meant = f"did you mean {close[0]}?" if close else f"see {_help(command)}"
            raise ExpressionError(f"there is no option {option:.60}; {meant}")
        else:
            words.append(word)
    if len(words) > 1 and not command and "=" not in words[1]:
        close = get_close_matches(words[0][:LONGEST], COMMANDS, n=1)
        if close:
            raise ExpressionError(f"there is no command {words[0]}; did you mean {close[0]}?")
    if not words and command == "check":
        raise ExpressionError("no file of answers is given: autograd check FILE.json")
    if not words and command != "example":
        raise ExpressionError(f"no expression is given; see {_help(command)}")
    request = Request(
        command,
        words,
        given.get("output", ""),
        [label.strip() for label in given.get("update", "").split(",") if label.strip()],
        _number("--lr", given.get("lr", "0.5")),
        flags["--json"],
        flags["--step"],
        given.get("lang", "en"),
    )
    phrases_in(request.lang)
    _check(request, given)
    return request


def asks_for_help(arguments: Sequence[str]) -> bool:
    """Whether one of the words is --help or -h; `-h h=2` is an expression."""
    has_h = any(word.startswith("h=") for word in arguments)
    return "--help" in arguments or ("-h" in arguments and not has_h)


def command_of(arguments: Sequence[str]) -> str:
    """The command, or "" for an expression."""
    return arguments[0] if arguments and arguments[0] in COMMANDS else ""


def _help(command: str) -> str:
    return f"autograd {command} --help" if command else "autograd --help"


def _is_option(word: str, words: Sequence[str], arguments: Sequence[str]) -> bool:
    """Whether a word is meant as an option, and not as an expression such as -x or --x."""
    option, equals, _ = word.partition("=")
    if not re.fullmatch(r"--?[^\W\d_][\w-]*", option):
        return bool(words) and word.startswith("-") and not equals
    name = option.lstrip("-")
    is_name = any(other.partition("=")[0].strip() == name for other in arguments)
    is_long = option.startswith("--") or len(name) > 1
    return bool(words or equals) or (is_long and not is_name)


def _check(request: Request, given: dict[str, str]) -> None:
    """Refuse options that would be passed over in silence."""
    command = request.command
    refusals = (
        (command != "steps" and "update" in given, "--update goes with autograd steps"),
        ("lr" in given and "update" not in given, "--lr goes with --update"),
        (
            "lang" in given and not command,
            "--lang goes with example, steps or check",
        ),
        (request.by_step and command != "example", "--step goes with autograd example"),
        (request.by_step and "output" in given, "--step writes no file: leave out -o"),
        (command == "check" and "output" in given, "check prints its report: leave out -o"),
        (
            request.as_json and command in ("example", "steps"),
            f"--json goes with an expression or with check, not with {command}",
        ),
    )
    for refused, message in refusals:
        if refused:
            raise ExpressionError(message)


def files_first(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """The files of answers at the start of the words, each once, and the expression after them.

    >>> files_first(["a.json", "b.json", "w*x", "w=2", "x=3"])
    (['a.json', 'b.json'], ['w*x', 'w=2', 'x=3'])
    """
    count = 1
    while count < len(words) and _is_file(words[count]):
        count += 1
    return list(dict.fromkeys(words[:count])), list(words[count:])


def _is_file(word: str) -> bool:
    suffix = Path(word).suffix
    return suffix.lower() == ".json" or (bool(suffix[1:].isalpha()) and os.path.isfile(word))


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
        if iskeyword(name):
            raise ExpressionError(
                f"{name} is a reserved word of Python and cannot be a name: choose another, "
                f"such as {name}_"
            )
        if name in found:
            raise ExpressionError(f"{name} is given twice")
        found[name] = _number(name, text)
    return found


def _number(name: str, text: str) -> float:
    try:
        number = ast.literal_eval(text.strip())
        if type(number) in (int, float) and math.isfinite(number):
            return float(number)
    except (ValueError, SyntaxError, TypeError, ArithmeticError, MemoryError, RecursionError):
        pass
    hint = for_number(name, text.strip()) or "write it as -2, .5 or 1e-3"
    raise ExpressionError(f"{name:.60}={text:.60} is not a finite number: {hint}")
