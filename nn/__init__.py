"""Neurons, layers and networks made of `autograd.Value` nodes, and what trains them.

>>> from nn import MLP
>>> model = MLP(2, [3, 1], activation="tanh", seed=0)
>>> y = model([1.0, -1.0])
>>> y.backward()
>>> [(label, w.grad is not None) for label, w in model.named_parameters()][:2]
[('w1_11', True), ('w1_21', True)]

To read the code, take `layers` and `mlp`, then `losses`, then `optim`, then `training`.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from nn import init
from nn.activations import ACTIVATIONS, Activation, activation
from nn.clip import clip_grad_norm_, clip_grad_value_
from nn.dropout import Dropout
from nn.errors import ClusterError, NetworkError, TrainingError, WeightsError
from nn.histograms import histograms, layer_figures
from nn.history import History
from nn.layers import Layer, Neuron
from nn.losses import (
    LOSSES,
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    half_squared_error,
    hinge,
    mae,
    mse,
)
from nn.mlp import MLP
from nn.module import Module
from nn.names import Names
from nn.optim import SGD, Adagrad, Adam, AdamW, RMSprop
from nn.optimizer import Optimizer
from nn.perceptron import perceptron_rule
from nn.predict import accuracy, predict
from nn.stopping import EarlyStopping
from nn.summary import Summary

if TYPE_CHECKING:
    from nn.drawing import draw
    from nn.idx import read_idx
    from nn.regions import decision_regions
    from nn.schedules import (
        ConstantLR,
        CosineAnnealingLR,
        CosineAnnealingWarmRestarts,
        CyclicLR,
        ExponentialLR,
        LambdaLR,
        LinearLR,
        LRScheduler,
        MultiplicativeLR,
        MultiStepLR,
        OneCycleLR,
        PolynomialLR,
        ReduceLROnPlateau,
        SequentialLR,
        StepLR,
    )
    from nn.training import fit

__all__ = [
    "ACTIVATIONS",
    "LOSSES",
    "MLP",
    "SGD",
    "Activation",
    "Adagrad",
    "Adam",
    "AdamW",
    "ClusterError",
    "ConstantLR",
    "CosineAnnealingLR",
    "CosineAnnealingWarmRestarts",
    "CyclicLR",
    "Dropout",
    "EarlyStopping",
    "ExponentialLR",
    "History",
    "LRScheduler",
    "LambdaLR",
    "Layer",
    "LinearLR",
    "Module",
    "MultiStepLR",
    "MultiplicativeLR",
    "Names",
    "NetworkError",
    "Neuron",
    "OneCycleLR",
    "Optimizer",
    "PolynomialLR",
    "RMSprop",
    "ReduceLROnPlateau",
    "SequentialLR",
    "StepLR",
    "Summary",
    "TrainingError",
    "WeightsError",
    "accuracy",
    "activation",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "clip_grad_norm_",
    "clip_grad_value_",
    "cross_entropy",
    "decision_regions",
    "draw",
    "fit",
    "half_squared_error",
    "hinge",
    "histograms",
    "init",
    "layer_figures",
    "mae",
    "mse",
    "perceptron_rule",
    "predict",
    "read_idx",
]

# Fetched when they are first asked for, so that `import nn` stays quick.
LATE = {
    "ConstantLR": "schedules",
    "CosineAnnealingLR": "schedules",
    "CosineAnnealingWarmRestarts": "schedules",
    "CyclicLR": "schedules",
    "ExponentialLR": "schedules",
    "LRScheduler": "schedules",
    "LambdaLR": "schedules",
    "LinearLR": "schedules",
    "MultiStepLR": "schedules",
    "MultiplicativeLR": "schedules",
    "OneCycleLR": "schedules",
    "PolynomialLR": "schedules",
    "ReduceLROnPlateau": "schedules",
    "SequentialLR": "schedules",
    "StepLR": "schedules",
    "decision_regions": "regions",
    "draw": "drawing",
    "fit": "training",
    "read_idx": "idx",
    "schedules": "schedules",
}


if not TYPE_CHECKING:  # a type checker would take any name for one of these

    def __getattr__(name: str) -> Any:
        if name not in LATE:
            raise AttributeError(f"module 'nn' has no attribute {name!r}")
        module = import_module(f"nn.{LATE[name]}")
        found = globals()[name] = module if name == LATE[name] else getattr(module, name)
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *LATE})
