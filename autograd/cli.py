"""The command line: an expression becomes numbers, steps, a picture or a page."""

from __future__ import annotations

import codecs
import json
import math
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from autograd.answer_file import check_answers
from autograd.arguments import (
    STDIN,
    Request,
    asks_for_help,
    command_of,
    files_first,
    numbers,
    taken_apart,
)
from autograd.draw import draw, svg
from autograd.errors import AutogradError, ExpressionError
from autograd.examples import LEARNING_RATE, WEIGHTS, by_hand, two_two_two
from autograd.files import make_folder, write_all, write_file
from autograd.graph import Graph
from autograd.languages import phrases_in
from autograd.manual import manual
from autograd.parsing import parse
from autograd.steps import steps
from autograd.tables import aligned, node_rows
from autograd.value import Value
from autograd.walk import show

__all__ = ["main"]

NODE_HEAD = ("node", "value", "gradient")
FIGURE_HEAD = ("number", "by hand", "computed", "")
EXAMPLE = "2-2-2"
PLAIN = "chalkgrad-plain"
SPELLINGS = {
    "✓": "yes",
    "✗": "NO",
    "…": "...",
    "∞": "inf",
    "−": "-",
    "–": "-",
    "·": "*",
    "×": "*",
    "∂": "d",
    "←": "<-",
    "→": "->",
    "²": "^2",
    "³": "^3",
    "⁺": "+",
    "α": "lr",
    "σ": "sigmoid",
}


def _spelled_out(error: UnicodeError) -> tuple[str, int]:
    """How signs are written where the terminal's encoding lacks them."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(SPELLINGS.get(sign, "?") for sign in signs), error.end


codecs.register_error(PLAIN, _spelled_out)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status: 0, 1 for wrong answers, 2 for bad input."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=PLAIN)
    try:
        status = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
    except AutogradError as error:
        print(f"autograd: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return 1
        print(f"autograd: cannot print: {error.strerror}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return status


def _run(arguments: list[str]) -> int:
    if not arguments or asks_for_help(arguments):
        print(manual(command_of(arguments)), end="")
        return 0 if arguments else 2
    if arguments == ["--version"]:
        print(f"autograd (chalkgrad) {_version()}")
        return 0
    request = taken_apart(arguments)
    commands = {"example": _example, "steps": _steps, "check": _marked, "": _expression}
    return commands[request.command](request)


def _version() -> str:
    try:
        return version("chalkgrad")
    except PackageNotFoundError:
        return "from a folder, not installed"


def _parsed(request: Request) -> Value:
    expression, *assignments = request.words
    return parse(expression, numbers(assignments))


def _expression(request: Request) -> int:
    result = _parsed(request)
    result.backward()
    graph = Graph(result)
    if request.output:
        write_file(request.output, _content(request.output, graph, request.words[0].strip()))
    if request.as_json:
        print(_as_json(graph))
    else:
        print(request.output or aligned([NODE_HEAD, *node_rows(graph)]))
    return 0


def _steps(request: Request) -> int:
    every = steps(
        _parsed(request),
        update=request.update,
        lr=request.lr,
        lang=request.lang,
        subject=request.words[0].strip(),
    )
    if not request.output:
        show(every)
        return 0
    if Path(request.output).suffix.lower() != ".html":
        raise ExpressionError(f"steps are written as a page: end {request.output} in .html")
    every.save(request.output)
    print(request.output)
    return 0


def _marked(request: Request) -> int:
    paths, formula = files_first(request.words)
    loss = _parsed(request._replace(words=formula)) if formula else two_two_two().outputs[0]
    known: dict[str, Any] = {} if formula else {"lr": LEARNING_RATE, "update": WEIGHTS}
    reports = {}
    for path in paths:
        text = _text_of(path)
        try:
            reports[path] = check_answers(loss, text, **known, lang=request.lang)
        except AutogradError as error:
            raise AutogradError(f"{path}: {error}") from error
    if request.as_json:
        marked = [{"file": path, **report.as_dict()} for path, report in reports.items()]
        print(json.dumps(marked if len(marked) > 1 else marked[0], ensure_ascii=True))
    elif len(reports) == 1:
        print(*reports.values())
    else:
        print("\n\n".join(f"{path}\n{report}" for path, report in reports.items()))
    return 0 if all(report.ok for report in reports.values()) else 1


def _text_of(path: str) -> str:
    try:
        if path == STDIN:
            return sys.stdin.read()
        return Path(path).read_text(encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not text in UTF-8"
        raise AutogradError(f"cannot read {path}: {reason}") from error


def _as_json(graph: Graph) -> str:
    grads = {x.label: _finite(x.grad) for x in graph.leaves if type(x) is Value}
    return json.dumps({"value": _finite(graph.outputs[0].data), "grads": grads}, ensure_ascii=True)


def _finite(x: float | None) -> float | None:
    return x if x is not None and math.isfinite(x) else None


def _content(path: str, graph: Graph, expression: str) -> str | bytes:
    writers: dict[str, Callable[[], str | bytes]] = {
        ".svg": lambda: svg(graph),
        ".png": lambda: bytes(draw(graph).pipe("png")),
        ".dot": lambda: str(draw(graph).source),
        ".json": lambda: _as_json(graph) + "\n",
        ".html": lambda: steps(graph.outputs[0], subject=expression).html(),
    }
    suffix = Path(path).suffix.lower()
    if suffix not in writers:
        known = ", ".join(writers)
        raise ExpressionError(f"cannot tell what to write to {path}: end its name in {known}")
    return writers[suffix]()


def _example(request: Request) -> int:
    if request.words != [EXAMPLE]:
        raise ExpressionError(f"there is one example: autograd example {EXAMPLE}")
    graph = two_two_two()
    worked = steps(graph.outputs[0], update=WEIGHTS, lr=LEARNING_RATE, lang=request.lang)
    if request.by_step:
        show(worked)
        return 0
    folder = Path(request.output or ".")
    if folder.exists() and not folder.is_dir():
        raise AutogradError(f"{folder} is a file: name a folder with -o")
    graph.backward()
    files = {
        folder / f"example-{EXAMPLE}.svg": svg(graph, theme="auto"),
        folder / f"example-{EXAMPLE}.html": worked.html(),
    }
    make_folder(folder)
    write_all(files)
    say = phrases_in(request.lang)
    head = tuple(map(say, FIGURE_HEAD))
    for stage, figures in by_hand():
        rows = [(f.name, f.hand, f.rounded, "✓" if f.agrees else "✗") for f in figures]
        print(f"{say(stage)}\n{aligned([head, *rows])}\n")
    print("\n".join(map(str, files)))
    return 0
