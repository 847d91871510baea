"""A learner's numbers marked: what is right, what is wrong first, and why."""

import math

import pytest

from autograd import (
    AutogradError,
    Graph,
    LabelError,
    NumberError,
    StaleError,
    Value,
    check_by_hand,
    sigmoid,
    values,
)
from tests.networks import worked_example

FORWARD = {
    "z1": "0.08",
    "z2": "0.11",
    "h1": "0.51998934",
    "h2": "0.52747230",
    "z3": "0.44498412",
    "z4": "0.68047592",
    "o1": "0.60944600",
    "o2": "0.66384491",
    "E_o1": "0.02193381",
    "E_o2": "0.00203809",
    "E": "0.02397190",
}
GRADIENTS = {"o1": "0.20944600", "w5": "0.02592286", "w1": "0.00080888"}
UPDATED = {
    "w1": "0.29959556",
    "w2": "0.24919112",
    "w3": "0.39964496",
    "w4": "0.34928991",
    "w5": "0.43703857",
    "w6": "0.38685205",
    "w7": "0.69629578",
    "w8": "0.59624247",
    "z1": "0.07979778",
    "o1": "0.60617688",
    "E_o2": "0.00198189",
    "E": "0.02323634",
}


def test_every_printed_number_of_the_slides_is_right():
    report = check_by_hand(worked_example(), FORWARD, grads=GRADIENTS, updated=UPDATED, lr=0.5)
    assert report.ok
    assert report.first_wrong is None
    assert "All 26 numbers are right." in str(report)


def mazur() -> Value:
    """The network of the most-read article on backpropagation step by step (Mazur 2015)."""
    i1, i2, t1, t2, b1, b2 = values(i1=0.05, i2=0.10, t1=0.01, t2=0.99, b1=0.35, b2=0.60)
    w1, w2, w3, w4 = values(w1=0.15, w2=0.20, w3=0.25, w4=0.30)
    w5, w6, w7, w8 = values(w5=0.40, w6=0.45, w7=0.50, w8=0.55)
    h1 = sigmoid(w1 * i1 + w2 * i2 + b1).named("out_h1")
    h2 = sigmoid(w3 * i1 + w4 * i2 + b1).named("out_h2")
    o1 = sigmoid(w5 * h1 + w6 * h2 + b2).named("out_o1")
    o2 = sigmoid(w7 * h1 + w8 * h2 + b2).named("out_o2")
    return (0.5 * (t1 - o1) ** 2 + 0.5 * (t2 - o2) ** 2).named("E")


MAZUR_WEIGHTS = {
    "w1": "0.149780716",
    "w2": "0.19956143",
    "w3": "0.24975114",
    "w4": "0.29950229",
    "w5": "0.35891648",
    "w6": "0.408666186",
    "w7": "0.511301270",
    "w8": "0.561370121",
}


def test_the_printed_error_of_mazur_comes_from_updated_output_weights():
    report = check_by_hand(mazur(), updated={**MAZUR_WEIGHTS, "E": "0.291027924"}, lr=0.5)
    assert report.first_wrong == "E"
    assert [mark.verdict for mark in report.marks] == ["right"] * 8 + ["wrong"]
    assert report.first.correct_text == "0.291027774"
    assert len(report.first.causes) == 1
    assert "hidden gradients are computed with the already-updated output weights" in str(report)


def test_the_right_error_of_mazur_is_right():
    weights = [f"w{i}" for i in range(1, 9)]
    assert check_by_hand(mazur(), updated={"E": "0.291027774"}, lr=0.5, update=weights).ok


# Each wrong number is worked out here by plain arithmetic.


def logistic(z: float) -> float:
    return 1 / (1 + math.exp(-z))


H1, H2 = logistic(0.08), logistic(0.11)
Z3 = 0.45 * H1 + 0.4 * H2
O1, O2 = logistic(Z3), logistic(0.7 * H1 + 0.6 * H2)
D1 = (O1 - 0.4) * O1 * (1 - O1)
D2 = (O2 - 0.6) * O2 * (1 - O2)
SLOPE = H1 * (1 - H1)

