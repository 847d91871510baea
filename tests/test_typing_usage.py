"""What users write, for mypy and pyright to check (the tests run it too).

`assert_type` holds what an editor shows to a reader of the code.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import autograd as ag
import nn
from autograd import Drawing, Explanation, Graph, Mark, Program, Report, Value, values

if TYPE_CHECKING:
    from typing_extensions import assert_type
else:

    def assert_type(thing: object, _: object) -> object:
        return thing


if TYPE_CHECKING:
    # A misspelt name is an error: mypy says so of a `type: ignore` that nothing needs.
    assert nn.MPL  # type: ignore[attr-defined]
    assert ag.explan  # type: ignore[attr-defined]


def arithmetic() -> None:
    w, x, b = values(w=-2.0, x=5.0, b=3.0)
    F = (w * x + b).named("F")
    assert_type(F, Value)
    assert_type(2 * w + 1, Value)
    assert_type(1 - w / 2.5, Value)
    assert_type(2**w + x**2 - 1 / x, Value)
    assert_type(Fraction(1, 2) * w + Decimal("0.5") + True, Value)
    assert_type(w * Fraction(1, 2) - Decimal("0.5"), Value)
    assert_type(np.float64(2.0) * w + np.int64(1), Value)
    assert_type(w * np.float32(2.0), Value)
    assert_type(-w, Value)
    assert_type(abs(w), Value)
    assert_type(w < 3, bool)
    assert_type(float(F), float)
    F.backward()
    assert_type(F.data, float)
    assert_type(w.grad, "float | None")
    assert_type(F.inputs, tuple[Value, ...])
    terms = [w * x, x * b]
    assert_type(sum(terms, Value(0.0)), Value)
    loss = sum(terms) / len(terms) + 1
    assert isinstance(loss, Value)
    loss.backward()


def functions() -> None:
    x, y = values(x=0.5, y=2.0)
    assert_type(ag.exp(x), Value)
    assert_type(ag.sigmoid(0.5), Value)
    assert_type(x.leaky_relu(0.1).tanh(), Value)
    assert_type(ag.maximum(x, y, 1.0), Value)
    assert_type(ag.minimum([x, y]), Value)
    assert_type(ag.total([x, y, 1]), Value)
    assert_type(ag.dot([x, 1.0], [y, x]), Value)
    assert_type(ag.affine([x], [2.0], y), Value)
    assert_type(ag.softmax([x, y]), list[Value])
    cube = ag.define("typed_cube", lambda a: a * a * a, lambda _, a: (3 * a**2,), "{}³")
    result: Value = cube(x)
    ag.check_grads(lambda a, b: a * b + cube(a), [2.0, 3.0], order=2)
    assert result.op == "typed_cube"


def arrays() -> None:
    x, y = values(x=0.5, y=2.0)
    scalar: Value = np.exp(x)
    row: NDArray[np.object_] = np.array([x, y])
    hidden: NDArray[np.object_] = np.tanh(np.array([[1.0, 2.0], [3.0, 4.0]]) @ row + 1.0)
    assert isinstance(scalar, Value)
    assert hidden.shape == (2,)


def derivatives() -> None:
    x, y = values(x=0.5, y=2.0)
    z = x**2 * y
    assert_type(ag.grad(z, x), Value)
    assert_type(ag.grad(z, [x, y]), tuple[Value, ...])
    assert_type(ag.jvp(z, {x: 1.0, y: 2}), float)
    assert_type(ag.hessian(z, [x, y]), NDArray[np.float64])
    with ag.no_grad():
        assert_type((x * y).detach(), ag.Constant)


def graphs(folder: Path) -> None:
    x, y = values(x=0.5, y=2.0)
    z = (x * y).named("z")
    graph = Graph([z, x + y], expand=True)
    assert_type(graph["z"], Value)
    assert_type(graph.nodes, tuple[Value, ...])
    assert_type([edge.source for edge in graph.edges], list[Value])
    assert_type(ag.draw(z, rankdir="TB", partials=True, path_to=x), Drawing)
    assert_type(ag.draw(z).render(folder / "z", format="svg", cleanup=True), str)
    assert_type(Graph(z).forward(), None)


def understanding(folder: Path) -> None:
    x, w = values(x=0.5, w=0.8)
    loss = (ag.sigmoid(w * x) ** 2).named("E")
    explanation = ag.explain(loss, w)
    assert_type(explanation, Explanation)
    assert_type(explanation.text, str)
    assert_type(explanation.value, float)
    every = ag.steps(loss, update=[w], lr=0.5)
    for step in every:
        assert_type(step.text, str)
        assert step.phase in ("forward", "backward", "update")
    every.save(folder / "steps.html")
    report = ag.check_by_hand(loss, {"E": 0.3585}, grads={w: 0.1}, digits=4)
    assert_type(report, Report)
    assert_type(report.ok, bool)
    assert_type(report.first_wrong, "str | None")
    assert_type(report.marks, tuple[Mark, ...])


def compiled() -> None:
    x, w = values(x=0.5, w=0.8)
    program = Graph(ag.tanh(w * x)).compile(inputs=[x], wrt=[w])
    assert_type(program, Program)
    outputs: NDArray[Any] = program([[0.5], [1.0]])
    mean, gradient = program.value_and_grad(np.array([[0.5], [1.0]]), params=[0.7])
    assert outputs.shape == (2,)
    assert float(mean) < 1
    assert gradient.shape == (1,)
    assert_type(program.source, str)


def networks(folder: Path) -> None:
    model = nn.MLP(2, [3, 1], activation="tanh", output="sigmoid", seed=0)
    y: Value = model([0.5, Value(1.0)])
    several: list[Value] = nn.Layer(2, 3, activation="relu")([1, 2])
    loss = nn.mse([y], [1.0]) + nn.binary_cross_entropy(y, 1)
    loss.backward()
    assert_type(loss, Value)
    assert_type(nn.cross_entropy(several, 1), Value)
    optimizer = nn.SGD(model.parameters(), lr=0.1, momentum=0.9)
    schedule = nn.StepLR(optimizer, step_size=10)
    optimizer.step()
    schedule.step()
    model.zero_grad()
    assert_type(model.parameters(), list[Value])
    X, t = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), [0, 1, 1, 0]
    history = nn.fit(
        model,
        X,
        t,
        loss="binary_cross_entropy",
        optimizer="Adam",
        lr=0.05,
        epochs=3,
        batch_size=2,
        validation=0.25,
        seed=0,
        callbacks=[nn.EarlyStopping(patience=3)],
        progress=False,
    )
    assert_type(history, nn.History)
    assert_type(history.loss, list[float])
    own = nn.fit(model, X, t, loss=nn.mse, optimizer=nn.AdamW, lr=0.01, epochs=1)
    nn.fit(model, X, t, optimizer=nn.Adam(model.parameters()), epochs=1, callbacks=[watch])
    print(own, nn.accuracy(model, X, t), nn.predict(model, X), model.summary())
    assert_type(nn.draw(model), Drawing)
    model.save(folder / "model.json")
    assert_type(nn.MLP.load(folder / "model.json"), nn.MLP)
    model.load_state_dict(model.state_dict())


def watch(epoch: int, model: nn.Module, history: nn.History) -> bool:
    return epoch > 2 and bool(model.parameters()) and history.loss[-1] < 0.1


def test_what_the_type_checkers_were_shown_runs(tmp_path: Path) -> None:
    for example in (arithmetic, functions, arrays, derivatives, compiled):
        example()
    for example_in_folder in (graphs, understanding, networks):
        example_in_folder(tmp_path)
