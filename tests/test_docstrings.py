"""Every public name says what it is, and shows it where one can call it."""

import inspect
from types import FunctionType

import pytest

import autograd
import nn

# What other functions give; their examples show it. Errors are shown in the text of what raises.
GIVEN = {"Drawing", "Explanation", "Mark", "Report", "LRScheduler", "Optimizer"}
# Pictures of matplotlib, and files.
NOT_SHOWN = {"decision_regions", "histograms", "read_idx", "write_file"}
PUBLIC = [
    pytest.param(getattr(package, name), id=f"{package.__name__}.{name}")
    for package in (autograd, nn)
    for name in package.__all__
    if callable(getattr(package, name)) or inspect.ismodule(getattr(package, name))
]
CLASSES = [one for one in PUBLIC if inspect.isclass(one.values[0])]


def is_error(thing):
    return inspect.isclass(thing) and issubclass(thing, BaseException)


@pytest.mark.parametrize("thing", PUBLIC)
def test_a_public_name_is_documented(thing):
    assert inspect.getdoc(thing)


@pytest.mark.parametrize("thing", PUBLIC)
def test_what_one_can_call_has_an_example(thing):
    if inspect.ismodule(thing) or is_error(thing) or thing.__name__ in GIVEN | NOT_SHOWN:
        return
    assert ">>> " in thing.__doc__


@pytest.mark.parametrize("kind", CLASSES)
def test_a_public_method_is_documented(kind):
    own = {name: member for name, member in vars(kind).items() if not name.startswith("_")}
    described = {
        name
        for name, member in own.items()
        if isinstance(member, (classmethod, staticmethod, property, FunctionType))
    }
    assert not [name for name in described if not inspect.getdoc(getattr(kind, name))]