GRADIENT_MISTAKES = [
    ("w5", -D1 * H1, "a minus is lost in the derivative of t1 − o1"),
    ("o1", -(O1 - 0.4), "a minus is lost in the derivative of t1 − o1"),
    ("w5", (O1 - 0.4) * H1, "the derivative of sigmoid is left out at o1"),
    ("w5", (O1 - 0.4) * Z3 * (1 - Z3) * H1, "sigmoid is taken at the input"),
    ("w5", D1, "a factor is left out: h1"),
    ("w5", 2 * D1 * H1, "a factor is left out: ½, that is 0.5"),
    ("w5", 0.5 * D1 * H1, "the exponent 2 is not brought down"),
    ("w5", D1 * H2, "it is taken for another: it is ∂E/∂w6"),
    ("w1", D1 * 0.45 * SLOPE * 0.1, "a path is left out of the sum: the one through z4"),
    ("w1", D2 * 0.7 * SLOPE * 0.1, "a path is left out of the sum: the one through z3"),
    ("w1", (D1 * 0.45 + D2 * 0.7) * 0.1, "the derivative of sigmoid is left out at h1"),
    (
        "w1",
        ((O1 - 0.4) * 0.45 + (O2 - 0.6) * 0.7) * SLOPE * 0.1,
        "the derivative of sigmoid is left out at o1, o2",
    ),
]


@pytest.mark.parametrize(("label", "wrong", "cause"), GRADIENT_MISTAKES)
def test_a_wrong_gradient_is_traced_to_its_mistake(label, wrong, cause):
    report = check_by_hand(worked_example(), grads={label: f"{wrong:.8f}"})
    assert report.first_wrong == label
    assert any(cause in found for found in report.first.causes), report


def test_hidden_gradients_with_updated_weights_are_recognised():
    w5, w7 = 0.45 - 0.5 * D1 * H1, 0.7 - 0.5 * D2 * H1
    wrong = (D1 * w5 + D2 * w7) * SLOPE * 0.1
    report = check_by_hand(
        worked_example(),
        grads={"w1": f"{wrong:.10f}"},
        updated={"w5": "0.43703857", "w7": "0.69629578"},
        lr=0.5,
    )
    assert report.first_wrong == "w1"
    assert "already-updated output weights" in report.first.causes[0]


G5 = D1 * H1
UPDATE_MISTAKES = [
    (0.45 + 0.5 * G5, "the step is added instead of subtracted"),
    (0.45 - G5, "the learning rate is left out"),
    (0.45, "the weight is not updated"),
    (-0.5 * G5, "only the step is given"),
]


@pytest.mark.parametrize(("wrong", "cause"), UPDATE_MISTAKES)
def test_a_wrong_update_is_traced_to_its_mistake(wrong, cause):
    report = check_by_hand(worked_example(), updated={"w5": f"{wrong:.8f}"}, lr=0.5)
    assert cause in report.first.causes[0]


VALUE_MISTAKES = [
    ("z3", 0.45 * H1, "a term is left out: w6·h2"),
    ("z3", 0.45 * H1 - 0.4 * H2, "+ and − are exchanged in z3"),
    ("o1", Z3, "sigmoid is not applied in o1"),
    ("o1", math.tanh(Z3), "tanh is used instead of sigmoid in o1"),
    ("E_o1", (0.4 - O1) ** 2, "a factor is left out: ½, that is 0.5"),
    ("h1", H2, "it is taken for another: it is h2"),
    ("o1", logistic(0.45), "rounded too early: to 2 decimals"),
]


@pytest.mark.parametrize(("label", "wrong", "cause"), VALUE_MISTAKES)
def test_a_wrong_value_is_traced_to_its_mistake(label, wrong, cause):
    report = check_by_hand(worked_example(), {label: f"{wrong:.8f}"})
    assert report.first_wrong == label
    assert any(cause in found for found in report.first.causes), report


@pytest.mark.parametrize(("label", "answer"), [("h1", "0.5199"), ("z3", "0.4449")])
def test_cutting_digits_off_is_recognised(label, answer):
    report = check_by_hand(worked_example(), {label: answer})
    assert "cut off" in report.first.causes[0]


