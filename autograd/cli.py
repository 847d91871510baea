"""The command line: an expression becomes numbers, a picture or a page."""

from __future__ import annotations

import ast
import codecs
import json
import math
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from io import TextIOWrapper
from pathlib import Path
from typing import NamedTuple

from autograd.draw import draw, svg
from autograd.errors import AutogradError, ExpressionError
from autograd.examples import by_hand, two_two_two
from autograd.files import write
from autograd.graph import Graph
from autograd.page import page, table
from autograd.parsing import FUNCTIONS, parse
from autograd.tables import aligned, node_rows
from autograd.value import Value

__all__ = ["main"]

HELP = f"""\
autograd EXPRESSION [NAME=NUMBER ...] [--json] [-o FILE]
autograd example 2-2-2 [-o FOLDER]

Print every value and gradient of an expression, or of the worked backpropagation example.

  -o, --output FILE  write the graph: .svg, .png, .dot, .html or .json
                     (for the example: the folder for its two files)
  --json             print {{"value": ..., "grads": {{...}}}}
  --version, --help

Examples:
  autograd 'w*x + b' w=-2 x=5 b=3
  autograd 'sigmoid(w0*x0 + w1*x1 + w2)' w0=2 x0=-1 w1=-3 x1=-2 w2=-3 -o graph.svg
  autograd '-total([a, b])**2 / 2' a=1 b=1e-3 --json
  autograd example 2-2-2 -o pages

Functions: {", ".join(FUNCTIONS)}
"""
NODE_HEAD = ("node", "value", "gradient")
FIGURE_HEAD = ("number", "by hand", "computed", "")
EXAMPLE = "2-2-2"
PLAIN = "chalkgrad-plain"
SPELLINGS = {"✓": "yes", "✗": "NO", "∂": "d", "−": "-", "–": "-", "…": "...", "∞": "inf"}


def _spelled_out(error: UnicodeError) -> tuple[str, int]:
    """How signs are written where the terminal's encoding lacks them."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(SPELLINGS.get(sign, "?") for sign in signs), error.end


codecs.register_error(PLAIN, _spelled_out)


class Request(NamedTuple):
    """The command line, taken apart."""

    words: list[str]
    output: str | None = None
    as_json: bool = False


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 0, or 2 for input that is refused."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=PLAIN)
    try:
        status = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except AutogradError as error:
        print(f"autograd: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    return status


def _run(arguments: list[str]) -> int:
    if not arguments or arguments[0] in ("-h", "--help"):
        print(HELP, end="")
        return 0 if arguments else 2
    if arguments == ["--version"]:
        print(f"autograd (chalkgrad) {_version()}")
        return 0
    request = _taken_apart(arguments)
    if request.words[0] == "example":
        return _example(request)
    return _expression(request)


def _version() -> str:
    try:
        return version("chalkgrad")
    except PackageNotFoundError:
        return "from a folder, not installed"


def _taken_apart(arguments: list[str]) -> Request:
    words: list[str] = []
    output, as_json = None, False
    rest = iter(arguments)
    for word in rest:
        if word in ("-o", "--output"):
            if output is not None:
                raise ExpressionError(f"{word} is given twice")
            output = next(rest, None)
            if not output:
                raise ExpressionError(f"{word} needs a file name, such as {word} graph.svg")
        elif word == "--json":
            as_json = True
        elif words and word.startswith("-") and "=" not in word:
            raise ExpressionError(f"there is no option {word:.60}; see autograd --help")
        else:
            words.append(word)
    if not words:
        raise ExpressionError("no expression is given; see autograd --help")
    return Request(words, output, as_json)


def _expression(request: Request) -> int:
    expression, *assignments = request.words
    result = parse(expression, _numbers(assignments))
    result.backward()
    graph = Graph(result)
    if request.output is not None:
        write(request.output, _content(request.output, expression, graph))
    if request.as_json:
        print(_as_json(graph))
    elif request.output is None:
        print(aligned([NODE_HEAD, *node_rows(graph)]))
    else:
        print(request.output)
    return 0


def _numbers(assignments: Sequence[str]) -> dict[str, float]:
    numbers: dict[str, float] = {}
    for assignment in assignments:
        name, equals, text = (part.strip() for part in assignment.partition("="))
        if not equals:
            raise ExpressionError(
                f"{assignment!r:.80} is not NAME=NUMBER; put the whole expression in quotes"
            )
        if not name.isidentifier():
            raise ExpressionError(f"{name!r:.60} cannot be a name: use letters, digits and _")
        if name in numbers:
            raise ExpressionError(f"{name} is given twice")
        numbers[name] = _number(name, text)
    return numbers


def _number(name: str, text: str) -> float:
    try:
        number = ast.literal_eval(text)
        if type(number) in (int, float) and math.isfinite(number):
            return float(number)
    except (ValueError, SyntaxError, TypeError, ArithmeticError, MemoryError, RecursionError):
        pass
    raise ExpressionError(f"{name}={text:.60} is not a finite number, such as -2, .5 or 1e-3")


def _as_json(graph: Graph) -> str:
    grads = {x.label: _finite(x.grad) for x in graph.leaves if type(x) is Value}
    return json.dumps({"value": _finite(graph.outputs[0].data), "grads": grads}, ensure_ascii=True)


def _finite(x: float | None) -> float | None:
    return x if x is not None and math.isfinite(x) else None


def _content(path: str, expression: str, graph: Graph) -> str | bytes:
    writers: dict[str, Callable[[], str | bytes]] = {
        ".svg": lambda: svg(graph),
        ".png": lambda: bytes(draw(graph).pipe("png")),
        ".dot": lambda: str(draw(graph).source),
        ".json": lambda: _as_json(graph) + "\n",
        ".html": lambda: page(
            expression,
            "Every value and gradient of the expression.",
            svg(graph, theme="auto"),
            [table("Values and gradients", NODE_HEAD, node_rows(graph))],
        ),
    }
    suffix = Path(path).suffix.lower()
    if suffix not in writers:
        known = ", ".join(writers)
        raise ExpressionError(f"cannot tell what to write to {path}: end its name in {known}")
    return writers[suffix]()


def _example(request: Request) -> int:
    if request.words[1:] != [EXAMPLE]:
        raise ExpressionError(f"there is one example: autograd example {EXAMPLE}")
    if request.as_json:
        raise ExpressionError("--json goes with an expression, not with the example")
    folder = Path(request.output or ".")
    if not folder.is_dir():
        raise AutogradError(f"{folder} is no folder: make it first, or name another with -o")
    graph = two_two_two()
    graph.backward()
    stages = [
        (
            stage,
            [(f.name, f.hand, f.rounded, "✓" if f.agrees else "✗") for f in figures],
        )
        for stage, figures in by_hand()
    ]
    picture = svg(graph, theme="auto")
    files = {
        folder / "example-2-2-2.svg": picture,
        folder / "example-2-2-2.html": page(
            "Backpropagation in a 2-2-2 network",
            "Two inputs, two sigmoid units, two sigmoid outputs, no biases, half the squared "
            "error, learning rate 0.5. Every number beside the one computed by hand.",
            picture,
            [table(stage, FIGURE_HEAD, rows) for stage, rows in stages],
        ),
    }
    for path, content in files.items():
        write(path, content)
    for stage, rows in stages:
        print(f"{stage}\n{aligned([FIGURE_HEAD, *rows])}\n")
    print("\n".join(map(str, files)))
    return 0
