"""`Drawing`: a `graphviz.Digraph` that is rendered by what pip installed, or shown as text."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import graphviz  # type: ignore[import-untyped]

from autograd.errors import AutogradError, RenderError
from autograd.files import write_all
from autograd.render import rendered
from autograd.style import NUMBER_FONT

ROOT = re.compile(r"<svg[^>]*>")
NUMBER = re.compile(rf'(font-family="{NUMBER_FONT}[^>]*>)([^<]*)')
TITLE = re.compile(r'<title>[^<]*</title>(\s*<g id="[^"]*"><a [^>]*xlink:title="([^"]*)")')


class Drawing(graphviz.Digraph):  # type: ignore[misc]
    """A `graphviz.Digraph` whose renderer is a child process with a time limit.

    In a notebook it shows as SVG; where there is no renderer, as text. `text` is that text, `css`
    is put into every SVG.
    """

    text = ""
    css = ""

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
            self.source,
            ":".join(filter(None, (picture_format, renderer, formatter))),
            engine or self.engine,
        )
        if picture_format == "svg":
            data = self._finished(data.decode()).encode()
        return data.decode(encoding) if encoding else data

    def _finished(self, svg: str) -> str:
        """The SVG with its style sheet, real minus signs, and tooltips as the elements' titles."""
        svg = NUMBER.sub(
            lambda text: text[1] + text[2].replace("&#45;", "-").replace("-", "−"), svg
        )
        svg = TITLE.sub(r"<title>\2</title>\1", svg)
        return ROOT.sub(lambda root: f"{root.group()}\n<style>\n{self.css}</style>", svg, count=1)

    def render(
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

        Nothing is written where the picture cannot be made.
        """
        folder = directory or self.directory or ""
        if outfile is not None:
            target = Path(folder, outfile)
            picture_format = format or target.suffix[1:] or self.format
            source = Path(folder, filename) if filename else target.with_suffix(".gv")
        else:
            picture_format = format or self.format
            source = Path(folder, filename or self.filename)
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
        return bundle
