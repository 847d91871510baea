"""Writes the torch_*.json of the networks: what PyTorch computes for our tests to compare with.

Run it with PyTorch installed: `python tests/data/make_torch_network_figures.py`.
"""

import json
from pathlib import Path
from unittest import mock

import torch
from torch import nn, optim
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
HERE = Path(__file__).parent
STEPS = 20

FUNCTIONS = {
    "quadratic": lambda x, y: 0.5 * x**2 + 2.0 * y**2 + 0.5 * x * y - x,
    "rosenbrock": lambda x, y: (1.0 - x) ** 2 + 100.0 * (y - x**2) ** 2,
}
START = (-1.2, 1.0)

OPTIMIZERS = [
    ("SGD", {}),
    ("SGD", {"lr": 1e-4, "momentum": 0.9}),
    ("SGD", {"lr": 1e-4, "momentum": 0.9, "dampening": 0.3}),
    ("SGD", {"lr": 1e-4, "momentum": 0.9, "nesterov": True}),
    ("SGD", {"lr": 1e-4, "weight_decay": 0.1}),
    ("SGD", {"lr": 1e-5, "maximize": True, "weight_decay": 0.1, "momentum": 0.5}),
    ("Adagrad", {}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.1}),
    ("Adagrad", {"lr": 0.1, "weight_decay": 0.1}),
    ("Adagrad", {"lr": 0.1, "initial_accumulator_value": 0.5, "eps": 1e-3}),
    ("Adagrad", {"lr": 0.01, "maximize": True}),
    ("RMSprop", {}),
    ("RMSprop", {"lr": 0.01, "alpha": 0.9, "eps": 1e-3}),
    ("RMSprop", {"lr": 0.01, "momentum": 0.9}),
    ("RMSprop", {"lr": 0.01, "centered": True}),
    ("RMSprop", {"lr": 0.01, "centered": True, "momentum": 0.5, "weight_decay": 0.1}),
    ("RMSprop", {"lr": 0.001, "maximize": True}),
    ("Adam", {}),
    ("Adam", {"lr": 0.1, "betas": (0.8, 0.9), "eps": 1e-3}),
    ("Adam", {"lr": 0.1, "weight_decay": 0.1}),
    ("Adam", {"lr": 0.1, "amsgrad": True}),
    ("Adam", {"lr": 0.01, "maximize": True, "amsgrad": True}),
    ("Adam", {"lr": 0.1, "weight_decay": 0.1, "decoupled_weight_decay": True}),
    ("AdamW", {}),
    ("AdamW", {"lr": 0.1, "weight_decay": 0.2}),
    ("AdamW", {"lr": 0.1, "amsgrad": True}),
    ("AdamW", {"lr": 0.01, "maximize": True}),
]

SCHEDULES = [
    ("StepLR", {"step_size": 3}),
    ("StepLR", {"step_size": 3, "gamma": 0.5}),
    ("MultiStepLR", {"milestones": [2, 5, 5, 9]}),
    ("ConstantLR", {}),
    ("ConstantLR", {"factor": 0.5, "total_iters": 3}),
    ("LinearLR", {}),
    ("LinearLR", {"start_factor": 1.0, "end_factor": 0.1, "total_iters": 7}),
    ("ExponentialLR", {"gamma": 0.9}),
    ("PolynomialLR", {}),
    ("PolynomialLR", {"total_iters": 8, "power": 2.0}),
    ("CosineAnnealingLR", {"T_max": 6}),
    ("CosineAnnealingLR", {"T_max": 50, "eta_min": 0.01}),
    ("CosineAnnealingWarmRestarts", {"T_0": 3}),
    ("CosineAnnealingWarmRestarts", {"T_0": 2, "T_mult": 2, "eta_min": 0.01}),
]

CYCLES = [
    ("CyclicLR", {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 4}),
    ("CyclicLR", {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 3, "step_size_down": 2}),
    ("CyclicLR", {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 3, "mode": "triangular2"}),
    (
        "CyclicLR",
        {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 3, "mode": "exp_range", "gamma": 0.9},
    ),
    ("CyclicLR", {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 4, "cycle_momentum": False}),
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 20}),
    ("OneCycleLR", {"max_lr": 0.5, "epochs": 4, "steps_per_epoch": 5, "three_phase": True}),
    ("OneCycleLR", {"max_lr": 0.5, "total_steps": 24, "anneal_strategy": "linear"}),
    (
        "OneCycleLR",
        {"max_lr": 0.5, "total_steps": 20, "pct_start": 0.5, "div_factor": 5.0,
         "final_div_factor": 10.0, "base_momentum": 0.5, "max_momentum": 0.6},
    ),
]  # fmt: skip

