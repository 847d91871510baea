"""A picture shows every value and gradient, each use of a node, and nothing that is not known."""

import os
import re
import xml.etree.ElementTree as ET

import graphviz
import pytest

from autograd import (
    AutogradError,
    Graph,
    RenderError,
    Value,
    draw,
    exp,
    explain,
    sigmoid,
    softmax,
    values,
)
from autograd.draw import svg
from autograd.figures import Figures

SVG = "{http://www.w3.org/2000/svg}"


def line():
    w, x, b = values(w=-2.0, x=5.0, b=3.0)
    return (w * x + b).named("F")


def worked_example():
    x1, x2, t1 = values(x1=0.1, x2=0.2, t1=0.4)
    w1, w2, w5 = values(w1=0.3, w2=0.25, w5=0.45)
    h1 = sigmoid((w1 * x1 + w2 * x2).named("z1")).named("h1")
    return (0.5 * (t1 - (w5 * h1).named("o1")) ** 2).named("E")


def parsed(x, **options):
    return ET.fromstring(svg(x, **options).encode())


def by_id(root):
    return {g.get("id"): g for g in root.iter(f"{SVG}g") if g.get("id")}


def texts(element):
    return ["".join(t.itertext()).strip("\u00a0 ") for t in element.iter(f"{SVG}text")]


def test_a_card_holds_label_value_and_gradient():
    F = line()
    F.backward()
    found = by_id(parsed(F))
    assert texts(found["node-0"]) == ["w", "value", "−2", "grad", "5"]
    assert texts(found["node-4"]) == ["F", "value", "−7", "grad", "1"]
    assert texts(found["operation-4"]) == ["+"]


def test_without_backward_no_gradient_is_shown():
    assert "grad" not in texts(parsed(line()))


def test_a_value_without_a_gradient_among_others_has_a_dash():
    F = line()
    F.inputs[0].backward()
    assert texts(by_id(parsed(F))["node-4"]) == ["F", "value", "−7", "grad", "−"]


@pytest.mark.parametrize(("node", "kind"), [(0, "parameter"), (1, "input"), (4, "output")])
def test_kinds_are_classes_that_a_script_finds(node, kind):
    assert kind in by_id(parsed(line()))[f"node-{node}"].get("class").split()


def test_parameters_can_be_named():
    F = line()
    found = by_id(parsed(F, parameters=[Graph(F)["x"]]))
    assert "parameter" in found["node-1"].get("class")
    assert "input" in found["node-0"].get("class")


def test_every_use_is_an_edge():
    x = Value(3.0, "x")
    assert {"edge-0-1-0", "edge-0-1-1"} <= by_id(parsed(x * x)).keys()


def test_a_subtraction_is_one_operation_and_its_first_operand_is_above():
    a, b = values(a=1.0, b=2.0)
    root = parsed(a - b)
    found = by_id(root)
    assert [texts(g) for name, g in found.items() if name.startswith("operation")] == [["−"]]
    heights = [float(found[f"node-{i}"].find(f".//{SVG}text").get("y")) for i in (0, 1)]
    assert heights[0] < heights[1]


def test_constants_are_drawn_at_each_use_and_have_no_gradient():
    x = Value(0.7, "x")
    y = 1 / (1 + exp(-x))
    y.backward()
    constants = [g for name, g in by_id(parsed(y)).items() if name.startswith("constant")]
    assert [texts(g) for g in constants] == [["1"], ["1"]]


def test_partials_are_on_the_edges():
    found = by_id(parsed(line(), partials=True))
    assert texts(found["edge-0-3-0"]) == ["∂ 5"]
    assert texts(found["edge-1-3-1"]) == ["∂ −2"]


@pytest.mark.parametrize("operations", ["nodes", "folded"])
@pytest.mark.parametrize("by_label", [True, False])
def test_the_path_of_a_gradient_is_marked_by_colour_and_width(operations, by_label):
    E = worked_example()
    w1 = Graph(E)["w1"]
    root = parsed(E, path_to="w1" if by_label else w1, operations=operations)
    marked = [g for g in root.iter(f"{SVG}g") if "path" in (g.get("class") or "").split()]
    edges = {g.get("id") for g in marked if g.get("id").startswith("edge")}
    reached = {w1}
    expected = set()
    nodes = Graph(E).nodes
    for j, node in enumerate(nodes):
        for position, source in enumerate(node.inputs):
            if source in reached:
                reached.add(node)
                expected.add(f"edge-{nodes.index(source)}-{j}-{position}")
    assert edges == expected
    assert {g.find(f".//{SVG}path").get("stroke-width") for g in marked} == {"3.2"}


