"""Generated code that reuses arrays computes what the code computes that it was made from."""

import ast

import numpy as np
import pytest

from autograd.compiling.in_place import in_place
from autograd.compiling.shapes import INDICES, ROWS, Array, Shapes

HELPERS = """\
def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def first_of(first, *others):
    for other in others:
        first = first + other
    return first

def same(x):
    y = x
    return y
"""
ARRAYS = {
    "X": Array((ROWS, 3)),
    "params": Array((15,)),
    "seed": Array((ROWS,)),
    "columns1": Array((2,), INDICES),
    "numbers1": Array((3,)),
}
BODIES = {
    "a chain": "a = X * 2\nb = a + 1\nreturn b",
    "a number first": "a = X * 2\nb = 1 - a\nc = 2 / b\nreturn c",
    "a power": "a = X * 2\nb = a ** 2\nc = 2 ** b\nreturn c",
    "an array that is needed again": "a = X * 2\nb = a + 1\nc = a * b\nreturn c",
    "an array twice in one operation": "a = X * 2\nb = a * a\nreturn b",
    "a view of what would be written over": "a = X * 2\nv = a[:, :2]\nb = a + 1\n"
    "return v * b[:, 1:]",
    "a view in the same operation": "a = X * 2\nb = a - a[:, 1:2]\nreturn b",
    "its own transpose": "a = params[:9].reshape(3, 3) * 2\nb = a + a.T\nreturn b",
    "another name for it": "a = X * 2\nalias = a\nb = a + 1\nreturn alias * b",
    "what was given": "a = X\nb = a + 1\nc = seed\nd = c * 2\nreturn b * d[:, None] + X",
    "a part of what was given": "a = params[:3]\nb = a * 2\nreturn b + params[:3]",
    "a wider result": "a = seed * 2\nb = a[:, None] * X\nc = a + 1\nreturn b * c[:, None]",
    "a narrower operand": "a = numbers1 * 2\nb = X * a\nreturn b",
    "a mask": "a = X * 2\nm = a > 0.0\nb = m * a\nreturn b",
    "a mask alone": "m = X > 0.0\nb = m * 2.0\nreturn b * X",
    "a helper": "a = X * 2\nb = sigmoid(a)\nc = b * a\nreturn c",
    "a helper of a helper": "return sigmoid(sigmoid(X[:, 1]) * 2)",
    "a helper with a loop": "a = X * 2\nb = first_of(a, a, X)\nc = a + 1\nreturn b * c",
    "a helper that gives back what it is given": "a = X * 2\nb = same(a)\nc = a + 1\nreturn b * c",
    "gathered columns": "a = X * 2\nb = a[:, columns1]\nc = a + 1\nd = b * 3\nreturn d * c[:, :2]",
    "a result for gathered columns": "a = X[:, :2] * 2\nout = np.empty((len(X), 3), X.dtype)\n"
    "out[:] = 7\nout[:, columns1] = a\nreturn out",
    "a result for a slice": "a = X[:, :2] * 2\nout = np.zeros((len(X), 3), X.dtype)\n"
    "out[:, 1:] = a\nout[:, :1] += X[:, :1]\nreturn out",
    "a result for a wider slice": "a = X[:, :1] * 2\nout = np.empty((len(X), 3), X.dtype)\n"
    "out[:] = a\nreturn out",
    "a result that is stored and used": "a = X * 2\nout = np.empty((len(X), 3), X.dtype)\n"
    "out[:] = a\nb = a + 1\nreturn out * b",
    "a store of what changes before it": "out = np.zeros((len(X), 3), X.dtype)\na = out * 2\n"
    "out[:] = X\nother = np.empty((len(X), 3), X.dtype)\nother[:] = a\nreturn other + out",
    "a stored square": "a = X ** 2\nout = np.empty((len(X), 3), X.dtype)\nout[:] = a\nreturn out",
    "a product": "W = params[:6].reshape(2, 3)\nZ = X @ W.T + params[6:8]\nreturn Z",
    "a product into a part": "out = np.empty(15, X.dtype)\nout[9:] = 0\n"
    "np.matmul(X.T, X, out=out[:9].reshape(3, 3))\nreturn out",
    "sums along both axes": "a = X * 2\nreturn a.sum(axis=0), a.sum(axis=-1), seed.sum(axis=0)",
    "sums of an array with three axes": "a = X[:, :, None] * X[:, None, :]\n"
    "return a.sum(axis=0), a.sum(axis=-1), a.reshape(len(X), 9).sum(axis=1)",
    "sums of a mask": "m = X > 0.0\nreturn m.sum(axis=0), m.sum(axis=-1)",
    "the largest": "a = X * 2\nb = a.max(axis=-1)\nc = a - b[:, None]\nreturn c",
    "names like our own": "_1 = X * 2\n__ = _1 + X * 3\nreturn __",
    "scalars": "a = params[0] * 2\nb = a + seed\na2 = b * params[-1]\nreturn a2",
    "a repeated column": "a = seed * 2\nb = np.repeat(a[:, None], 3, axis=-1)\nc = a + 1\n"
    "return b * c[:, None]",
    "an added part": "g = params * 2\ng[3:5] += X[:, 0] @ X[:, 1:]\ng += params\nreturn g",
}


