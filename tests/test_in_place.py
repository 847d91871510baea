"""Generated code that reuses arrays computes what the code computes that it was made from."""

import ast
import re

import numpy as np
import pytest

from autograd import Graph, values
from autograd.compiling import generated
from autograd.compiling.in_place import in_place
from autograd.compiling.shapes import ROWS, Known, Shapes

HELPERS = """\
def sigmoid(x):
    return 1 / (1 + np.exp(-x))

def every(first, *others):
    for other in others:
        first = first + other
    return first

def same(x):
    y = x
    return y
"""
ARRAYS = {
    "X": Known((ROWS, 3)),
    "params": Known((15,)),
    "seed": Known((ROWS,)),
    "columns1": Known((2,), "indices"),
    "numbers1": Known((3,)),
}
# Code, and a line that shows what becomes of it; None where nothing may be written over.
BODIES = {
    "a chain": ("a = X * 2; b = a + 1; return b", "a += 1"),
    "a number first": ("a = X * 2; b = 1 - a; return b", "np.subtract(1, a, out=a)"),
    "what was given first": ("a = X * 2; b = X - a; return b", "np.subtract(X, a, out=a)"),
    "a sum with it second": ("a = X * 2; b = X + a; return b", "a += X"),
    "a function of a function": ("a = X * 2; b = -np.exp(a); return b", "np.exp(a, out=a)"),
    "a function of two": ("a = X * 2; b = np.maximum(X, a); return b", "np.maximum(X, a, out=a)"),
    "a sign": ("a = X * 2; b = -a; return b", "np.negative(a, out=a)"),
    "a square": ("a = X * 2; b = a ** 2; return b", "a **= 2"),
    "a power of it": ("a = X * 2; b = 2 ** a; return b", "a = 2 ** a"),
    "twice in one operation": ("a = X * 2; b = a * a; return b", "a *= a"),
    "needed again": ("a = X * 2; b = a + 1; c = a * b; return c", "a *= b"),
    "a view that is needed again": (
        "a = X * 2; v = a[:, :2]; b = a + 1; c = v * b[:, 1:]; return c",
        None,
    ),
    "a view in the same operation": ("a = X * 2; b = a - a[:, 1:2]; return b", "a -= a[:, 1:2]"),
    "its own transpose": (
        "a = params[:9].reshape(3, 3) * 2; b = a + a.T; return b",
        "a += a.T",
    ),
    "another name": ("a = X * 2; n = a; b = a + 1; c = n * b; return c", "b *= a"),
    "what was given": (
        "a = X; b = a + seed[:, None]; c = seed; d = b * c[:, None]; return d",
        "b *= seed[:, None]",
    ),
    "a part of what was given": ("a = params[:3]; b = a * 2; c = b + a; return c", "b += a"),
    "a wider result": (
        "a = seed * 2; b = a[:, None] * X; c = a + 1; return b * c[:, None]",
        "a += 1",
    ),
    "a result of another width": ("a = numbers1 * 2; b = X * a; return b", None),
    "a mask": ("a = X * 2; m = a > 0.0; b = m * a; return b", "a *= m"),
    "a mask times a number": ("m = X > 0.0; b = m * 2.0; c = b * X; return c", None),
    "masks added": ("m = X > 0.0; n = X > 1.0; b = m + n; c = b * X; return c", None),
    "a function that gives truths": (
        "m = np.greater(X, 0); a = m * X; n = np.logical_not(m); b = n + m; c = a + b; return c",
        None,
    ),
    "a helper": ("a = X * 2; b = sigmoid(a); c = b * X; return c", "a *= X"),
    "a helper twice": ("a = X * 2; b = sigmoid(a) * sigmoid(a); return b", "_4 *= a"),
    "a helper of a helper": ("b = sigmoid(sigmoid(X[:, 1]) * 2); return b", "_5 *= 2"),
    "a helper with a loop": ("a = X * 2; b = every(a, a, X); c = a + 1; return b * c", None),
    "a helper that gives back what it is given": (
        "a = X * 2; b = same(a); c = a + 1; d = b * c; return d",
        None,
    ),
    "a product": (
        "W = params[:6].reshape(2, 3); Z = X @ W.T + params[6:8]; return Z",
        "_1 += params[6:8]",
    ),
    "a product of what is needed no more": ("a = X.T @ X; b = a @ a; return b", None),
    "gathered columns": (
        "a = X * 2; b = a[:, columns1]; c = a + 1; d = b * c[:, :2]; return d",
        None,
    ),
    "for gathered columns": (
        "o = np.zeros((len(X), 3), X.dtype); a = X[:, :2] * 2; o[:, columns1] = a; return o",
        "o[:, columns1] = X[:, :2] * 2",
    ),
    "for a slice": (
        "o = np.zeros((len(X), 3), X.dtype); a = X[:, :2] * 2; o[:, 1:] = a; return o",
        "np.multiply(X[:, :2], 2, out=o[:, 1:])",
    ),
    "for a wider slice": (
        "o = np.empty((len(X), 3), X.dtype); a = X[:, :1] * 2; o[:] = a; return o",
        None,
    ),
    "a square for a slice": (
        "o = np.empty((len(X), 3), X.dtype); a = X ** 2; o[:] = a; return o",
        "o[:] = X ** 2",
    ),
    "a product for a slice": (
        "o = np.empty(3, X.dtype); a = X.T @ seed; o[:] = a; return o",
        "np.matmul(X.T, seed, out=o[:])",
    ),
    "stored and needed again": (
        "a = X * 2; o = np.empty((len(X), 3), X.dtype); o[:] = a; b = a + 1; return o * b",
        "a += 1",
    ),
    "stored after what it is made of changes": (
        "c = np.zeros((len(X), 3), X.dtype); a = c * 2; c[:] = X; "
        "o = np.empty((len(X), 3), X.dtype); o[:] = a; return o + c",
        None,
    ),
    "stored after a view of it changes": (
        "c = np.zeros((len(X), 3), X.dtype); v = c[:, :2]; a = v * 2; c[:] = X; "
        "o = np.empty((len(X), 2), X.dtype); o[:] = a; return o",
        None,
    ),
    "added to a part": (
        "g = params * 2; g[3:5] += X[:, 0] @ X[:, 1:]; h = g + params; return h",
        "g += params",
    ),
    "a sum over the rows": ("a = X * 2; b = a.sum(axis=0); return b", "b = _ones @ a"),
    "a sum of a column": ("a = seed * 2; b = a.sum(axis=0); return b", "b = _ones @ a"),
    "a sum over the columns": ("a = X * 2; b = a.sum(axis=-1); return b", None),
    "a sum over the first of two columns": (
        "a = params[:4].reshape(2, 2) * 2; b = a.sum(axis=0); return b",
        None,
    ),
    "a sum of an array with three axes": (
        "a = X[:, :, None] * X[:, None, :]; b = a.sum(axis=0); return b",
        None,
    ),
    "a sum of a mask": ("m = X > 0.0; b = m.sum(axis=0); return b", None),
    "the largest": (
        "a = X * 2; b = a.max(axis=-1); c = a - b[:, None]; return c",
        "a -= b[:, None]",
    ),
    "names like our own": ("_1 = X * 2; n = _1 + X * 3; return n", "_1 += __1"),
    "scalars": ("a = params[0] * 2; b = a * params[-1]; return b * seed", None),
    "a repeated column": (
        "a = seed * 2; b = np.repeat(a[:, None], 3, axis=-1); c = a + 1; return b * c[:, None]",
        None,
    ),
}


