"""The renderer is found, overridden and bounded, and its failures are one line."""

import sys
import time

import pytest

from autograd import render
from autograd.errors import RenderError

DOT = 'digraph { "가" -> b }'


@pytest.fixture
def no_renderer(monkeypatch):
    monkeypatch.delenv(render.VARIABLE, raising=False)
    monkeypatch.setattr(render.shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(render.importlib.util, "find_spec", lambda _: None)


def program(tmp_path, body):
    path = tmp_path / "renderer"
    path.write_text(f"#!{sys.executable}\n{body}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize(
    ("picture_format", "beginning"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("dot", b"digraph")]
)
def test_formats_that_the_installed_renderer_makes(picture_format, beginning, capfd):
    assert render.rendered(DOT, picture_format).startswith(beginning)
    assert capfd.readouterr() == ("", "")


def test_without_a_renderer_the_error_says_what_to_install(no_renderer):
    with pytest.raises(RenderError, match="pip install graphviz-pure"):
        render.rendered(DOT)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("import sys; sys.exit('Warning: w\\nError: bad line')", "exit status 1.*Error: bad line"),
        ("pass", "made no svg picture"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="needs a script that can be run")
def test_a_failure_is_one_line(tmp_path, monkeypatch, body, message):
    monkeypatch.setenv(render.VARIABLE, program(tmp_path, body))
    with pytest.raises(RenderError, match=message) as error:
        render.rendered(DOT)
    assert "\n" not in str(error.value)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a script that can be run")
def test_a_renderer_that_does_not_end_is_stopped(tmp_path, monkeypatch):
    monkeypatch.setenv(render.VARIABLE, program(tmp_path, "import time; time.sleep(60)"))
    started = time.monotonic()
    with pytest.raises(RenderError, match=r"not ready after 0\.5 seconds"):
        render.rendered(DOT, time_limit=0.5)
    assert time.monotonic() - started < 30


def test_the_variable_overrides_and_is_checked(monkeypatch):
    monkeypatch.setenv(render.VARIABLE, "/no/such/dot")
    with pytest.raises(RenderError, match=r"CHALKGRAD_DOT is '/no/such/dot'"):
        render.find_renderer()
