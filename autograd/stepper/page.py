"""The page that shows the steps: one HTML file that needs nothing else and asks for nothing."""

from __future__ import annotations

import base64
import json
import warnings
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from itertools import groupby
from string import Template
from uuid import uuid4

from autograd.errors import AutogradError
from autograd.stepper.layout import GAP
from autograd.stepper.picture import HEIGHT, Picture
from autograd.stepper.scene import Scene
from autograd.stepper.step import Script, Step, Words, phase_of
from autograd.stepper.words import words_in

MOST_NODES = 2_000
MOST_HIGH = 120
SCRIPTS = (
    "graph.js",
    "formula.js",
    "moving.js",
    "details.js",
    "quiz.js",
    "room.js",
    "controls.js",
)
FRAME_HEIGHT = 385
FRAME_WIDTH = 800

# The frame waits in a template, so that where no script runs the still picture stands alone.
NOTEBOOK = """\
<template id="{name}-page"><iframe \
style="width:100%;height:{height}px;border:1px solid #8886;border-radius:8px" \
sandbox="allow-scripts" title="{title}" srcdoc="{page}"></iframe></template>
<div id="{name}"><img alt="{picture_text}" style="max-width:100%" src="{picture}">
<pre>{text}</pre></div>
<script>document.getElementById("{name}").replaceWith(\
document.getElementById("{name}-page").content.cloneNode(true))</script>"""


class Page:
    """The page of some steps in one language."""

    def __init__(
        self, script: Script, every: Sequence[Step], lang: str, *, quiz: bool, subject: str = ""
    ) -> None:
        if len(script.trace.nodes) > MOST_NODES:
            raise AutogradError(
                f"the page shows graphs of up to {MOST_NODES} nodes, and this one has "
                f"{len(script.trace.nodes)}: take the steps of one of the inner values, or print "
                "them"
            )
        self.lang = lang
        self.quiz = quiz
        self.words = words_in(lang)
        self.title = self.words["title"].format(loss=subject or script.subject)
        self.scene = Scene(script, every, lang)
        self.picture = Picture(self.scene, self.words)
        _warn_of_crowds(self.picture, len(every))

    def html(self) -> str:
        """The whole file."""
        data = {
            **self.scene.data(),
            "narrow": self.picture.narrow(),
            "words": self.words,
            "quiz": self.quiz,
        }
        return Template(_part("page.html")).substitute(
            {key: escape(text) for key, text in self.words.items()},
            lang=self.lang,
            title=escape(self.title),
            style=_part("page.css"),
            script="\n".join(map(_part, SCRIPTS)),
            data=_as_json(data),
            graph_source=self.picture.live(),
            picture_source=self._picture_source(),
            all_steps="".join(_list_of_steps(self.scene, self.words)),
        )

    def notebook(self, text: str) -> str:
        """The page in a frame of its own, with a still picture for viewers that run no scripts."""
        layout = self.picture.layout
        scale = min(1.3, max(0.8, FRAME_WIDTH / layout.width))
        return NOTEBOOK.format(
            height=round(FRAME_HEIGHT + min(scale * layout.height, 420.0)),
            title=escape(self.title),
            page=escape(self.html()),
            name=f"steps-{uuid4().hex[:12]}",
            picture_text=escape(self.words["picture"]),
            picture=self._picture_source(),
            text=escape(text),
        )

    def _picture_source(self) -> str:
        encoded = base64.b64encode(self.picture.still().encode()).decode()
        return f"data:image/svg+xml;base64,{encoded}"


def _warn_of_crowds(picture: Picture, count: int) -> None:
    """A warning where so many boxes stand above each other that nobody can follow the lines."""
    high = round(picture.layout.height / (HEIGHT + GAP))
    if high > MOST_HIGH:
        warnings.warn(
            f"this page has {count:,} steps and a picture that is {high} boxes high, too many to "
            "follow: take the steps of a smaller network (3 units a layer show all there is), or "
            "of one of the values inside, or leave out expand=True",
            UserWarning,
            stacklevel=5,
        )


def _list_of_steps(scene: Scene, words: Words) -> Iterator[str]:
    numbered = enumerate(zip(scene.steps, scene.sentences), 1)
    for phase, group in groupby(numbered, key=lambda item: phase_of(item[1][0])):
        rows = list(group)
        yield f'<h2>{escape(words[phase])}</h2><ol start="{rows[0][0]}">'
        for _, (step, said) in rows:
            formula = " ".join(filter(None, step.columns))
            formula += f" ({step.equation})" if step.equation else ""
            yield f"<li><p>{escape(said)}</p><p class=math>{escape(formula)}</p></li>"
        yield "</ol>"


def _as_json(data: object) -> str:
    """JSON that no parser of HTML takes for anything but text."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


@cache
def _part(name: str) -> str:
    return files("autograd.stepper").joinpath(name).read_text(encoding="utf-8")
