"""How pictures of graphs look: colours, shapes, and the cards that nodes are drawn as.

The colours are those of Okabe and Ito (2008), which colour-blind people can tell apart, and each
kind of node has a shape of its own besides. Cards have their own background, and what lies between
them is drawn in tones that stand out from white and from black, so that a picture can be put on
any page.
"""

from __future__ import annotations

import html
import math
import unicodedata
from dataclasses import dataclass

FONT = "Helvetica"
NUMBER_FONT = "Courier"
FONT_SIZE = 12
TITLE_SIZE = 13
SMALL_SIZE = 10
SANS = "Helvetica, Arial, 'Apple SD Gothic Neo', 'Malgun Gothic', 'Noto Sans KR', sans-serif"
MONO = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', 'Courier New', monospace"
TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1">'
LONGEST_LABEL = 28


@dataclass(frozen=True)
class Look:
    """Shape and colours of one kind of node."""

    shape: str
    style: str
    line: str
    fill: str
    width: float = 1.2
    frames: int = 1


@dataclass(frozen=True)
class Theme:
    """The colours of a picture."""

    looks: dict[str, Look]
    ink: str
    faint: str
    gradient: str
    partial: str
    edge: str
    path: str
    page: str


LIGHT = Theme(
    looks={
        "input": Look("box", "filled", "#0072B2", "#E6F1FA"),
        "parameter": Look("box", "filled", "#009E73", "#E3F5EE", frames=2),
        "constant": Look("box", "rounded,filled", "#9AA0A8", "#F1F2F4", 1.0),
        "result": Look("box", "rounded,filled", "#7C828C", "#FFFFFF"),
        "output": Look("box", "rounded,filled", "#4B4F58", "#FFFFFF", 2.4),
        "operation": Look("box", "rounded,filled", "#7C828C", "#FFF3CF"),
    },
    ink="#1D2129",
    faint="#646B76",
    gradient="#B84300",
    partial="#8A3A78",
    edge="#7C828C",
    path="#D55E00",
    page="#FFFFFF",
)
DARK = Theme(
    looks={
        "input": Look("box", "filled", "#56B4E9", "#12303F"),
        "parameter": Look("box", "filled", "#2CC295", "#10352B", frames=2),
        "constant": Look("box", "rounded,filled", "#767C86", "#2A2D33", 1.0),
        "result": Look("box", "rounded,filled", "#8A909A", "#1F2228"),
        "output": Look("box", "rounded,filled", "#C9CDD4", "#1F2228", 2.4),
        "operation": Look("box", "rounded,filled", "#8A909A", "#40371B"),
    },
    ink="#EEF0F3",
    faint="#A4ABB6",
    gradient="#FFA25C",
    partial="#E79AD0",
    edge="#7C828C",
    path="#E8701A",
    page="#16181D",
)
COLOR_NAMES = ("ink", "faint", "gradient", "partial", "edge", "path")
LINE_BREAKS = "\n\r\t\u2028\u2029"
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""Signs that turn the direction in which all that follows is read."""
THEMES = {"light": LIGHT, "dark": DARK, "auto": LIGHT}


def plain(text: str) -> str:
    """One line of text that XML can hold: blanks for line breaks, a sign for what has none."""
    return "".join(
        " " if c in LINE_BREAKS else "\ufffd" if c in TURNING or _is_no_sign(c) else c
        for c in text
    )


def _is_no_sign(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} or ord(character) & 0xFFFE == 0xFFFE


def shortened(text: str) -> str:
    """The text, or its beginning and … where it is long."""
    text = plain(text)
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"


def markup(text: str) -> str:
    """Text inside an HTML-like label: only text, whatever it holds."""
    return html.escape(plain(text)).replace("\\", "\\\\")


def width_of(text: str, size: float = FONT_SIZE) -> float:
    """Points that are enough for bold text in any common font without serifs.

    Renderers take letters outside ASCII for narrow blanks, so cards are given this width.
    """
    return size * sum(
        1.08 if unicodedata.east_asian_width(c) in "WF" else 0.42 if c in "il.,:;|!' " else 0.7
        for c in text
    )


def font(text: str, color: str, size: float = FONT_SIZE, face: str = FONT) -> str:
    """Text of an HTML-like label in a colour, size and font."""
    inner = markup(text) or " "  # the renderer cannot read an empty one
    return f'<FONT COLOR="{color}" POINT-SIZE="{size:g}" FACE="{face}">{inner}</FONT>'


def card(label: str, symbol: str, rows: list[tuple[str, str, str]], theme: Theme) -> str:
    """A label with a title and, below it, rows of (name, number, colour) with aligned numbers.

    Numbers are padded to the same length in a font whose letters are all equally wide: they line
    up whatever font the reader's browser puts in its place. Renderers misjudge signs outside
    ASCII, so minus signs are put in after the layout.
    """
    title = shortened(label)
    longest = max(len(number) for _, number, _ in rows)
    name_width = math.ceil(max(width_of(name, SMALL_SIZE) for name, _, _ in rows)) + 2
    number_width = math.ceil(0.63 * FONT_SIZE * longest)
    lines = []
    if title or symbol:
        wide = max(width_of(f"{title} {symbol}", TITLE_SIZE), name_width + number_width)
        heading = f"<B>{font(title, theme.ink, TITLE_SIZE)}</B>" if title else ""
        if symbol:
            heading += font(f"  {symbol}" if title else symbol, theme.partial, TITLE_SIZE)
        lines.append(f'<TR><TD COLSPAN="2" ALIGN="LEFT" {_size(wide, 19)}>{heading}</TD></TR>')
    for name, number, color in rows:
        padded = number.replace("−", "-").replace("–", "-").rjust(longest)
        lines.append(
            f'<TR><TD ALIGN="LEFT" {_size(name_width)}>{font(name, theme.faint, SMALL_SIZE)}</TD>'
            f'<TD ALIGN="LEFT" {_size(number_width)}>'
            f"{font(padded, color, FONT_SIZE, NUMBER_FONT)}</TD></TR>"
        )
    return f"<{TABLE}{''.join(lines)}</TABLE>>"


def _size(width: float, height: int = 16) -> str:
    """Attributes of a cell of that size, whatever the renderer believes that its text takes."""
    return f'FIXEDSIZE="TRUE" WIDTH="{math.ceil(width)}" HEIGHT="{height}"'


def pill(text: str, theme: Theme) -> str:
    """A label for an edge: a little card of its own, so that it can be read on any page."""
    text = text.replace("−", "-")
    fill, width = theme.looks["result"].fill, math.ceil(0.63 * SMALL_SIZE * len(text))
    return (
        f'<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="3"><TR>'
        f'<TD BGCOLOR="{fill}" STYLE="ROUNDED" ALIGN="LEFT" WIDTH="{width}">'
        f"{font(text, theme.partial, SMALL_SIZE, NUMBER_FONT)}</TD></TR></TABLE>>"
    )


def css(theme: str) -> str:
    """The style sheet of an SVG: font families and, for "auto", the colours of a dark system.

    A file that is opened by itself then has a dark page too; on a page it has none of its own.
    """
    rules = f"""\
.chalkgrad text {{ font-family: {SANS}; }}
.chalkgrad text[font-family^="{NUMBER_FONT}"] {{ font-family: {MONO}; }}
"""
    if theme != "auto":
        return rules
    dark = "".join(
        f'.chalkgrad [{name}="{light}" i] {{ {name}: {dark}; }}\n'
        for light, dark in _pairs()
        for name in ("fill", "stroke")
    )
    page = f"svg:root {{ background: {DARK.page}; }}\n"
    return f"{rules}@media (prefers-color-scheme: dark) {{\n{page}{dark}}}\n"


def _pairs() -> list[tuple[str, str]]:
    """Each colour of the light theme beside the one that takes its place."""
    pairs = [(getattr(LIGHT, name), getattr(DARK, name)) for name in COLOR_NAMES]
    for kind, look in LIGHT.looks.items():
        pairs += [(look.line, DARK.looks[kind].line), (look.fill, DARK.looks[kind].fill)]
    return sorted(set(pairs))
