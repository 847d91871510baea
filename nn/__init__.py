"""Neurons, layers and networks made of `autograd.Value` nodes, and what trains them.

>>> from nn import MLP
>>> model = MLP(2, [3, 1], activation="tanh", seed=0)
>>> y = model([1.0, -1.0])
>>> y.backward()
>>> [(label, w.grad is not None) for label, w in model.named_parameters()][:2]
[('w1_11', True), ('w1_21', True)]

To read the code, take `model`, then `losses`, then `optim`, then `fit`.
"""

from nn import init
from nn.activations import ACTIVATIONS, Activation, activation
from nn.dropout import Dropout
from nn.errors import NetworkError, TrainingError, WeightsError
from nn.model import MLP, Layer, Neuron
from nn.module import Module
from nn.names import Names
from nn.summary import Summary

__all__ = [
    "ACTIVATIONS",
    "MLP",
    "Activation",
    "Dropout",
    "Layer",
    "Module",
    "Names",
    "NetworkError",
    "Neuron",
    "Summary",
    "TrainingError",
    "WeightsError",
    "activation",
    "init",
]