@pytest.mark.parametrize("lr", [0, 1e300])
@pytest.mark.parametrize("answer", ["1e300", "-0.333333333333333333333", "1e-300", 7])
def test_numbers_of_any_size_are_marked(answer, lr):
    answers = {"w1": answer, "w5": answer}
    report = check_by_hand(worked_example(), grads=answers, updated=answers, lr=lr)
    assert not report.ok
    assert str(report)


def test_later_numbers_may_follow_correctly_from_a_wrong_one():
    wrong = 0.4 - O1
    w5 = wrong * O1 * (1 - O1) * H1
    report = check_by_hand(
        worked_example(),
        {"o1": "0.60944600"},
        grads={"o1": f"{wrong:.8f}", "w5": f"{w5:.8f}"},
        updated={"w5": f"{0.45 - 0.5 * w5:.8f}"},
        lr=0.5,
    )
    assert [mark.verdict for mark in report.marks] == ["right", "wrong", "follows", "follows"]
    assert report.first_wrong == "o1"


def test_the_first_wrong_one_is_first_in_the_order_of_calculation():
    report = check_by_hand(worked_example(), {"E": 0.5, "o1": 0.7, "h1": 0.52})
    assert [mark.label for mark in report.marks] == ["h1", "o1", "E"]
    assert report.first_wrong == "o1"
    report = check_by_hand(worked_example(), grads={"w1": 9.0, "o1": 8.0, "z3": 7.0})
    assert report.first_wrong == "o1"


@pytest.mark.parametrize(
    ("answer", "digits", "ok"),
    [
        (0.52, None, True),
        ("0.5200", None, True),
        ("0.52000", None, False),
        (0.519, None, False),
        (0.52, 8, False),
        (0.5203, 3, True),
        (0.5199893401555818, None, True),
        ("5.2e-1", None, True),
        (0.2, 0, False),
        (0.5, 1, True),
    ],
)
def test_a_number_is_right_to_the_digits_that_count(answer, digits, ok):
    assert check_by_hand(worked_example(), {"h1": answer}, digits=digits).ok is ok


def test_marking_changes_nothing():
    loss = worked_example()
    before = [(node.data, node.grad) for node in Graph(loss).nodes]
    check_by_hand(loss, {"h1": 9.0}, grads={"w5": 9.0}, updated={"w5": 9.0, "E": 9.0}, lr=0.5)
    assert [(node.data, node.grad) for node in Graph(loss).nodes] == before


def test_an_unknown_label_is_refused_with_the_nearest():
    with pytest.raises(LabelError, match="did you mean 'E_o1'"):
        check_by_hand(worked_example(), {"E_01": 0.5})


@pytest.mark.parametrize(
    ("label", "answer", "digits", "verdict"),
    [
        ("E", "0.0", None, "too few digits"),
        ("E", 0, None, "too few digits"),
        ("E", "0.02", None, "too few digits"),
        ("E", 0.02, None, "too few digits"),
        ("E", "0.02", 2, "right"),
        ("E", "0.024", None, "right"),
        ("z1", 0.1, None, "too few digits"),
        ("z1", 0.08, None, "right"),
        ("h1", 1, None, "too few digits"),
        ("h1", "0.7", 0, "too few digits"),
        ("h1", 0, None, "wrong"),
        ("E_o2", "0.00203809", 2, "right"),
        ("E_o2", "0.0029", 2, "too few digits"),
        ("x1", "0.1", None, "right"),
        ("x1", 0, None, "too few digits"),
    ],
)
def test_digits_that_nearly_any_number_shares_say_nothing(label, answer, digits, verdict):
    report = check_by_hand(worked_example(), {label: answer}, digits=digits)
    assert [mark.verdict for mark in report.marks] == [verdict]
    assert report.ok is (verdict == "right")
    assert report.first_wrong == (label if verdict == "wrong" else None)


def test_too_few_digits_come_with_how_many_to_write():
    report = str(check_by_hand(worked_example(), {"E": "0.0"}))
    assert "Too few digits to tell: E; write at least 4 decimals." in report


@pytest.mark.parametrize("answer", [0, "0.0", 0.0])
def test_a_zero_that_is_exactly_zero_is_right(answer):
    x = Value(0.0, "x")
    assert check_by_hand((x * 3.0).named("y"), {"x": answer, "y": answer}).ok


