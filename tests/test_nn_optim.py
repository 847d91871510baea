import json
import math
from pathlib import Path

import numpy as np
import pytest

import nn
from autograd import Value, dot
from nn import SGD, Adam, NetworkError

DATA = Path(__file__).parent / "data"
TRAJECTORIES = json.loads((DATA / "torch_trajectories.json").read_text())
START = (-1.2, 1.0)
FUNCTIONS = {
    "quadratic": lambda x, y: 0.5 * x**2 + 2.0 * y**2 + 0.5 * x * y - x,
    "rosenbrock": lambda x, y: (1.0 - x) ** 2 + 100.0 * (y - x**2) ** 2,
}


def of_trajectory(case):
    options = ",".join(f"{k}={v}" for k, v in case["options"].items())
    return f"{case['optimizer']}({options}) {case['function']}"


@pytest.mark.parametrize("case", TRAJECTORIES, ids=of_trajectory)
def test_trajectories_of_values_are_those_of_pytorch(case):
    x, y = parameters = [Value(start) for start in START]
    optimizer = getattr(nn, case["optimizer"])(parameters, **case["options"])
    for point in case["points"]:
        optimizer.zero_grad()
        FUNCTIONS[case["function"]](x, y).backward()
        optimizer.step()
        assert [x.data, y.data] == pytest.approx(point, rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("case", TRAJECTORIES, ids=of_trajectory)
def test_a_gradient_given_as_a_vector_leads_the_same_way(case):
    x, y = parameters = [Value(start) for start in START]
    optimizer = getattr(nn, case["optimizer"])(parameters, **case["options"])
    for point in case["points"]:
        a, b = Value(x.data), Value(y.data)
        FUNCTIONS[case["function"]](a, b).backward()
        optimizer.step(np.array([a.grad, b.grad]))
        assert [x.data, y.data] == pytest.approx(point, rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("case", TRAJECTORIES, ids=of_trajectory)
def test_training_goes_on_from_a_state_as_if_it_had_never_stopped(case):
    make = getattr(nn, case["optimizer"])
    half = len(case["points"]) // 2
    parameters = [Value(start) for start in START]
    optimizer = make(parameters, **case["options"])
    for number, point in enumerate(case["points"]):
        if number == half:
            state = optimizer.state_dict()
            parameters = [Value(p.data) for p in parameters]
            optimizer = make(parameters, lr=99.0)
            optimizer.load_state_dict(state)
        optimizer.zero_grad()
        FUNCTIONS[case["function"]](*parameters).backward()
        optimizer.step()
        assert [p.data for p in parameters] == pytest.approx(point, rel=1e-10, abs=1e-10)


def test_a_state_is_a_copy():
    p = Value(1.0)
    optimizer = Adam([p])
    state = optimizer.state_dict()
    optimizer.step([1.0])
    assert state["state"][0]["t"].tolist() == [0.0]
    assert state["param_groups"][0]["params"] == [0]


@pytest.mark.parametrize("name", ["SGD", "Adagrad", "RMSprop", "Adam", "AdamW"])
def test_names_and_defaults_of_the_arguments_are_those_of_pytorch(name):
    torch = pytest.importorskip("torch")
    group = getattr(nn, name)([Value(0.0)]).param_groups[0]
    theirs = getattr(torch.optim, name)([torch.zeros(1)]).defaults
    ours = {option: default for option, default in group.items() if option != "params"}
    assert ours == {option: theirs[option] for option in ours}


def test_a_parameter_without_gradient_is_left_alone():
    used, unused = Value(1.0), Value(1.0)
    optimizer = Adam([used, unused], lr=0.1, weight_decay=0.1)
    (used * 2).backward()
    optimizer.step()
    assert used.data < 1.0
    assert unused.data == 1.0


def test_a_parameter_that_joins_later_starts_its_own_count():
    late, alone = Value(1.0), Value(1.0)
    optimizer = Adam([Value(0.0), late], lr=0.1)
    optimizer.parameters[0].grad = 1.0
    optimizer.step()
    for p, o in [(late, optimizer), (alone, Adam([alone], lr=0.1))]:
        p.grad = 2.0
        o.step()
    assert late.data == alone.data


def test_groups_have_options_of_their_own():
    weight, bias = Value(1.0), Value(1.0)
    groups = [{"params": [weight], "weight_decay": 0.5}, {"params": bias, "lr": 0.2}]
    optimizer = SGD(groups, lr=0.1)
    optimizer.step([1.0, 1.0])
    assert weight.data == pytest.approx(1.0 - 0.1 * 1.5)
    assert bias.data == pytest.approx(0.8)


def test_where_a_step_leads_is_found_without_taking_it():
    def groups():
        x, y = map(Value, START)
        return Adam([{"params": [x], "lr": 0.5}, {"params": []}, {"params": [y]}])

    asked, stepping = groups(), groups()
    found = asked.moved(START, [3.0, -1.0])
    stepping.step([3.0, -1.0])
    assert [p.data for p in asked.parameters] == list(START)
    assert [p.data for p in stepping.parameters] == found.tolist()
    assert asked.moved(found, [1.0, 1.0]).tolist() != asked.moved(found, [1.0, 1.0]).tolist()


def test_zero_grad_forgets_gradients():
    p = Value(1.0)
    (p * p).backward()
    SGD([p]).zero_grad()
    assert p.grad is None


class Ratings(nn.Module):
    """Users and films as vectors of two factors; a sample is a pair of their numbers."""

    def __init__(self, users, films):
        self.users = nn.Layer(2, users, bias=False, seed=0).weight
        self.films = nn.Layer(2, films, bias=False, seed=1).weight

    def tables(self):
        return {"users": self.users, "films": self.films}

    def __call__(self, pair):
        user, film = map(int, pair)
        return dot(self.users[user], self.films[film])


def test_ratings_are_factorised_by_fit():
    ratings = np.outer([1.0, 2.0, 1.5, 0.5], [2.0, 1.0, 2.5])
    pairs = list(np.ndindex(ratings.shape))
    model = Ratings(*ratings.shape)
    nn.fit(model, pairs, ratings.ravel(), optimizer="SGD", batch_size=1, epochs=60, seed=0)
    assert nn.predict(model, pairs) == pytest.approx(ratings.ravel(), abs=0.1)


def test_ratings_are_factorised_by_single_steps_of_sgd():
    """Users and films as vectors of two factors; each step sees one rating."""
    rng = np.random.default_rng(0)
    users = [[Value(n) for n in rng.uniform(0.1, 1.0, 2)] for _ in range(4)]
    films = [[Value(n) for n in rng.uniform(0.1, 1.0, 2)] for _ in range(3)]
    ratings = np.outer([1.0, 2.0, 1.5, 0.5], [2.0, 1.0, 2.5])
    optimizer = SGD([p for vector in users + films for p in vector], lr=0.1)
    for _ in range(60):
        for i, j in rng.permutation(list(np.ndindex(4, 3))):
            optimizer.zero_grad()
            ((ratings[i, j] - dot(users[i], films[j])) ** 2).backward()
            optimizer.step()
    errors = [ratings[i, j] - dot(users[i], films[j]).data for i, j in np.ndindex(4, 3)]
    assert max(map(abs, errors)) < 0.05


# Bad input


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("SGD", {"lr": -0.1}),
        ("SGD", {"lr": math.nan}),
        ("SGD", {"lr": math.inf}),
        ("SGD", {"momentum": -0.1}),
        ("SGD", {"nesterov": True}),
        ("SGD", {"nesterov": True, "momentum": 0.9, "dampening": 0.1}),
        ("Adagrad", {"lr_decay": -1.0}),
        ("Adagrad", {"initial_accumulator_value": -1.0}),
        ("RMSprop", {"alpha": -1.0}),
        ("Adam", {"betas": (0.9, 1.0)}),
        ("Adam", {"eps": -1e-8}),
        ("AdamW", {"weight_decay": -1.0}),
        ("SGD", {"lr": "fast"}),
        ("SGD", {"lr": None}),
        ("SGD", {"lr": True}),
        ("SGD", {"dampening": math.nan}),
        ("SGD", {"nesterov": "yes"}),
        ("Adam", {"betas": 0.9}),
        ("Adam", {"betas": (0.9, 0.99, 0.999)}),
        ("Adam", {"betas": ("a", "b")}),
        ("Adam", {"amsgrad": 1}),
    ],
)
def test_options_that_make_no_sense_are_refused(name, options):
    with pytest.raises(NetworkError, match=r"must be|nesterov needs"):
        getattr(nn, name)([Value(1.0)], **options)


