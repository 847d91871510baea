import numpy as np
import pytest

from nn import MLP, NetworkError, Neuron, decision_regions

CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]]


def shades(ax):
    """The tints at the corners of the unit square, from the filled areas that cover them."""
    areas = ax.collections[0]
    return [
        next(i for i, path in enumerate(areas.get_paths()) if path.contains_point(corner))
        for corner in CORNERS
    ]


@pytest.fixture(autouse=True)
def _no_windows():
    pytest.importorskip("matplotlib").use("Agg")


@pytest.mark.parametrize(
    ("activation", "weights", "bias", "y"),
    [
        ("step", [1.0, 1.0], -1.5, [0, 0, 0, 1]),
        ("sign", [2.0, 2.0], -1.0, [-1, 1, 1, 1]),
        ("sigmoid", [-4.0, -4.0], 6.0, [1, 1, 1, 0]),
    ],
)
def test_each_side_of_the_line_has_its_tint(activation, weights, bias, y):
    gate = Neuron.from_arrays(weights, bias, activation=activation)
    ax = decision_regions(gate, CORNERS, y)
    assert shades(ax) == [int(t > 0) for t in y]
    assert ax.get_legend_handles_labels()[1] == ["0", "1"]


def test_a_picture_by_itself_has_a_legend_of_the_classes():
    model = MLP(2, [3, 3], seed=0)
    legend = decision_regions(model, CORNERS, [2, 1, 0, 1]).get_legend()
    assert legend.get_title().get_text() == "class"
    assert [text.get_text() for text in legend.get_texts()] == ["0", "1", "2"]
    _, ax = pytest.importorskip("matplotlib.pyplot").subplots()
    assert decision_regions(model, CORNERS, [2, 1, 0, 1], ax=ax).get_legend() is None


def test_several_outputs_give_as_many_regions_as_classes():
    W = [[4.0, 0.0, -4.0], [0.0, 4.0, -4.0]]
    model = MLP.from_arrays([(W, [0.0, 0.5, 1.0])], output="softmax")
    assert shades(decision_regions(model, CORNERS, [2, 1, 0, 1])) == [2, 1, 0, 1]


def test_points_of_other_than_two_inputs_are_refused():
    with pytest.raises(NetworkError, match="plane of 2 inputs, X has 3"):
        decision_regions(Neuron(3), np.zeros((1, 3)), [0])


def test_the_picture_has_room_around_all_samples_however_unevenly_they_lie():
    X = [*[[0.0, 0.0]] * 50, [4.0, 2.0]]
    ax = decision_regions(Neuron(2, seed=0), X, [0] * 51)
    assert ax.get_xlim() == (-1.0, 5.0)
    assert ax.get_ylim() == (-2.0, 4.0)


def test_the_picture_may_show_a_given_square():
    ax = decision_regions(Neuron(2, seed=0), CORNERS, [0, 1, 1, 1], within=(-1, 1.5))
    assert ax.get_xlim() == ax.get_ylim() == (-1.0, 1.5)
    shaded = ax.collections[0].get_datalim(ax.transData)
    assert (shaded.x0, shaded.x1, shaded.y0, shaded.y1) == (-1.0, 1.5, -1.0, 1.5)
