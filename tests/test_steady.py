"""Hours of work: memory does not grow, threads do not meet, and long chains work or say so.

The long run, 100,000 training steps in about a minute, prints that memory stays where it is:

    python -m tests.test_steady
"""

import copy
import gc
import math
import pickle
import sys
import threading
import tracemalloc

import numpy as np
import pytest

from autograd import (
    AutogradError,
    Graph,
    Value,
    check_by_hand,
    cos,
    draw,
    exp,
    explain,
    grad,
    jvp,
    no_grad,
    relu,
    sigmoid,
    sin,
    softmax,
    softplus,
    steps,
    tanh,
    values,
)
from autograd.compiling import terms
from autograd.explanation import MOST_OPERATIONS
from autograd.parsing import parse
from nn import MLP, SGD, Adam, fit, mse

THREADS = 4


def formula(seed=0.5):
    w, x, b = values(w=-2.0 * seed, x=5.0, b=3.0)
    return (sigmoid(w * x + b) ** 2 + exp(-w)).named("y")


# Memory


def train(count):
    model = MLP(2, [3, 1], seed=0)
    optimizer = Adam(model.parameters(), lr=1e-3)
    for _ in range(count):
        optimizer.zero_grad()
        loss = mse([model([0.1, 0.2])], [0.5])
        loss.backward()
        optimizer.step()
        yield loss.data


def growth(work, warm_up):
    """Bytes that are held at the end of some work and were not after its first part."""
    gc.collect()
    gc.disable()
    tracemalloc.start()
    try:
        for i, _ in enumerate(work):
            if i == warm_up:
                before, _ = tracemalloc.get_traced_memory()
        return tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
        gc.enable()


def test_training_steps_hold_no_memory_even_without_the_collector():
    assert growth(train(1000), warm_up=300) < 20_000


def test_calls_of_a_program_hold_no_memory():
    y = formula()
    graph = Graph(y)
    program = graph.compile(inputs=[graph["x"]], wrt=[graph["w"], graph["b"]])
    X = np.ones((50, 1))
    calls = (program.value_and_grad(X) and program.value_and_grad([1.0]) for _ in range(400))
    assert growth(calls, warm_up=100) < 20_000


GARBAGE_FREE = {
    "building": formula,
    "backward": lambda: formula().backward(),
    "second derivatives": lambda: grad(grad(formula(), (y := formula()).inputs[0]), y.inputs[0]),
    "jvp": lambda: jvp(formula(), {}),
    "replay": lambda: Graph(formula()).forward(),
    "expansion": lambda: Graph(softmax(values(a=1.0, b=2.0))[0], expand=True),
    "draw": lambda: draw(formula(), partials=True).source,
    "explain": lambda: (explain(formula(), "w") and explain(y := formula(), "w").latex, y),
    "steps": lambda: str(steps(formula(), update=["w"])),
    "page": lambda: steps(formula(), update=["w"]).html(),
    "parse": lambda: parse("sigmoid(w*x + b)", {"w": 1, "x": 2, "b": 3}),
    "training": lambda: list(train(2)),
    "compile": lambda: compiled().source,
    "check by hand": lambda: str(check_by_hand(formula(), {"y": 1.0}, updated={"w": 0.1}, lr=0.5)),
    "deep copy": lambda: copy.deepcopy(formula()),
    "pickle": lambda: pickle.loads(pickle.dumps(formula())),
}


@pytest.mark.parametrize("work", GARBAGE_FREE.values(), ids=GARBAGE_FREE)
def test_nothing_is_left_to_the_collector(work):
    work()
    gc.collect()
    gc.disable()
    try:
        work()
        assert gc.collect() == 0
    finally:
        gc.enable()


def compiled():
    graph = Graph(formula())
    return graph.compile(inputs=[graph["x"]], wrt=[graph["w"]])


def run_and_train():
    program = compiled()
    for X in ([[1.0]], [1.0]):
        program(X)
        program.value_and_grad(X)
    model = MLP(2, [2, 1], seed=0)
    fit(model, [[0.1, 0.2], [0.3, 0.4]], [0.1, 0.2], epochs=2, progress=False)


def test_programs_and_training_leave_no_graph_to_the_collector():
    def values_held():
        return sum(issubclass(type(thing), Value) for thing in gc.get_objects())

    run_and_train()
    gc.collect()
    gc.disable()
    try:
        before = values_held()
        run_and_train()
        assert values_held() == before
    finally:
        gc.enable()


