import re
import xml.etree.ElementTree as ET
from itertools import combinations, pairwise, product

import numpy as np
import pytest

from autograd import Value, total
from nn import MLP, Layer, NetworkError, Neuron, draw, half_squared_error
from nn.arrangement import CIRCLE, positions, shown

SVG = "{http://www.w3.org/2000/svg}"
OUTLINES = [f"{SVG}{name}" for name in ("ellipse", "polygon", "path")]
NUMBER = r"-?[\d.]+"


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
    picture = draw(model, [0.1, 0.2], loss=loss)
    assert len(elements(picture, "weight")) == 8
    labels = elements(picture, "number")
    assert labels["label-line-1-0-0"].split() == ["w5", "0.45", "∇", "0.02592"]
    assert labels["label-line-0-0-0"].split() == ["w1", "0.3", "∇", "0.00081"]


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
    assert elements(picture, "node")["more-0-3"] == "⋮ 778 more"


def test_the_ends_of_a_marked_weight_are_drawn_wherever_they_stand():
    picture = draw(MLP(784, [50, 10], seed=0), largest_layer=6, path_to="w1_400_20")
    units = elements(picture, "node")
    assert "unit-0-399" in units
    assert "unit-1-19" in units
    assert "line-0-399-19" in elements(picture, "path")
    assert [name for name in units if name.startswith("more-0")] == ["more-0-3", "more-0-400"]


def test_numbers_are_short_and_have_one_kind_of_minus():
    model = MLP.from_arrays([([[0.25], [-3.0]], [-0.5])], output="sigmoid")
    model([1.0, -2.0]).backward()
    texts = elements(draw(model, [1.0, -2.0]), "node")
    assert texts["unit-0-1"].split() == ["x2", "−2"]
    assert texts["label-line-0-1-0"].split()[:2] == ["w1_21", "−3"]
    assert texts["unit-1-0"].split()[3:5] == ["b", "−0.5"]
    assert "-" not in "".join(texts.values())


def corners(picture, kind):
    """The boxes of all elements of a class as (left, top, right, bottom), by their ids."""
    found = {}
    for group in ET.fromstring(picture.pipe("svg")).iter(f"{SVG}g"):
        if kind not in group.get("class", "").split():
            continue
        shape = next(one for one in group.iter() if one.tag in OUTLINES)
        if shape.tag == f"{SVG}ellipse":
            x, y, rx, ry = (float(shape.get(a)) for a in ("cx", "cy", "rx", "ry"))
            found[group.get("id")] = x - rx, y - ry, x + rx, y + ry
        else:
            points = re.findall(NUMBER, shape.get("d") or shape.get("points"))
            xs, ys = ([float(n) for n in points[i::2]] for i in (0, 1))
            found[group.get("id")] = min(xs), min(ys), max(xs), max(ys)
    return found


def apart(one, other):
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


@pytest.mark.parametrize("sizes", [(2, 2, 2), (2, 4, 1), (3, 4, 2), (3, 1), (1, 8, 1), (4, 4, 4)])
def test_labels_lie_on_no_circle_and_on_no_other_label(sizes):
    model = MLP(sizes[0], list(sizes[1:]), seed=0)
    total([*model.outputs([1.0] * sizes[0])]).backward()
    picture = draw(model, [1.0] * sizes[0])
    labels = corners(picture, "number")
    assert len(labels) == sum(a * b for a, b in pairwise(sizes))
    circles = {n: box for n, box in corners(picture, "node").items() if n.startswith("unit")}
    for one, other in combinations([*labels.items(), *circles.items()], 2):
        assert apart(one[1], other[1]), (one, other)


@pytest.mark.parametrize("sizes", [(2, 16, 16, 1), (784, 50, 100, 10), (8, 8, 8)])
def test_lines_pass_other_circles_by(sizes):
    columns = [shown(n, 8) for n in sizes]
    at = positions(columns, None)
    for (a, b), left, right in zip(pairwise(at), columns, columns[1:]):
        starts = [p for p, place in zip(a, left) if isinstance(place, int)]
        ends = [p for p, place in zip(b, right) if isinstance(place, int)]
        for start, end in product(starts, ends):
            for circle in {*starts, *ends} - {start, end}:
                assert distance(circle, start, end) > CIRCLE / 2


def distance(point, start, end):
    (x, y), (x0, y0), (x1, y1) = point, start, end
    area = abs((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0))
    return area / np.hypot(x1 - x0, y1 - y0)


def test_numbers_can_be_shown_or_hidden():
    model = MLP(2, [2, 1], seed=0)
    assert "w1_11" in elements(draw(model), "number")["label-line-0-0-0"]
    assert elements(draw(model, numbers=False), "number") == {}


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
        ({"digits": -1}, "digits must be a whole number"),
        ({"digits": 40}, "up to 16, got 40"),
        ({"loss": 0.5}, "loss must be a Value, got 0.5"),
        ({"numbers": "yes"}, "numbers must be True or False"),
    ],
)
def test_what_makes_no_sense_is_refused(options, message):
    with pytest.raises(NetworkError, match=message):
        draw(MLP(2, [2, 1], seed=0), **options)


@pytest.mark.parametrize("model", [3, None, Value(1.0), MLP])
def test_what_is_no_network_is_refused(model):
    with pytest.raises(NetworkError, match=r"what nn\.draw shows must be a Module, got"):
        draw(model)
