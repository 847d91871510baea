import math
from contextlib import nullcontext, suppress
from functools import partial

import numpy as np
import pytest

import nn
from autograd import Value, grad, log, no_grad, sigmoid
from nn import (
    MLP,
    SGD,
    Adam,
    EarlyStopping,
    Layer,
    NetworkError,
    Neuron,
    ReduceLROnPlateau,
    StepLR,
    TrainingError,
    accuracy,
    fit,
    mse,
    predict,
)
from nn.engines import ScalarEngine, engine_for
from nn.sources import Rows, source_of


def moons(n=100, noise=0.1, seed=0):
    """Two half circles that reach into each other, with classes ±1."""
    angles = np.linspace(0.0, np.pi, n // 2)
    outer = np.column_stack([np.cos(angles), np.sin(angles)])
    inner = np.column_stack([1.0 - np.cos(angles), 0.5 - np.sin(angles)])
    X = np.vstack([outer, inner])
    X += np.random.default_rng(seed).normal(0.0, noise, X.shape)
    return X, np.repeat([-1.0, 1.0], n // 2)


def line(n=20):
    X = np.linspace(-1.0, 1.0, n)[:, None]
    return X, 3.0 * X[:, 0] - 0.5


def numbers(model):
    return [p.data for p in model.parameters()]


def use_scalar_graphs(monkeypatch):
    def scalar(model, loss, parameters, data):
        return ScalarEngine(model, loss, parameters), ScalarEngine.name

    monkeypatch.setattr("nn.run.engine_for", scalar)


class Formula:
    """A model that is a function of one weight and the inputs."""

    def __init__(self, function, w):
        self.function, self.w = function, Value(w, "w")

    def parameters(self):
        return [self.w]

    def __call__(self, xs):
        return self.function(self.w, xs)


def with_no_grad(w, xs):
    with no_grad():
        h = w * xs[0]
    return h + w


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda w, xs: w * xs[0] if w * xs[0] > 3 else -w * xs[0], [-2.0, 4.0, 6.0]),
        (lambda w, xs: w * as_value(xs[0]).detach(), [2.0, 4.0, 6.0]),
        (lambda w, xs: w * as_value(xs[0]).data, [2.0, 4.0, 6.0]),
        (with_no_grad, [4.0, 6.0, 8.0]),
    ],
    ids=["branch", "detach", "data", "no_grad"],
)
def test_predictions_are_those_of_each_row_alone(function, expected):
    assert predict(Formula(function, 2.0), [[1], [2], [3]]).tolist() == expected


def as_value(x):
    return x if isinstance(x, Value) else Value(x)


@pytest.mark.parametrize(
    ("function", "limit", "why"),
    [
        (lambda w, xs: w * xs[0] if w > 0 else 3.0 * w * xs[0], -1.0 / 3.0, "w was turned into"),
        (lambda w, xs: w * xs[0] * w.data, 0.0, "branches on numbers"),
    ],
    ids=["branch", "frozen"],
)
def test_a_model_that_looks_at_its_weights_is_not_compiled(function, limit, why):
    X, _ = line(10)
    model = Formula(function, 0.5)
    history = fit(model, X, -X[:, 0], optimizer="SGD", lr=0.1, epochs=200, seed=0)
    assert why in history.engine
    assert model.w.data == pytest.approx(limit, abs=1e-3)


def huber(y, t):
    distance = abs(y - t)
    return 0.5 * distance * distance if distance < 1.0 else distance - 0.5


def rarely_heavier(y, t):
    return (50.0 if t == 1.0 else 1.0) * (y - t) ** 2


@pytest.mark.parametrize("loss", [huber, rarely_heavier])
def test_a_loss_that_compares_what_it_computes_is_not_compiled(loss):
    X = np.linspace(-1.0, 1.0, 40)[:, None]
    t = 100.0 + 3.0 * X[:, 0] + (np.arange(40) == 17) * (1.0 - 100.0 - 3.0 * X[17, 0])
    model = MLP(1, [1], seed=0)
    history = fit(model, X, t, loss=loss, optimizer="SGD", lr=1e-9, epochs=1)
    assert history.engine.startswith("scalar graphs")
    expected = np.mean([loss(model(x), float(y)).data for x, y in zip(X, t)])
    assert history.loss[0] == pytest.approx(expected, rel=1e-5)


def test_a_model_that_compares_what_it_computes_predicts_by_itself():
    clipped = Formula(lambda w, xs: z if (z := w * xs[0]) < 5.0 else Value(5.0), 1.0)
    X = np.linspace(-1.0, 1.0, 100)[:, None]
    X[50] = 80.0
    assert predict(clipped, X)[50] == 5.0


def test_training_records_also_where_nothing_else_is_recorded():
    X, y = line(10)
    model, twin = (MLP(X.shape[1], [1], seed=0) for _ in range(2))
    with no_grad():
        history = fit(model, X, y, epochs=3, seed=0)
    assert history.loss == fit(twin, X, y, epochs=3, seed=0).loss


class Scaled(MLP):
    """A network with a step of its own before the first layer."""

    def __call__(self, xs):
        return super().__call__([x / 100.0 for x in xs])