@pytest.mark.parametrize(("label", "answer"), [("F", 13), ("F", "13"), ("x", 5)])
def test_a_whole_number_that_is_exact_is_right(label, answer):
    w, x, b = values(w=2.0, x=5.0, b=3.0)
    assert check_by_hand((w * x + b).named("F"), {label: answer}).ok


@pytest.mark.parametrize("answers", [{}, {"values": {}}, {"grads": {}, "lr": 0.5}])
def test_no_numbers_at_all_are_refused(answers):
    with pytest.raises(AutogradError, match="no numbers to mark"):
        check_by_hand(worked_example(), **answers)


@pytest.mark.parametrize("digits", [-1, 2.5, True, "3", float("nan")])
def test_digits_that_are_no_count_are_refused(digits):
    with pytest.raises(NumberError, match="whole number from 0"):
        check_by_hand(worked_example(), {"h1": 0.52}, digits=digits)


@pytest.mark.parametrize("lr", [float("nan"), float("inf"), "fast"])
def test_a_learning_rate_that_is_no_number_is_refused(lr):
    with pytest.raises(NumberError):
        check_by_hand(worked_example(), updated={"w5": 0.4}, lr=lr)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"h1": "0.52"}, "The number is right."),
        ({"h1": "0.62"}, "The number is not right."),
        ({"h1": "0.52", "h2": "0.62"}, "1 of 2 numbers is right."),
        ({"h1": "0.52", "h2": "0.53", "E": "0.62"}, "2 of 3 numbers are right."),
        ({"h1": "0.62", "h2": "0.62"}, "None of 2 numbers is right."),
    ],
)
def test_the_count_is_a_proper_sentence(answers, said):
    assert said in str(check_by_hand(worked_example(), answers)).splitlines()


def test_two_causes_are_one_sentence():
    doubled = 2 * (D1 * 0.45 + D2 * 0.7) * SLOPE * 0.1
    report = check_by_hand(worked_example(), grads={"w1": f"{doubled:.8f}"})
    assert str(report).endswith(
        "  It is what comes out if a factor is left out: ½, that is 0.5,\n"
        "  or if it is taken for another: it is ∂E/∂w2."
    )


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({}, "tell which weights are updated, and the learning rate"),
        ({"updated": {"w5": "0.43703857"}, "lr": 0.5}, "If more weights are updated than"),
    ],
)
def test_weights_updated_too_early_ask_for_what_is_missing(answers, said):
    w5, w7 = 0.45 - 0.5 * D1 * H1, 0.7 - 0.5 * D2 * H1
    wrong = (D1 * w5 + D2 * w7) * SLOPE * 0.1
    report = check_by_hand(worked_example(), grads={"w1": f"{wrong:.10f}"}, **answers)
    assert report.first.causes == ()
    assert said in str(report)


@pytest.mark.parametrize(("label", "answer"), [("b", 0), ("b", 2), ("w", 7)])
def test_a_number_without_a_likely_mistake_gets_none(label, answer):
    w, x, b = values(w=-2.0, x=5.0, b=3.0)
    report = check_by_hand((w * x + b).named("F"), grads={label: answer})
    assert report.first.causes == ()


def test_a_slip_of_the_pen_does_not_hide_a_later_mistake():
    grads = {"o1": "0.20944600", "w5": f"{2 * D1 * H1:.8f}"}
    report = check_by_hand(worked_example(), {"o1": "0.6904"}, grads=grads)
    assert [mark.verdict for mark in report.marks] == ["wrong", "right", "wrong"]
    assert report.marks[2].causes == ("a factor is left out: ½, that is 0.5",)


def test_a_number_does_not_follow_from_one_that_it_is_not_computed_from():
    report = check_by_hand(worked_example(), grads={"w4": "0.0071", "w3": "0.00071021"})
    assert [mark.verdict for mark in report.marks] == ["wrong", "wrong"]


def test_a_number_far_off_is_not_called_near_for_its_few_digits():
    a, b, c = values(a=1.0, b=2.0, c=4.0)
    report = check_by_hand((a + b + c).named("m") / 3.0, grads={"a": "1.2"})
    assert "close to the right number" not in str(report)