# Threads


def everything(seed):
    """Numbers from building, differentiating, compiling and training; each thread has its own."""
    y = formula(seed)
    graph = Graph(y)
    for _ in range(20):
        graph.zero_grad()
        y.backward()
    found = [y.data, *(x.grad for x in graph.leaves), grad(y, graph["w"]).data]
    program = graph.compile(inputs=[graph["x"]], wrt=[graph["w"]])
    value, gradient = program.value_and_grad([[5.0], [6.0]])
    model = MLP(2, [2, 1], seed=int(10 * seed))
    optimizer = SGD(model.parameters(), lr=0.1)
    settings = {"loss": mse, "optimizer": optimizer, "progress": False, "seed": 0}
    fit(model, [[0.1, 0.2], [0.3, 0.4]], [0.1, 0.2], epochs=3, **settings)
    return [*found, value, *gradient, *(p.data for p in model.parameters())]


def test_threads_find_what_one_finds_alone():
    seeds = [0.1 * i for i in range(1, THREADS + 1)]
    found = {}
    start = threading.Barrier(THREADS)

    def work(seed):
        start.wait(timeout=30)
        for _ in range(3):
            found.setdefault(seed, []).append(everything(seed))

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=work, args=(seed,)) for seed in seeds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
    finally:
        sys.setswitchinterval(interval)
    assert found == {seed: [everything(seed)] * 3 for seed in seeds}


def test_a_pause_in_one_thread_is_none_in_another():
    paused, seen = threading.Event(), threading.Event()
    inside = []

    def pause():
        with no_grad():
            paused.set()
            assert seen.wait(timeout=30)
            inside.append(len((Value(1.0) * 2.0).inputs))

    thread = threading.Thread(target=pause)
    thread.start()
    assert paused.wait(timeout=30)
    recorded = len((Value(1.0) * 2.0).inputs)
    seen.set()
    thread.join(timeout=30)
    assert (recorded, inside) == (2, [0])


# Long chains


def chain(length):
    w, x = values(w=1.0 + 1e-6, x=1.0)
    y = x
    for _ in range(length):
        y = y * w
    return y.named("y")


def test_a_long_chain_goes_through_whatever_has_no_limit():
    y = chain(30_000)
    graph = Graph(y)
    graph.forward()
    y.backward()
    w = graph["w"]
    expected = 30_000 * math.exp(29_999 * math.log1p(1e-6))
    assert w.grad == pytest.approx(expected)
    assert jvp(y, {w: 1.0}) == pytest.approx(expected)
    assert grad(y, w).data == pytest.approx(expected)
    assert explain(y, w).value == pytest.approx(expected)
    assert len(explain(y, w).paths) == 30_000
    assert len(draw(y, depth=3).source) < 20_000


LIMITS = {
    "draw": draw,
    "explain": lambda y: explain(y, "w").text,
    "page": lambda y: steps(y).html(),
}


@pytest.mark.parametrize("work", LIMITS.values(), ids=LIMITS)
def test_what_would_take_long_says_its_limit_and_the_remedy(work):
    with pytest.raises(AutogradError, match=r"inner"):
        work(chain(MOST_OPERATIONS + 1))


def fan():
    """Side by side, operations of which no two are alike."""
    w, x = values(w=1.0, x=1.0)
    z = w * x
    return exp(z) + sin(z) + cos(z) + tanh(z) + sigmoid(z) + relu(z) + softplus(z)


@pytest.mark.parametrize("y", [chain(9), fan()], ids=["long", "wide"])
def test_a_program_of_too_many_statements_is_refused(monkeypatch, y):
    monkeypatch.setattr(terms, "MOST_STATEMENTS", 8)
    graph = Graph(y)
    with pytest.raises(AutogradError, match="more than 8 statements: compile one of the inner"):
        graph.compile(inputs=[graph["x"]], wrt=[graph["w"]])


if __name__ == "__main__":
    for steps_so_far, _ in enumerate(train(100_001)):
        if steps_so_far == 1_000:
            tracemalloc.start()
        if steps_so_far >= 1_000 and steps_so_far % 33_000 == 1_000:
            held = tracemalloc.get_traced_memory()[0]
            print(f"{steps_so_far:>7,} steps: {held:,} bytes more than after 1,000 steps")