SEQUENCES = [
    ([("ConstantLR", {"total_iters": 4}), ("ExponentialLR", {"gamma": 0.8})], [4]),
    (
        [
            ("LinearLR", {"start_factor": 0.1, "total_iters": 3}),
            ("CosineAnnealingLR", {"T_max": 8}),
            ("StepLR", {"step_size": 2, "gamma": 0.5}),
        ],
        [3, 11],
    ),
]

MEASURES = [1.0, 0.9, 0.9, 0.95, 0.89999, 0.9, 0.5, 0.5, 0.6, 0.5, 0.5, 0.4, 0.5, 0.5, 0.5, 0.5]
PLATEAUS = [
    {"patience": 1},
    {"patience": 0, "factor": 0.5, "min_lr": 0.02},
    {"patience": 2, "cooldown": 2},
    {"patience": 1, "mode": "max"},
    {"patience": 1, "mode": "max", "threshold": 0.3},
    {"patience": 1, "threshold": 0.3},
    {"patience": 1, "threshold": 0.05, "threshold_mode": "abs"},
    {"patience": 1, "threshold": 0.05, "threshold_mode": "abs", "mode": "max", "eps": 0.02},
]


def trajectory(name, options, function):
    p = torch.tensor(START, requires_grad=True)
    optimizer = getattr(optim, name)([p], **options)
    points = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        FUNCTIONS[function](*p).backward()
        optimizer.step()
        points.append(p.tolist())
    return points


def trajectories():
    return [
        {"optimizer": n, "options": o, "function": f, "points": trajectory(n, o, f)}
        for n, o in OPTIMIZERS
        for f in FUNCTIONS
    ]


def rates(make, measures):
    return course(make, measures, optim.SGD, ["lr"])["lr"]


def course(make, measures, kind, options):
    """What a schedule makes of some options of an optimiser, step by step."""
    optimizer = kind([torch.zeros(1, requires_grad=True)], lr=0.1)
    schedule = make(optimizer)
    found = [dict(optimizer.param_groups[0])]
    for measure in measures:
        optimizer.step()
        schedule.step(*measure)
        found.append(dict(optimizer.param_groups[0]))
    return {option: [group[option] for group in found] for option in options}


def cycle(name, options, optimizer, momentum):
    found = course(
        lambda o: getattr(optim.lr_scheduler, name)(o, **options),
        [()] * (STEPS - 1),
        getattr(optim, optimizer),
        ["lr", momentum],
    )
    momenta = [m[0] if momentum == "betas" else m for m in found[momentum]]
    return {
        "schedule": name, "options": options, "optimizer": optimizer, "rates": found["lr"],
        "momenta": momenta,
    }  # fmt: skip


def sequence(parts, milestones):
    def make(optimizer):
        made = [getattr(optim.lr_scheduler, name)(optimizer, **o) for name, o in parts]
        return optim.lr_scheduler.SequentialLR(optimizer, made, milestones)

    return {"parts": parts, "milestones": milestones, "rates": rates(make, [()] * STEPS)}


def cycles():
    return [
        cycle(name, options, optimizer, momentum)
        for name, options in CYCLES
        for optimizer, momentum in (("SGD", "momentum"), ("Adam", "betas"))
    ]


def schedules():
    plain = [
        {
            "schedule": n,
            "options": o,
            "rates": rates(
                lambda s, n=n, o=o: getattr(optim.lr_scheduler, n)(s, **o), [()] * STEPS
            ),
        }
        for n, o in SCHEDULES
    ]
    plateau = [
        {
            "schedule": "ReduceLROnPlateau",
            "options": o,
            "measures": MEASURES,
            "rates": rates(
                lambda s, o=o: optim.lr_scheduler.ReduceLROnPlateau(s, **o),
                [(measure,) for measure in MEASURES],
            ),
        }
        for o in PLATEAUS
    ]
    return plain + plateau


