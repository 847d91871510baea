"""Ctrl-C at any moment: the model and the graph are whole afterwards, and can be worked with."""

import gc
import pickle
import sys
from contextlib import contextmanager
from linecache import getline

import numpy as np
import pytest

from autograd import (
    Graph,
    Value,
    check_by_hand,
    draw,
    explain,
    grad,
    jvp,
    no_grad,
    sigmoid,
    steps,
    values,
)
from nn import MLP, SGD, Adagrad, Adam, RMSprop, fit, mse

X = np.array([[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]])
Y = np.array([0.1, 0.2, 0.3])


@contextmanager
def interrupted_after(lines):
    """Raises KeyboardInterrupt when so many lines of the packages have been run."""
    left = lines

    def trace(frame, event, _):
        nonlocal left
        name = frame.f_code.co_filename
        if "/autograd/" not in name and "/nn/" not in name and not name.startswith("<"):
            return None
        # The interpreter heeds signals at calls and loops, so never on a line like these.
        if event == "line" and getline(name, frame.f_lineno).strip() not in ("try:", "finally:"):
            left -= 1
            if left == 0:
                sys.settrace(None)
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)


def at_every_moment(prepare, action, check, slowness=6):
    """Interrupt the action, each time on something fresh, ever later until it runs to its end."""
    lines = 1
    while True:
        thing = prepare()
        try:
            with interrupted_after(lines):
                action(thing)
        except KeyboardInterrupt:
            check(thing)
            assert gc.isenabled()
        else:
            check(thing)
            return
        lines += 1 + lines // slowness


def formula():
    w, x, b = values(w=-0.5, x=0.7, b=0.2)
    z = sigmoid(w * x + b)
    return (z * z + z * w).named("y")


def derivatives(y):
    """The gradients of the leaves, after a fresh backward pass."""
    graph = Graph(y)
    graph.zero_grad()
    y.backward()
    return {x.label: x.grad for x in graph.leaves}


RIGHT = derivatives(formula())


def is_whole(y):
    assert derivatives(y) == pytest.approx(RIGHT, rel=1e-12)
    assert Graph(y).forward() is None
    assert derivatives(y) == pytest.approx(RIGHT, rel=1e-12)


@pytest.mark.parametrize(
    "action",
    [
        lambda y: y.backward(),
        lambda y: Graph(y).forward(),
        lambda y: grad(y, Graph(y)["w"]),
        lambda y: jvp(y, {Graph(y)["w"]: 1.0}),
        lambda y: explain(y, "w").text,
        lambda y: str(steps(y, update=["w"])),
        lambda y: draw(y).source,
        lambda y: Graph(y).compile(inputs=[Graph(y)["x"]], wrt=[Graph(y)["w"]]),
        pickle.dumps,
        lambda y: check_by_hand(y, {"y": 1.0}, updated={"w": 0.1}, lr=0.5),
    ],
)
def test_a_graph_gives_right_gradients_after_anything_was_interrupted(action):
    at_every_moment(formula, action, is_whole)


def test_a_graph_is_whole_after_the_making_of_a_page_was_interrupted():
    at_every_moment(formula, lambda y: steps(y, update=["w"]).html(), is_whole, slowness=3)


def test_a_replay_is_made_wholly_or_not_at_all():
    def changed():
        y = formula()
        Graph(y)["w"].data = 2.0
        return y, {node: (node.data, node.partials) for node in Graph(y).nodes}

    def is_old_or_new(thing):
        y, old = thing
        new = {node: (node.data, node.partials) for node in Graph(y).nodes}
        if new != old:
            Graph(y).forward()
            assert new == {node: (node.data, node.partials) for node in Graph(y).nodes}

    at_every_moment(changed, lambda thing: Graph(thing[0]).forward(), is_old_or_new)


def test_recording_goes_on_after_an_interrupted_pause():
    def pause(_):
        with no_grad():
            sigmoid(Value(1.0))

    def records(_):
        assert len(Graph(Value(1.0) * Value(2.0))) == 3

    at_every_moment(lambda: None, pause, records)


