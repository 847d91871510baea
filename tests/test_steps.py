"""The steps of the forward pass, the backward pass and the update."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd as ag
from autograd import Constant, Graph, Value, steps, values
from tests import networks

# The worked 2-2-2 example, as it is printed: eight decimals, rounded.
FORWARD = """
    z1 0.08 z2 0.11 h1 0.51998934 h2 0.52747230 z3 0.44498412 z4 0.68047592 o1 0.60944600
    o2 0.66384491 E_o1 0.02193381 E_o2 0.00203809 E 0.02397190"""
GRADIENTS = "o1 0.20944600 w5 0.02592286 w1 0.00080888"
UPDATED = """
    w5 0.43703857 w6 0.38685205 w7 0.69629578 w8 0.59624247 w1 0.29959556 w2 0.24919112
    w3 0.39964496 w4 0.34928991"""
FORWARD_AGAIN = """
    z1 0.07979778 z2 0.10982248 h1 0.51993887 h2 0.52742806 z3 0.43126996 z4 0.67650625
    o1 0.60617688 o2 0.66295848 E_o1 0.02125445 E_o2 0.00198189 E 0.02323634"""


def printed(table):
    words = table.split()
    return list(zip(words[::2], words[1::2]))


@pytest.fixture(scope="module")
def example():
    return steps(networks.worked_example(), update=networks.UPDATED, lr=0.5)


def found(every, phase, round_=1):
    """The last number that a phase finds for each label, with its line."""
    return {s.node.label: s for s in every if (s.phase, s.round) == (phase, round_)}


@pytest.mark.parametrize(
    ("phase", "round_", "table"),
    [
        ("forward", 1, FORWARD),
        ("backward", 1, GRADIENTS),
        ("update", 1, UPDATED),
        ("forward", 2, FORWARD_AGAIN),
    ],
)
def test_the_worked_example_comes_out_as_printed(example, phase, round_, table):
    lines = found(example, phase, round_)
    for label, number in printed(table):
        assert f"{lines[label].after:.8f}" == f"{float(number):.8f}"
        assert re.search(rf"= {re.escape(number)}( |$)", lines[label].text), lines[label].text


def test_the_error_after_the_update_stands_beside_the_one_before(example):
    last = example[-1]
    assert (last.phase, last.round, last.node.label) == ("forward", 2, "E")
    assert f"{last.before:.8f} {last.after:.8f}" == "0.02397190 0.02323634"
    assert "0.02397190" in last.text


def test_a_backward_step_multiplies_upstream_by_the_local_derivative(example):
    step = found(example, "backward")["z3"]
    assert step.text == (
        "∂E/∂z3 = ∂E/∂o1 · ∂o1/∂z3 = 0.20944600 × 0.23802157 = 0.04985267 (∂o1/∂z3 = o1(1 − o1))"
    )


def test_contributions_to_one_gradient_add_up_visibly(example):
    first, second = [s for s in example if s.phase == "backward" and s.node.label == "h1"]
    assert (first.part, first.parts, first.before) == (1, 2, None)
    assert (second.part, second.parts, second.before) == (2, 2, first.after)
    assert second.after == second.before + second.upstream * second.partial
    assert "part 2 of 2" in second.text


def test_the_pass_back_starts_from_one(example):
    first = next(s for s in example if s.phase == "backward")
    assert "starting from ∂E/∂E = 1" in first.text


def test_an_update_is_old_minus_rate_times_gradient(example):
    step = found(example, "update")["w5"]
    assert step.text == "w5 ← w5 − α · ∂E/∂w5 = 0.45 − 0.5 × 0.02592286 = 0.43703857"


def test_phases_follow_each_other(example):
    order = list(dict.fromkeys((s.phase, s.round) for s in example))
    assert order == [("forward", 1), ("backward", 1), ("update", 1), ("forward", 2)]


def test_without_update_there_are_two_phases():
    loss = networks.worked_example()
    assert list(dict.fromkeys(s.phase for s in steps(loss))) == ["forward", "backward"]


def test_a_sequence_can_be_indexed_and_cut(example):
    assert example[0] == next(iter(example))
    assert example[-1] == example[len(example) - 1] == list(example)[-1]
    assert example[2:5] == list(example)[2:5]
    with pytest.raises(IndexError, match="none with number 1000"):
        example[1000]


def test_printing_gives_every_step_a_line_of_its_own(example):
    text = str(example)
    assert len(text.splitlines()) == len(example) + 4
    assert repr(example) == text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_equals_signs_stand_below_each_other(example):
    update = str(example).partition("Update\n")[2].partition("Forward again")[0].splitlines()
    assert len({line.rindex("=") for line in update}) == 1


# On any graph

UNARY = [ag.sigmoid, ag.tanh, ag.exp, ag.relu, abs, lambda x: -x, ag.softplus, ag.sin]
BINARY = [
    lambda a, b: a + b,
    lambda a, b: a - b,
    lambda a, b: a * b,
    lambda a, b: a / (b * b + 1),
    ag.maximum,
    lambda a, b: ag.dot([a, b], [b, 0.5]),
    lambda a, b: ag.softmax([a, b, 1.0])[0],
]


@st.composite
def graphs(draw):
    number = st.floats(-2, 2).map(lambda x: round(x, 3))
    leaves = [Value(draw(number), name) for name in "abc"]
    nodes = [*leaves, 2.0]
    pick = st.integers(0, 1000)
    for _ in range(draw(st.integers(1, 9))):
        x, y = (nodes[draw(pick) % len(nodes)] for _ in "xy")
        rule = draw(pick) % (len(UNARY) + len(BINARY))
        x = x if isinstance(x, Value) else Value(x)
        result = UNARY[rule](x) if rule < len(UNARY) else BINARY[rule - len(UNARY)](x, y)
        small = abs(result.data) < 1e3
        nodes.append(
            (result if small else ag.tanh(result)).named(draw(st.sampled_from(["", "h"])))
        )
    return nodes[-1], leaves


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_the_steps_end_at_the_gradients_of_backward(case):
    loss, _ = case
    every = steps(loss)
    last = {s.node: s.after for s in every if s.phase == "backward"}
    loss.zero_grad()
    loss.backward()
    for node, gradient in last.items():
        assert gradient == pytest.approx(node.grad, rel=1e-12, abs=1e-300)
        assert every.gradients[node] == gradient


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_each_edge_of_a_variable_is_one_backward_step(case):
    loss, _ = case
    edges = [e for e in Graph(loss).edges if not isinstance(e.source, Constant)]
    followed = [s.edge for s in steps(loss) if s.phase == "backward"]
    assert sorted(map(hash, followed)) == sorted(map(hash, edges))


@given(graphs())
@settings(max_examples=60, deadline=None)
def test_nothing_changes(case):
    loss, leaves = case
    loss.backward()
    before = [(n.data, n.grad, n.label, n.partials) for n in Graph(loss).nodes]
    text = str(steps(loss, update=[x for x in leaves if x in Graph(loss)], lr=0.01))
    assert text
    assert [(n.data, n.grad, n.label, n.partials) for n in Graph(loss).nodes] == before


def test_the_numbers_are_those_at_the_time_of_the_call():
    w = Value(2.0, "w")
    every = steps(w * w, update=[w], lr=0.25)
    w.data = 100.0
    assert [s.after for s in every] == [4.0, 2.0, 4.0, 1.0, 1.0]


def test_a_graph_of_any_depth_is_stepped_through():
    x = Value(0.5)
    for _ in range(20_000):
        x = x + 1e-6
    every = steps(x)
    assert len(every) == 40_000
    assert every[-1].after == 1.0


def test_fused_operations_are_written_out_on_request():
    w, x, b = values(w=2.0, x=3.0, b=1.0)
    y = ag.affine([w], [x], b).named("y")
    assert [s.left for s in steps(y)][:1] == ["y"]
    assert [s.left for s in steps(y, expand=True)][:2] == ["w·x", "y"]


def test_names_are_told_apart():
    a, b = Value(1.0, "h"), Value(2.0, "h")
    assert steps((a * b).named("E"))[0].symbols == "h·h[2]"


def test_a_long_unlabelled_formula_gets_a_name():
    a = Value(0.5, "a_rather_long_label")
    y = ((a * a + a) * a).named("y")
    assert [s.left for s in steps(y)][:3] == ["v1", "v2", "y"]


def test_a_parameter_can_be_given_by_label():
    w = Value(3.0, "w")
    assert steps(w * w, update=["w"], lr=0.5)[3].after == 0.0


def test_a_leaf_has_no_steps():
    assert len(steps(Value(1.0, "x"))) == 0
    assert "nothing is computed" in str(steps(Value(1.0, "x")))


def test_the_parts_of_a_square_are_told_apart():
    x = Value(3.0, "x")
    first, second = steps((x * x).named("y"))[1:]
    assert first.text == (
        "∂y/∂x = ∂y/∂y · x = 1 × 3 = 3 (starting from ∂y/∂y = 1; through the first x; part 1 of 2)"
    )
    assert second.text == (
        "∂y/∂x = ∂y/∂x + ∂y/∂y · x = 3 + 1 × 3 = 6 (through the second x; part 2 of 2)"
    )
    assert [(s.use, s.is_all) for s in (first, second)] == [(1, False), (2, False)]


def test_one_way_of_several_is_not_called_the_whole_derivative():
    x = Value(3.0, "x")
    y = ((x + 1.0) * x).named("y")
    wrong = "∂y/∂x = x + 1"
    lines = [s.text for s in steps(y) if s.phase == "backward"]
    assert not any(wrong in line for line in lines)
    assert any("∂y/∂y · (x + 1)" in line and "straight from y to x" in line for line in lines)


# Refused

w, x, other = values(w=2.0, x=3.0, other=1.0)
product = (w * x).named("y")


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: steps(3.0), ag.AutogradError, "got float"),
        (lambda: steps(product, update=[other]), ag.AutogradError, "not computed from 'other'"),
        (lambda: steps(product, update=[product]), ag.AutogradError, "'y' is computed"),
        (
            lambda: steps(product * 2, update=[(product * 2).inputs[1]]),
            ag.AutogradError,
            "constant",
        ),
        (lambda: steps(product, update=[1.0]), ag.AutogradError, "got float"),
        (lambda: steps(product, update=3), ag.AutogradError, "got int"),
        (lambda: steps(product, update=["v"]), ag.LabelError, "no node is labelled 'v'"),
        (lambda: steps(product, update=[w], lr="fast"), ag.NumberError, "real number"),
        *(
            (lambda lr=lr: steps(product, update=[w], lr=lr), ag.AutogradError, "finite.*lr=0.5")
            for lr in (float("nan"), float("inf"), float("-inf"), True, np.bool_(True))
        ),
    ],
)
def test_bad_input_is_refused_by_name(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_a_leaf_changed_after_the_loss_was_computed_is_refused():
    w = Value(2.0, "w")
    y = (w * w).named("y")
    w.data = 5.0
    with pytest.raises(ag.StaleError, match=r"'y'.*forward\(\)"):
        steps(y)


def test_an_update_that_leaves_the_domain_is_refused():
    w = Value(0.1, "w")
    with pytest.raises(ag.DomainError, match=r"after the update: .*log.*smaller lr"):
        steps(ag.log(w), update=[w], lr=1.0)


@pytest.mark.parametrize("name", ["steps.svg", "steps.png", "steps.txt"])
def test_a_page_is_not_written_to_a_file_of_another_kind(tmp_path, name):
    with pytest.raises(ag.AutogradError, match=r"end .* in \.html"):
        steps((Value(2.0, "w") * 3).named("F")).save(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_derivatives_by_a_square_are_not_written_like_second_derivatives():
    x, y = values(x=3.0, y=2.0)
    told = str(steps((x**2 * y).named("f")))
    assert "∂f/∂(x²)" in told
    assert "∂x²" not in told
