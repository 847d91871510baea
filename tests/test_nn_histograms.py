from itertools import pairwise

import numpy as np
import pytest

from nn import MLP, NetworkError, histograms, layer_figures


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


def test_without_gradients_the_picture_says_so():
    pytest.importorskip("matplotlib").use("Agg")
    figure = histograms(MLP(2, [1], seed=0))
    assert [text.get_text() for text in figure.axes[1].texts] == ["no gradients yet"]
    pytest.importorskip("matplotlib.pyplot").close("all")


def test_no_bins_make_no_histogram():
    with pytest.raises(NetworkError, match="bins"):
        histograms(MLP(2, [1]), bins=0)
