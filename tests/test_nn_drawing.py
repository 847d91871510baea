import re
import xml.etree.ElementTree as ET

import pytest

from nn import MLP, Layer, NetworkError, Neuron, draw, half_squared_error

SVG = "{http://www.w3.org/2000/svg}"


def worked_example():
    model = MLP.from_arrays(
        [([[0.3, 0.4], [0.25, 0.35]], None), ([[0.45, 0.7], [0.4, 0.6]], None)],
        activation="sigmoid",
        output="sigmoid",
        names="numbered",
    )
    loss = half_squared_error(model([0.1, 0.2]), [0.4, 0.6]).named("E")
    loss.backward()
    return model, loss


def elements(picture, kind):
    """The text of every element of that class in the SVG, by its id."""
    root = ET.fromstring(picture.pipe("svg"))
    return {
        group.get("id"): " ".join("".join(text.itertext()) for text in group.iter(f"{SVG}text"))
        for group in root.iter(f"{SVG}g")
        if kind in group.get("class", "").split()
    }


def test_the_worked_example_shows_every_weight_with_its_gradient():
    model, loss = worked_example()
    lines = elements(draw(model, [0.1, 0.2], loss=loss), "weight")
    assert len(lines) == 8
    assert "w5 0.45" in lines["line-1-0-0"]
    assert "0.02592" in lines["line-1-0-0"]
    assert "w1 0.3" in lines["line-0-0-0"]


def test_units_show_name_activation_and_output():
    model, loss = worked_example()
    picture = draw(model, [0.1, 0.2], loss=loss)
    units = elements(picture, "result")
    assert "h1" in units["unit-1-0"]
    assert "σ" in units["unit-1-0"]
    assert "0.52" in units["unit-1-0"]
    assert "0.02397" in elements(picture, "output")["loss"]


def test_the_marked_way_of_one_gradient():
    model, loss = worked_example()
    first = draw(model, [0.1, 0.2], loss=loss, path_to="w1")
    assert set(elements(first, "path")) == {"line-0-0-0", "line-1-0-0", "line-1-0-1"}
    last = draw(model, [0.1, 0.2], loss=loss, path_to=model.parameters()[4])
    assert set(elements(last, "path")) == {"line-1-0-0"}


def test_a_bias_can_be_marked_too():
    picture = draw(MLP(2, [2, 2], seed=0), path_to="b1_2")
    assert set(elements(picture, "path")) == {"line-1-1-0", "line-1-1-1"}


def test_thickness_is_size_and_colour_is_sign():
    picture = draw(Neuron.from_arrays([4.0, -2.0, 0.0], activation="step"))
    lines = [line for line in picture.source.splitlines() if "->" in line and "line-" in line]
    widths = [float(re.search(r'penwidth="?([\d.]+)', line)[1]) for line in lines]
    assert widths == pytest.approx([4.0, 2.3, 0.6])
    colors = [re.search(r'color="(#\w+)"', line)[1] for line in lines]
    assert colors[0] == colors[2] != colors[1]
    assert ["dashed" in line for line in lines] == [False, True, False]


def test_large_layers_are_shortened():
    picture = draw(MLP(784, [50, 10], activation="relu", seed=0), largest_layer=6)
    units = elements(picture, "node")
    assert len([name for name in units if name.startswith("unit-0-")]) == 6
    assert "unit-0-783" in units
    assert "unit-0-400" not in units
    assert picture.source.count("⋮") == 3


def test_numbers_can_be_shown_or_hidden():
    model = MLP(2, [2, 1], seed=0)
    assert "w1_11" in elements(draw(model), "weight")["line-0-0-0"]
    assert elements(draw(model, numbers=False), "weight")["line-0-0-0"] == ""


def test_before_backward_there_are_no_gradients():
    assert "∇" not in draw(MLP(2, [2, 1], seed=0)).source


@pytest.mark.parametrize("model", [Neuron(2, seed=0), Layer(2, 3, "softmax", seed=0)])
def test_neurons_and_layers_are_drawn_like_networks(model):
    assert len(elements(draw(model, [1.0, 2.0]), "weight")) == len(model.tables()["weight"].flat)


def test_drawing_changes_nothing():
    model, loss = worked_example()
    before = [(p.data, p.grad) for p in model.parameters()]
    draw(model, [0.3, 0.4], loss=loss)
    assert [(p.data, p.grad) for p in model.parameters()] == before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"path_to": "w99"}, "path_to is a parameter or its label, one of w1_11"),
        ({"theme": "drak"}, "theme is one of light"),
        ({"largest_layer": 0}, "largest_layer"),
        ({"x": [1.0]}, "MLP expects 2 inputs, got 1"),
    ],
)
def test_what_makes_no_sense_is_refused(options, message):
    with pytest.raises(NetworkError, match=message):
        draw(MLP(2, [2, 1], seed=0), **options)
