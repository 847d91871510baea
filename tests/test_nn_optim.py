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


def test_zero_grad_forgets_gradients():
    p = Value(1.0)
    (p * p).backward()
    SGD([p]).zero_grad()
    assert p.grad is None


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
    ],
)
def test_options_that_make_no_sense_are_refused(name, options):
    with pytest.raises(NetworkError):
        getattr(nn, name)([Value(1.0)], **options)


@pytest.mark.parametrize(
    "params",
    [[], [1.0], [Value(1.0) * 2], [{"lr": 0.1}], [{"params": [Value(1.0)], "rate": 0.1}], 3.0],
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
