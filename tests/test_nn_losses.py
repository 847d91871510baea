import json
import math
from pathlib import Path

import numpy as np
import pytest

import nn
from autograd import Graph, Value, check_grads
from nn import LOSSES, NetworkError, TrainingError, cross_entropy, half_squared_error, hinge
from nn.losses import check_targets, loss_named

DATA = Path(__file__).parent / "data"
FIGURES = json.loads((DATA / "torch_losses.json").read_text())
CLIPPING = json.loads((DATA / "torch_clipping.json").read_text())


def in_short(case):
    return f"{case['loss']}({case['predictions']}, {case['target']})"


def evaluated(case, target):
    given = case["predictions"]
    leaves = [Value(x) for x in given] if isinstance(given, list) else Value(given)
    loss = LOSSES[case["loss"]](leaves, target)
    loss.backward()
    gradient = [x.grad for x in leaves] if isinstance(given, list) else leaves.grad
    return loss.data, gradient


@pytest.mark.parametrize("case", FIGURES, ids=in_short)
def test_values_and_gradients_are_those_of_pytorch(case):
    value, gradient = evaluated(case, case["target"])
    assert value == pytest.approx(case["value"], rel=1e-10, abs=1e-10)
    assert gradient == pytest.approx(case["gradient"], rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("case", FIGURES, ids=in_short)
def test_targets_may_be_values(case):
    given = case["target"]
    target = [Value(t) for t in given] if isinstance(given, list) else Value(given)
    value, gradient = evaluated(case, target)
    assert value == pytest.approx(case["value"], rel=1e-10, abs=1e-10)
    assert gradient == pytest.approx(case["gradient"], rel=1e-10, abs=1e-10)


def test_a_class_given_as_a_value_can_be_changed_in_the_recorded_graph():
    scores, target = [Value(z) for z in (0.3, 2.9, 4.0)], Value(0)
    loss = cross_entropy(scores, target)
    for index in range(3):
        target.data = float(index)
        Graph(loss).forward()
        assert loss.data == pytest.approx(cross_entropy(scores, index).data)


def test_half_squared_error_of_the_worked_example():
    o1, o2 = Value(0.60944600), Value(0.66384491)
    loss = half_squared_error([o1, o2], [0.4, 0.6])
    loss.backward()
    assert loss.data == pytest.approx(0.02397190, abs=5e-9)
    assert o1.grad == pytest.approx(0.20944600, abs=5e-9)


@pytest.mark.parametrize(
    ("score", "y", "loss", "gradient"),
    [(2.0, 1, 0.0, 0.0), (0.25, 1, 0.75, -1.0), (0.25, -1, 1.25, 1.0), (1.0, 1, 0.0, 0.0)],
)
def test_hinge_loses_nothing_beyond_the_margin(score, y, loss, gradient):
    s = Value(score)
    result = hinge(s, y)
    result.backward()
    assert (result.data, s.grad) == (loss, gradient)


@pytest.mark.parametrize("name", LOSSES)
def test_derivatives_of_any_order_agree_with_finite_differences(name):
    if name == "cross_entropy":
        check_grads(lambda a, b: cross_entropy([a, b], 1), at=[0.3, 0.8], order=2)
    else:
        check_grads(lambda a: LOSSES[name](a, 1.0), at=[0.3], order=2)


@pytest.mark.parametrize("name", LOSSES)
def test_a_graph_with_a_loss_can_be_written_out(name):
    model = nn.MLP(2, [2, 1], activation="sigmoid", output="sigmoid", seed=0)
    y = model([1.0, 2.0])
    loss = cross_entropy([y, 0.5], 1) if name == "cross_entropy" else LOSSES[name](y, 1.0)
    loss.backward()
    assert Graph(loss, expand=True).outputs[0].data == pytest.approx(loss.data)


# Clipping


@pytest.mark.parametrize("case", CLIPPING, ids=lambda c: f"{c['max_norm']}, {c['norm_type']}")
def test_clipping_by_norm_is_that_of_pytorch(case):
    parameters = [Value(0.0) for _ in case["gradient"]]
    for parameter, g in zip(parameters, case["gradient"]):
        parameter.grad = g
    norm = nn.clip_grad_norm_(parameters, case["max_norm"], float(case["norm_type"]))
    assert norm == pytest.approx(case["norm"], rel=1e-10)
    assert [p.grad for p in parameters] == pytest.approx(case["clipped"], rel=1e-10)


def test_clipping_by_value():
    parameters = [Value(0.0) for _ in range(4)]
    for parameter, g in zip(parameters, (-3.0, 0.5, 3.0)):
        parameter.grad = g
    nn.clip_grad_value_(parameters, 1.0)
    assert [p.grad for p in parameters] == [-1.0, 0.5, 1.0, None]


def test_a_norm_that_is_not_finite_can_be_refused():
    p = Value(0.0)
    p.grad = math.inf
    with pytest.raises(TrainingError):
        nn.clip_grad_norm_([p], 1.0, error_if_nonfinite=True)
    assert p.grad == math.inf
    with pytest.raises(NetworkError):
        nn.clip_grad_norm_([p], -1.0)


# Bad input


@pytest.mark.parametrize(
    ("loss", "predictions", "target", "message"),
    [
        ("mse", [1.0, 2.0], [1.0], "2 predictions and 1 targets"),
        ("mae", [], [], "0 predictions"),
        ("cross_entropy", [1.0, 2.0], 2, "0 … 1 here, got 2"),
        ("cross_entropy", [1.0, 2.0], -1, "0 … 1"),
        ("cross_entropy", [1.0, 2.0], 0.5, "0 … 1"),
        ("cross_entropy", [1.0, 2.0], [0.5, 0.25, 0.25], "2 predictions and 3 targets"),
        ("hinge", 1.0, 0, "−1 or 1, got 0"),
        ("binary_cross_entropy", 0.5, 2.0, "between 0 and 1, got 2"),
        ("binary_cross_entropy", 1.5, 1.0, "takes probabilities, got 1.5"),
        ("binary_cross_entropy_with_logits", 1.5, -1.0, "between 0 and 1"),
    ],
)
def test_what_a_loss_has_no_meaning_for_is_refused(loss, predictions, target, message):
    with pytest.raises(NetworkError, match=message):
        LOSSES[loss](predictions, target)


def test_unknown_losses_list_the_known_ones_nearest_first():
    with pytest.raises(NetworkError, match=r"the known ones are cross_entropy, .*mse"):
        loss_named("crossentropy")


@pytest.mark.parametrize(
    ("loss", "came", "remedy"),
    [
        ("binary_cross_entropy", -1.0, "(y + 1) / 2"),
        ("binary_cross_entropy", 2.0, ""),
        ("hinge", 0.0, "2 * y - 1"),
        ("hinge", 0.5, ""),
    ],
)
def test_targets_are_refused_with_the_remedy_that_helps(loss, came, remedy):
    with pytest.raises(NetworkError) as refused:
        check_targets(loss, np.array([1.0, came]))
    assert (remedy in str(refused.value)) if remedy else str(refused.value).endswith(f"{came}")
