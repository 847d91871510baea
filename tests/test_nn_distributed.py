"""Training on the workers of a Dask cluster, and on Dask arrays."""

import os
import signal

import numpy as np
import pytest

from autograd import Value, define
from nn import MLP, SGD, Adam, ClusterError, EarlyStopping, NetworkError, fit, predict

distributed = pytest.importorskip("distributed", reason="needs Dask's distributed")
da = pytest.importorskip("dask.array", reason="needs Dask's arrays")

EPOCHS = 2
rng = np.random.default_rng(0)
X = rng.normal(size=(100, 4))
Y = (X[:, 0] > 0.0) * 1.0 + (X[:, 1] > 0.0)


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(
        n_workers=2,
        processes=True,
        threads_per_worker=1,
        dashboard_address=":0",
        silence_logs="CRITICAL",
    ) as running:
        yield running


@pytest.fixture
def client(cluster):
    with distributed.Client(cluster, set_as_default=False) as connected:
        connected.wait_for_workers(2, timeout=30)
        yield connected


def numbers(model):
    return np.array([p.data for p in model.parameters()])


def trained(client=None, data=(X, Y), **options):
    """The weights that a small network ends with, and its history."""
    model = MLP(4, [5, 3], output="softmax", seed=0, dropout=options.pop("dropout", 0.0))
    options = {"epochs": EPOCHS, "batch_size": 30, "seed": 1, "client": client} | options
    history = fit(model, *data, loss="cross_entropy", **options)
    return numbers(model), history


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"batch_size": None, "shuffle": False},
        {"batch_size": 1, "epochs": 1},
        {"optimizer": lambda parameters: Adam(parameters, weight_decay=0.1)},
        {"dropout": 0.3},
        {"optimizer": lambda parameters: SGD(parameters[-18:], lr=0.1)},
        {"validation": 0.25, "callbacks": [EarlyStopping(patience=1)]},
        {"validation": (X[:20], Y[:20])},
        {"data": (X[:, :4], np.eye(3)[Y.astype(int)])},
        {"data": (X[:1], Y[:1])},
    ],
    ids=lambda options: "-".join(options) or "plain",
)
def test_workers_lead_to_the_same_weights(client, options):
    alone, expected = trained(**options)
    together, history = trained(client, **options)
    assert history.engine.startswith("compiled graph on ")
    assert together == pytest.approx(alone, abs=1e-10)
    assert history.loss == pytest.approx(expected.loss, abs=1e-10)
    assert history.validation_loss == pytest.approx(expected.validation_loss, abs=1e-10)
    assert history.validation_accuracy == pytest.approx(expected.validation_accuracy, abs=1e-10)


def test_a_loss_of_ones_own_may_have_leaves_that_change(client):
    def weights(client):
        scale, model = Value(1.0, "scale"), MLP(4, [1], seed=0)

        def grow(epoch, model, history):
            scale.data += 1.0

        fit(
            model, X, Y, loss=lambda o, t: scale * (o - t) ** 2, optimizer="SGD", epochs=3,
            callbacks=[grow], seed=0, client=client,
        )  # fmt: skip
        return numbers(model)

    assert weights(client) == pytest.approx(weights(None), abs=1e-10)


class Deadly(SGD):
    """Kills a worker after its third step, in the middle of an epoch."""

    def __init__(self, parameters, pid):
        super().__init__(parameters, lr=0.1)
        self.pid, self.steps = pid, 0

    def step(self, gradient=None):
        super().step(gradient)
        self.steps += 1
        if self.steps == 3:
            os.kill(self.pid, getattr(signal, "SIGKILL", signal.SIGTERM))


@pytest.mark.parametrize("chunks", [None, 30])
def test_a_worker_lost_during_an_epoch_changes_nothing(client, chunks):
    data = (X, Y) if chunks is None else (da.from_array(X, chunks=chunks), Y)
    alone, _ = trained(optimizer="SGD", lr=0.1, batch_size=10)
    pid = min(client.run(os.getpid).values())
    together, history = trained(
        client, data, optimizer=lambda parameters: Deadly(parameters, pid), batch_size=10,
        validation=None,
    )  # fmt: skip
    assert len(history) == EPOCHS
    assert pid not in client.run(os.getpid).values()
    assert together == pytest.approx(alone, abs=1e-10)


def interrupted_by(client, stop):
    """The weights after the first epoch and after the error that `stop` led to."""
    model, seen = MLP(4, [1], seed=0), []

    def callback(epoch, model, history):
        seen.append(numbers(model))
        stop()

    with pytest.raises(ClusterError) as caught:
        fit(model, X, Y, client=client, callbacks=[callback])
    assert numbers(model).tolist() == seen[0].tolist()
    assert np.isfinite(predict(model, X)).all()
    return str(caught.value)


def test_a_closed_client_leaves_the_weights_of_the_last_step(cluster):
    client = distributed.Client(cluster, set_as_default=False)
    message = interrupted_by(client, client.close)
    assert "the client is closed: make another one" in message
    with pytest.raises(NetworkError, match="the client is closed"):
        fit(MLP(4, [1]), X, Y, client=client)


