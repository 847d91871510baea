"""Long work shows its stages to people, and to nobody else."""

import sys
from weakref import ref

import numpy as np
import pytest

from autograd import Graph, progress, tanh, total, values
from autograd.progress import stage, watched
from nn import MLP, fit


class Bars:
    """Stands for tqdm: keeps what it was asked to show."""

    def __init__(self):
        self.shown, self.open = [], 0

    def __call__(self, **options):
        self.shown.append([options["desc"], options["total"], options["initial"]])
        self.open += 1
        return self

    def update(self, n=1):
        self.shown[-1][2] += n

    def close(self):
        self.open -= 1

    @property
    def names(self):
        return [name for name, _, _ in self.shown]


@pytest.fixture
def bars(monkeypatch):
    stub = Bars()
    monkeypatch.setattr(progress, "tqdm_bar", stub)
    monkeypatch.setattr(progress, "DELAY", 0.0)
    return stub


COMPILING = ["reading the graph", "grouping operations"]
WRITING = ["writing the forward pass", "reusing arrays", "translating the code"]


def test_compiling_100_000_nodes_shows_every_stage_to_its_end(bars):
    x, *weights = values(x=0.5, **{f"w{i}": 0.001 * i for i in range(33_333)})
    graph = Graph(total([tanh(w * x) for w in weights]))
    assert len(graph) >= 100_000
    with watched(True):
        program = graph.compile(inputs=[x], wrt=weights)
    assert bars.names == COMPILING
    assert bars.shown[0][1] == len(graph)
    assert bars.open == 0
    program([[1.0], [2.0]])
    assert bars.names == COMPILING
    with watched(True):
        program.value_and_grad([[1.0], [2.0]])
    assert bars.names[2:] == [WRITING[0], "writing the backward pass", *WRITING[1:]]
    assert all(done == count for _, count, done in bars.shown)
    assert bars.open == 0


def test_fit_shows_recording_and_compiling(bars):
    with watched(True):
        fit(MLP(1, [1]), np.ones((4, 1)), np.ones(4), epochs=1, progress=False)
    assert bars.names[:3] == ["recording the graph", *COMPILING]


def test_a_terminal_sees_the_stages_and_a_file_does_not(bars, monkeypatch):
    for looking, expected in ((True, COMPILING), (False, [])):
        bars.shown.clear()
        monkeypatch.setattr(sys.stderr, "isatty", lambda looking=looking: looking)
        (x,) = values(x=1.0)
        Graph(x * x).compile(inputs=[x])
        assert bars.names == expected


def test_short_work_shows_nothing(bars, monkeypatch):
    monkeypatch.setattr(progress, "DELAY", 1e9)
    with watched(True):
        assert list(stage("counting", range(5000))) == list(range(5000))
    assert bars.shown == []


def test_the_outer_block_decides(bars):
    with watched(False), watched(True):
        assert list(stage("counting", [1, 2])) == [1, 2]
    assert bars.shown == []


def test_a_bar_is_closed_where_work_fails(bars):
    with pytest.raises(ZeroDivisionError), watched(True):
        assert [1 / i for i in stage("dividing", range(3))]
    assert bars.open == 0


def test_without_tqdm_nothing_is_shown(monkeypatch, capsys):
    monkeypatch.setattr(progress, "DELAY", 0.0)
    monkeypatch.setitem(sys.modules, "tqdm", None)
    with watched(True):
        assert list(stage("counting", [1, 2])) == [1, 2]
    assert capsys.readouterr() == ("", "")


def test_a_block_whose_end_was_broken_off_is_forgotten(bars):
    progress._present.set(ref(progress.Watch(seen=True)))
    with watched(True):
        list(stage("counting", [1, 2, 3]))
    assert bars.names == ["counting"]
