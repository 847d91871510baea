"""Whatever keeps a file from being written: one clear line, and the old file is whole."""

import errno
import os
import stat
import subprocess
import sys

import pytest

from autograd import AutogradError, draw, files, steps, values
from autograd.cli import main
from nn import MLP
from nn import draw as draw_network

FORMULA = ["w*x", "w=2", "x=3"]


def product():
    w, x = values(w=2.0, x=3.0)
    return (w * x).named("y")


def command(*words):
    """What a command does with a path; its failure as an error."""

    def run(path):
        if main([*words, "-o", str(path)]):
            raise AutogradError("exit status 2")

    return run


WRITERS = {
    "page.html": lambda path: steps(product()).save(path),
    "model.npz": lambda path: MLP(2, [1], seed=0).save(path),
    "graph.svg": lambda path: draw(product()).render(outfile=path, cleanup=True),
    "graph.png": lambda path: draw_network(MLP(2, [1], seed=0)).render(outfile=path, cleanup=True),
    "cli.svg": command(*FORMULA),
    "cli.json": command(*FORMULA),
    "cli.dot": command(*FORMULA),
    "cli.html": command("steps", *FORMULA),
    "text": lambda path: files.write_file(path, "text"),
}
writers = pytest.mark.parametrize(("name", "write"), WRITERS.items(), ids=WRITERS)


class FullFile:
    """A file on a disk that is full: the first bytes fit."""

    def __init__(self, *given):
        self.file = open(*given)  # noqa: SIM115

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def write(self, content):
        self.file.write(content[:3])
        raise OSError(errno.ENOSPC, "No space left on device")


def full_disk(monkeypatch):
    monkeypatch.setattr(files, "open", FullFile, raising=False)


def failing(number):
    def fail(*_, **__):
        raise OSError(number, os.strerror(number))

    return fail


TROUBLES = {
    "full disk": full_disk,
    "read-only folder": lambda m: m.setattr(files, "open", failing(errno.EACCES), raising=False),
    "read-only disk": lambda m: m.setattr(files, "open", failing(errno.EROFS), raising=False),
    "no more files": lambda m: m.setattr(files, "open", failing(errno.EMFILE), raising=False),
    "no move": lambda m: m.setattr(os, "replace", failing(errno.EPERM)),
}


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(write, path, capsys):
    """The one line that says why nothing was written."""
    with pytest.raises(AutogradError) as caught:
        write(path)
    said = str(caught.value)
    if said == "exit status 2":
        said = capsys.readouterr().err.rstrip("\n")
    assert len(said.splitlines()) == 1
    assert "cannot write" in said
    return said


@writers
@pytest.mark.parametrize("trouble", TROUBLES)
def test_an_old_file_survives(tmp_path, monkeypatch, capsys, name, write, trouble):
    (tmp_path / name).write_bytes(b"old")
    TROUBLES[trouble](monkeypatch)
    refused(write, tmp_path / name, capsys)
    assert contents(tmp_path) == {name: b"old"}


@writers
def test_where_there_was_no_file_there_is_none(tmp_path, monkeypatch, capsys, name, write):
    full_disk(monkeypatch)
    assert "No space left" in refused(write, tmp_path / name, capsys)
    assert contents(tmp_path) == {}


@writers
def test_a_folder_in_place_of_the_file_stays(tmp_path, capsys, name, write):
    (tmp_path / name).mkdir()
    assert "folder" in refused(write, tmp_path / name, capsys)
    assert os.listdir(tmp_path) == [name]
    assert os.listdir(tmp_path / name) == []


@writers
def test_a_file_in_place_of_the_folder_stays(tmp_path, capsys, name, write):
    (tmp_path / "file").write_bytes(b"old")
    refused(write, tmp_path / "file" / name, capsys)
    assert contents(tmp_path) == {"file": b"old"}


@writers
def test_an_existing_file_is_replaced_and_keeps_its_permissions(tmp_path, name, write):
    path = tmp_path / name
    path.write_bytes(b"old")
    path.chmod(0o640)
    write(path)
    assert os.listdir(tmp_path) == [name]
    assert path.read_bytes() != b"old"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with a name")
def test_what_is_no_file_is_not_replaced_by_one(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(AutogradError, match="not a file"):
        files.write_file(tmp_path / "pipe", "text")
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own there")
def test_a_link_stays_a_link_and_its_file_is_replaced(tmp_path):
    (tmp_path / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to("real")
    files.write_file(tmp_path / "link", "new")
    assert (tmp_path / "link").is_symlink()
    assert contents(tmp_path) == {"real": b"new", "link": b"new"}
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(AutogradError, match="cannot write"):
        files.write_file(tmp_path / "loop", "new")


def test_the_example_writes_both_of_its_files_or_none(tmp_path, capsys, monkeypatch):
    (tmp_path / "example-2-2-2.html").mkdir()
    assert main(["example", "2-2-2", "-o", str(tmp_path)]) == 2
    assert "example-2-2-2.html" in capsys.readouterr().err
    (tmp_path / "example-2-2-2.html").rmdir()
    (tmp_path / "example-2-2-2.svg").write_text("old")
    monkeypatch.setattr(os, "replace", failing(errno.EIO))
    assert main(["example", "2-2-2", "-o", str(tmp_path)]) == 2
    assert contents(tmp_path) == {"example-2-2-2.svg": b"old"}


def test_text_that_no_file_can_hold_is_refused(tmp_path):
    with pytest.raises(AutogradError, match="surrogates"):
        files.write_file(tmp_path / "a", "\ud800")
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("words", [["-o", "{}"], ["-o", "{}", "--json"]])
def test_a_command_that_fails_prints_one_line_and_no_result(tmp_path, words):
    (tmp_path / "graph.svg").mkdir()
    path = str(tmp_path / "graph.svg")
    result = subprocess.run(
        [sys.executable, "-m", "autograd", *FORMULA, *(word.format(path) for word in words)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a device that is always full")
def test_a_full_disk_behind_standard_output_is_one_line_too():
    with open("/dev/full", "w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "autograd", *FORMULA],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=60,
            check=False,
        )
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