def lines(text):
    """The lines of a function, as Python writes them, without deletions."""
    written = ast.unparse(ast.parse(text)).splitlines()[1:]
    return [line.strip() for line in written if not line.strip().startswith("del ")]


def function(text, dtype):
    numbers = np.array([1.0, -2.0, 3.0], dtype)
    scope = {"np": np, "columns1": np.array([2, 0]), "numbers1": numbers}
    exec(f"{HELPERS}\n\n{text}", scope)
    return scope["f"]


def given(rows, dtype):
    numbers = np.random.default_rng(0)
    shapes = (rows, 3), (15,), (rows,)
    return [numbers.normal(size=shape).astype(dtype) for shape in shapes]


@pytest.mark.parametrize(("body", "line"), BODIES.values(), ids=BODIES)
def test_results_go_over_what_is_needed_no_more_and_stay_the_same(body, line):
    before = "def f(X, params, seed):\n    " + body.replace("; ", "\n    ")
    after = in_place(before, ARRAYS, HELPERS)
    assert lines(after) == lines(before) if line is None else line in lines(after)
    agree(before, after)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("W = params[:6].reshape(2, 3); Z = X @ W.T; H = Z + 1", "Z = (W @ X.T).T"),
        ("W = params[:6].reshape(3, 2); Z = X @ W; H = Z * 2", "Z = (W.T @ X.T).T"),
        ("W = params[:6].reshape(2, 3).T; H = X[:, ::-1] @ W", "H = (W.T @ X[:, ::-1].T).T"),
        ("W = params[:6].reshape(2, 3); H = X @ W.T; v = H @ numbers1[:2]", "H = (W @ X.T).T"),
        ("Z = X @ params[:3]; H = Z[:, None] * X[:, :2]", "Z = X @ params[:3]"),
        ("G = X.T @ X; H = G[0, :2] * X[:, :2]", "G = X.T @ X"),
    ],
)
def test_all_products_of_rows_but_a_wide_last_one_may_lie_column_by_column(body, line):
    body += "; V = params[9:].reshape(3, 2); Y = H @ V.T; return Y"
    before = "def f(X, params, seed):\n    " + body.replace("; ", "\n    ")
    after = in_place(before, ARRAYS, HELPERS, by_columns=True)
    assert line in lines(after)
    assert any(re.fullmatch(r"Y = \w @ V\.T", line) for line in lines(after))
    agree(before, after)


