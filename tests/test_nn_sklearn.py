import doctest
import subprocess
import sys

import numpy as np
import pytest

pytest.importorskip("sklearn")

from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.exceptions import NotFittedError
from sklearn.model_selection import GridSearchCV, KFold, LeaveOneOut, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

import nn.sklearn
from nn import NetworkError
from nn.sklearn import MLPClassifier, MLPRegressor


@pytest.mark.filterwarnings("default")
@parametrize_with_checks([MLPClassifier(random_state=0), MLPRegressor(random_state=0)])
def test_the_checks_of_scikit_learn(estimator, check):
    check(estimator)


def iris():
    return load_iris(return_X_y=True)


def classifier(**options):
    options = {"hidden": (8,), "epochs": 40, "lr": 0.02, "random_state": 0} | options
    return make_pipeline(StandardScaler(), MLPClassifier(**options))


def test_iris_in_k_folds():
    folds = KFold(5, shuffle=True, random_state=0)
    assert cross_val_score(classifier(), *iris(), cv=folds).mean() >= 0.93


def test_leaving_one_out():
    X, y = iris()
    chosen = np.arange(0, 150, 10)
    scores = cross_val_score(classifier(), X[chosen], y[chosen], cv=LeaveOneOut())
    assert len(scores) == 15
    assert scores.mean() > 0.7


def test_grid_search():
    grid = {"mlpclassifier__hidden": [(2,), (8,)], "mlpclassifier__lr": [1e-5, 0.02]}
    search = GridSearchCV(classifier(), grid, cv=3).fit(*iris())
    assert search.best_params_["mlpclassifier__lr"] == 0.02
    assert search.best_score_ > 0.9


def test_its_examples_hold():
    assert doctest.testmod(nn.sklearn) == (0, 4)


def test_labels_may_be_words():
    X = [[-2.0], [-1.0], [1.0], [2.0]]
    model = MLPClassifier((2,), random_state=0).fit(X, ["low", "low", "high", "high"])
    assert model.predict([[-1.5], [1.5]]).tolist() == ["low", "high"]
    assert model.predict_proba([[-1.5]]).sum() == pytest.approx(1.0)


def test_a_line_is_found():
    X = np.linspace(-1.0, 1.0, 20)[:, None]
    model = MLPRegressor((), random_state=0, lr=0.05, epochs=300).fit(X, 2.0 * X[:, 0] + 1.0)
    assert [p.data for p in model.model_.parameters()] == pytest.approx([2.0, 1.0], abs=1e-3)


@pytest.mark.parametrize("estimator", [MLPClassifier, MLPRegressor])
@pytest.mark.parametrize(
    ("given", "meant"),
    [("hidden_layer_sizes", "hidden"), ("max_iter", "epochs"), ("optimiser", "optimizer")],
)
def test_an_argument_under_another_name_is_answered_with_ours(estimator, given, meant):
    question = f"{estimator.__name__} has no argument {given}, did you mean {meant}[?]"
    with pytest.raises(TypeError, match=rf"{question} .*batch_size.*validation"):
        estimator(**{given: 1})


def test_patience_ends_the_training():
    X = np.linspace(-1.0, 1.0, 20)[:, None]
    model = MLPRegressor((2,), random_state=0, epochs=500, patience=2, lr=0.0)
    assert len(model.fit(X, X[:, 0]).history_) < 500
    assert clone(model).get_params() == model.get_params()


def test_scikit_learn_is_imported_only_when_used():
    program = (
        "import sys, nn; assert 'sklearn' not in sys.modules; assert 'tqdm' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_a_training_that_fails_leaves_the_estimator_as_it_was():
    X, y = np.random.default_rng(0).normal(size=(30, 2)), np.arange(30) % 3
    model = MLPClassifier(epochs=1, random_state=0).fit(X, y)
    before = model.predict_proba(X)
    for change, labels in [({}, ["z"] * 30), ({"optimizer": "nix"}, y)]:
        with pytest.raises(NetworkError):
            model.set_params(**change).fit(X, labels)
        np.testing.assert_array_equal(model.predict_proba(X), before)
        assert model.classes_.tolist() == [0, 1, 2]
    never = MLPClassifier(optimizer="nix")
    with pytest.raises(NetworkError):
        never.fit(X, y)
    with pytest.raises(NotFittedError):
        never.predict(X)
