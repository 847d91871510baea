"""Files are written whole or not at all."""

import os

import pytest

from autograd import AutogradError
from autograd.files import write_file


def test_a_file_is_written_as_text_or_bytes(tmp_path):
    write_file(tmp_path / "a.txt", "∂E")
    write_file(tmp_path / "b.bin", b"\x00\x01")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == "∂E"
    assert (tmp_path / "b.bin").read_bytes() == b"\x00\x01"


def test_an_existing_file_is_replaced_and_nothing_is_left_beside_it(tmp_path):
    target = tmp_path / "a.txt"
    target.write_text("old")
    write_file(target, "new")
    assert target.read_text() == "new"
    assert os.listdir(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("place", ["", "missing/a.txt", "file.txt/a.txt", "a\0b"])
def test_a_place_that_cannot_be_written_is_named_in_one_line(tmp_path, place):
    (tmp_path / "file.txt").write_text("old")
    with pytest.raises(AutogradError, match="cannot write") as caught:
        write_file(tmp_path / place, "new")
    assert "\n" not in str(caught.value)
    assert (tmp_path / "file.txt").read_text() == "old"
    assert os.listdir(tmp_path) == ["file.txt"]


def test_the_old_file_survives_when_the_move_fails(tmp_path, monkeypatch):
    target = tmp_path / "a.txt"
    target.write_text("old")

    def full_disk(source, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full_disk)
    with pytest.raises(AutogradError, match="No space left"):
        write_file(target, "new")
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]