def test_without_workers_training_ends_with_the_last_weights(monkeypatch):
    monkeypatch.setattr("nn.workers.PATIENCE", 0.2)
    with (
        distributed.LocalCluster(
            n_workers=1, processes=False, dashboard_address=":0", silence_logs="CRITICAL"
        ) as small,
        distributed.Client(small, set_as_default=False) as client,
    ):
        message = interrupted_by(client, lambda: small.sync(small.workers[0].close))
        assert "the cluster has no workers" in message
        before = numbers(model := MLP(4, [1], seed=0))
        with pytest.raises(ClusterError, match="no workers"):
            fit(model, X, Y, client=client)
        assert numbers(model).tolist() == before.tolist()


def test_the_answers_of_the_last_attempt_count(client, monkeypatch):
    monkeypatch.setattr("nn.workers.ATTEMPTS", 1)
    alone, _ = trained()
    together, _ = trained(client)
    assert together == pytest.approx(alone, abs=1e-10)


def test_a_file_that_cannot_be_read_is_not_taken_for_a_lost_worker(client, monkeypatch):
    def unreadable(*_):
        raise FileNotFoundError("X.npy")

    monkeypatch.setattr("nn.workers.GLANCE", 0.1)
    monkeypatch.setattr("nn.sources.Arrays.send", unreadable)
    with pytest.raises(FileNotFoundError, match=r"X\.npy"):
        trained(client)


def test_what_cannot_run_on_workers_is_refused_before_anything_changes(client):
    model = MLP(4, [1], seed=0)
    before = numbers(model).tolist()
    with pytest.raises(NetworkError, match=r"client is a dask\.distributed\.Client.*got str"):
        fit(model, X, Y, client="tcp://127.0.0.1:8786")
    with pytest.raises(NetworkError, match=r"branches on numbers.*or leave out client"):
        fit(model, X, Y, loss=lambda o, t: (o - t) ** 2 * (1 if o.data > 0 else 2), client=client)
    far = define("far", lambda x: x * x, lambda y, x: (2.0 * x,))
    with pytest.raises(ClusterError, match=r"no operation 'far' here.*import them there"):
        fit(model, X, Y, loss=lambda o, t: far(o - t), client=client)
    with pytest.raises(NetworkError, match=r"nan at \[99, 3\]"):
        fit(model, with_nan(), Y, client=client)
    assert numbers(model).tolist() == before


# Data that do not fit in memory


def on_disk(path, array):
    mapped = np.memmap(path, array.dtype, "w+", shape=array.shape)
    mapped[:] = array
    return mapped


def test_a_memory_map_goes_to_workers_in_blocks(client, tmp_path, monkeypatch):
    monkeypatch.setattr("nn.data.BLOCK", 400)
    alone, _ = trained()
    together, _ = trained(client, (on_disk(tmp_path / "X", X), Y))
    assert together == pytest.approx(alone, abs=1e-10)


@pytest.mark.parametrize("targets", ["dask", "numpy"])
def test_dask_arrays_train_chunk_by_chunk(targets):
    computed = []

    def seen(block):
        if len(block):
            computed.append(len(block))
        return block

    chunked = da.from_array(X, chunks=(30, 2)).rechunk((30, -1)).map_blocks(seen, dtype=float)
    y = da.from_array(Y[:, None], chunks=45) if targets == "dask" else Y
    found, _ = trained(data=(chunked, y), shuffle=False)
    expected, _ = trained(shuffle=False)
    assert found == pytest.approx(expected, abs=1e-12)
    assert max(computed) <= 30


def test_dask_arrays_are_shuffled_by_chunk_and_within():
    from nn.sources import Rows, source_of  # noqa: PLC0415

    rows = Rows(source_of(MLP(4, [1]), da.from_array(X, chunks=25), Y))
    order = rows.order(np.random.default_rng(0))
    assert sorted(order) == list(range(100))
    chunks = order.reshape(4, 25) // 25
    assert (chunks == chunks[:, :1]).all()
    assert chunks[:, 0].tolist() != [0, 1, 2, 3]
    assert not (np.diff(order.reshape(4, 25)) > 0).all(axis=1).any()


@pytest.mark.parametrize(
    "options",
    [lambda X, y: {"validation": 0.3}, lambda X, y: {"validation": (X, y)}],
    ids=["share", "given"],
)
def test_dask_arrays_on_workers_train_like_arrays_in_memory(client, options):
    chunked = da.from_array(X, chunks=(30, 3)), da.from_array(Y, chunks=20)
    expected, history = trained(**options(X, Y))
    found, same = trained(client, chunked, **options(*chunked))
    assert found == pytest.approx(expected, abs=1e-10)
    assert same.validation_loss == pytest.approx(history.validation_loss, abs=1e-10)


def with_nan():
    bad = X.copy()
    bad[99, 3] = np.nan
    return da.from_array(bad, chunks=30)


def with_class_9():
    return np.where(np.arange(100) == 50, 9.0, Y)


@pytest.mark.parametrize(
    ("message", "data"),
    [
        (r"X must be finite, got nan at \[99, 3\]", lambda: (with_nan(), Y)),
        (r"one target for each of 100 rows", lambda: (da.from_array(X), Y[:7])),
        (r"MLP expects 4 inputs", lambda: (da.from_array(X[:, :3]), Y)),
        (r"real numbers", lambda: (da.from_array(X + 1j), Y)),
        (r"call X\.compute_chunk_sizes\(\)", lambda: (da.from_array(X)[da.from_array(Y) > 0], Y)),
        (r"row 50 has 9.0", lambda: (da.from_array(X, chunks=30), with_class_9())),
    ],
)
def test_dask_arrays_that_make_no_sense_are_refused(message, data):
    with pytest.raises(NetworkError, match=message):
        trained(data=data())
