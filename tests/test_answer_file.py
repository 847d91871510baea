"""Answer files: a learner's numbers as JSON."""

import pytest

from autograd import AutogradError, Value, values
from autograd.answer_file import check_answers


def product() -> Value:
    w, x = values(w=0.5, x=3.0)
    return (w * x).named("y")


def test_every_part_is_marked():
    text = '{"values": {"y": 1.5}, "grads": {"w": 3}, "updated": {"w": 0.2, "y": 0.60}, "lr": 0.1}'
    report = check_answers(product(), text)
    assert report.ok
    assert [mark.what for mark in report.marks] == ["y", "∂y/∂w", "w⁺", "y⁺"]


def test_written_zeros_count():
    loss = (Value(0.25004, "a") * 2.0).named("y")
    assert check_answers(loss, '{"values": {"y": 0.5}}').ok
    assert not check_answers(loss, '{"values": {"y": 0.5000}}').ok


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[1]",
        "{'y': 1}",
        '{"vals": {}}',
        '{"values": [1]}',
        '{"values": {"y": [1]}}',
        '{"values": {"q": 1}}',
        '{"values": {"y": 1.5}, "lr": "fast"}',
        '{"values": {}}',
        '{"values": {"y": 1.5}, "digits": -1}',
        '{"values": {"y": 1.5}, "digits": true}',
        '{"values": {"y": 1.5}, "lr": NaN}',
        '{"values": {"y": 1.5}, "lr": 1e999}',
        '{"values": {"y": 1.5}, "digits": 1.5}',
        '{"values": {"y": 1.5}, "update": "w"}',
        "[" * 100_000,
    ],
)
def test_what_cannot_be_read_is_refused(text):
    with pytest.raises(AutogradError):
        check_answers(product(), text)


def test_the_rate_and_the_weights_may_be_known_beforehand():
    text = '{"updated": {"y": 0.60}}'
    assert check_answers(product(), text, lr=0.1, update=["w"]).ok
    own = '{"updated": {"y": -2.75}, "lr": 0.5, "update": ["x", "w"]}'
    assert not check_answers(product(), text, lr=0.2, update=["w"]).ok
    assert check_answers(product(), own, lr=0.1, update=["w"]).ok


@pytest.mark.parametrize("still", ["null", '"..."', '""'])
def test_a_number_may_be_left_for_later(still):
    report = check_answers(product(), f'{{"values": {{"y": {still}}}, "grads": {{"w": 3}}}}')
    assert report.open == ("y",)
    assert [mark.verdict for mark in report.marks] == ["right"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"values": {"y": [1]}}', "the answer for 'y'"),
        ('{"values": {"y": true}}', "the answer for 'y'"),
        ('{"values": {"y": "half"}}', "the answer for 'y'"),
        ('{"values": {"q": 1}}', "labelled 'q'; the labels are: w, x, y"),
        ('{"value": {"y": 1}}', "'value' is no part of the answers; did you mean \"values\"?"),
        ('{"comment": "mine"}', "'comment' is no part of the answers"),
    ],
)
def test_what_cannot_be_read_is_named(text, said):
    with pytest.raises(AutogradError) as refusal:
        check_answers(product(), text)
    assert said in str(refusal.value)
