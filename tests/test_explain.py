"""Explanations: the chain rule as the slides write it, and the same number as backward()."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd import (
    AutogradError,
    Graph,
    LabelError,
    StaleError,
    Value,
    affine,
    define,
    explain,
    log,
    maximum,
    minimum,
    relu,
    sigmoid,
    softmax,
    steps,
    tanh,
    total,
    values,
)
from autograd.columns import width
from tests.networks import worked_example

W5 = """\
∂E/∂w5 = ∂E/∂o1 · ∂o1/∂z3 · ∂z3/∂w5 = 0.20944600 × 0.23802157 × 0.51998934 = 0.02592286

 ∂E/∂o1 = −(t1 − o1) = −(0.4 − 0.60944600) = 0.20944600
∂o1/∂z3 = o1(1 − o1) = 0.60944600 × (1 − 0.60944600) = 0.23802157
∂z3/∂w5 = h1 = 0.51998934"""


def test_one_path_reads_as_in_the_slides():
    assert explain(worked_example(label_errors=False), "w5").text == W5


def test_two_paths_are_a_sum_with_the_common_factors_taken_out():
    lines = explain(worked_example(label_errors=False), "w1").text.splitlines()
    assert lines[:4] == [
        "∂E/∂w1 = (∂E/∂o1 · ∂o1/∂z3 · ∂z3/∂h1 + ∂E/∂o2 · ∂o2/∂z4 · ∂z4/∂h1) · ∂h1/∂z1 · ∂z1/∂w1",
        "       = (0.20944600 × 0.23802157 × 0.45 + 0.06384491 × 0.22315485 × 0.7)"
        " × 0.24960043 × 0.1",
        "       = 0.03240681 × 0.24960043 × 0.1",
        "       = 0.00080888",
    ]


SKIP = """\
dy/dx = ∂y/∂h · ∂h/∂x + ∂y/∂x = 1 × 0.3 + 1 = 1.3

∂y/∂h = 1
∂h/∂x = w = 0.3
∂y/∂x = 1

