"""Find a Graphviz renderer and run it: DOT in, a picture out.

The renderer is a program of its own, run with a time limit, so that a layout that takes too long
or dies takes nothing else with it. pip installs one, `graphviz-pure`; a system `dot` and
`pygraphviz` do as well. The environment variable `CHALKGRAD_DOT` names another.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig

from autograd.errors import RenderError

VARIABLE = "CHALKGRAD_DOT"
TIME_LIMIT = 30.0
INSTALL = (
    "install one with `pip install graphviz-pure`, or install Graphviz "
    f"(https://graphviz.org/download), or set {VARIABLE} to the path of a `dot` program"
)

_PYGRAPHVIZ = """
import sys, pygraphviz
graph = pygraphviz.AGraph(string=sys.stdin.buffer.read().decode())
sys.stdout.buffer.write(graph.draw(format=sys.argv[1], prog=sys.argv[2]))
"""


def find_renderer() -> list[str]:
    """The command that runs the renderer, without its options.

    Raises RenderError, saying what to install, where there is none.
    """
    chosen = os.environ.get(VARIABLE)
    if chosen:
        program = shutil.which(chosen)
        if program is None:
            raise RenderError(f"{VARIABLE} is {chosen!r}, which is no program that can be run")
        return [program]
    for name, path in (
        ("graphviz-pure", sysconfig.get_path("scripts")),
        ("graphviz-pure", None),
        ("dot", None),
    ):
        program = shutil.which(name, path=path)
        if program:
            return [program]
    if importlib.util.find_spec("pygraphviz"):
        return [sys.executable, "-c", _PYGRAPHVIZ]
    raise RenderError(f"no renderer for pictures was found: {INSTALL}")


def has_own_fonts() -> bool:
    """Whether the renderer knows only the fonts that it carries."""
    return "graphviz-pure" in os.path.basename(find_renderer()[0])


def rendered(
    source: str, picture_format: str = "svg", engine: str = "dot", time_limit: float = TIME_LIMIT
) -> bytes:
    """The picture that DOT text describes, as the bytes of a file of that format.

    `time_limit` is in seconds. Raises RenderError, in one line, where no renderer is found, or it
    fails, or it takes longer. What it writes on stderr is shown only then.
    """
    command = find_renderer()
    if command[0] == sys.executable:
        options = [picture_format, engine]
    else:
        options = [f"-K{engine}", f"-T{picture_format}"]
    try:
        # No shell, and what runs is a program that pip or the user has put there.
        process = subprocess.run(  # nosec B603
            [*command, *options],
            input=source.encode(),
            capture_output=True,
            timeout=time_limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RenderError(
            f"the picture was not ready after {time_limit:g} seconds: draw a part of the graph "
            "(draw(inner) for one of its values, or depth=3)"
        ) from None
    except OSError as error:
        raise RenderError(f"{command[0]} could not be run: {error}; {INSTALL}") from None
    if process.returncode or not process.stdout:
        raise RenderError(
            f"{os.path.basename(command[0])} made no {picture_format} picture "
            f"(exit status {process.returncode}): {_reason(process.stderr)}"
        )
    return process.stdout


def _reason(stderr: bytes) -> str:
    """The line of the renderer's stderr that says most: the first that is no warning."""
    lines = [line for line in stderr.decode(errors="replace").splitlines() if line.strip()]
    errors = [line for line in lines if not line.startswith("Warning")]
    return f"{(errors or lines or ['it said nothing'])[0]:.300}"
