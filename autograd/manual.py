"""What `--help` prints: everything in short, or one command with its own options."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from autograd.parsing import FUNCTIONS

__all__ = ["manual"]

OPTIONS = {
    "-o, --output FILE": (
        "write the graph: .svg, .png, .dot, .html (a page to step through) or .json\n"
        "(for the example: the folder for its two files)"
    ),
    "--json": 'print {"value": ..., "grads": {...}}; with check, the marks',
    "--update NAMES": "after the backward pass, change these: old value - lr * gradient",
    "--lr NUMBER": "the learning rate of that, 0.5 if not given",
    "--lang LANGUAGE": "with example, steps and check: en or ko, English or Korean",
    "--step": "go through the example one step at a time",
    "--version, --help": "",
}
KEYS = """\
In a terminal, Enter, space or the right arrow shows the next step, the left arrow goes back, and
q quits; elsewhere all steps are printed.
"""
ANSWERS = """\
Answers, of the worked example or of the expression that follows (each part may be missing):
  {"values": {"h1": 0.5200}, "grads": {"w5": 0.0259}, "updated": {"w5": 0.4370}, "lr": 0.5}
A number still to be found is null, "..." or ""; the report lists it. "digits": 4 marks to 4
decimals, otherwise to as many as were written. A result without a label is y. Several files are
marked one after the other; the file - is the standard input.
"""
FUNCTION_LIST = f"Functions: {', '.join(FUNCTIONS)}\n"
USAGE = {
    "": "autograd EXPRESSION [NAME=NUMBER ...] [--json] [-o FILE]",
    "steps": (
        "autograd steps EXPRESSION [NAME=NUMBER ...] [--update NAMES] [--lr NUMBER] [--lang ko] "
        "[-o FILE]"
    ),
    "example": "autograd example 2-2-2 [--lang ko] [-o FOLDER | --step]",
    "check": "autograd check ANSWERS.json ... [EXPRESSION NAME=NUMBER ...] [--json] [--lang ko]",
}
EXAMPLES = {
    "": (
        "autograd 'w*x + b' w=-2 x=5 b=3",
        "autograd 'sigmoid(w0*x0 + w1*x1 + w2)' w0=2 x0=-1 w1=-3 x1=-2 w2=-3 -o graph.svg",
        "autograd '-total([a, b])**2 / 2' a=1 b=1e-3 --json",
    ),
    "steps": (
        "autograd steps '(w*x + b - t)**2' w=-2 x=5 b=3 t=1 --update w,b --lr 0.01",
        "autograd steps 'w*x + b' w=-2 x=5 b=3 -o steps.html",
    ),
    "example": ("autograd example 2-2-2 -o pages", "autograd example 2-2-2 --step"),
    "check": ("autograd check answers.json", "autograd check mine.json yours.json 'w*x' w=2 x=3"),
}
PURPOSE = {
    "steps": (
        "Go through an expression one step at a time: forward, back, and with --update the\n"
        "change of these numbers and the way forward again.\n"
    ),
    "example": (
        "Print the worked backpropagation example, a network with 2 inputs, 2 hidden units and 2\n"
        "outputs, beside its hand-computed numbers, and write its picture and its page.\n"
    ),
    "check": (
        "Mark somebody's own numbers: which are right, which is the first wrong one, and what\n"
        "mistake gives it. The exit status is 1 where one is wrong or missing.\n"
    ),
}
SUMMARY = """\
Print every value and gradient of an expression, or go through them one step at a time, or print
the worked backpropagation example, or mark somebody's own numbers for it (exit status 1 where one
is wrong).
"""
OWN: dict[str, dict[str, str]] = {
    "steps": {
        "-o, --output FILE": "write a page to step through, .html",
        "--update NAMES": OPTIONS["--update NAMES"],
        "--lr NUMBER": OPTIONS["--lr NUMBER"],
        "--lang LANGUAGE": "en or ko: English or Korean",
    },
    "example": {
        "-o, --output FOLDER": "the folder for the picture and the page; here, if not given",
        "--step": OPTIONS["--step"],
        "--lang LANGUAGE": "en or ko: English or Korean",
    },
    "check": {
        "--json": "print the marks as JSON: label, verdict, yours, correct, causes",
        "--lang LANGUAGE": "en or ko: English or Korean",
    },
}


def manual(command: str = "") -> str:
    """The help of one command; of everything for "".

    >>> print(manual("example").splitlines()[0])
    autograd example 2-2-2 [--lang ko] [-o FOLDER | --step]
    """
    if not command:
        usage = "\n".join(USAGE.values()) + "\n"
        examples = [*EXAMPLES[""], *(EXAMPLES[c][0] for c in USAGE if c)]
        parts = [usage, SUMMARY, _options(OPTIONS), KEYS, _examples(examples), ANSWERS]
        return "\n".join([*parts, FUNCTION_LIST])
    parts = [f"{USAGE[command]}\n", PURPOSE[command], _options(OWN[command])]
    if command != "check":
        parts.append(KEYS)
    parts.append(_examples(EXAMPLES[command]))
    if command != "example":
        parts += [ANSWERS] * (command == "check") + [FUNCTION_LIST]
    return "\n".join(filter(None, parts))


def _options(options: Mapping[str, str]) -> str:
    wide = max(map(len, options), default=0)
    lines = []
    for name, text in options.items():
        first, *rest = text.split("\n")
        lines += [f"  {name:<{wide}}  {first}".rstrip(), *(" " * (wide + 4) + x for x in rest)]
    return "".join(f"{line}\n" for line in lines)


def _examples(lines: Iterable[str]) -> str:
    return "Examples:\n" + "".join(f"  {line}\n" for line in lines)