def test_a_program_computes_the_same_after_an_interrupted_call():
    def compiled():
        y = formula()
        return y, Graph(y).compile(inputs=[Graph(y)["x"]], wrt=[Graph(y)["w"], Graph(y)["b"]])

    def call(thing):
        thing[1].value_and_grad([[0.7], [0.7]])
        thing[1].value_and_grad([0.7])
        return thing[1].source

    def is_right(thing):
        y, program = thing
        for X, params in (([[0.7], [0.7]], None), ([0.7], None)):
            value, gradient = program.value_and_grad(X, params)
            assert value == pytest.approx(y.data)
            assert list(gradient) == pytest.approx([RIGHT["w"], RIGHT["b"]])

    at_every_moment(compiled, call, is_right)


@pytest.mark.parametrize("make", [SGD, Adam, RMSprop, Adagrad])
def test_an_optimiser_step_is_made_wholly_or_not_at_all(make):
    def ready():
        weights = list(values(a=1.0, b=2.0, c=3.0))
        groups = [{"params": weights[:2]}, {"params": weights[2:], "lr": 0.2}]
        optimizer = make(groups, lr=0.1)
        for weight in weights:
            weight.grad = 0.5
        return weights, optimizer

    def numbers(weights, optimizer):
        state = optimizer.state_dict()["state"]
        return [w.data for w in weights], [[*map(list, one.values())] for one in state]

    before, after = ready(), ready()
    after[1].step()
    allowed = [numbers(*before), numbers(*after)]

    def is_old_or_new(thing):
        assert numbers(*thing) in allowed

    at_every_moment(ready, lambda thing: thing[1].step(), is_old_or_new)


def test_loaded_weights_are_all_old_or_all_new():
    old, new = MLP(2, [2, 1], seed=0), MLP(2, [2, 1], seed=1)
    allowed = [[p.data for p in model.parameters()] for model in (old, new)]

    def is_old_or_new(model):
        assert [p.data for p in model.parameters()] in allowed

    at_every_moment(
        lambda: MLP(2, [2, 1], seed=0),
        lambda model: model.load_state_dict(new.state_dict()),
        is_old_or_new,
    )


class Trained:
    """A model and what `fit` gave, if it came to an end."""

    def __init__(self, **options):
        self.model = MLP(2, [2, 1], seed=0, **options)
        self.history = None


@pytest.mark.parametrize("options", [{}, {"dropout": 0.5}], ids=["compiled", "dropout"])
def test_training_stops_with_the_weights_of_a_whole_step(options):
    def train(thing):
        optimizer = SGD(thing.model.parameters(), lr=0.1)
        settings = {"loss": mse, "optimizer": optimizer, "shuffle": False, "progress": False}
        thing.history = fit(thing.model, X, Y, epochs=2, batch_size=2, **settings)

    passed = Recorder()
    whole = Trained(**options)
    with passed.watching(whole.model):
        train(whole)

    def is_whole(thing):
        weights = [p.data for p in thing.model.parameters()]
        assert np.isfinite(weights).all()
        if not options:
            assert weights in passed.weights
        if thing.history is not None:
            assert len({len(thing.history[name]) for name in ("loss", "lr")}) == 1
        assert not thing.model.dropout.training
        train(thing)
        assert len(thing.history.loss) == 2

    at_every_moment(lambda: Trained(**options), train, is_whole)


class Recorder:
    """The weights before and after every step of a training."""

    def __init__(self):
        self.weights = []

    @contextmanager
    def watching(self, model):
        step = SGD.step

        def watched(optimizer, gradient=None):
            self.weights.append([p.data for p in model.parameters()])
            step(optimizer, gradient)
            self.weights.append([p.data for p in model.parameters()])

        SGD.step = watched
        try:
            yield
        finally:
            SGD.step = step


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_saved_file_is_the_old_or_the_new_one_and_alone(tmp_path):
    path = tmp_path / "model.npz"
    model = MLP(2, [1], seed=0)
    model.save(path)
    new = path.read_bytes()

    def old():
        path.write_bytes(b"old")

    def is_old_or_new(_):
        assert path.read_bytes() in (b"old", new)
        assert [p.name for p in tmp_path.iterdir()] == ["model.npz"]

    at_every_moment(old, lambda _: model.save(path), is_old_or_new)