@pytest.mark.parametrize(
    ("make", "loss"),
    [
        (lambda: Scaled(2, [3], output="softmax", seed=0), "cross_entropy"),
        (lambda: Layer(2, 3, activation="softmax", seed=0), "cross_entropy"),
        (lambda: Neuron(2, "sigmoid", seed=0), "binary_cross_entropy_with_logits"),
    ],
    ids=["of one's own", "layer", "neuron"],
)
def test_losses_on_scores_see_the_scores_of_any_model(make, loss):
    X = np.random.default_rng(0).normal(size=(20, 2))
    classes = (X[:, 0] > 0).astype(int)
    model = make()
    p = predict(model, X)
    chosen = p[np.arange(20), classes] if p.ndim == 2 else np.where(classes, p, 1 - p)
    history = fit(model, X, classes, loss=loss, epochs=1, batch_size=None, validation=(X, classes))
    assert history.loss[0] == pytest.approx(-np.log(chosen).mean(), rel=1e-9)
    assert history.validation_loss[0] < history.loss[0]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"callbacks": EarlyStopping(monitor="validation_loss")}, "validation"),
        ({"epochs": 20}, "OneCycleLR"),
    ],
    ids=["callback", "too short"],
)
def test_a_training_that_does_not_begin_leaves_the_optimizer_alone(settings, message):
    X, y = line(10)
    model = MLP(X.shape[1], [1], seed=0)
    optimizer = SGD(model.parameters(), lr=0.1, momentum=0.9)
    before = repr(optimizer.state_dict())
    short = {"schedule": lambda o: nn.OneCycleLR(o, max_lr=0.5, total_steps=10), "epochs": 5}
    with pytest.raises(NetworkError, match=message):
        fit(model, X, y, optimizer=optimizer, **{**short, **settings})
    assert repr(optimizer.state_dict()) == before


def test_a_schedule_that_waits_for_a_rising_measure_is_refused():
    X, y = line(10)
    with pytest.raises(NetworkError, match="leave out mode='max'"):
        fit(MLP(X.shape[1], [1]), X, y, schedule=lambda o: ReduceLROnPlateau(o, mode="max"))


def test_outputs_of_a_cross_entropy_are_probabilities_for_the_accuracy_too():
    layer = Layer(2, 1, activation="identity", seed=0)
    model = Formula(lambda w, xs: sigmoid(layer(xs) + w), 0.0)
    X = np.random.default_rng(0).normal(size=(80, 2))
    y = (np.array([layer(x).data for x in X]) > 0).astype(float)
    history = fit(model, X, y, loss="binary_cross_entropy", epochs=1, validation=(X, y))
    assert history.validation_accuracy[0] > 0.9


@pytest.mark.parametrize("error", [None, RuntimeError])
def test_choosing_an_engine_leaves_the_weights_as_they_are(error):
    def function(w, xs):
        if error and w.data != 0.1:
            raise error("no other weight")
        return w * xs[0]

    model, (X, y) = Formula(function, 0.1), line(10)
    source = source_of(model, X, y)
    with pytest.raises(error) if error else nullcontext():
        engine_for(model, mse, model.parameters(), Rows(source))
    assert model.w.data == 0.1


def test_moons_are_told_apart_in_100_steps():
    X, y = moons()
    model = MLP(2, [16, 16, 1], activation="relu", seed=1337)
    optimizer = SGD(model.parameters(), lr=1.0, weight_decay=2e-4)
    history = fit(
        model, X, y, loss="hinge", optimizer=optimizer, epochs=100, batch_size=None,
        schedule=lambda o: nn.LambdaLR(o, lambda epoch: 1.0 - 0.9 * epoch / 100),
    )  # fmt: skip
    assert accuracy(model, X, y) == 1.0
    assert history.loss[-1] < 0.05 * history.loss[0]


def test_xor_is_learned():
    X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    model = MLP(2, [4, 1], activation="tanh", output="sigmoid", seed=0)
    fit(model, X, y, loss="binary_cross_entropy", lr=0.05, epochs=200, seed=0)
    assert [round(p) for p in predict(model, X)] == y


@pytest.mark.parametrize("y", [[0, 0, 0, 1], [0, 1, 1, 1]])
def test_gates_are_learned_by_one_neuron(y):
    X = [[0, 0], [0, 1], [1, 0], [1, 1]]
    model = Neuron(2, activation="sigmoid", seed=0)
    fit(model, X, y, loss="binary_cross_entropy", lr=0.1, epochs=200, seed=0)
    assert accuracy(model, X, y) == 1.0


@pytest.mark.parametrize("loss", ["cross_entropy", "binary_cross_entropy_with_logits"])
def test_a_loss_of_scores_sees_the_scores_behind_softmax_or_sigmoid(loss):
    X, y = moons(20)
    y = (y > 0).astype(float)
    several = loss == "cross_entropy"
    sizes, end = ([2], "softmax") if several else ([1], "sigmoid")
    scores, probabilities = MLP(2, sizes, seed=0), MLP(2, sizes, output=end, seed=0)
    for model in (scores, probabilities):
        fit(model, X, y, loss=loss, epochs=2, seed=0)
    assert numbers(scores) == numbers(probabilities)


def test_digits_are_read():
    datasets = pytest.importorskip("sklearn.datasets")
    X, y = datasets.load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(X))
    held_out, rest = order[: len(X) // 4], order[len(X) // 4 :]
    model = MLP(64, [32, 10], activation="relu", output="softmax", seed=0)
    history = fit(
        model, X[rest] / 16, y[rest], loss="cross_entropy", lr=0.005, epochs=40, seed=0,
        validation=(X[held_out] / 16, y[held_out]),
    )  # fmt: skip
    assert history.engine == "compiled graph"
    assert history.validation_accuracy[-1] >= 0.96


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("optimizer", ["Adam", "adamw"])
def test_xor_is_learned_at_the_rate_that_nobody_chose(optimizer, seed):
    X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 0]
    model = MLP(2, [4, 1], output="sigmoid", seed=seed)
    fit(model, X, y, loss="binary_cross_entropy", optimizer=optimizer, epochs=200, seed=seed)
    assert accuracy(model, X, y) == 1.0


