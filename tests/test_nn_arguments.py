"""What makes no sense is answered by an error that names what came and the remedy."""

import math

import numpy as np
import pytest

import nn
from autograd import AutogradError, Value
from nn import MLP, Dropout, Layer, NetworkError, Neuron

X, Y = [[0.0, 1.0], [1.0, 0.0]], [0.0, 1.0]


def model():
    return MLP(2, [2, 1], seed=0)


def weight():
    return Layer(2, 2, seed=0).weight


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: MLP(2, [1], seed="a"), "seed must be a whole number of at least 0, got 'a'"),
        (lambda: MLP(2, [1], seed=-1), "seed must be a whole number of at least 0, got -1"),
        (lambda: MLP(2, [1], bias="no"), "bias must be True or False, got 'no'"),
        (lambda: MLP(2, [1, 1], bias=[True, 0]), "bias must be True or False, got 0"),
        (lambda: MLP(2, [1], names=["a"]), r"unknown naming scheme \['a'\]"),
        (lambda: MLP(2, [1], activation=None), "unknown activation None"),
        (lambda: MLP(2, [1], dropout="a"), "probability of dropout must be a number, got 'a'"),
        (lambda: MLP(2, 3), r"a list such as \[16, 16, 1\], got 3"),
        (lambda: MLP("2", [3]), "number of inputs must be a whole number of at least 1, got '2'"),
        (lambda: MLP.from_arrays(3), r"a list of one pair \(W, b\) per layer.* got 3"),
        (lambda: MLP.from_arrays([3]), r"a list of one pair \(W, b\) per layer.* got \[3\]"),
        (lambda: Neuron(2, bias=None), "bias must be True or False, got None"),
        (lambda: Layer(2, 2, names=3), "unknown naming scheme 3"),
        (lambda: Dropout("a"), "probability of dropout must be a number, got 'a'"),
        (lambda: Dropout(0.5, seed="a"), "seed must be a whole number"),
        (lambda: nn.predict(3, X), r"such as MLP\(2, \[4, 1\]\).* got 3"),
        (lambda: nn.predict(MLP, X), "got the class MLP"),
        (lambda: nn.accuracy(model(), X, ["a", "b"]), r"y = np\.unique\(y, return_inverse=True\)"),
        (lambda: nn.perceptron_rule(model(), X, Y), r"must be a Neuron, got MLP.* fit trains"),
        (
            lambda: nn.perceptron_rule(Neuron(2, "step"), X, Y, lr="a"),
            "lr must be a number, got 'a'",
        ),
        (lambda: nn.histograms(model(), bins="a"), "bins must be a whole number"),
        (lambda: nn.clip_grad_norm_(3, 1.0), r"got 3: give it model\.parameters\(\)"),
        (lambda: nn.clip_grad_norm_(model(), 1.0), r"got MLP.* give it model\.parameters\(\)"),
        (
            lambda: nn.clip_grad_norm_([Value(1.0)], math.nan),
            "max_norm must be at least 0",
        ),
        (lambda: nn.clip_grad_norm_([Value(1.0)], 1.0, "x"), "norm_type must be a number"),
        (lambda: nn.clip_grad_value_([Value(1.0)], -1), "clip_value must be at least 0, got -1"),
        (lambda: nn.clip_grad_value_([3], 1), "a parameter must be a Value, got 3"),
        (lambda: nn.init.xavier_uniform_(weight(), gain="a"), "gain must be a number, got 'a'"),
        (lambda: nn.init.normal_(weight(), std=-1.0), "std must be at least 0, got -1.0"),
        (lambda: nn.init.uniform_(weight(), generator="a"), "generator must be a whole number"),
        (lambda: nn.init.zeros_(3), "must be a Value, got 3: give layer.weight"),
        (lambda: nn.init.sparse_(weight(), 2.0), "sparsity must be between 0 and 1, got 2.0"),
        (lambda: nn.cross_entropy([1.0, 2.0], [0.5, 0.6]), r"add up to 1, got \[0\.5, 0\.6\]"),
        (lambda: nn.cross_entropy([1.0, 2.0], [1.5, -0.5]), "add up to 1, got"),
        (lambda: nn.cross_entropy([1.0], 0), "two or more classes, got one.*binary_cross_entropy"),
        (lambda: nn.mse([1.0, 2.0], 1.0), "2 predictions and 1 targets; .*take cross_entropy"),
        (lambda: nn.hinge(1.0, 0), r"hinge are −1 or 1, got 0.0; 2 \* y - 1"),
    ],
)
def test_the_error_says_what_came_and_what_to_do(call, message):
    with pytest.raises(AutogradError, match=message) as caught:
        call()
    assert isinstance(caught.value, ValueError)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (["yes", "no"], r"y must hold real numbers.*np\.unique\(y"),
        ([None, 1.0], "y must hold real numbers, got an array of object"),
        ([1j, 1.0], "y must hold real numbers, got an array of complex128"),
    ],
)
def test_targets_that_are_no_numbers(y, message):
    with pytest.raises(NetworkError, match=message):
        nn.fit(model(), X, y)


def test_objects_that_are_numbers_and_iterators_are_taken():
    losses = {
        nn.fit(model(), rows, wanted, epochs=1, seed=0).loss[0]
        for rows, wanted in [
            (X, Y),
            (np.array(X, dtype=object), np.array([0, 1], dtype=object)),
            (iter(X), map(float, Y)),
        ]
    }
    assert len(losses) == 1


def test_a_cross_entropy_needs_an_output_for_each_class():
    with pytest.raises(NetworkError, match="give the model an output for each class"):
        nn.fit(model(), X, [0, 1], loss="cross_entropy")


@pytest.mark.parametrize(
    ("kind", "given", "nearest"),
    [
        ("loss", "BCE", "binary_cross_entropy"),
        ("loss", "ce", "cross_entropy"),
        ("loss", "MSELoss", "mse"),
        ("loss", "crossentropy", "cross_entropy"),
        ("optimizer", "Adan", "Adam"),
        ("optimizer", "sdg", "SGD"),
        ("optimizer", "rms", "RMSprop"),
    ],
)
def test_the_nearest_name_comes_first(kind, given, nearest):
    with pytest.raises(NetworkError, match=f"unknown {kind} '{given}': .* are {nearest}"):
        nn.fit(model(), X, Y, **{kind: given})


@pytest.mark.parametrize(
    ("activation", "name"),
    [("ReLU", "relu"), ("Leaky_ReLU(0.1)", "leaky_relu(0.1)"), ("Softmax", "softmax")],
)
def test_the_case_of_a_name_does_not_matter(activation, name):
    assert nn.activation(activation).name == name
    nn.fit(model(), X, Y, loss="MSE", optimizer="adamW", epochs=1)