def test_a_narrow_last_product_may_lie_column_by_column():
    body = "W = params[:6].reshape(2, 3); Z = X @ W.T; Y = Z + 1; return Y"
    before = "def f(X, params, seed):\n    " + body.replace("; ", "\n    ")
    after = in_place(before, ARRAYS, HELPERS, by_columns=True)
    assert "Z = (W @ X.T).T" in lines(after)
    agree(before, after)


@pytest.mark.parametrize(("name", "by_columns"), [("value", True), ("value_and_grad", False)])
def test_only_where_values_alone_are_asked_for_products_lie_column_by_column(
    name, by_columns, monkeypatch
):
    asked = []

    def noted(*given, **options):
        asked.append(options["by_columns"])
        return in_place(*given, **options)

    monkeypatch.setattr(generated, "in_place", noted)
    x, w = values(x=1.0, w=2.0)
    program = Graph((w * x).tanh()).compile(inputs=[x], wrt=[w])
    program._generated.function(name)
    assert asked == [by_columns]


def agree(before, after):
    """Compare what two texts compute, and see that they leave alone what they are given."""
    for rows, dtype in [(4, "float64"), (4, "float32"), (1, "float64"), (0, "float64")]:
        arrays = given(rows, dtype)
        wanted = function(before, dtype)(*given(rows, dtype))
        found = function(after, dtype)(*arrays)
        assert found.dtype == wanted.dtype
        tolerance = 1e-14 if dtype == "float64" else 1e-5
        np.testing.assert_allclose(found, wanted, rtol=tolerance, atol=tolerance)
        for one, other in zip(arrays, given(rows, dtype), strict=True):
            np.testing.assert_array_equal(one, other)


def test_what_is_needed_no_more_is_freed_after_its_last_use():
    text = in_place(
        "def f(X, params, seed):\n    a = X * 2\n    b = a.T @ X\n    return b", ARRAYS
    )
    assert text.splitlines()[-3:] == ["    b = a.T @ X", "    del a", "    return b"]


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
    X, params, seed = given(4, "float64")
    found = eval(code, {**scope, "X": X, "params": params, "seed": seed}).shape
    assert Shapes(ARRAYS).of(ast.parse(code, mode="eval").body).shape == shape
    if shape is not None:
        assert tuple(len(X) if size == ROWS else size for size in shape) == found
