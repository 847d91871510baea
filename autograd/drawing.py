"""`Drawing`: a `graphviz.Digraph` that is rendered by what pip installed, or shown as text."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import graphviz  # type: ignore[import-untyped]

from autograd.errors import AutogradError, RenderError
from autograd.files import write_all
from autograd.raster import FORMATS, in_place, on_a_page, with_known_signs, with_minus_signs
from autograd.render import has_own_fonts, rendered
from autograd.style import NUMBER_FONT

PICTURES = ("svg", "png", "pdf", "jpg", "jpeg", "gif", "webp", "ps", "eps")
SVG = "image/svg+xml"
SMALLEST = 0.7
PAGE = 655  # points: an exported notebook in a window of 1,000 pixels
ROOT = re.compile(r"<svg[^>]*>")
SIZE = re.compile(r'<svg width="([\d.]+)pt" height="([\d.]+)pt"')
NUMBER = re.compile(rf'(font-family="{NUMBER_FONT}[^>]*>)([^<]*)')
TITLE = re.compile(r'<title>[^<]*</title>(\s*<g id="[^"]*"><a [^>]*xlink:title="([^"]*)")')


class Drawing(graphviz.Digraph):  # type: ignore[misc]
    """A `graphviz.Digraph` whose renderer is a child process with a time limit.

    In a notebook it shows as SVG; where there is no renderer, as text. `text` is that text, `css`
    is put into every SVG, and `page` is the background of a PNG.
    """

    text = ""
    css = ""
    page = "transparent"

    def copy(self) -> Drawing:
        """A drawing of its own, with the same text and style sheet."""
        other: Drawing = super().copy()
        other.text, other.css, other.page = self.text, self.css, self.page
        return other

    def save(
        self,
        filename: str | os.PathLike[str] | None = None,
        directory: str | os.PathLike[str] | None = None,
        **options: Any,
    ) -> str:
        """Save the DOT text and return the path; AutogradError for the name of a picture."""
        if _picture_format(filename):
            name = Path(filename or "").name
            raise AutogradError(
                f"save writes DOT text, no picture: call .render({name!r}) for the picture, or "
                f"name the text {Path(name).stem}.gv"
            )
        return str(super().save(filename, directory=directory, **options))

    def pipe(
        self,
        format: str | None = None,  # noqa: A002
        renderer: str | None = None,
        formatter: str | None = None,
        neato_no_op: bool | int | None = None,
        quiet: bool = True,
        *,
        engine: str | None = None,
        encoding: str | None = None,
    ) -> Any:
        """The picture as bytes, or as text where an encoding is given; RenderError on failure."""
        picture_format = format or self.format
        data = rendered(
            self._as_dots() if picture_format in FORMATS else self.source,
            ":".join(filter(None, (picture_format, renderer, formatter))),
            engine or self.engine,
        )
        if picture_format == "svg":
            data = self._finished(data.decode()).encode()
        return data.decode(encoding) if encoding else data

    def _as_dots(self) -> str:
        """The DOT text of a picture that no browser finishes."""
        source = with_minus_signs(on_a_page(self.source, self.page))
        return with_known_signs(in_place(source)) if has_own_fonts() else source

    def _finished(self, svg: str) -> str:
        """The SVG with its style sheet, real minus signs, and tooltips as the elements' titles."""
        svg = NUMBER.sub(
            lambda text: text[1] + text[2].replace("&#45;", "-").replace("-", "−"), svg
        )
        svg = TITLE.sub(r"<title>\2</title>\1", svg)
        return ROOT.sub(lambda root: f"{root.group()}\n<style>\n{self.css}</style>", svg, count=1)

    def render(  # pyright: ignore[reportIncompatibleMethodOverride]
        self,
        filename: str | os.PathLike[str] | None = None,
        directory: str | os.PathLike[str] | None = None,
        view: bool = False,
        cleanup: bool = False,
        format: str | None = None,  # noqa: A002
        *,
        outfile: str | os.PathLike[str] | None = None,
        engine: str | None = None,
        **_: Any,
    ) -> str:
        """Save the source and, beside it, the picture; return the picture's path.

        `render("E.png")` writes E.png. A name without the suffix of a picture is that of the
        source, and the picture's is that name with its format behind it, as in Graphviz.

        Nothing is written where the picture cannot be made.
        """
        folder = os.fsdecode(directory or self.directory or "")
        named = _picture_format(filename)
        if outfile is None and named and format in (None, named):
            filename, outfile = None, filename
        if outfile is not None:
            target = Path(folder, outfile)
            picture_format = format or target.suffix[1:] or self.format
            source = Path(folder, filename) if filename else target.with_suffix(".gv")
        else:
            picture_format = format or self.format
            source = Path(folder, os.fsdecode(filename or self.filename))
            target = source.with_name(f"{source.name}.{picture_format}")
        picture = self.pipe(picture_format, engine=engine)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise AutogradError(f"cannot write {target}: {error.strerror}") from error
        write_all({target: picture} | ({} if cleanup else {source: self.source}))
        if view:
            self._view(str(target), format=picture_format, quiet=True)
        return str(target)

    def _repr_mimebundle_(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            bundle: dict[str, Any] = super()._repr_mimebundle_(*args, **kwargs)
        except RenderError as error:
            return {"text/plain": f"{self.text}\n({error})"}
        return {kind: _fitting(text) if kind == SVG else text for kind, text in bundle.items()}


def _picture_format(filename: str | os.PathLike[str] | None) -> str:
    """The format that a file's name says, if it is one of a picture; else ""."""
    suffix = Path(filename or "").suffix[1:].lower()
    return suffix if suffix in PICTURES else ""


def _fitting(svg: str) -> str:
    """The SVG made narrower where the notebook is, but never so that it cannot be read.

    An exported notebook shows it as an image of its own width, so that is no more than fits there.
    """

    def smaller(size: re.Match[str]) -> str:
        width, height = map(float, size.groups())
        smallest = round(SMALLEST * width)
        shown = min(width, max(PAGE, smallest))
        look = f"max-width:100%;min-width:{smallest}pt;height:auto"
        return f'<svg style="{look}" width="{shown:g}pt" height="{height * shown / width:.0f}pt"'

    return SIZE.sub(smaller, svg, count=1)