def function(text):
    scope = {"np": np, "columns1": np.array([2, 0]), "numbers1": np.array([1.0, -2.0, 3.0])}
    exec(f"{HELPERS}\n\n{text}", scope)
    return scope["f"]


def given():
    numbers = np.random.default_rng(0)
    return numbers.normal(size=(4, 3)), numbers.normal(size=15), numbers.normal(size=4)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_the_result_stays_the_same_and_what_is_given_too(body):
    before = "def f(X, params, seed):\n    " + body.replace("\n", "\n    ")
    after = in_place(before, ARRAYS, HELPERS)
    arrays = given()
    wanted, found = function(before)(*given()), function(after)(*arrays)
    for one, other in zip(wanted, found, strict=True):
        np.testing.assert_allclose(other, one, rtol=1e-14, atol=1e-14)
    for one, other in zip(arrays, given(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("a = X * 2\nb = a + 1\nreturn b", "a += 1"),
        ("a = X * 2\nb = X + a\nreturn b", "a += X"),
        ("a = X * 2\nb = X - a\nreturn b", "np.subtract(X, a, out=a)"),
        ("a = X * 2\nb = -np.exp(a)\nreturn b", "np.exp(a, out=a)"),
        ("a = X * 2\nb = a.T @ X\nreturn b", "del a"),
        ("a = X * 2\nb = a.sum(axis=0)\nreturn b", "b = _ones_rows @ a"),
        ("o = np.empty(3, X.dtype)\na = X.T @ seed\no[:] = a\nreturn o",
         "np.matmul(X.T, seed, out=o[:])"),
    ],
)  # fmt: skip
def test_arrays_that_are_needed_no_more_are_written_over_or_freed(body, line):
    text = in_place("def f(X, params, seed):\n    " + body.replace("\n", "\n    "), ARRAYS)
    assert line in [part.strip() for part in text.splitlines()]


@pytest.mark.parametrize(
    ("code", "shape"),
    [
        ("X[:, 1]", (ROWS,)),
        ("X[..., None]", (ROWS, 3, 1)),
        ("X[:, :2] * 2", (ROWS, 2)),
        ("X[:, ::-2]", (ROWS, 2)),
        ("X[:, columns1]", (ROWS, 2)),
        ("X[2:]", None),
        ("X[1]", (3,)),
        ("seed[:, None] * numbers1", (ROWS, 3)),
        ("X @ numbers1", (ROWS,)),
        ("seed @ X", (3,)),
        ("X.T @ X", (3, 3)),
        ("params[1:7:2]", (3,)),
        ("params.reshape(5, -1)", None),
        ("(X * 2).reshape(len(X), 3, 1).sum(axis=1)", (ROWS, 1)),
        ("np.where(X > 0, X, 0)", None),
        ("unknown * X", None),
    ],
)
def test_shapes_are_those_that_numpy_gives_or_unknown(code, shape):
    scope = {"np": np, "columns1": np.array([2, 0]), "numbers1": np.ones(3), "unknown": 1.0}
    X, params, seed = given()
    found = eval(code, {**scope, "X": X, "params": params, "seed": seed}).shape
    assert Shapes(ARRAYS).of(ast.parse(code, mode="eval").body).shape == shape
    if shape is not None:
        assert tuple(len(X) if size == ROWS else size for size in shape) == found
