"""Lines of equations laid out for a terminal and for a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from autograd.columns import filled_left, width

WIDTH = 99


class Equation(NamedTuple):
    """One line: `left` = first side = second side = …"""

    left: str
    sides: list[str]


Line = Equation | str


def as_text(lines: list[Line]) -> str:
    """Equations below each other, their first equals signs aligned block by block."""
    out: list[str] = []
    block: list[Equation] = []
    for line in [*lines, ""]:
        if isinstance(line, Equation):
            block.append(line)
            continue
        columns = max((width(e.left) for e in block), default=0)
        for equation in block:
            out += _wrapped(equation, columns)
        block = []
        out.append(line)
    return "\n".join(out[:-1])


def _wrapped(equation: Equation, columns: int) -> list[str]:
    left = filled_left(equation.left, columns)
    if _fits(equation):
        return [" = ".join([left, *equation.sides])]
    first, *rest = equation.sides
    return [f"{left} = {first}", *(f"{' ' * columns} = {side}" for side in rest)]


def _fits(equation: Equation) -> bool:
    return width(" = ".join([equation.left, *equation.sides])) <= WIDTH


def as_latex(lines: Iterable[tuple[Line, Line]]) -> str:
    """The same lines in one aligned environment, broken where the text is."""
    rows = r"\begin{aligned}"
    line_end = "\n"
    for text, line in lines:
        if isinstance(text, Equation) and isinstance(line, Equation):
            equals = " = " if _fits(text) else " \\\\\n&= "
            rows += f"{line_end}{line.left} &= {equals.join(line.sides)}"
        elif line:
            rows += f"{line_end}&{line}"
        line_end = " \\\\\n" if line else " \\\\[0.6em]\n"
    return rows + "\n" + r"\end{aligned}"