def test_moons_and_iris_are_learned_at_the_rate_that_nobody_chose():
    X, y = moons()
    model = MLP(2, [16, 16, 1], activation="relu", seed=0)
    fit(model, X, y, loss="hinge", epochs=100, seed=0)
    assert accuracy(model, X, y) == 1.0
    X, y = pytest.importorskip("sklearn.datasets").load_iris(return_X_y=True)
    model = MLP(4, [8, 3], output="softmax", seed=0)
    fit(model, X, y, loss="cross_entropy", epochs=50, seed=0)
    assert accuracy(model, X, y) >= 0.96


def test_a_class_of_optimizer_keeps_the_rate_of_pytorch():
    assert fit(MLP(1, [1], seed=0), *line(), optimizer=SGD, epochs=1).lr == [1e-3]


def test_a_partial_optimizer_takes_the_rate():
    make = partial(SGD, momentum=0.9)
    assert fit(MLP(1, [1], seed=0), *line(), optimizer=make, lr=0.5, epochs=1).lr == [0.5]


def lists(X, y):
    return X.tolist(), y.tolist()


def column(X, y):
    return X, y[:, None]


def frame(X, y):
    pandas = pytest.importorskip("pandas")
    return pandas.DataFrame(X, index=range(5, 5 + len(X))), pandas.Series(y)


def frame_of_one_column(X, y):
    pandas = pytest.importorskip("pandas")
    return pandas.DataFrame(X), pandas.DataFrame({"y": y})


def small_numbers(X, y):
    return X.astype(np.float32).astype(float), y.astype(np.int8)


@pytest.mark.parametrize(
    "form", [lists, column, frame, frame_of_one_column, small_numbers], ids=lambda f: f.__name__
)
def test_data_may_come_in_any_common_form(form):
    X, y = moons(20)
    X = X.astype(np.float32).astype(float)
    models = [MLP(2, [3, 1], seed=0), MLP(2, [3, 1], seed=0)]
    for model, (inputs, wanted) in zip(models, [(X, y), form(X, y)]):
        fit(model, inputs, wanted, loss="hinge", epochs=2, seed=0, validation=0.25)
    assert numbers(models[0]) == numbers(models[1])


def test_classes_may_be_numbers_or_one_hot_rows():
    X, y = moons(20)
    classes = (y > 0).astype(int)
    models = [MLP(2, [3, 2], output="softmax", seed=0) for _ in range(2)]
    histories = [
        fit(model, X, wanted, loss="cross_entropy", epochs=3, seed=0, validation=(X, wanted))
        for model, wanted in zip(models, [classes, np.eye(2)[classes]])
    ]
    assert numbers(models[0]) == pytest.approx(numbers(models[1]), rel=1e-12)
    assert histories[0].validation_accuracy == histories[1].validation_accuracy


def test_the_same_seed_gives_the_same_numbers():
    def trained(seed):
        X, y = moons(20)
        model = MLP(2, [4, 1], seed=1, dropout=0.25)
        history = fit(model, X, y, loss="hinge", epochs=3, batch_size=8, seed=seed)
        return numbers(model), history.loss

    assert trained(5) == trained(5)
    assert trained(5) != trained(6)


def test_one_batch_is_one_step_of_the_optimizer_along_the_mean_gradient():
    X, y = line(4)
    ours, by_hand = MLP(1, [2, 1], seed=0), MLP(1, [2, 1], seed=0)
    fit(ours, X, y, optimizer="SGD", lr=0.1, epochs=1, batch_size=None)
    for x, t in zip(X, y):
        mse(by_hand(x), t).backward(0.25)
    SGD(by_hand.parameters(), lr=0.1).step()
    assert numbers(ours) == pytest.approx(numbers(by_hand), abs=1e-14)


@pytest.mark.parametrize(("size", "steps"), [(None, 1), (1, 10), (4, 3), (100, 1)])
def test_sizes_of_batches(size, steps):
    class Counted(SGD):
        count = 0

        def step(self, gradient=None):
            Counted.count += 1
            super().step(gradient)

    fit(MLP(1, [1], seed=0), *line(10), optimizer=Counted, epochs=1, batch_size=size)
    assert Counted.count == steps


@pytest.mark.parametrize("engine", ["compiled", "scalar"])
def test_training_leaves_no_gradients_to_add_to(engine, monkeypatch):
    if engine == "scalar":
        use_scalar_graphs(monkeypatch)
    X, y = line(4)
    model = MLP(1, [1], seed=0)
    mse(model(X[0]), y[0]).backward()
    fit(model, X, y, epochs=1)
    assert [p.grad for p in model.parameters()] == [None, None]


def test_without_shuffling_nothing_is_random():
    results = []
    for seed in (1, 2):
        model = MLP(1, [1], seed=0)
        fit(model, *line(), epochs=2, batch_size=4, shuffle=False, seed=seed)
        results.append(numbers(model))
    assert results[0] == results[1]


def test_validation_with_data_and_with_a_share():
    X, y = line()
    given = fit(MLP(1, [1], seed=0), X, y, epochs=3, validation=(X, y))
    assert len(given.validation_loss) == 3
    assert given.validation_accuracy == []
    share = fit(MLP(1, [1], seed=0), X, y, epochs=3, validation=0.25, seed=0)
    assert len(share.validation_loss) == 3
    rated = fit(MLP(1, [1], seed=0), X, np.sign(X[:, 0]), loss="hinge", validation=0.25)
    assert len(rated.validation_accuracy) == 10