dy/dx counts every path, ∂y/∂x the direct one alone."""


def test_the_whole_derivative_is_told_from_that_along_the_direct_path():
    w, x = values(w=0.3, x=2.0)
    y = ((w * x).named("h") + x).named("y")
    assert explain(y, x).text == SKIP
    assert explain(y, x).latex.startswith("\\begin{aligned}\n\\frac{d y}{d x} &= ")
    assert "dy" not in explain(y, w).text


@pytest.mark.parametrize("label", ["w5", "w1", "w8", "h1", "o1", "x2"])
def test_labels_for_the_two_parts_of_the_error_add_no_factor_1(label):
    labelled = explain(worked_example(), label)
    assert labelled.text == explain(worked_example(label_errors=False), label).text
    assert labelled.latex == explain(worked_example(label_errors=False), label).latex


def test_a_part_of_the_error_is_a_station_where_it_is_asked_for():
    assert explain(worked_example(), "E_o1").text == "∂E/∂E_o1 = 1"


def test_parts_of_a_sum_that_count_twice_or_hold_a_leaf_stay_stations():
    x, b = values(x=3.0, b=1.0)
    u = (x * x).named("u")
    assert "∂F/∂u · ∂u/∂x = 1 × 6 = 6" in explain((u + b).named("F"), x).text
    assert "∂E/∂u · ∂u/∂x = 2 × 6 = 12" in explain((u + u).named("E"), x).text


def test_a_sum_of_very_many_shared_parts_is_explained():
    x = Value(1.0, "x")
    y = x.exp()
    for _ in range(40):
        y = y + y
    assert explain(y, x).value == pytest.approx(2**40 * math.e)


@pytest.mark.parametrize(
    ("label", "printed"),
    [("w5", 0.02592286), ("w1", 0.00080888), ("o1", 0.20944600), ("E", 1.0)],
)
def test_the_value_is_the_printed_one(label, printed):
    assert explain(worked_example(label_errors=False), label).value == pytest.approx(
        printed, abs=5e-9
    )


def test_the_value_is_the_gradient_of_every_node():
    loss = worked_example(label_errors=False)
    labels = ["w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "x1", "t2", "h1", "z4", "o2"]
    found = {label: explain(loss, label).value for label in labels}
    loss.backward()
    graph = Graph(loss)
    assert found == {label: graph[label].grad for label in labels}


OPERATIONS = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a / (b * b + 1.0),
    lambda a, b: tanh(a),
    lambda a, b: sigmoid(a * b),
    lambda a, b: affine([a, b], [b, a], 0.5),
    lambda a, b: a * a * 0.1,
]


@settings(max_examples=60, deadline=None)
@given(
    choices=st.lists(
        st.tuples(
            st.sampled_from(OPERATIONS),
            st.integers(0, 99),
            st.integers(0, 99),
            st.sampled_from(["", "h", "own"]),
        ),
        min_size=1,
        max_size=14,
    )
)
def test_the_value_is_the_gradient_on_any_graph(choices):
    nodes = list(values(a=0.3, b=-0.7, c=1.2))
    leaves = nodes[:]
    for i, (operation, first, second, label) in enumerate(choices):
        node = operation(nodes[first % len(nodes)], nodes[second % len(nodes)])
        nodes.append(node.named(f"n{i}" if label == "own" else label))
    loss = nodes[-1]
    explanations = [explain(loss, leaf) for leaf in leaves]
    loss.backward()
    for leaf, explanation in zip(leaves, explanations):
        assert explanation.value == (leaf.grad or 0.0)
        assert explanation.latex.count("{") == explanation.latex.count("}")
        assert explanation.text
        if len(explanation.paths) <= 200:
            along = math.fsum(path.value for path in explanation.paths)
            assert along == pytest.approx(explanation.value, rel=1e-9, abs=1e-12)


def test_explaining_changes_nothing():
    loss = worked_example(label_errors=False)
    str(explain(loss, "w1"))
    assert loss.grad is None
    assert all(node.grad is None for path in explain(loss, "w1").paths for node in path)


def test_without_labels_the_ends_get_names():
    x = Value(3.0)
    assert explain(x * x + 1, x).text == "∂y/∂x = 2x = 2 × 3 = 6\n\nx = 3\ny = x² + 1 = 10"


def test_the_loss_by_itself_is_one():
    x = Value(3.0, "x")
    assert explain(x, x).text == "∂x/∂x = 1"


def test_a_leaf_outside_the_graph_has_derivative_zero_and_the_text_says_why():
    x, q = values(x=3.0, q=1.0)
    explanation = explain((2 * x).named("E"), q)
    assert explanation.value == 0.0
    assert not explanation.paths
    assert explanation.text == "∂E/∂q = 0\n\nE was not computed from q."


def test_arguments_given_the_wrong_way_round_are_pointed_out():
    loss = worked_example(label_errors=False)
    explanation = explain(Graph(loss)["w5"], loss)
    assert explanation.value == 0.0
    assert explanation.text == (
        "∂w5/∂E is 0: w5 was not computed from E, but E from w5.\n"
        "Swap the two: explain(E, w5) gives ∂E/∂w5."
    )
    assert " = " not in explanation.text
    assert "=" not in explanation.latex
    assert r"\text{Swap the two: explain(}E\text{, }w_{5}\text{) gives }" in explanation.latex


@pytest.mark.parametrize("label", ["x", "y", "v1", "x1"])
def test_names_that_are_given_are_no_labels(label):
    outside = Value(1.0, label)
    assert explain(Value(2.0) * Value(3.0), outside).text.startswith("∂y") is True
    inside = Value(2.0, label)
    text = explain(inside * Value(3.0) * Value(4.0), inside).text
    names = [line.split(" = ")[0].strip() for line in text.splitlines()[2:]]
    assert len(names) == len(set(names)) == 3
    assert label not in names


def test_unlabelled_leaves_are_named_alike_in_an_explanation_and_in_the_steps():
    first, second = Value(2.0), Value(3.0)
    loss = (first * second).named("E")
    assert explain(loss, first).text == "∂E/∂x1 = x2 = 3\n\nx1 = 2\nx2 = 3"
    assert "∂E/∂x1" in str(steps(loss))
    assert "∂E/∂x1 = x2)" in str(steps(loss))


@pytest.mark.parametrize(
    ("function", "note"),
    [
        (relu, "[z > 0] is 1 where z > 0, else 0."),
        (abs, "[z > 0] is 1 where z > 0, else 0."),
        (lambda z: relu(relu(z)), "[relu(z) > 0] is 1 where relu(z) > 0, else 0."),
        (lambda z: relu(z * z * z * z + z * z + z + 1), "[a > b] is 1 where a > b, else 0."),
    ],
)
def test_a_condition_in_brackets_is_explained_once(function, note):
    z = Value(0.5, "z")
    explanation = explain(function(z).named("y"), z)
    assert explanation.text.splitlines()[-1] == note
    assert explanation.text.count("is 1 where") == 1
    assert explanation.latex.count(r"\text{ is 1 where }") == 1


def test_nothing_is_said_of_brackets_where_there_are_none():
    assert "is 1 where" not in explain(worked_example(label_errors=False), "w5").text


def test_equals_signs_stand_below_each_other_for_korean_labels_too():
    x, w = values(입력=2.0, w=3.0)
    h = (x * w).named("은닉층")
    lines = explain(tanh(h).named("출력"), w).text.splitlines()[2:]
    assert len({width(line[: line.index("=")]) for line in lines}) == 1


@pytest.mark.parametrize("label", ["a\x1b[31mb", "a\nb", "a\u202eb", "\x07", "a\rb\x9b"])
def test_no_label_reaches_the_terminal_as_a_command(label):
    x = Value(2.0, label)
    explanation = explain((x * x).named("E"), x)
    for text in (explanation.text, explanation.latex):
        assert all(line.isprintable() for line in text.split("\n"))


def test_a_fused_node_has_its_input_as_the_factor_of_a_weight():
    (w1, w2), (x1, x2) = values(w1=1.0, w2=2.0), values(x1=3.0, x2=4.0)
    z = affine([w1, w2], [x1, x2], Value(0.5, "b")).named("z")
    assert explain(z, w1).text == "∂z/∂w1 = x1 = 3"
    assert explain(z, "b").text == "∂z/∂b = 1"


def test_outputs_of_a_softmax_are_written_by_their_labels():
    zs = values(z1=1.0, z2=2.0)
    p1, p2 = softmax(zs)
    loss = (-log(p1.named("p1")) - log(p2.named("p2"))).named("L")
    text = explain(loss, zs[0]).text
    assert "∂p1/∂z1 = p1(1 − p1)" in text
    assert "∂p2/∂z1 = −p2·p1" in text


def test_an_operation_from_outside_is_explained_by_its_own_rule():
    cube = define("cubed", lambda x: x**3, lambda y, x: (3 * x**2,), "{}³")
    u = Value(2.0, "u")
    assert explain(cube(u).named("y"), u).text == "∂y/∂u = 3u² = 3 × 2² = 12"


def test_a_rule_that_does_not_run_on_symbols_still_gives_its_number():
    opaque = define("opaque", math.sin, lambda y, x: (math.cos(x),))
    u = Value(0.0, "u")
    assert explain(opaque(u).named("y"), u).text == "∂y/∂u = 1"


def test_too_many_paths_are_written_station_by_station():
    h = [Value(0.1 * i, f"x{i}") for i in range(3)]
    x0 = h[0]
    for layer in range(4):
        h = [tanh(total(h) * 0.1 * (j + 1)).named(f"h{layer}{j}") for j in range(3)]
    loss = total(h).named("E")
    explanation = explain(loss, x0)
    assert len(explanation.paths) == 81
    lines = explanation.text.splitlines()
    assert lines[0] == "δ(v) = ∂E/∂v"
    assert lines[2] == "δ(h30) = 1"
    assert "∂E/∂x0 = 0.1δ(h00)(1 − h00²) + 0.2δ(h01)(1 − h01²)" in explanation.text
    loss.backward()
    assert explanation.value == x0.grad


def test_paths_are_counted_and_reached_without_being_listed():
    x = Value(1.0, "x")
    y = x
    for _ in range(40):
        y = y + y
    paths = explain(y, x).paths
    assert len(paths) == 2**40
    assert paths[0][0] is y
    assert paths[-1][-1] is x
    assert paths[2**39].value == 1.0
    with pytest.raises(IndexError):
        paths[2**40]


def test_a_long_chain_is_explained():
    x = Value(1.0, "x")
    y = x
    for _ in range(20_000):
        y = y + 0.5
    explanation = explain(y, x)
    assert explanation.value == 1.0
    assert "more lines like these" in explanation.text
    assert len(explanation.text) < 5_000


@pytest.mark.parametrize(
    ("compute", "first_line"),
    [
        (lambda a, b, c: maximum(a, b), "∂f/∂b = [b > a] = [3 > 2] = 1"),
        (lambda a, b, c: maximum(c, b), "∂f/∂b = [b > c] = [3 > 4] = 0"),
        (lambda a, b, c: minimum(a, b), "∂f/∂b = [a > b] = [2 > 3] = 0"),
        (lambda a, b, c: minimum(b, c), "∂f/∂b = [c > b] = [4 > 3] = 1"),
        (lambda a, b, c: maximum(b, 0.0), "∂f/∂b = [b > 0] = [3 > 0] = 1"),
        (
            lambda a, b, c: maximum(a, b, 1.0),
            "∂f/∂b = [b > maximum(a, 1)] = [3 > maximum(2, 1)] = 1",
        ),
        (
            lambda a, b, c: maximum(b, 3.0),
            "∂f/∂b = (1 − [f > b])/(2 − [f > b] − [f > 3]) "
            "= (1 − [3 > 3])/(2 − [3 > 3] − [3 > 3]) = 0.5",
        ),
    ],
)
def test_only_a_tie_is_written_in_shares(compute, first_line):
    a, b, c = values(a=2.0, b=3.0, c=4.0)
    f = compute(a, b, c).named("f")
    f.backward()
    explanation = explain(f, b)
    assert explanation.text.splitlines()[0] == first_line
    assert explanation.value == b.grad


def test_steps_write_a_maximum_as_explanations_do():
    a, b = values(a=2.0, b=3.0)
    assert "(∂f/∂b = [b > a])" in str(steps(maximum(a, b).named("f")))


@pytest.mark.parametrize("compute", [lambda w, x: w * x, lambda w, x: w + x, lambda w, x: w * w])
def test_numbers_that_do_not_belong_together_are_refused(compute):
    w, x = values(w=2.0, x=3.0)
    y = compute(w, x).named("y")
    earlier = explain(y, x)
    w.data = 5.0
    for printed in (lambda: explain(y, x), earlier._repr_latex_, lambda: str(earlier)):
        with pytest.raises(StaleError, match=r"the inputs of 'y' changed.*Graph\(y\)\.forward"):
            printed()
    Graph(y).forward()
    y.backward()
    assert explain(y, w).value == w.grad


def test_nodes_that_share_a_label_are_told_apart():
    x = Value(2.0, "x")
    y = (x * 3.0).named("x")
    assert explain((y * y).named("E"), x).text.startswith("∂E/∂x = ∂E/∂(x[2]) · ∂(x[2])/∂x")


def test_a_notebook_shows_mathematics():
    explanation = explain(worked_example(label_errors=False), "w5")
    assert explanation._repr_latex_() == f"$${explanation.latex}$$"
    assert r"\frac{\partial E}{\partial w_{5}}" in explanation.latex
    assert explanation.latex.startswith(r"\begin{aligned}")


@pytest.mark.parametrize("label", ["</script>", "$x$", "a\nb", "50% & #1", "{", "\\", "은닉층"])
def test_any_label_is_text_in_latex(label):
    x = Value(2.0, label)
    latex = explain((x * x).named("E"), x).latex
    assert "</" not in latex
    assert "$$" not in latex
    assert latex.replace(r"\{", "").count("{") == latex.replace(r"\}", "").count("}")


def test_an_unknown_label_is_refused_with_the_known_ones():
    with pytest.raises(LabelError, match="w9"):
        explain(worked_example(label_errors=False), "w9")


@pytest.mark.parametrize("wrong", [3.0, None, ["w5"]])
def test_what_is_not_a_value_is_refused(wrong):
    with pytest.raises(AutogradError):
        explain(worked_example(label_errors=False), wrong)