HOSTILE = [
    'a"b',
    "<b>x</b>",
    "&amp;",
    "a\\b",
    "\\N",
    "{x|y}",
    "a\nb",
    "]]>",
    "<>",
    "a\x00b",
    "한글",
]


@pytest.mark.parametrize("label", HOSTILE)
def test_labels_stay_text(label):
    root = parsed(Value(1.0, label).exp())
    shown = label.replace("\n", " ").replace("\x00", "\ufffd")
    assert texts(by_id(root)["node-0"])[0] == shown
    assert by_id(root)["node-0"].find(f"{SVG}title").text.startswith(shown)


def test_hangul_has_room():
    root = parsed(Value(1.0, "가" * 12))
    points = by_id(root)["node-0"].find(f".//{SVG}polygon").get("points").split()
    xs = [float(point.split(",")[0]) for point in points]
    assert max(xs) - min(xs) >= 12 * 13


def test_an_unlabelled_leaf_has_the_name_that_explanations_give_it():
    first, second = Value(2.0), Value(3.0)
    y = (first * second).named("E")
    assert "x1: value 2" in draw(y).text
    assert "∂E/∂x2 = 2.0" in draw(y).source
    assert explain(y, second).text.startswith("∂E/∂x2")


@pytest.mark.parametrize("name", ["F.png", "F.svg", "F.PDF"])
def test_saving_dot_text_under_the_name_of_a_picture_is_refused(tmp_path, name):
    picture = draw(Value(1.0, "x") * 2.0)
    with pytest.raises(AutogradError, match=r"save writes DOT text.*\.render\(.*F\.gv"):
        picture.save(tmp_path / name)
    assert os.listdir(tmp_path) == []
    assert picture.save(tmp_path / "F.gv") == str(tmp_path / "F.gv")
    assert (tmp_path / "F.gv").read_text(encoding="utf-8") == picture.source


@pytest.mark.parametrize(
    ("name", "options", "written"),
    [
        ("E.png", {}, "E.png"),
        ("E.svg", {}, "E.svg"),
        ("E.png", {"format": "png"}, "E.png"),
        ("E", {"format": "png"}, "E.png"),
        ("E", {}, "E.svg"),
        ("E.v1", {}, "E.v1.svg"),
    ],
)
def test_a_picture_is_rendered_to_the_file_that_was_named(tmp_path, name, options, written):
    picture = draw(Value(1.0, "x") * 2.0)
    path = picture.render(tmp_path / name, cleanup=True, **options)
    assert path == str(tmp_path / written)
    assert os.listdir(tmp_path) == [written]
    start = (tmp_path / written).read_bytes()[:8]
    assert start.startswith(b"\x89PNG" if written.endswith("png") else b"<?xml")


def test_a_copy_keeps_its_style_sheet_and_its_text():
    picture = draw(Value(1.0, "x") * 2.0, theme="auto")
    other = picture.copy()
    assert (other.text, other.css, other.source) == (picture.text, picture.css, picture.source)
    assert "prefers-color-scheme" in other.pipe("svg", encoding="utf-8")


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ([-2.0, 5.0], ["−2", "5"]),
        ([0.51998934, 0.25], ["0.5200", "0.25"]),
        ([-0.0], ["0"]),
        ([0.00080888], ["8.09e−4"]),
        ([1e20, float("nan"), float("inf")], ["1e20", "nan", "∞"]),
        ([-1e-12, 0.5], ["−1e−12", "0.5"]),
    ],
)
def test_numbers(numbers, shown):
    figures = Figures(digits=4)
    assert [figures(x) for x in numbers] == shown


def test_a_large_graph_is_refused_with_a_remedy():
    y = x = Value(1.0, "x")
    for _ in range(2000):
        y = y + x
    with pytest.raises(RenderError, match=r"at least 2,001 nodes, more than limit=300.*depth=3"):
        draw(y)
    assert texts(by_id(parsed(y, depth=2))["cut-1998"]) == ["…"]


def test_labelled_values_alone_with_the_derivative_between_them():
    E = worked_example()
    o1 = Graph(E)["o1"]
    found = by_id(parsed(E, labelled=True, partials=True))
    nodes = Graph(E).nodes
    place = next(n for n in found if n.startswith(f"edge-{nodes.index(o1)}-{len(nodes) - 1}"))
    assert texts(found[place]) == [f"∂ {o1.data - 0.4:.4f}".replace("-", "−")]


