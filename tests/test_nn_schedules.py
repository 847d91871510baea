import json
import math
from pathlib import Path

import pytest

import nn
from autograd import Value
from nn import SGD, LambdaLR, MultiplicativeLR, NetworkError, SequentialLR

DATA = Path(__file__).parent / "data"
SCHEDULES = json.loads((DATA / "torch_schedules.json").read_text())
CYCLES = json.loads((DATA / "torch_cycles.json").read_text())
SEQUENCES = json.loads((DATA / "torch_sequences.json").read_text())


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


def resumed_rates(make, measures):
    """The rates of a training that is taken up anew before every step."""
    optimizer = SGD([Value(0.0)], lr=0.1)
    schedule = make(optimizer)
    found = schedule.get_last_lr()
    for measure in measures:
        states = optimizer.state_dict(), schedule.state_dict()
        optimizer = SGD([Value(0.0)], lr=7.0)
        schedule = make(optimizer)
        optimizer.load_state_dict(states[0])
        schedule.load_state_dict(states[1])
        schedule.step(*measure)
        found += schedule.get_last_lr()
    return found


@pytest.mark.parametrize("case", SCHEDULES, ids=lambda c: f"{c['schedule']}{c['options']}")
def test_a_schedule_goes_on_from_a_state_as_if_it_had_never_stopped(case):
    schedule = getattr(nn, case["schedule"])
    measures = [(m,) for m in case.get("measures", [])] or [()] * (len(case["rates"]) - 1)
    found = resumed_rates(lambda optimizer: schedule(optimizer, **case["options"]), measures)
    assert found == pytest.approx(case["rates"], rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("state", [3, {}, {"last_epoch": 1}])
def test_a_state_of_another_schedule_changes_nothing(state):
    schedule = nn.StepLR(SGD([Value(0.0)], lr=0.1), 2)
    with pytest.raises(NetworkError, match="StepLR goes on from last_epoch, base_lrs, got"):
        schedule.load_state_dict(state)
    assert schedule.state_dict() == {"last_epoch": 0, "base_lrs": [0.1]}


def of_cycle(case):
    return f"{case['schedule']}{case['options']} {case['optimizer']}"


@pytest.mark.parametrize("case", CYCLES, ids=of_cycle)
def test_cycles_move_rate_and_momentum_as_in_pytorch(case):
    optimizer = getattr(nn, case["optimizer"])([Value(0.0)], lr=0.1)
    schedule = getattr(nn, case["schedule"])(optimizer, **case["options"])
    (group,) = optimizer.param_groups
    for number, expected in enumerate(zip(case["rates"], case["momenta"])):
        if number:
            schedule.step()
        momentum = group["betas"][0] if "betas" in group else group["momentum"]
        assert (group["lr"], momentum) == pytest.approx(expected, rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("case", SEQUENCES, ids=lambda c: str(c["milestones"]))
def test_schedules_follow_each_other_as_in_pytorch(case):
    def make(optimizer):
        parts = [getattr(nn, name)(optimizer, **options) for name, options in case["parts"]]
        return SequentialLR(optimizer, parts, case["milestones"])

    for course in (rates, resumed_rates):
        found = course(make, [()] * (len(case["rates"]) - 1))
        assert found == pytest.approx(case["rates"], rel=1e-10, abs=1e-10)


def test_a_function_of_the_epoch_multiplies_the_rate_before():
    found = rates(lambda o: MultiplicativeLR(o, lambda epoch: 1 / epoch), [()] * 3)
    assert found == pytest.approx([0.1, 0.1, 0.05, 0.05 / 3])


def test_a_cycle_with_a_height_of_ones_own():
    found = rates(
        lambda o: nn.CyclicLR(o, 0.1, 0.5, step_size_up=1, scale_fn=lambda cycle: 1 / cycle),
        [()] * 5,
    )
    assert found == pytest.approx([0.1, 0.5, 0.1, 0.3, 0.1, 0.1 + 0.4 / 3])


def test_one_cycle_does_not_go_on_beyond_its_end():
    schedule = nn.OneCycleLR(SGD([Value(0.0)]), max_lr=0.1, total_steps=2)
    schedule.step()
    schedule.step()
    before = schedule.get_last_lr()
    with pytest.raises(NetworkError, match="made for 2 steps, and this is step 3"):
        schedule.step()
    assert schedule.get_last_lr() == before
    assert schedule.last_epoch == 2


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
        ("ReduceLROnPlateau", {"min_lr": [0.1, 0.2]}),
        ("ReduceLROnPlateau", {"patience": -1}),
        ("LambdaLR", {"lr_lambda": []}),
        ("LambdaLR", {"lr_lambda": 0.5}),
        ("MultiplicativeLR", {"lr_lambda": "half"}),
        ("StepLR", {"step_size": 2, "gamma": math.nan}),
        ("StepLR", {"step_size": 2, "gamma": -0.5}),
        ("StepLR", {"step_size": "2"}),
        ("MultiStepLR", {"milestones": 3, "gamma": "x"}),
        ("MultiStepLR", {"milestones": [0.5]}),
        ("ExponentialLR", {"gamma": None}),
        ("ConstantLR", {"factor": 2.0}),
        ("CosineAnnealingLR", {"T_max": 3, "eta_min": math.nan}),
        ("CyclicLR", {"base_lr": 0.1, "max_lr": 0.0}),
        ("CyclicLR", {"base_lr": 0.1, "max_lr": 0.2, "mode": "round"}),
        ("CyclicLR", {"base_lr": 0.1, "max_lr": 0.2, "step_size_down": 0}),
        ("CyclicLR", {"base_lr": 0.1, "max_lr": 0.2, "scale_fn": 3}),
        ("CyclicLR", {"base_lr": 0.1, "max_lr": 0.2, "scale_mode": "epoch"}),
        ("OneCycleLR", {"max_lr": 0.1}),
        ("OneCycleLR", {"max_lr": [0.1, 0.2], "total_steps": 3}),
        ("OneCycleLR", {"max_lr": 0.1, "total_steps": 0}),
        ("OneCycleLR", {"max_lr": 0.1, "total_steps": 3, "pct_start": 2.0}),
        ("OneCycleLR", {"max_lr": 0.1, "total_steps": 3, "anneal_strategy": "cosine"}),
        ("SequentialLR", {"schedulers": [], "milestones": []}),
        ("SequentialLR", {"schedulers": 3, "milestones": [1]}),
    ],
)
def test_options_that_make_no_sense_are_refused(schedule, options):
    optimizer = SGD([Value(0.0)], lr=0.1)
    with pytest.raises(NetworkError):
        getattr(nn, schedule)(optimizer, **options)
    assert optimizer.param_groups[0]["lr"] == 0.1


