"""Reading IDX files, plain and gzipped; files of this kind are written here byte by byte."""

import gzip
import struct

import numpy as np
import pytest

from autograd import AutogradError
from nn import read_idx

IMAGES = struct.pack(">4B3i8B", 0, 0, 0x08, 3, 2, 2, 2, *range(8))
TYPES = {0x08: "B", 0x09: "b", 0x0B: "h", 0x0C: "i", 0x0D: "f", 0x0E: "d"}


def test_images_come_in_the_stated_shape(tmp_path):
    path = tmp_path / "images-idx3-ubyte"
    path.write_bytes(IMAGES)
    images = read_idx(path)
    assert images.shape == (2, 2, 2)
    assert images.dtype == np.uint8
    assert images[1].tolist() == [[4, 5], [6, 7]]


@pytest.mark.parametrize(("code", "letter"), TYPES.items())
def test_every_type_of_number_is_read(tmp_path, code, letter):
    path = tmp_path / "numbers"
    path.write_bytes(struct.pack(f">4Bi3{letter}", 0, 0, code, 1, 3, 1, 2, 100))
    assert read_idx(str(path)).tolist() == [1, 2, 100]
    assert read_idx(path).dtype.isnative


@pytest.mark.parametrize("name", ["images", "images.gz"])
def test_a_gzipped_file_reads_like_a_plain_one_whatever_it_is_called(tmp_path, name):
    (tmp_path / name).write_bytes(gzip.compress(IMAGES))
    assert read_idx(tmp_path / "images").shape == (2, 2, 2)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is no IDX file"),
        (b"<html>not found</html>", "is no IDX file"),
        (b"\0\0\x07\x01\0\0\0\x01\0", "is no IDX file"),
        (IMAGES[:10], "ends before it has stated its shape"),
        (IMAGES[:-1], "takes 8 bytes, but holds 7"),
        (IMAGES + b"\0", "takes 8 bytes, but holds 9"),
        (gzip.compress(IMAGES)[:-9], "is no whole gzip file"),
        (b"\x1f\x8bnot gzip at all", "is no whole gzip file"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(tmp_path, content, words):
    path = tmp_path / "images"
    path.write_bytes(content)
    with pytest.raises(AutogradError, match=words):
        read_idx(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="images"):
        read_idx(tmp_path / "images")