def test_a_number_that_is_nearly_right_is_called_so():
    report = check_by_hand(worked_example(), {"o1": "0.6098"})
    assert report.first.causes == ()
    assert "It is close to the right number" in str(report)


def test_one_digit_is_too_few_for_a_cause():
    report = check_by_hand(worked_example(), grads={"w5": "0.05"})
    assert report.first.causes == ()
    assert "too few digits to tell by which mistake" in str(report)


def test_labels_are_shown_without_obeying_them():
    x = Value(2.0, "a\nb\x1b[2J")
    report = check_by_hand((x * x).named("은닉"), {"은닉": "4.5", x.label: "2.0"})
    lines = str(report).splitlines()
    assert "\x1b" not in str(report)
    assert [mark.label for mark in report.marks] == [x.label, "은닉"]
    assert lines[1].startswith(r"a\nb\x1b[2J  2.0 ")
    assert lines[2].startswith(f"은닉{' ' * 9}4.5 ")
    assert "\x1b" not in report._repr_html_()


@pytest.mark.parametrize("answer", ["half", "", None, [0.5], 1j])
def test_what_is_not_a_number_is_refused(answer):
    with pytest.raises(NumberError):
        check_by_hand(worked_example(), {"h1": answer})


def test_updated_weights_need_the_learning_rate():
    with pytest.raises(AutogradError, match="learning rate"):
        check_by_hand(worked_example(), updated={"w5": 0.4})


def test_values_after_the_update_need_the_weights_that_it_changes():
    with pytest.raises(AutogradError, match="name them as update"):
        check_by_hand(worked_example(), updated={"E": 0.4}, lr=0.5)


def test_a_weight_changed_since_is_refused():
    w = Value(2.0, "w")
    y = (w * w).named("y")
    w.data = 3.0
    with pytest.raises(StaleError, match="changed"):
        check_by_hand(y, {"y": 4.0})


def test_the_notebook_table_keeps_labels_as_text():
    x = Value(2.0, "<script>{}</script>")
    report = check_by_hand((x * x).named("E{}"), {"E{}": 4}, grads={x.label: 3.0})
    html = report._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert html.count("<tr>") == 3


@pytest.mark.parametrize("answer", [float("nan"), "Infinity", "1e400", "1e99999999", "1e-400"])
def test_an_answer_that_no_float_can_hold_is_refused(answer):
    x = Value(2.0, "x")
    with pytest.raises(NumberError, match="answer for 'x'"):
        check_by_hand(x * x, {"x": answer})


def test_a_value_of_another_graph_is_refused():
    x = Value(2.0, "x")
    with pytest.raises(LabelError, match="no part of what is marked"):
        check_by_hand(x * x, {Value(2.0, "x"): 2.0})


def test_numbers_that_are_still_to_be_found_are_listed_and_not_marked():
    report = check_by_hand(
        worked_example(),
        {"z1": 0.08, "h1": ...},
        grads={"w5": ...},
        updated={"w5": ..., "E": ...},
        lr=0.5,
    )
    assert [mark.label for mark in report.marks] == ["z1"]
    assert report.open == ("h1", "∂E/∂w5", "w5⁺", "E⁺")
    assert not report.ok
    assert str(report).endswith("The number is right.\nStill to do: h1, ∂E/∂w5, w5⁺, E⁺.")


def test_an_empty_form_only_says_what_is_to_do():
    report = check_by_hand(worked_example(), {"z1": ...})
    assert str(report) == "Still to do: z1."
    assert report._repr_html_() == "<p>Still to do: z1.</p>"
    assert not report.ok
    assert report.first_wrong is None


def test_updated_weights_are_marked_in_the_order_given():
    updated = {"w7": 0.7, "w1": 0.3, "w5": 0.4}
    report = check_by_hand(worked_example(), updated=updated, lr=0.5)
    assert [mark.label for mark in report.marks] == list(updated)


OLD = {"w1": 0.3, "w2": 0.25, "w3": 0.4, "w4": 0.35, "w5": 0.45, "w6": 0.4, "w7": 0.7, "w8": 0.6}


