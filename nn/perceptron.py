"""The perceptron rule (Rosenblatt, 1958): weights move only when the output is wrong."""

from __future__ import annotations

from numpy.typing import ArrayLike

from nn.arguments import instance, number, positive_integer
from nn.data import samples, targets
from nn.errors import NetworkError
from nn.layers import Neuron

OUTPUTS = {"step": (0.0, 1.0), "sign": (-1.0, 1.0)}


def perceptron_rule(
    neuron: Neuron, X: ArrayLike, y: ArrayLike, lr: float = 1.0, epochs: int = 100
) -> list[int]:
    """Train a neuron that fires or not; gives the number of mistakes in each epoch.

    After each sample w ← w + lr·(t − o)·x and b ← b + lr·(t − o), where o is the output, t the
    target: 0 or 1 for a neuron with activation "step", −1 or 1 for "sign". It ends with the first
    epoch without a mistake, which comes if and only if a line (a plane, …) can part the samples.

    >>> both = Neuron.from_arrays([0.0, 0.0], 0.0, activation="step")
    >>> perceptron_rule(both, [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])[-1]
    0
    >>> [both([a, b]).data for a in (0, 1) for b in (0, 1)]
    [0.0, 0.0, 0.0, 1.0]
    """
    instance("what the perceptron rule trains", neuron, Neuron, "fit trains whole networks")
    lr = number("lr", lr, "above 0")
    rows = samples(neuron, X)
    wanted = targets(y, len(rows))
    allowed = OUTPUTS.get(neuron.activation.name)
    if allowed is None:
        raise NetworkError(
            f"the perceptron rule needs a neuron that fires or not, with activation 'step' or "
            f"'sign', got {neuron.activation.name!r}"
        )
    if wanted.ndim != 1 or not set(wanted) <= set(allowed):
        raise NetworkError(
            f"the targets of a neuron with activation {neuron.activation.name!r} are "
            f"{allowed[0]:g} and {allowed[1]:g}"
        )
    mistakes: list[int] = []
    for _ in range(positive_integer("epochs", epochs)):
        mistakes.append(0)
        for x, t in zip(rows.tolist(), wanted.tolist()):
            error = t - neuron(x).data
            if error:
                mistakes[-1] += 1
                _move(neuron, lr * error, x)
        if not mistakes[-1]:
            break
    return mistakes


def _move(neuron: Neuron, by: float, x: list[float]) -> None:
    for weight, signal in zip(neuron.weights, x):
        weight.data += by * signal
    if neuron.bias is not None:
        neuron.bias.data += by