def test_the_schedule_steps_once_an_epoch_and_its_rates_are_kept():
    model = MLP(1, [1], seed=0)
    optimizer = SGD(model.parameters(), lr=1e-3)
    schedule = StepLR(optimizer, step_size=2, gamma=0.5)
    history = fit(model, *line(), optimizer=optimizer, schedule=schedule, epochs=5)
    assert history.lr == [1e-3, 1e-3, 5e-4, 5e-4, 2.5e-4]


def test_a_plateau_is_found_in_the_validation_loss():
    history = fit(
        MLP(1, [1], seed=0), *line(), optimizer="SGD", lr=1e-12, epochs=4, validation=0.5, seed=0,
        schedule=lambda optimizer: nn.ReduceLROnPlateau(optimizer, patience=0, eps=0.0),
    )  # fmt: skip
    assert history.lr == pytest.approx([1e-12, 1e-12, 1e-13, 1e-14])


def test_early_stopping_keeps_the_best_weights():
    X, y = line()
    model = MLP(1, [1], seed=0)
    seen = []
    stopping = EarlyStopping(patience=3, monitor="validation_loss")
    history = fit(
        model, X, y, optimizer="SGD", lr=0.3, epochs=200, validation=(X, -y),
        callbacks=[lambda epoch, model, history: seen.append(numbers(model)), stopping],
    )  # fmt: skip
    best = int(np.argmin(history.validation_loss))
    assert len(history) == best + 1 + 3 < 200
    assert stopping.best_epoch == best + 1
    assert numbers(model) == seen[best]
    assert "no better validation loss for 3 epochs" in history.stopped


@pytest.mark.parametrize("engine", ["compiled graph", "scalar graphs"])
@pytest.mark.parametrize("batch_size", [None, 4])
def test_weights_restored_by_the_training_loss_have_the_best_one(batch_size, engine, monkeypatch):
    if engine == "scalar graphs":
        use_scalar_graphs(monkeypatch)
    X, y = line()
    model = MLP(1, [4, 1], seed=0, dropout=0.2)
    stopping = EarlyStopping(patience=3)
    history = fit(
        model, X, y, optimizer="SGD", lr=0.9, epochs=40, batch_size=batch_size, seed=0,
        callbacks=stopping,
    )  # fmt: skip
    assert history.engine == engine
    assert len(history) < 40
    assert stopping.best == min(history.loss) == history.loss[stopping.best_epoch - 1]
    loss = np.mean([mse(model(x), t).data for x, t in zip(X, y)])
    assert loss == pytest.approx(stopping.best, rel=1e-12)


def test_early_stopping_on_the_accuracy_keeps_the_highest():
    X, y = moons(40)
    model = MLP(2, [3, 1], seed=0)
    stopping = EarlyStopping(patience=5, monitor="validation_accuracy")
    history = fit(model, X, y, loss="hinge", lr=0.3, epochs=60, validation=(X, y), seed=0,
                  callbacks=[stopping])  # fmt: skip
    assert stopping.best == max(history.validation_accuracy)
    assert accuracy(model, X, y) == stopping.best


def test_a_callback_ends_training():
    history = fit(MLP(1, [1], seed=0), *line(), epochs=9, callbacks=[lambda e, m, h: e == 4])
    assert len(history) == 4
    assert history.stopped == "by a callback"


def interrupt(epoch, model, history):
    if epoch == 2:
        raise KeyboardInterrupt


def test_ctrl_c_leaves_a_usable_model_and_history():
    model = MLP(1, [1], seed=0)
    history = fit(model, *line(), epochs=9, callbacks=[interrupt])
    assert history.stopped == "interrupted"
    assert len(history.loss) == 2
    assert all(map(math.isfinite, numbers(model)))


def test_ctrl_c_in_the_middle_of_a_step_leaves_whole_weights():
    class Slow(SGD):
        steps = 0

        def step(self, gradient=None):
            Slow.steps += 1
            if Slow.steps == 3:
                self.parameters[0].data = 1e9
                raise KeyboardInterrupt
            super().step(gradient)

    model = MLP(1, [1], seed=0)
    fit(model, *line(), optimizer=Slow, batch_size=None, epochs=9)
    assert max(map(abs, numbers(model))) < 10.0


class BreakingOff(nn.Dropout):
    """Leaves nothing out, and breaks off the training in its third batch."""

    def __init__(self, reason):
        super().__init__(0.5)
        self.reason, self.asked = reason, 0

    def draw(self, *shape):
        self.asked += len(shape) == 2
        if self.asked == 3:
            raise self.reason
        return np.ones(shape)


@pytest.mark.parametrize("reason", [KeyboardInterrupt(), OSError("no such file")], ids=repr)
def test_what_breaks_off_an_epoch_leaves_the_weights_of_the_last_step(reason):
    X, y = line(12)
    broken, whole = MLP(1, [3, 1], seed=0), MLP(1, [3, 1], seed=0)
    broken.dropout = BreakingOff(reason)
    optimizers = [Adam(model.parameters(), lr=0.1) for model in (broken, whole)]
    options = {"shuffle": False, "batch_size": 4, "epochs": 1}
    with suppress(OSError):
        fit(broken, X, y, optimizer=optimizers[0], **options)
    fit(whole, X[:8], y[:8], optimizer=optimizers[1], **options)
    assert numbers(broken) == pytest.approx(numbers(whole), abs=1e-14)
    for optimizer in optimizers:
        optimizer.step(np.ones(10))
    assert numbers(broken) == pytest.approx(numbers(whole), abs=1e-14)