ROWS = [
    ([0.3, 2.9, 4.0], [0.0, 3.0, 4.5]),
    ([1.0, -2.0], [1.0, 2.0]),
    ([1e6, -1e-6, 0.25], [0.0, 0.0, 0.25]),
]
PROBABILITIES = [0.0, 1e-14, 1e-3, 0.3, 0.5, 0.999, 1.0 - 1e-14, 1.0]
SCORES = [-1000.0, -40.0, -1.5, 0.0, 0.7, 40.0, 1000.0]
TARGETS = [0.0, 0.25, 1.0]
LOGITS = [
    ([0.3, 2.9, 4.0], 2),
    ([1010.0, 1000.0, 990.0], 2),
    ([-1000.0, 1000.0], 0),
    ([0.0, 0.0, 0.0], 1),
    ([0.3, 2.9, 4.0], [0.1, 0.2, 0.7]),
    ([1010.0, 1000.0, 990.0], [0.5, 0.25, 0.25]),
]


def loss(name, function, predictions, target):
    x = torch.tensor(predictions, requires_grad=True)
    y = function(x, torch.tensor(target))
    y.backward()
    return {
        "loss": name,
        "predictions": predictions,
        "target": target,
        "value": y.item(),
        "gradient": x.grad.tolist(),
    }


def losses():
    return [
        *(loss("mae", F.l1_loss, *row) for row in ROWS),
        *(loss("mse", F.mse_loss, *row) for row in ROWS),
        *(
            loss("binary_cross_entropy", F.binary_cross_entropy, p, t)
            for p in PROBABILITIES
            for t in TARGETS
        ),
        *(
            loss("binary_cross_entropy_with_logits", F.binary_cross_entropy_with_logits, z, t)
            for z in SCORES
            for t in TARGETS
        ),
        *(loss("cross_entropy", F.cross_entropy, *row) for row in LOGITS),
    ]


def clipping():
    found = []
    gradient = [3.0, -4.0, 12.0]
    for max_norm in (1.0, 13.0, 20.0):
        for norm_type in (1.0, 2.0, 3.0, float("inf")):
            p = torch.zeros(3, requires_grad=True)
            p.grad = torch.tensor(gradient)
            norm = nn.utils.clip_grad_norm_([p], max_norm, norm_type).item()
            found.append(
                {
                    "gradient": gradient,
                    "max_norm": max_norm,
                    "norm_type": str(norm_type),
                    "norm": norm,
                    "clipped": p.grad.tolist(),
                }
            )
    return found


INITIALISERS = [
    ("xavier_uniform_", {}),
    ("xavier_uniform_", {"gain": 5 / 3}),
    ("xavier_normal_", {}),
    ("kaiming_uniform_", {}),
    ("kaiming_uniform_", {"a": 5**0.5}),
    ("kaiming_uniform_", {"mode": "fan_out", "nonlinearity": "relu"}),
    ("kaiming_normal_", {}),
    ("kaiming_normal_", {"mode": "fan_out", "nonlinearity": "tanh"}),
]


def scale(name, options):
    """The bound or the standard deviation with which PyTorch draws, for 30 inputs, 20 outputs."""
    which = "uniform_" if "uniform" in name else "normal_"
    with mock.patch.object(torch.Tensor, which) as draw:
        getattr(nn.init, name)(torch.empty(20, 30), **options)
    return float(draw.call_args.args[1])


def initialisers():
    gains = ("linear", "sigmoid", "tanh", "relu", "leaky_relu", "selu")
    return {
        "gains": {name: float(nn.init.calculate_gain(name)) for name in gains},
        "gain of leaky_relu with slope 0.2": nn.init.calculate_gain("leaky_relu", 0.2),
        "scales": [
            {"initialiser": n, "options": o, "scale": scale(n, o)} for n, o in INITIALISERS
        ],
    }


def main():
    figures = {
        "trajectories": trajectories(),
        "schedules": schedules(),
        "cycles": cycles(),
        "sequences": [sequence(*case) for case in SEQUENCES],
        "losses": losses(),
        "clipping": clipping(),
        "initialisers": initialisers(),
    }
    for name, content in figures.items():
        lines = (
            json.dumps(content, indent=1)
            if isinstance(content, dict)
            else "[\n" + ",\n".join(map(json.dumps, content)) + "\n]"
        )
        (HERE / f"torch_{name}.json").write_text(lines + "\n")


if __name__ == "__main__":
    main()
