from itertools import pairwise

import numpy as np
import pytest

from autograd import Value, dot
from nn import MLP, Module, NetworkError, draw, fit, histograms, layer_figures, mse


def deep(activation):
    model = MLP(2, [8, 8, 8, 8, 1], activation=activation, seed=0)
    for x in np.random.default_rng(0).normal(size=(20, 2)):
        model(x).backward()
    return model


def typical(activation):
    return [layer.typical_gradient for layer in layer_figures(deep(activation))]


def test_gradients_of_deep_sigmoid_layers_vanish_towards_the_input():
    sizes = typical("sigmoid")
    assert all(nearer < 0.5 * further for nearer, further in pairwise(sizes[1:]))
    assert sizes[0] < 1e-2 * sizes[-1]


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_those_of_tanh_and_relu_do_not(activation):
    sizes = typical(activation)
    assert sizes[0] > 5e-2 * sizes[-1]


def dying(activation):
    model = MLP.from_arrays(
        [([[1.0, 1.0, 1.0]], [0.0, -9.0, -8.0]), ([[1.0], [1.0], [1.0]], None)], activation
    )
    for x in (1.0, 2.0, 3.0):
        model([x]).backward()
    return [layer.dead for layer in layer_figures(model)]


def test_dead_units_are_counted():
    assert dying("relu") == [2, 0]


@pytest.mark.parametrize("activation", ["leaky_relu", "elu"])
def test_leaky_relu_and_elu_mend_them(activation):
    assert dying(activation) == [0, 0]


def test_the_picture_has_a_row_per_layer_and_says_what_is_wrong():
    pytest.importorskip("matplotlib").use("Agg")
    model = MLP.from_arrays([([[1.0, 1.0]], [0.0, -9.0]), ([[1.0], [1.0]], None)], "relu")
    model([2.0]).backward()
    figure = histograms(model)
    assert len(figure.axes) == 4
    assert figure.axes[1].get_title().endswith("1 of 2 units dead")
    pytest.importorskip("matplotlib.pyplot").close("all")


def test_weights_are_counted_in_whole_numbers():
    pytest.importorskip("matplotlib")
    figure = histograms(MLP(2, [4, 1], seed=1), [[0.0, 1.0]], [1.0])
    ticks = np.concatenate([ax.get_yticks() for ax in figure.axes])
    np.testing.assert_array_equal(ticks, np.round(ticks))


def test_with_samples_the_gradients_are_those_of_the_mean_loss():
    X, y = np.random.default_rng(0).normal(size=(6, 2)), np.linspace(-1, 1, 6)
    model, twin = (MLP(2, [3, 1], seed=0, dropout=0.5) for _ in range(2))
    figures = layer_figures(model, X, y)
    for x, t in zip(X, y):
        mse(twin(x), t).backward(1 / 6)
    for one, expected in zip(figures, layer_figures(twin)):
        assert one.gradients == pytest.approx(expected.gradients, abs=1e-12)
    assert [p.grad for p in model.parameters()] == [None] * len(model.parameters())


def test_right_after_training_the_gradients_can_be_seen():
    X, y = [[1.0], [2.0], [3.0]], [0, 1, 1]
    model = MLP.from_arrays(
        [([[1.0, 1.0]], [0.0, -90.0]), ([[1.0, 0.5], [1.0, 0.5]], None)], "relu", "softmax"
    )
    fit(model, X, y, loss="cross_entropy", epochs=2)
    assert [layer.dead for layer in layer_figures(model)] == [None, None]
    figures = layer_figures(model, X, y, loss="cross_entropy")
    assert [layer.dead for layer in figures] == [1, 0]
    assert all(layer.typical_gradient > 0.0 for layer in figures)


def test_a_model_of_ones_own_is_looked_at_table_by_table():
    class Doubled(Module):
        factors = np.array([[Value(1.0), Value(2.0)]])

        def tables(self):
            return {"factors": self.factors}

        def __call__(self, xs):
            return 2.0 * dot(self.factors[0], xs)

    (figures,) = layer_figures(Doubled(), [[1.0, 0.0]], [1.0])
    assert figures.name == "Doubled.factors"
    assert figures.gradients.tolist() == [4.0, 0.0]
    with pytest.raises(NetworkError, match="it shows Neurons, Layers and MLPs"):
        draw(Doubled())


def test_samples_alone_have_no_gradients():
    with pytest.raises(NetworkError, match="give samples and targets, as in histograms"):
        histograms(MLP(2, [1], seed=0), [[1.0, 2.0]])
    with pytest.raises(NetworkError, match="expects 2 inputs"):
        histograms(MLP(2, [1], seed=0), [[1.0]], [1.0])
    with pytest.raises(NetworkError, match="must be a Module, got 3"):
        histograms(3)


def test_without_gradients_the_picture_says_what_to_do():
    pytest.importorskip("matplotlib").use("Agg")
    figure = histograms(MLP(2, [1], seed=0))
    (text,) = figure.axes[1].texts
    assert "histograms(model, X, y, loss=…)" in text.get_text()
    pytest.importorskip("matplotlib.pyplot").close("all")


def test_no_bins_make_no_histogram():
    with pytest.raises(NetworkError, match="bins"):
        histograms(MLP(2, [1]), bins=0)