def test_a_step_of_ones_own_sees_the_weights_and_may_change_them():
    seen = []

    class Bounded(SGD):
        def step(self, gradient=None):
            seen.append([p.data for p in self.parameters])
            super().step(gradient)
            for parameter in self.parameters:
                parameter.data = min(parameter.data, 0.1)

    model = MLP(1, [1], seed=0)
    start = numbers(model)
    fit(model, *line(), optimizer=Bounded, lr=0.1, epochs=2, batch_size=5)
    assert len(seen) == 8
    assert seen[0] == start
    assert all(later != start and max(later) <= 0.1 for later in seen[1:])
    assert max(numbers(model)) <= 0.1


def test_weights_that_a_callback_sets_are_those_that_training_goes_on_with():
    def reset(epoch, model, history):
        for parameter, start in zip(model.parameters(), [0.5, 0.25]):
            parameter.data = start

    model = Neuron.from_arrays([0.5], 0.25)
    history = fit(model, *line(), optimizer="SGD", shuffle=False, epochs=3, callbacks=reset)
    assert numbers(model) == [0.5, 0.25]
    assert history.loss == [history.loss[0]] * 3


def test_clipping_bounds_the_step():
    model = MLP(1, [1], seed=0)
    before = np.array(numbers(model))
    fit(model, [[1e3]], [-1e3], optimizer="SGD", lr=1.0, epochs=1, clip_norm=0.5)
    assert np.linalg.norm(numbers(model) - before) == pytest.approx(0.5, rel=1e-6)


def test_weights_that_the_optimizer_does_not_have_stay_as_they_are():
    model = MLP(1, [2, 1], seed=0)
    first, second = model.layers
    frozen = numbers(first)
    moving = numbers(second)
    fit(model, *line(), optimizer=Adam(second.parameters()))
    assert numbers(first) == frozen
    assert numbers(second) != moving


class TwoDropouts(nn.Module):
    """Dropouts under names of one's own, one of them in a part."""

    def __init__(self, p):
        self.first = Layer(2, 8, seed=0)
        self.kept = {"inputs": nn.Dropout(p, seed=0)}
        self.rest = MLP(8, [6, 1], seed=1, dropout=p)
        self.n_in = 2

    def tables(self):
        return self.first.tables() | {f"rest.{k}": t for k, t in self.rest.tables().items()}

    def __call__(self, xs):
        return self.rest(self.kept["inputs"](self.first(xs)))


def test_every_dropout_of_a_model_is_at_work():
    X, y = moons(40)
    settings = {"epochs": 1, "batch_size": None, "seed": 0, "lr": 0.0, "optimizer": "SGD"}
    without, once, again = (fit(TwoDropouts(p), X, y, **settings).loss for p in (0.0, 0.5, 0.5))
    assert once == again != without
    model = TwoDropouts(0.5)
    engine, _ = engine_for(model, mse, model.parameters(), Rows(source_of(model, X, y)))
    assert engine.drawn(3).shape == (3, 8 + 6)
    assert fit(TwoDropouts(0.5), X, y, validation=(X, y), **settings).validation_loss == without


def test_dropout_is_at_work_in_training_only():
    X, y = line()
    model = MLP(1, [64, 1], seed=0, dropout=0.5)
    one, other = model([0.5]).data, model([0.5]).data
    assert one == other
    fit(model, X, y, epochs=2, seed=0)
    assert predict(model, X[:1]) == predict(model, X[:1])
    still = MLP(1, [64, 1], seed=0)
    fit(still, X, y, epochs=2, seed=0)
    assert numbers(model) != numbers(still)


def test_a_loss_of_ones_own():
    model = MLP(1, [1], seed=0)
    history = fit(model, *line(), loss=lambda o, t: abs(o - t), lr=0.05, epochs=200, seed=0)
    assert history.loss[-1] < 0.05


def test_a_loss_that_looks_at_numbers_is_trained_on_scalar_graphs():
    def one_sided(o, t):
        return (o - t) ** 2 if t > 0 else 2 * (o - t) ** 2

    model, same = MLP(1, [1], seed=0), MLP(1, [1], seed=0)
    history = fit(model, *line(), loss=one_sided, epochs=2, seed=0)
    assert history.engine.startswith("scalar graphs")
    fit(same, *line(), loss=lambda o, t: one_sided(o, float(t)), epochs=2, seed=0)
    assert numbers(model) == numbers(same)


def test_a_model_that_branches_on_what_it_computed_is_trained_on_scalar_graphs():
    class Bent(MLP):
        def __call__(self, xs):
            y = super().__call__(xs)
            return y if y.data > 0 else 0.5 * y

    history = fit(Bent(1, [1], seed=0), *line(), epochs=1)
    assert history.engine.startswith("scalar graphs")


@pytest.mark.parametrize(
    ("loss", "output"),
    [
        (loss, output)
        for loss in nn.LOSSES
        for output in ("identity", "sigmoid")
        if (loss, output) != ("binary_cross_entropy", "identity")
    ],
)
def test_compiled_and_scalar_graphs_lead_to_the_same_weights(loss, output, monkeypatch):
    X, y = moons(20)
    if loss != "hinge":
        y = (y + 1.0) / 2.0
    models = []
    for compiling in (True, False):
        if not compiling:
            use_scalar_graphs(monkeypatch)
        sizes = [4, 2] if loss == "cross_entropy" else [4, 1]
        models.append(MLP(2, sizes, output=output, seed=0))
        history = fit(models[-1], X, y, loss=loss, epochs=3, batch_size=8, seed=0)
        assert history.engine == ("compiled graph" if compiling else "scalar graphs")
    assert numbers(models[0]) == pytest.approx(numbers(models[1]), abs=1e-10)


