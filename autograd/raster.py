"""What a picture made of dots needs: a page of its own, and only signs that its renderer has.

An SVG is drawn by the reader's browser, with the reader's fonts. The renderer that pip installs
draws a PNG by itself, with the fonts that it carries; they hold the letters of Latin, Greek,
Cyrillic and Hebrew and the common signs of mathematics, and it puts a box for every other sign.
"""

from __future__ import annotations

import re
import warnings

from autograd.style import NUMBER_FONT

FORMATS = ("png", "jpg", "jpeg", "gif", "webp")
PAGE = re.compile(r'bgcolor="?transparent"?')
NUMBER = re.compile(rf'(FACE="{NUMBER_FONT}">)([^<]*)')
IN_CELL = re.compile(rf'(FIXEDSIZE="TRUE"[^>]*><FONT[^>]*FACE="{NUMBER_FONT}">)([^<]*)')
TOOLTIP = re.compile(r'tooltip="(?:[^"\\]|\\.)*"')
INSTEAD = str.maketrans({"∇": "∂", "⋮": "…"})
LACKING = re.compile(
    r"[^\s -~\u00a0-\u0513\u0591-\u05f4\u1d00-\u1dca\u1e00-\u1ffe\u2010-\u205e\u2070-\u209c"
    r"\u20a0-\u20be\u2100-\u214f←-↕∂∆∏∑−∕∙√∞∟∩∫≈≉≠≡≢≤≥■□▲►▼◄◊○●◦�]"
)
MOST_SHOWN = 12


def with_minus_signs(source: str) -> str:
    """DOT text whose numbers have real minus signs."""
    return NUMBER.sub(lambda text: text[1] + text[2].replace("-", "−"), source)


def in_place(source: str) -> str:
    """DOT text whose numbers stand where they would if the renderer knew how wide a − is.

    It takes every byte of a sign for a letter, and a text that it so believes to be wider than its
    cell is centred there, which moves it by half of the difference: as far as the blanks that are
    put before it move it back.
    """

    def moved_back(text: re.Match[str]) -> str:
        blanks = len(text[2].encode()) - len(text[2])
        return f"{text[1]}{' ' * blanks}{text[2]}"

    return IN_CELL.sub(moved_back, source)


def on_a_page(source: str, color: str) -> str:
    """DOT text with that background where it had none."""
    return PAGE.sub(f'bgcolor="{color}"', source)


def with_known_signs(source: str) -> str:
    """DOT text with a sign that the renderer has for each one of ours that it lacks.

    Warns of letters that will be boxes, with what to do.

    >>> with_known_signs("a -> b [label=∇]")
    'a -> b [label=∂]'
    """
    source = source.translate(INSTEAD)
    lacking = "".join(dict.fromkeys(LACKING.findall(TOOLTIP.sub("", source))))
    if lacking:
        shown = lacking[:MOST_SHOWN] + "…" * (len(lacking) > MOST_SHOWN)
        warnings.warn(
            f"the picture has boxes in place of {shown}: graphviz-pure, the renderer in use, has "
            "no letters for them. Write SVG, .render('name.svg'), which has all of them, and open "
            "it in a browser or turn it into a PNG with `rsvg-convert name.svg -o name.png`",
            UserWarning,
            stacklevel=4,
        )
    return source