@pytest.mark.parametrize("name", ["StepLR", "ReduceLROnPlateau", "OneCycleLR", "SequentialLR"])
def test_a_schedule_belongs_to_an_optimizer(name):
    with pytest.raises(NetworkError, match=f"{name}'s optimizer must be an Optimizer, got 3"):
        getattr(nn, name)(3, *({"SequentialLR": ([], [])}.get(name, [1])))


def test_a_momentum_that_is_not_there_is_not_moved():
    optimizer = nn.Adagrad([Value(0.0)])
    with pytest.raises(NetworkError, match=r"Adagrad has no momentum.*cycle_momentum=False"):
        nn.CyclicLR(optimizer, 0.1, 0.2)
    nn.CyclicLR(optimizer, 0.1, 0.2, cycle_momentum=False)


def test_schedules_in_a_sequence_fit_together():
    optimizer = SGD([Value(0.0)], lr=0.1)
    step, other = nn.StepLR(optimizer, 2), nn.StepLR(SGD([Value(0.0)]), 2)
    for parts, milestones, message in [
        ([step, step], [1, 2], "2 schedules have one milestone fewer"),
        ([step, other], [1], "different optimizers"),
        ([step, nn.ReduceLROnPlateau(optimizer, "min")], [1], "all but ReduceLROnPlateau"),
    ]:
        with pytest.raises(NetworkError, match=message):
            SequentialLR(optimizer, parts, milestones)
