import json
from pathlib import Path

import pytest

import nn
from autograd import Value
from nn import SGD, LambdaLR, NetworkError

DATA = Path(__file__).parent / "data"
SCHEDULES = json.loads((DATA / "torch_schedules.json").read_text())


def rates(make, measures):
    optimizer = SGD([Value(0.0)], lr=0.1)
    schedule = make(optimizer)
    found = schedule.get_last_lr()
    for measure in measures:
        schedule.step(*measure)
        found += schedule.get_last_lr()
    return found


@pytest.mark.parametrize("case", SCHEDULES, ids=lambda c: f"{c['schedule']}{c['options']}")
def test_rates_are_those_of_pytorch(case):
    schedule = getattr(nn, case["schedule"])
    measures = [(m,) for m in case.get("measures", [])] or [()] * (len(case["rates"]) - 1)
    found = rates(lambda optimizer: schedule(optimizer, **case["options"]), measures)
    assert found == pytest.approx(case["rates"], rel=1e-10, abs=1e-10)


def test_a_function_of_the_epoch():
    found = rates(lambda optimizer: LambdaLR(optimizer, lambda epoch: 1 / (1 + epoch)), [()] * 3)
    assert found == pytest.approx([0.1, 0.05, 0.1 / 3, 0.025])


def test_each_group_keeps_its_own_rate():
    optimizer = SGD([{"params": [Value(0.0)]}, {"params": [Value(0.0)], "lr": 1.0}], lr=0.1)
    schedule = nn.StepLR(optimizer, step_size=1, gamma=0.5)
    schedule.step()
    assert schedule.get_last_lr() == [0.05, 0.5]


@pytest.mark.parametrize(
    ("schedule", "options"),
    [
        ("StepLR", {"step_size": 0}),
        ("CosineAnnealingLR", {"T_max": 0}),
        ("CosineAnnealingWarmRestarts", {"T_0": 2, "T_mult": 0}),
        ("LinearLR", {"start_factor": 0.0}),
        ("LinearLR", {"end_factor": 2.0}),
        ("PolynomialLR", {"total_iters": 0}),
        ("ReduceLROnPlateau", {"factor": 1.0}),
        ("ReduceLROnPlateau", {"mode": "down"}),
        ("ReduceLROnPlateau", {"threshold_mode": "relative"}),
        ("LambdaLR", {"lr_lambda": []}),
    ],
)
def test_options_that_make_no_sense_are_refused(schedule, options):
    optimizer = SGD([Value(0.0)], lr=0.1)
    with pytest.raises(NetworkError):
        getattr(nn, schedule)(optimizer, **options)
    assert optimizer.param_groups[0]["lr"] == 0.1