def test_history_is_lists_and_a_line_of_text():
    history = fit(MLP(1, [1], seed=0), *line(), epochs=2)
    assert isinstance(history.loss, list)
    assert history["loss"] is history.loss
    assert repr(history).startswith("History(2 epochs, loss=")
    with pytest.raises(NetworkError, match="validation_loss"):
        history["lost"]


def test_history_plots():
    pytest.importorskip("matplotlib").use("Agg")
    X, y = moons(20)
    history = fit(MLP(2, [1], seed=0), X, y, loss="hinge", epochs=3, validation=0.5)
    ax = history.plot()
    assert [len(one.get_xdata()) for one in ax.lines] == [3, 3]
    names = [
        text.get_text()
        for one in ax.figure.axes
        if one.get_legend()
        for text in one.get_legend().get_texts()
    ]
    assert names == ["training", "validation", "accuracy (validation)"]
    ax.figure.clear()
    pytest.importorskip("matplotlib.pyplot").close("all")


def test_a_bar_is_shown_on_request_and_not_by_itself(capfd):
    pytest.importorskip("tqdm")
    fit(MLP(1, [1], seed=0), *line(), epochs=2)
    assert capfd.readouterr() == ("", "")
    fit(MLP(1, [1], seed=0), *line(), epochs=2, progress=True)
    assert "2/2" in capfd.readouterr().err


def test_predictions_of_many_samples():
    model = MLP(2, [3, 2], seed=0)
    X = np.random.default_rng(0).normal(size=(5, 2))
    with no_grad():
        expected = [[y.data for y in model(x)] for x in X]
    assert predict(model, X) == pytest.approx(np.array(expected), abs=1e-12)
    assert predict(model, X[:1]).shape == (1, 2)
    assert predict(MLP(2, [1], seed=0), X).shape == (5,)


def test_accuracy_of_scores_probabilities_and_classes():
    X = [[-1.0], [2.0]]
    scores = Neuron.from_arrays([1.0], 0.0, activation="identity")
    assert accuracy(scores, X, [-1, 1]) == accuracy(scores, X, [0, 1]) == 1.0
    probabilities = Neuron.from_arrays([1.0], 0.0, activation="sigmoid")
    assert accuracy(probabilities, X, [0, 0]) == 0.5
    assert accuracy(scores, X, [1, 1], threshold=-2.0) == 1.0
    classes = nn.Layer.from_arrays([[-1.0, 1.0]], activation="softmax")
    assert accuracy(classes, X, [0, 1]) == accuracy(classes, X, [[1, 0], [0, 1]]) == 1.0


# Where numbers stop being finite


def test_a_loss_that_overflows_names_epoch_batch_and_node():
    model = MLP(1, [1, 1], activation="identity", seed=0)
    before = numbers(model)
    with pytest.raises(TrainingError, match=r"epoch 1, batch 1.*row 0 of X"):
        fit(model, [[1e200]], [0.0], optimizer="SGD")
    assert numbers(model) == before


def test_divergence_stops_with_the_last_finite_weights():
    model = MLP(1, [1], seed=0)
    with pytest.raises(TrainingError, match=r"epoch \d+, batch \d"):
        fit(model, *line(), optimizer="SGD", lr=1e6, epochs=1000)
    assert all(map(math.isfinite, numbers(model)))


def test_a_logarithm_of_zero_names_epoch_and_batch():
    model = Neuron.from_arrays([0.0], 0.0, activation="relu")
    with pytest.raises(TrainingError, match=r"epoch 1, batch 1: .*log.*"):
        fit(model, [[1.0]], [1.0], loss=lambda o, t: -log(o) * t)
    assert numbers(model) == [0.0, 0.0]


# Bad input


def refused(message, *, model=None, X=((0.0, 0.0), (1.0, 1.0)), y=(0.0, 1.0), **options):
    model = model or MLP(2, [2, 1], seed=0)
    before = numbers(model)
    with pytest.raises(NetworkError, match=message):
        fit(model, X, y, **options)
    assert numbers(model) == before


