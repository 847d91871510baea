import numpy as np
import pytest

from nn import MLP, NetworkError, Neuron, perceptron_rule, predict

BITS = [(0, 0), (0, 1), (1, 0), (1, 1)]
SIGNS = [(-1, -1), (-1, 1), (1, -1), (1, 1)]
GATES = {"AND": [0, 0, 0, 1], "NAND": [1, 1, 1, 0], "OR": [0, 1, 1, 1]}
XOR = [0, 1, 1, 0]


@pytest.mark.parametrize(
    ("weights", "bias", "gate"),
    [([0.5, 0.5], -0.7, "AND"), ([-0.5, -0.5], 0.7, "NAND"), ([0.5, 0.5], -0.2, "OR")],
)
def test_gates_with_given_weights(weights, bias, gate):
    perceptron = Neuron.from_arrays(weights, bias, activation="step")
    assert [perceptron(x).data for x in BITS] == GATES[gate]


def test_a_perceptron_fires_at_its_threshold():
    perceptron = Neuron.from_arrays([1.0], -0.5, activation="step")
    assert [perceptron([x]).data for x in (0.4999, 0.5, 0.6)] == [0.0, 1.0, 1.0]


@pytest.mark.parametrize(("bias", "gate"), [(1.5, "OR"), (-1.5, "AND")])
def test_gates_over_plus_and_minus_one(bias, gate):
    perceptron = Neuron.from_arrays([1.0, 1.0], bias, activation="sign")
    assert [(perceptron(x).data + 1) / 2 for x in SIGNS] == GATES[gate]


def test_xor_of_two_perceptrons_and_a_third():
    """f = h₁·h̄₂ + h̄₁·h₂ over ±1: one unit for each product, and OR of them."""
    network = MLP.from_arrays(
        [([[1, -1], [-1, 1]], [-1.5, -1.5]), ([[1], [1]], [1.5])],
        activation="sign",
        output="sign",
    )
    assert [(network(x).data + 1) / 2 for x in SIGNS] == XOR


def test_xor_of_gates_in_layers():
    network = MLP.from_arrays(
        [([[-0.5, 0.5], [-0.5, 0.5]], [0.7, -0.2]), ([[0.5], [0.5]], [-0.7])],
        activation="step",
        output="step",
    )
    assert [network(x).data for x in BITS] == XOR


@pytest.mark.parametrize("n", [8, 16])
def test_a_disc_of_half_planes(n):
    """A point is inside when it is on the inner side of all n lines around the unit disc."""
    angles = 2 * np.pi * np.arange(n) / n
    lines = -np.array([np.cos(angles), np.sin(angles)])
    disc = MLP.from_arrays(
        [(lines, np.ones(n)), (np.ones((n, 1)), [0.5 - n])], activation="step", output="step"
    )
    points = np.random.default_rng(0).uniform(-1.3, 1.3, (300, 2))
    radius = np.hypot(*points.T)
    inside = predict(disc, points)
    assert (inside[radius <= 1.0] == 1.0).all()
    assert (inside[radius > 1.0 / np.cos(np.pi / n)] == 0.0).all()
    area = inside.mean() * 2.6**2
    assert area == pytest.approx(n * np.tan(np.pi / n), abs=0.4)


@pytest.mark.parametrize(("gate", "y"), GATES.items())
@pytest.mark.parametrize("seed", range(3))
def test_the_rule_learns_every_gate(gate, y, seed):
    perceptron = Neuron(2, activation="step", seed=seed)
    mistakes = perceptron_rule(perceptron, BITS, y)
    assert mistakes[-1] == 0
    assert [perceptron(x).data for x in BITS] == y


def test_the_rule_learns_over_plus_and_minus_one():
    perceptron = Neuron.from_arrays([0.0, 0.0], 0.0, activation="sign")
    assert perceptron_rule(perceptron, SIGNS, [-1, 1, 1, 1])[-1] == 0


def test_one_perceptron_never_learns_xor():
    mistakes = perceptron_rule(Neuron(2, activation="step", seed=0), BITS, XOR, epochs=200)
    assert len(mistakes) == 200
    assert min(mistakes) > 0


def test_weights_move_only_when_the_output_is_wrong():
    perceptron = Neuron.from_arrays([2.0, -1.0], 0.5, activation="step")
    perceptron_rule(perceptron, [[1.0, 1.0]], [1])
    assert [p.data for p in perceptron.parameters()] == [2.0, -1.0, 0.5]
    perceptron_rule(perceptron, [[1.0, 3.0]], [1], lr=0.1, epochs=1)
    assert [p.data for p in perceptron.parameters()] == pytest.approx([2.1, -0.7, 0.6])


@pytest.mark.parametrize(
    ("neuron", "y", "options", "message"),
    [
        (Neuron(2, "tanh"), [0, 1, 1, 1], {}, "'step' or 'sign', got 'tanh'"),
        (Neuron(2, "step"), [-1, 1, 1, 1], {}, "are 0 and 1"),
        (Neuron(2, "sign"), [0, 1, 1, 1], {}, "are -1 and 1"),
        (Neuron(2, "step"), [0, 1, 1], {}, "one target for each of 4 rows"),
        (Neuron(3, "step"), [0, 1, 1, 1], {}, "expects 3 inputs"),
        (Neuron(2, "step"), [0, 1, 1, 1], {"lr": 0.0}, "lr must be above 0"),
        (Neuron(2, "step"), [0, 1, 1, 1], {"epochs": 0}, "epochs"),
    ],
)
def test_what_makes_no_sense_is_refused(neuron, y, options, message):
    before = [p.data for p in neuron.parameters()]
    with pytest.raises(NetworkError, match=message):
        perceptron_rule(neuron, BITS, y, **options)
    assert [p.data for p in neuron.parameters()] == before
