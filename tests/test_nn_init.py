import json
from pathlib import Path

import numpy as np
import pytest

from nn import Layer, NetworkError, init

DATA = Path(__file__).parent / "data"
FIGURES = json.loads((DATA / "torch_initialisers.json").read_text())


def numbers(layer):
    return layer.state_dict()["weight"]


def drawn(name, *args, n_in=30, n_out=20, **options):
    layer = Layer(n_in, n_out, seed=0)
    getattr(init, name)(layer.weight, *args, generator=np.random.default_rng(1), **options)
    return numbers(layer)


@pytest.mark.parametrize(("name", "gain"), FIGURES["gains"].items())
def test_gains_are_those_of_pytorch(name, gain):
    assert init.calculate_gain(name) == pytest.approx(gain, rel=1e-10)


def test_gain_of_a_given_slope():
    expected = FIGURES["gain of leaky_relu with slope 0.2"]
    assert init.calculate_gain("leaky_relu", 0.2) == pytest.approx(expected, rel=1e-10)


class Scale(Exception):
    pass


class Reporter:
    """A generator that tells the bound or the standard deviation with which it was asked."""

    def uniform(self, low, high, size):
        assert low == -high
        raise Scale(high)

    def normal(self, mean, std, size):
        assert mean == 0.0
        raise Scale(std)


@pytest.mark.parametrize(
    "case", FIGURES["scales"], ids=lambda c: f"{c['initialiser']}{c['options']}"
)
def test_scales_are_those_of_pytorch(case):
    with pytest.raises(Scale) as asked:
        getattr(init, case["initialiser"])(
            Layer(30, 20).weight, **case["options"], generator=Reporter()
        )
    assert asked.value.args[0] == pytest.approx(case["scale"], rel=1e-10)


@pytest.mark.parametrize(
    "name", ["uniform_", "normal_", "xavier_normal_", "kaiming_uniform_", "orthogonal_"]
)
def test_the_same_generator_gives_the_same_weights(name):
    assert (drawn(name) == drawn(name)).all()


def test_uniform_stays_between_its_bounds():
    w = drawn("uniform_", -2.0, 3.0)
    assert -2.0 <= w.min() < -1.9
    assert 2.9 < w.max() <= 3.0


def test_truncated_normal_stays_between_its_bounds():
    w = drawn("trunc_normal_", std=2.0, a=-1.0, b=0.5)
    assert -1.0 <= w.min() < w.max() <= 0.5


@pytest.mark.parametrize(("n_in", "n_out"), [(5, 3), (3, 5), (4, 4)])
def test_orthogonal_rows_or_columns(n_in, n_out):
    w = drawn("orthogonal_", gain=2.0, n_in=n_in, n_out=n_out)
    product = w @ w.T if n_out <= n_in else w.T @ w
    assert product == pytest.approx(4.0 * np.eye(min(n_in, n_out)), abs=1e-12)


def test_sparse_sets_its_fraction_of_each_column_to_zero():
    w = drawn("sparse_", 0.25)
    assert ((w == 0.0).sum(axis=0) == 5).all()


@pytest.mark.parametrize(
    ("name", "args", "expected"),
    [
        ("constant_", (0.5,), np.full((2, 3), 0.5)),
        ("zeros_", (), np.zeros((2, 3))),
        ("ones_", (), np.ones((2, 3))),
        ("eye_", (), np.eye(2, 3)),
    ],
)
def test_fixed_starts(name, args, expected):
    layer = Layer(3, 2)
    assert getattr(init, name)(layer.weight, *args).shape == (2, 3)
    assert (numbers(layer) == expected).all()


def test_biases_can_be_set_too():
    layer = Layer(3, 2)
    init.constant_(layer.bias, 0.25)
    assert layer.state_dict()["bias"].tolist() == [0.25, 0.25]


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("xavier_uniform_", ()),
        ("eye_", ()),
        ("trunc_normal_", (0.0, 1.0, 2.0, 1.0)),
        ("trunc_normal_", (0.0, 1.0, 20.0, 21.0)),
    ],
)
def test_starts_that_make_no_sense_are_refused(name, args):
    layer = Layer(3, 2)
    with pytest.raises(NetworkError):
        getattr(init, name)(layer.bias, *args)


def test_unknown_names_list_the_known_ones():
    with pytest.raises(NetworkError, match="leaky_relu"):
        init.calculate_gain("leaky")
    with pytest.raises(NetworkError, match="fan_in"):
        init.kaiming_uniform_(Layer(2, 2).weight, mode="in")
