"""Training on data that stay on disk."""

import tracemalloc

import numpy as np
import pytest

from nn import MLP, NetworkError, fit

rng = np.random.default_rng(0)
X = rng.normal(size=(100, 4))
Y = (X[:, 0] > 0.0) * 1.0 + (X[:, 1] > 0.0)


def trained(X, y, **options):
    """The weights that a small network ends with, and its history."""
    model = MLP(4, [5, 3], output="softmax", seed=0, dropout=0.2)
    history = fit(model, X, y, loss="cross_entropy", epochs=2, seed=1, **options)
    return np.array([p.data for p in model.parameters()]), history


def on_disk(path, array):
    mapped = np.memmap(path, array.dtype, "w+", shape=array.shape)
    mapped[:] = array
    return mapped


@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.parametrize("block", [1 << 25, 400])
def test_memory_maps_train_like_arrays(tmp_path, monkeypatch, block, kind):
    monkeypatch.setattr("nn.data.BLOCK", block)
    data = on_disk(tmp_path / "X", X.astype(kind)), on_disk(tmp_path / "y", Y)
    options = {"validation": 0.2, "batch_size": None}
    expected, history = trained(X.astype(kind), Y, **options)
    found, same = trained(*data, **options)
    assert found == pytest.approx(expected, abs=1e-12)
    assert same.validation_accuracy == pytest.approx(history.validation_accuracy)


def test_bad_numbers_on_disk_are_found(tmp_path, monkeypatch):
    monkeypatch.setattr("nn.data.BLOCK", 400)
    mapped = on_disk(tmp_path / "X", X)
    mapped[77, 3] = np.inf
    with pytest.raises(NetworkError, match=r"X must be finite, got inf at \[77, 3\]"):
        trained(mapped, Y)
    wrong = on_disk(tmp_path / "y", Y)
    wrong[88] = 7.0
    with pytest.raises(NetworkError, match=r"row 88 has 7\.0"):
        trained(X, wrong)


def test_training_from_disk_needs_little_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("nn.data.BLOCK", 1 << 20)
    rows, columns = 50_000, 500
    mapped = np.memmap(tmp_path / "X", np.float64, "w+", shape=(rows, columns))
    assert mapped.nbytes == 200_000_000
    model = MLP(columns, [1], seed=0)
    tracemalloc.start()
    try:
        fit(model, mapped, np.ones(rows), epochs=1, batch_size=5_000, validation=0.1, seed=0)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < mapped.nbytes / 10


@pytest.mark.parametrize("share", [np.nan, np.inf, -np.inf, 0.0, 1.0, -0.5])
def test_a_share_that_leaves_no_rows_on_a_side_is_refused(share):
    with pytest.raises(NetworkError, match="validation is a share of the 100 rows"):
        trained(X, Y, validation=share)
