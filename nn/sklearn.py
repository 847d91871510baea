"""Our networks as scikit-learn estimators, for its pipelines, grids and cross-validation.

This module alone imports scikit-learn: `pip install chalkgrad[sklearn]`, and `import nn.sklearn`.

>>> from nn.sklearn import MLPClassifier
>>> from sklearn.datasets import make_blobs
>>> X, y = make_blobs(40, centers=2, random_state=0)
>>> MLPClassifier(hidden=(4,), epochs=30, random_state=0).fit(X, y).score(X, y) > 0.8
True
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from inspect import signature
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils import check_random_state, column_or_1d
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from nn.errors import NetworkError, meant
from nn.mlp import MLP
from nn.predict import predict
from nn.stopping import EarlyStopping
from nn.training import fit

if TYPE_CHECKING:
    from typing_extensions import Self


OUR_NAMES = {
    "hidden_layer_sizes": "hidden",
    "solver": "optimizer",
    "learning_rate_init": "lr",
    "max_iter": "epochs",
    "validation_fraction": "validation",
    "n_iter_no_change": "patience",
}


def _with_our_names(init: Callable[..., None]) -> Callable[..., None]:
    """An `__init__` whose TypeError names our argument in place of scikit-learn's."""
    known = list(signature(init).parameters)[1:]

    @wraps(init)
    def checked(self: Any, *arguments: Any, **options: Any) -> None:
        for name in options:
            if name not in known:
                near = OUR_NAMES.get(name) or meant(name, known)
                hint = f", did you mean {near}?" if near else "."
                raise TypeError(
                    f"{type(self).__name__} has no argument {name}{hint} "
                    f"The arguments are {', '.join(known)}"
                )
        init(self, *arguments, **options)

    return checked


class _Network(BaseEstimator):  # type: ignore[misc]
    """What both estimators share: the arguments of the network and of its training."""

    @_with_our_names
    def __init__(
        self,
        hidden: Sequence[int] = (16,),
        activation: str = "relu",
        *,
        optimizer: str = "Adam",
        lr: float = 0.01,
        epochs: int = 100,
        batch_size: int | None = 32,
        dropout: float = 0.0,
        validation: float | None = None,
        patience: int | None = None,
        random_state: int | np.random.RandomState | None = None,
    ) -> None:
        self.hidden = hidden
        self.activation = activation
        self.optimizer = optimizer
        self.lr = lr
        self.epochs = epochs
        self.batch_size = batch_size
        self.dropout = dropout
        self.validation = validation
        self.patience = patience
        self.random_state = random_state

    def _train(self, X: Any, y: Any, n_out: int, output: str, loss: str) -> Self:
        random = check_random_state(self.random_state)
        start, order = random.randint(2**31 - 1, size=2).tolist()  # nosec B311
        sizes = [*self.hidden, n_out]
        model = MLP(X.shape[1], sizes, self.activation, output, seed=start, dropout=self.dropout)
        self.history_ = fit(
            model,
            X,
            y,
            loss=loss,
            optimizer=self.optimizer,
            lr=self.lr,
            epochs=self.epochs,
            batch_size=self.batch_size,
            validation=self.validation,
            seed=order,
            callbacks=[] if self.patience is None else [EarlyStopping(self.patience)],
            progress=False,
        )
        self.model_ = model
        return self

    def _outputs(self, X: Any) -> Any:
        check_is_fitted(self, "model_")
        return predict(self.model_, validate_data(self, X, reset=False, dtype=float))


class MLPClassifier(ClassifierMixin, _Network):  # type: ignore[misc]
    """A network that ends in softmax, trained on the cross entropy.

    `hidden` are the sizes of the hidden layers; `validation` is the share of the samples to hold
    out, and `patience` the number of epochs after which training without progress ends. After
    `fit`, `model_` is the `nn.MLP`, `history_` its training, `classes_` the labels.
    """

    def fit(self, X: Any, y: Any) -> Self:
        """Train on samples X, of shape (rows, features), and their labels y."""
        X, y = validate_data(self, X, y, dtype=float)
        check_classification_targets(y)
        labels, classes = np.unique(y, return_inverse=True)
        if len(labels) < 2:
            raise NetworkError("a classifier needs samples of at least 2 classes, got 1 class")
        self._train(X, classes, len(labels), "softmax", "cross_entropy")
        self.classes_ = labels
        return self

    def predict_proba(self, X: Any) -> Any:
        """The probability of each class, in the order of `classes_`."""
        return self._outputs(X)

    def predict(self, X: Any) -> Any:
        """The most likely label of each sample."""
        probabilities = self.predict_proba(X)
        return self.classes_[probabilities.argmax(axis=1)]


class MLPRegressor(RegressorMixin, _Network):  # type: ignore[misc]
    """A network with one output as it is, trained on the mean squared error.

    The arguments are those of `MLPClassifier`. After `fit`, `model_` is the `nn.MLP` and
    `history_` its training.
    """

    def fit(self, X: Any, y: Any) -> Self:
        """Train on samples X, of shape (rows, features), and their numbers y."""
        X, y = validate_data(self, X, y, dtype=float, y_numeric=True)
        return self._train(X, column_or_1d(y, warn=True), 1, "identity", "mse")

    def predict(self, X: Any) -> Any:
        """The number for each sample."""
        return self._outputs(X)