def test_labelled_values_stand_in_the_order_of_writing():
    E = worked_example()
    nodes = [node.label for node in Graph(E).nodes]
    lines = re.findall(r"id=\"edge-(\d+)-(\d+)-\d\"", draw(E, labelled=True).source)
    into = {}
    for source, target in lines:
        into.setdefault(nodes[int(target)], []).append(nodes[int(source)])
    assert (into["z1"], into["E"]) == (["w1", "x1", "w2", "x2"], ["t1", "o1"])


def test_fused_operations_can_be_shown_as_small_ones():
    p = softmax(values(a=1.0, b=2.0))[0]
    assert len(Graph(p)) == 3
    assert len(by_id(parsed(p, expand=True))) > len(by_id(parsed(p)))


def test_a_notebook_shows_svg_and_falls_back_to_text(monkeypatch):
    picture = draw(line())
    assert isinstance(picture, graphviz.Digraph)
    shown = picture._repr_mimebundle_()["image/svg+xml"]
    assert re.search('<svg style="max-width:100%;min-width:[0-9]+pt;height:auto" width=', shown)
    monkeypatch.setenv("CHALKGRAD_DOT", "/no/such/dot")
    bundle = picture._repr_mimebundle_()
    assert list(bundle) == ["text/plain"]
    assert "F: value −7" in bundle["text/plain"]
    with pytest.raises(RenderError):
        picture.pipe("svg")


@pytest.mark.parametrize(("operations", "fits"), [(1, True), (5, True), (40, False)])
def test_a_wide_picture_is_shown_no_wider_than_a_page_unless_it_could_not_be_read(
    operations, fits
):
    x = Value(0.5, "x")
    for _ in range(operations):
        x = sigmoid(x)
    picture = draw(x)
    pattern = r'<svg [^>]*?width="([\d.]+)pt" height="([\d.]+)pt"'
    file, shown = (
        [float(n) for n in re.search(pattern, svg).groups()]
        for svg in (picture.pipe("svg").decode(), picture._repr_mimebundle_()["image/svg+xml"])
    )
    assert (shown[0] <= 655) is fits
    assert shown[0] >= 0.69 * file[0]
    assert shown[0] / shown[1] == pytest.approx(file[0] / file[1], rel=0.02)


def test_render_writes_all_or_nothing(tmp_path, monkeypatch):
    picture = draw(line())
    path = picture.render(outfile=tmp_path / "graph.png", cleanup=True)
    assert (tmp_path / "graph.png").read_bytes().startswith(b"\x89PNG")
    assert path == str(tmp_path / "graph.png")
    monkeypatch.setenv("CHALKGRAD_DOT", "/no/such/dot")
    with pytest.raises(RenderError):
        picture.render("other", directory=tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["graph.png"]


@pytest.mark.parametrize(
    "options",
    [
        {"rankdir": "XY"},
        {"theme": "pink"},
        {"operations": "x"},
        {"depth": 0},
        {"digits": -1},
        {"path_to": Value(1.0, "elsewhere")},
        {"path_to": "nowhere"},
    ],
)
def test_options_are_checked(options):
    with pytest.raises(AutogradError):
        draw(line(), **options)


def test_the_picture_is_the_same_each_time():
    assert draw(line()).source == draw(line()).source


def test_without_a_format_the_picture_is_svg(tmp_path):
    assert draw(line()).pipe(encoding="utf-8").startswith("<?xml")
    assert draw(line()).render("graph", directory=tmp_path).endswith("graph.svg")


def test_parameters_are_chosen_by_label_too():
    w, x = values(a=1.0, x=2.0)
    y = w * x
    assert draw(y, parameters=["a"]).source == draw(y, parameters=[w]).source
    assert draw(y, parameters="a").source != draw(y).source


@pytest.mark.parametrize("option", ["digits", "depth", "limit"])
def test_counts_are_whole_numbers(option):
    with pytest.raises(AutogradError, match=f"{option} is a whole number"):
        draw(Value(1.0) + 1.0, **{option: "4"})


def test_a_picture_that_cannot_be_written_leaves_no_source(tmp_path):
    (tmp_path / "F.svg").mkdir()
    with pytest.raises(AutogradError, match="it is a folder"):
        draw(Value(1.0) + 1.0).render(outfile=tmp_path / "F.svg")
    assert [path.name for path in tmp_path.iterdir()] == ["F.svg"]
