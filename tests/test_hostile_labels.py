"""A label is text wherever it is shown: never markup, never code, and always writable as UTF-8."""

import ast
import json
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from autograd import Graph, Value, check_by_hand, draw, explain, steps
from autograd.draw import svg
from autograd.tables import aligned, node_rows
from nn import MLP
from nn import draw as draw_network

# Pictures and pages take longer than the rest.
A_FEW = settings(max_examples=settings.default.max_examples // 3 + 1)
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]>",
    "<![CDATA[",
    '"><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    "&lt;b&gt;&#60;b&#62;&amp;",
    "a\\",
    '\\"',
    "\\N\\G\\E\\T\\H\\L\\n\\l\\r",
    "a\nimport os",
    "a\r\nb",
    "a\tb",
    "a\x00b",
    "a\x1b[2J\x07b",
    "a\x85b\u2028c\u2029d",
    "\u202egnp.exe\u202c",
    "\u2066\u2069\u200f\u200b\ufeff",
    "\ud800",
    "\udfff\ud800",
    "\ufffe\uffff",
    '"""\nimport os\n"""',
    "'''",
    "x;os",
    "{x|y}<f0>",
    "<b>x</b>",
    "<>",
    "html<table>",
    "$x$ \\end{align} \\href{javascript:alert(1)}{x}",
    "`x` [a](javascript:alert(1))",
    "%s {0} {x!r} {",
    "__proto__",
    "np",
    "ｎｐ",
    "ﬁ",
    "ｉｆ",
    "float",
    "len",
    "value",
    "exp",
    "é" * 200,
    "👩‍👩‍👧",
    " ",
]
CHARACTERS = (
    "<>&\"'\\`$%{}|/;:=()[]\n\r\t\0\x1b\x7f\x85\u2028\u202e\ud800\udfff\ufffe\u0301가ax1_ "
)
LABELS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(),
    st.text(st.sampled_from(CHARACTERS)),
    st.tuples(st.sampled_from(HOSTILE), st.sampled_from(HOSTILE)).map("".join),
)


def graph_of(label, other="w"):
    """A small graph with the label on a leaf, an inner value and the result."""
    x, w = Value(0.5, label), Value(2.0, other)
    inner = (w * x).named(f"{label}z")
    return (inner.sigmoid() + 1.0).named(f"{label}y"), x, w


class Elements(HTMLParser):
    """The tags of a page, with the names of their attributes and what they load."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.tags = set()
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        loads = [(name, value[:20]) for name, value in attrs if name in {"href", "src", "type"}]
        self.tags.add((tag, *sorted(name for name, _ in attrs), *loads))

    def handle_comment(self, data):
        self.tags.add("comment")


def elements(page):
    return Elements(page).tags


PLAIN = graph_of("a")[0]
PLAIN_PAGE = elements(steps(PLAIN, update=["w"], lr=0.1).html())
PLAIN_FRAME = elements(steps(PLAIN, update=["w"])._repr_html_())
PLAIN_REPORT = elements(check_by_hand(PLAIN, {"ay": 1.0})._repr_html_())


@given(LABELS)
@A_FEW
def test_a_picture_holds_the_label_as_text_alone(label):
    y, _, w = graph_of(label)
    y.backward()
    PLAIN.backward()
    for options in ({"partials": True}, {"operations": "folded", "labelled": True}):
        root = ET.fromstring(svg(y, path_to=w, **options).encode())
        ids = [element.get("id") for element in root.iter() if element.get("id")]
        assert len(set(ids)) == len(ids)
        allowed = {"svg", "g", "title", "style", "a", "text", "polygon", "polyline", "ellipse"}
        assert {x.tag.rpartition("}")[2] for x in root.iter()} <= allowed | {"path", "tspan"}
        for element in root.iter():
            assert not [name for name in element.attrib if name.lower().startswith("on")]
            assert not element.get("href")
            assert not element.get("{http://www.w3.org/1999/xlink}href")


@given(LABELS)
@example(HOSTILE[0])
def test_a_picture_as_text_and_as_dot_can_be_encoded(label):
    picture = draw(graph_of(label)[0], partials=True)
    picture.source.encode()
    picture.text.encode()
    assert len(picture.text.splitlines()) == len(draw(PLAIN).text.splitlines())


@given(LABELS)
@A_FEW
def test_a_page_of_steps_has_the_same_elements_whatever_the_label(label):
    y, _, w = graph_of(label)
    page = steps(y, update=[w], lr=0.1).html()
    page.encode()
    assert elements(page) <= PLAIN_PAGE
    assert page.count("</script") == page.count("<script") == 2
    data = page.partition('id="data">')[2].partition("</script")[0]
    assert len(json.loads(data)["nodes"]) == 5


@given(LABELS)
@A_FEW
def test_a_notebook_shows_the_label_as_text(label):
    y, _, w = graph_of(label)
    frame = steps(y, update=[w])._repr_html_()
    report = check_by_hand(y, {y.label: 1.0})._repr_html_()
    frame.encode()
    report.encode()
    assert elements(frame) <= PLAIN_FRAME
    assert elements(report) <= PLAIN_REPORT


@given(LABELS)
def test_explanations_reports_and_tables_can_be_printed(label):
    y, x, w = graph_of(label)
    y.backward()
    told = explain(y, w)
    texts = [told.text, told.latex, told._repr_latex_(), told._repr_markdown_(), str(told.paths)]
    texts += [repr(x), str(steps(y, update=[w])), aligned(node_rows(Graph(y)))]
    texts += [str(check_by_hand(y, {f"{label}z": 1.0}))]
    for text in texts:
        text.encode()
        assert "\x1b" not in text
    assert len(aligned(node_rows(Graph(y))).split("\n")) == len(node_rows(Graph(y)))


@given(LABELS)
def test_latex_cannot_be_left_or_made_to_load_anything(label):
    y, _, w = graph_of(label)
    latex = explain(y, w).latex
    for command in ("\\href", "\\url", "\\input", "\\include", "\\html", "\\def", "\\end{align}"):
        assert command not in latex
    assert "$" not in latex.replace("\\$", "")


@given(LABELS, LABELS)
@example("ｎｐ", "np")
@example("ﬁ", "fi")
@example("__debug__", "w")
@example('"""\nraise SystemExit\n"""', "a\nraise SystemExit")
@example("float", "len")
@A_FEW
def test_a_program_computes_the_same_and_its_text_runs_whatever_the_labels(one, other):
    y, x, w = graph_of(one, other)
    y = (y * w.exp().named(other)).named(one)
    expected = Graph(y).outputs[0].data
    program = Graph(y).compile(inputs=[x], wrt=[w])
    assert program([[0.5]])[0] == pytest.approx(expected, rel=1e-12)
    assert program([0.5]) == pytest.approx(expected, rel=1e-12)
    program.source.encode()
    kinds = {type(statement) for statement in ast.parse(program.source).body}
    assert kinds <= {ast.Expr, ast.Import, ast.Assign, ast.FunctionDef}
    scope = {}
    exec(program.source, scope)
    assert scope["value"](np.array([[0.5]]), np.array([2.0]))[0] == pytest.approx(expected)


@given(LABELS)
@A_FEW
def test_a_drawn_network_holds_its_labels_as_text(label):
    model = MLP(2, [1], seed=0)
    for parameter in model.parameters():
        parameter.label = label
    picture = draw_network(model, [0.5, -1.0])
    picture.source.encode()
    root = ET.fromstring(picture.pipe("svg", encoding="utf-8").encode())
    assert not list(root.iter("script"))
    model.summary()._repr_html_().encode()
