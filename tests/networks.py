"""Networks that several tests look at."""

from __future__ import annotations

from autograd import Value, sigmoid, values

WEIGHTS = {f"w{i}": w for i, w in enumerate([0.3, 0.25, 0.4, 0.35, 0.45, 0.4, 0.7, 0.6], start=1)}
UPDATED = ["w5", "w6", "w7", "w8", "w1", "w2", "w3", "w4"]
"""The order in which the slides update the weights."""


def worked_example(*, label_errors: bool = True) -> Value:
    """The 2-2-2 network of the study-group slides; the targets are Values too."""
    x1, x2, t1, t2 = values(x1=0.1, x2=0.2, t1=0.4, t2=0.6)
    w1, w2, w3, w4, w5, w6, w7, w8 = values(**WEIGHTS)
    h1 = sigmoid((w1 * x1 + w2 * x2).named("z1")).named("h1")
    h2 = sigmoid((w3 * x1 + w4 * x2).named("z2")).named("h2")
    o1 = sigmoid((w5 * h1 + w6 * h2).named("z3")).named("o1")
    o2 = sigmoid((w7 * h1 + w8 * h2).named("z4")).named("o2")
    first, second = 0.5 * (t1 - o1) ** 2, 0.5 * (t2 - o2) ** 2
    if label_errors:
        first.named("E_o1")
        second.named("E_o2")
    return (first + second).named("E")