def test_a_rate_is_changed_where_the_rule_reads_it():
    optimizer = SGD([Value(1.0)], lr=0.1)
    with pytest.raises(NetworkError, match=r"param_groups\[0\]\['lr'\]"):
        optimizer.lr = 0.5


@pytest.mark.parametrize(
    ("state", "message"),
    [
        (3, "takes what state_dict"),
        ({}, "takes what state_dict"),
        ({"state": [], "param_groups": []}, "another optimizer"),
        ({"state": 3, "param_groups": 3}, "another optimizer"),
        (nn.SGD([Value(0.0), Value(0.0)]).state_dict(), "another optimizer than this Adam of 2"),
        (Adam([Value(0.0)]).state_dict(), "another optimizer"),
        (
            Adam([Value(0.0), Value(0.0)]).state_dict()
            | {"param_groups": [{**Adam([Value(0.0), Value(0.0)]).param_groups[0], "lr": -1.0}]},
            "lr must be at least 0",
        ),
    ],
)
def test_a_state_that_does_not_fit_changes_nothing(state, message):
    optimizer = Adam([Value(1.0), Value(2.0)])
    optimizer.step([1.0, 2.0])
    before = repr(optimizer.state_dict())
    with pytest.raises(NetworkError, match=message):
        optimizer.load_state_dict(state)
    assert repr(optimizer.state_dict()) == before