def test_weights_that_were_not_updated_are_not_right():
    report = check_by_hand(worked_example(), updated=OLD, lr=0.5)
    verdicts = {mark.label: mark.verdict for mark in report.marks}
    assert verdicts.pop("w5") == "wrong"
    assert set(verdicts.values()) == {"too few digits"}
    note = "this is the weight before the update, write at least 4 decimals"
    assert report.marks[0].note == note
    assert f"Too few digits to tell: w1⁺; {note}." in str(report)


def test_weights_that_were_not_updated_are_named_so_where_digits_tell():
    report = check_by_hand(worked_example(), updated=OLD, lr=0.5, digits=4)
    assert {(mark.verdict, mark.causes) for mark in report.marks} == {
        ("wrong", ("the weight is not updated",))
    }


def test_a_weight_that_the_update_leaves_as_it_is_is_right():
    assert check_by_hand(worked_example(), updated={"w1": 0.3}, lr=0).ok


def test_a_value_after_the_update_is_told_from_the_one_before():
    weights = {label: x for label, x in UPDATED.items() if label[0] == "w"}
    report = check_by_hand(worked_example(), updated={**weights, "E": "0.0240"}, lr=0.5)
    assert report.first.causes == ("no weight is updated",)


@pytest.mark.parametrize(("label", "answer"), [("h1", "0.48"), ("o1", "0.55")])
def test_a_number_some_hundredths_off_is_not_called_close(label, answer):
    report = check_by_hand(worked_example(), {label: answer})
    assert not report.ok
    assert "close to the right number" not in str(report)


def test_one_decimal_is_one_decimal():
    report = check_by_hand(worked_example(), {"o1": f"{logistic(0.4):.8f}"})
    assert report.first.causes[0].endswith("rounded too early: to 1 decimal")


@pytest.mark.parametrize(
    ("label", "wrong"),
    [("w5", 0.45 + 0.5 * D1 * H1), ("w7", 0.7 + 0.5 * D2 * H1)],
)
def test_three_digits_tell_an_added_step(label, wrong):
    report = check_by_hand(worked_example(), updated={label: f"{wrong:.3f}"}, lr=0.5)
    assert "the step is added instead of subtracted" in report.first.causes[0]


@pytest.mark.parametrize("numbers", [[1, 2], "h1", 3])
def test_numbers_without_labels_are_refused(numbers):
    with pytest.raises(AutogradError, match="values is a mapping from labels to numbers"):
        check_by_hand(worked_example(), values=numbers)


def test_a_result_without_a_label_goes_by_the_name_in_an_explanation():
    x = Value(3.0, "x")
    loss = x**2 + x
    report = check_by_hand(loss, {"y": 13, "v1": 9})
    assert [(mark.label, mark.verdict) for mark in report.marks] == [
        ("v1", "right"),
        ("y", "wrong"),
    ]
    assert report.first_wrong == "y"
    assert "first wrong one is y: yours is 13" in str(report)
    with pytest.raises(LabelError, match="the labels are: x, y"):
        check_by_hand(loss, {"loss": 12})


@pytest.mark.parametrize(
    ("update", "message"),
    [
        (["y"], "'y' is computed: name a leaf"),
        ("y", "'y' is computed: name a leaf"),
        (["v"], "no node is labelled 'v'"),
        ([1.0], "update takes Values or their labels, got float"),
        (3, "update takes Values or their labels, got int"),
        ([Value(1.0, "other")], "not computed from 'other'"),
    ],
)
def test_what_is_no_parameter_cannot_be_updated(update, message):
    w, x = values(w=2.0, x=3.0)
    y = (w * x).named("y")
    with pytest.raises(AutogradError, match=message):
        check_by_hand(y, updated={"y": 0.0}, lr=0.1, update=update)


def test_a_single_parameter_is_given_as_such_or_by_label():
    w1, x = values(w1=2.0, x=3.0)
    y = (w1 * x).named("y")
    for update in ("w1", w1, ["w1"], [w1, "w1"]):
        assert check_by_hand(y, updated={"y": 1.5}, lr=0.5, update=update).ok


def test_a_single_answer_of_too_few_digits_is_not_called_wrong():
    report = str(check_by_hand(worked_example(), {"o1": 0.6}))
    assert "Too few digits to tell: o1" in report
    assert "not right" not in report