@pytest.mark.parametrize(
    ("message", "options"),
    [
        (r"MLP expects 2 inputs, got an array of shape \(1, 3\)", {"X": [[1, 2, 3]], "y": [1]}),
        (r"X must have shape", {"X": [1.0, 2.0]}),
        (r"X must be finite, got nan at \[1, 0\]", {"X": [[0, 0], [math.nan, 0]]}),
        (r"y must be finite, got inf at \[0\]", {"y": [math.inf, 0.0]}),
        (r"X holds no samples", {"X": np.zeros((0, 2)), "y": []}),
        (r"X holds no samples", {"X": [], "y": []}),
        (r"X must hold real numbers", {"X": [["a", "b"], ["c", "d"]]}),
        (r"X is not an array", {"X": [[1.0], [1.0, 2.0]]}),
        (r"one target for each of 2 rows", {"y": [1.0]}),
        (r"1 predictions and 2 targets", {"y": [[1.0, 2.0], [3.0, 4.0]]}),
        (r"unknown loss 'msee'.*are mse,", {"loss": "msee"}),
        (r"unknown optimizer 'Adm'.*are Adam,", {"optimizer": "Adm"}),
        (r"unknown optimizer 'adm'.*are Adam,", {"optimizer": "adm"}),
        (r"unknown loss 'bce'.*are binary_cross_entropy,", {"loss": "bce"}),
        (r"'bce': .*; did you mean 'binary_cross_entropy'\?", {"loss": "bce"}),
        (
            r"got 'cosine': .*CosineAnnealingLR\(optimizer, …\); did you mean CosineAnnealingLR\?",
            {"schedule": "cosine"},
        ),
        (r"unknown loss \['mse'\]", {"loss": ["mse"]}),
        (r"lr must be at least 0, got -0.1", {"lr": -0.1}),
        (r"lr must be at least 0", {"lr": math.nan}),
        (r"lr must be a number, got 'fast'", {"lr": "fast"}),
        (r"optimizer is unknown, got None: give a name", {"optimizer": None}),
        (r"optimizer is unknown, got 3", {"optimizer": lambda parameters: 3}),
        (r"optimizer could not be made \(.*'rate'\)", {"optimizer": lambda p: SGD(p, rate=3)}),
        (r"schedule is unknown, got 'StepLR': give a function", {"schedule": "StepLR"}),
        (r"schedule could not be made \(.*step_size", {"schedule": StepLR}),
        (r"schedule is unknown, got the class int", {"schedule": lambda optimizer: int}),
        (
            r"made for 3 steps, and this is step 10",
            {"schedule": lambda o: nn.OneCycleLR(o, 0.1, 3), "epochs": 10},
        ),
        (r"a callback is a function.*got 3", {"callbacks": 3}),
        (r"a callback is a function.*got None", {"callbacks": [None]}),
        (r"did you mean EarlyStopping\(\)", {"callbacks": [EarlyStopping]}),
        (r"seed must be a whole number of at least 0, got 'x'", {"seed": "x"}),
        (r"seed must be", {"seed": -1}),
        (r"shuffle must be True or False, got 'no'", {"shuffle": "no"}),
        (r"clip_norm must be a number, got '1'", {"clip_norm": "1"}),
        (r"epochs must be a whole number of at least 1, got 0", {"epochs": 0}),
        (r"epochs", {"epochs": 1.5}),
        (r"batch_size must be a whole number of at least 1, got -1", {"batch_size": -1}),
        (r"batch_size", {"batch_size": 0}),
        (r"clip_norm", {"clip_norm": 0.0}),
        (r"validation", {"validation": 1.5}),
        (r"validation", {"validation": 0.01}),
        (r"validation", {"validation": "some"}),
        (r"X of validation", {"validation": ([[1.0]], [1.0])}),
        (r"y of validation", {"validation": ([[1.0, 2.0]], [1.0, 2.0])}),
        (r"hinge are −1 or 1, got 0", {"loss": "hinge"}),
        (r"between 0 and 1, got 2", {"loss": "binary_cross_entropy_with_logits", "y": [0, 2]}),
        (r"ends in 'identity'.*output='sigmoid'.*with_logits", {"loss": "binary_cross_entropy"}),
        (r"watches 'validation_loss'", {"callbacks": [EarlyStopping(monitor="validation_loss")]}),
        (r"not the model's", {"optimizer": SGD(MLP(2, [1]).parameters())}),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_changes(message, options):
    refused(message, **options)


def test_classes_beyond_the_outputs_are_refused():
    refused(
        r"from 0 to 2, .*row 1 has 3", model=MLP(2, [3], seed=0), y=[0, 3], loss="cross_entropy"
    )


@pytest.mark.parametrize("y", [[[2.0, -1.0], [0.5, 0.5]], [[0.5, 0.5], [0.5, 0.6]]])
def test_probabilities_of_classes_add_up_to_1(y):
    refused("add up to 1, got", model=MLP(2, [2], seed=0), y=y, loss="cross_entropy")


@pytest.mark.parametrize("model", [MLP(2, [1], output="tanh", seed=0), Neuron(2, "relu", seed=0)])
def test_outputs_that_are_no_probabilities_are_refused(model):
    refused("='sigmoid'", model=model, loss="binary_cross_entropy")


@pytest.mark.parametrize("model", [3, MLP, None, "MLP", lambda xs: xs])
def test_what_is_no_model_is_refused(model):
    with pytest.raises(NetworkError, match="the model must be one such as MLP"):
        fit(model, [[0.0]], [0.0])


def test_a_loss_without_meaning_in_mid_training_leaves_the_last_weights_with_meaning():
    def own_output(z):
        return z + 0.5

    model = Neuron.from_arrays([0.0], 0.0, activation=own_output)
    with pytest.raises(TrainingError, match="epoch 2, batch 1: binary_cross_entropy takes"):
        fit(model, [[1.0], [1.0]], [1, 1], loss="binary_cross_entropy", optimizer="SGD", lr=1.0)
    assert 0.0 <= model([1.0]).data <= 1.0


def test_a_rate_beside_a_made_optimizer_is_refused():
    model = MLP(2, [1], seed=0)
    refused("leave out lr", model=model, optimizer=SGD(model.parameters()), lr=0.1)
    schedule = StepLR(SGD(model.parameters()), step_size=1)
    refused("another optimizer", model=model, schedule=schedule)


@pytest.mark.parametrize("options", [{"patience": 0}, {"min_delta": -1.0}])
def test_early_stopping_that_makes_no_sense_is_refused(options):
    with pytest.raises(NetworkError):
        EarlyStopping(**options)


@pytest.mark.parametrize("p", [-0.1, 1.0, math.nan])
def test_dropout_that_makes_no_sense_is_refused(p):
    with pytest.raises(NetworkError):
        nn.Dropout(p)


def test_losses_whose_sum_is_not_finite_are_not_blamed_on_a_gradient():
    with pytest.raises(TrainingError, match="the losses are finite, but their sum is not"):
        fit(MLP(1, [1], seed=0), np.zeros((4, 1)), [1e154] * 4, optimizer="SGD")


def test_early_stopping_has_nothing_to_give_back_before_training():
    model = MLP(1, [1], seed=0)
    before = numbers(model)
    EarlyStopping().finish(model)
    assert numbers(model) == before


def test_early_stopping_cannot_watch_the_learning_rate():
    with pytest.raises(NetworkError, match=r"watches 'lr', which does not say.*: loss can be"):
        fit(MLP(1, [1]), *line(), callbacks=EarlyStopping(monitor="lr"))


def test_a_callback_that_cannot_finish_does_not_keep_others_from_it():
    class Broken:
        def __call__(self, epoch, model, history):
            return False

        def finish(self, model):
            raise RuntimeError("no room on the disk")

    model, stopping, seen = MLP(1, [1], seed=0), EarlyStopping(), []
    keep = lambda epoch, model, history: seen.append(numbers(model))  # noqa: E731
    with pytest.raises(RuntimeError, match="no room on the disk"):
        fit(
            model, *line(), optimizer="SGD", lr=0.9, epochs=6, batch_size=1, seed=0,
            callbacks=[Broken(), keep, stopping],
        )  # fmt: skip
    assert stopping.best_epoch < len(seen)
    assert numbers(model) == seen[stopping.best_epoch - 1] != seen[-1]


@pytest.mark.parametrize(
    ("sizes", "y", "message"),
    [
        ([1], np.eye(3), "the model has 1 output, but the targets have 3 columns"),
        ([3], np.eye(3)[:, :2], "the model has 3 outputs, but the targets have 2 columns"),
        ([3], [0, 1, 3], "knows the classes 0 to 2, got 3 in row 2"),
        ([3], [0.5, 1, 2], "knows the classes 0 to 2, got 0.5 in row 0"),
        ([3], [1, -1, 1], "knows the classes 0 to 2, got -1 in row 1"),
    ],
)
def test_targets_that_are_no_classes_of_the_model_are_refused(sizes, y, message):
    with pytest.raises(NetworkError, match=message):
        accuracy(MLP(2, sizes, seed=0), np.ones((3, 2)), y)


class Wrapped:
    """A model of one's own around a network."""

    def __init__(self, model, function):
        self.model = model
        self.function = function

    def parameters(self):
        return self.model.parameters()

    def __call__(self, xs):
        return self.function(self.model, xs)


def test_scores_come_in_the_order_of_the_outputs():
    X, _ = line(10)
    model = MLP(X.shape[1], [4, 2], output="softmax", seed=0)
    turned = Wrapped(model, lambda inner, xs: inner(xs)[::-1])
    classes = (X[:, 0] > 0).astype(int)
    p = predict(turned, X)[np.arange(len(X)), classes]
    history = fit(turned, X, classes, loss="cross_entropy", epochs=1, batch_size=None)
    assert history.loss[0] == pytest.approx(-np.log(p).mean(), rel=1e-9)


def test_a_list_of_one_output_is_one_output():
    X, _ = line(20)
    listed = Wrapped(MLP(X.shape[1], [1], seed=0), lambda inner, xs: [inner(xs)])
    signs = np.sign(X[:, 0])
    assert accuracy(listed, X, signs) == accuracy(listed.model, X, signs)
    fit(listed, X, signs, loss="hinge", epochs=1, validation=(X, signs))


def test_a_model_that_differentiates_predicts_and_trains_compiled():
    def slope(inner, xs):
        inputs = [x if isinstance(x, Value) else Value(x) for x in xs]
        return grad(inner(inputs), inputs)[0]

    X, _ = line(10)
    model = Wrapped(MLP(X.shape[1], [4, 1], seed=0), slope)
    exact = [model(row).data for row in X]
    with no_grad():
        np.testing.assert_allclose(predict(model, X), exact, rtol=1e-12)
    history = fit(model, X, np.cos(X[:, 0]), epochs=2, validation=(X, np.cos(X[:, 0])))
    assert history.engine == "compiled graph"
    assert history.validation_loss[-1] == pytest.approx(
        np.mean((predict(model, X) - np.cos(X[:, 0])) ** 2), rel=1e-9
    )


@pytest.mark.parametrize(
    "function",
    [
        lambda inner, xs: inner(xs) / max(FIXED, 1.0),
        lambda inner, xs: inner(xs) * float(FIXED),
        lambda inner, xs: inner(xs) if not any(x in (None, "") for x in xs) else None,
    ],
    ids=["compared constant", "constant as a number", "missing inputs"],
)
def test_what_does_not_change_may_be_looked_at(function):
    X, y = line(10)
    model = Wrapped(MLP(X.shape[1], [2, 1], seed=0), function)
    assert fit(model, X, y, epochs=1).engine == "compiled graph"


FIXED = Value(2.0, "T")


class WithClassDropout(Wrapped):
    dropout = nn.Dropout(0.9, seed=0)


def test_a_dropout_of_the_class_is_at_work():
    X, y = line(10)

    def halves(inner, xs):
        return inner.layers[-1](model.dropout(inner.layers[0](xs)))

    model = WithClassDropout(MLP(X.shape[1], [4, 1], seed=0), halves)
    losses = fit(model, X, y, epochs=3, optimizer="SGD", lr=1e-9, seed=0).loss
    assert max(losses) > 1.1 * min(losses)