@pytest.mark.parametrize(
    "params",
    [
        [],
        [1.0],
        [Value(1.0) * 2],
        [{"lr": 0.1}],
        [{"params": [Value(1.0)], "rate": 0.1}],
        [{"params": [Value(1.0)], "lr": "x"}],
        [{"params": 3}],
        3.0,
        None,
        nn.MLP(2, [1]),
    ],
)
def test_parameters_that_cannot_be_trained_are_refused(params):
    with pytest.raises(NetworkError):
        SGD(params)


def test_a_parameter_stands_in_the_list_once():
    p = Value(1.0)
    with pytest.raises(NetworkError, match="twice"):
        SGD([p, p])


@pytest.mark.parametrize("gradient", [[1.0], [1.0, 2.0, 3.0], 1.0])
def test_a_gradient_of_another_length_changes_nothing(gradient):
    parameters = [Value(1.0), Value(2.0)]
    with pytest.raises(NetworkError, match=r"\(2,\)"):
        SGD(parameters).step(gradient)
    assert [p.data for p in parameters] == [1.0, 2.0]


@pytest.mark.parametrize(
    ("name", "numbers"),
    [("velocity", ["a", "b"]), ("t", [math.nan, 1.0]), ("t", [-1.0, 1.0])],
)
def test_a_state_that_makes_no_sense_changes_nothing(name, numbers):
    optimizer = SGD([Value(1.0), Value(2.0)], lr=0.1, momentum=0.9)
    state = optimizer.state_dict()
    state["param_groups"][0]["lr"] = 7.0
    state["state"][0][name] = numbers
    with pytest.raises(NetworkError, match=f"'{name}' of the state"):
        optimizer.load_state_dict(state)
    assert optimizer.param_groups[0]["lr"] == 0.1
    assert optimizer.state_dict()["state"][0][name].tolist() == [0.0, 0.0]


def test_weights_that_are_no_numbers_are_refused():
    with pytest.raises(NetworkError, match="the weights must hold real numbers"):
        SGD([Value(1.0)]).moved(["a"], [1.0])
