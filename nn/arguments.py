"""Arguments that make no sense, refused with the name of what was wanted and what came instead."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from numbers import Real
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from nn.errors import NetworkError, unknown_name

Array = NDArray[np.float64]
Kind = TypeVar("Kind")

RANGES: dict[str, Callable[[float], bool]] = {
    "finite": lambda n: True,
    "above 0": lambda n: n > 0.0,
    "at least 0": lambda n: n >= 0.0,
    "between 0 and 1": lambda n: 0.0 <= n <= 1.0,
    "at least 0 and below 1": lambda n: 0.0 <= n < 1.0,
    "above 0 and at most 1": lambda n: 0.0 < n <= 1.0,
    "above 0 and below 1": lambda n: 0.0 < n < 1.0,
}


def number(what: str, given: Any, allowed: str = "finite") -> float:
    """The number as a float, where it lies in the range of that name.

    >>> number("lr", 1, "above 0")
    1.0
    """
    if not isinstance(given, Real) or isinstance(given, bool):
        raise NetworkError(f"{what} must be a number, got {shown(given)}")
    n = float(given)
    if not math.isfinite(n) or not RANGES[allowed](n):
        raise NetworkError(f"{what} must be {allowed}, got {given!r}")
    return n


def whole_number(what: str, given: Any, least: int = 0) -> int:
    """The number itself where it counts something.

    >>> whole_number("patience", 3)
    3
    """
    try:
        count = given.__index__()
    except (AttributeError, TypeError):
        count = least - 1
    if isinstance(given, bool) or count < least:
        raise NetworkError(
            f"{what} must be a whole number of at least {least}, got {shown(given)}"
        )
    return int(count)


def positive_integer(what: str, given: Any) -> int:
    """The number itself where it counts something that cannot be missing.

    >>> positive_integer("epochs", 3)
    3
    """
    return whole_number(what, given, least=1)


def flag(what: str, given: Any) -> bool:
    """True or False, and nothing that merely counts as one of them."""
    if not isinstance(given, (bool, np.bool_)):
        raise NetworkError(f"{what} must be True or False, got {shown(given)}")
    return bool(given)


def named(kind: str, given: Any, table: Mapping[str, Kind]) -> Kind:
    """The entry of that name, whatever its case.

    >>> named("colour", "RED", {"red": 1, "blue": 2})
    1
    """
    by_lower_case = {name.lower(): entry for name, entry in table.items()}
    if not isinstance(given, str) or given.lower() not in by_lower_case:
        raise unknown_name(kind, given, table)
    return by_lower_case[given.lower()]


def function(what: str, given: Any, remedy: str) -> Any:
    """What was given, where it can be called."""
    if not callable(given):
        raise NetworkError(f"{what} must be a function, got {shown(given)}: {remedy}")
    return given


def instance(what: str, given: Any, kind: type[Kind], remedy: str) -> Kind:
    """What was given, where it is of that kind."""
    if not isinstance(given, kind):
        raise NetworkError(f"{what} must be {_article(kind)}, got {shown(given)}: {remedy}")
    return given


def check_model(model: Any, has_parameters: bool = True) -> None:
    """Refuse what cannot be called on a sample or, where it is trained, has no parameters."""
    lacking = has_parameters and not hasattr(model, "parameters")
    if isinstance(model, type) or not callable(model) or lacking:
        raise NetworkError(
            "the model must be one such as MLP(2, [4, 1]), which is called on a sample and has "
            f"parameters(), got {shown(model)}"
        )


def real_array(what: str, given: Any) -> NDArray[Any]:
    """The real numbers of a list, an array, a table or an iterator.

    >>> real_array("y", iter([1, 2]))
    array([1, 2])
    """
    try:
        array = np.asarray(list(given) if isinstance(given, Iterator) else given)
    except ValueError as error:
        raise NetworkError(f"{what} is not an array: {error}") from None
    if array.dtype == object and all(isinstance(one, Real) for one in array.flat):
        array = array.astype(float)
    if array.dtype.kind in "biuf":
        return array
    text = array.dtype.kind in "SU" or any(isinstance(one, str) for one in array.flat)
    remedy = (
        f"; classes are numbered by names, {what} = np.unique({what}, return_inverse=True)"
        if text and array.ndim == 1
        else ""
    )
    raise NetworkError(f"{what} must hold real numbers, got an array of {array.dtype}{remedy}")


def random_generator(given: Any, what: str = "seed") -> np.random.Generator:
    """NumPy's random generator for a seed; a generator is taken as it is."""
    if given is None or isinstance(given, np.random.Generator):
        return np.random.default_rng(given)
    return np.random.default_rng(whole_number(what, given))


def shown(given: Any) -> str:
    """What came, short enough for one line.

    >>> shown("x" * 100), shown(int)
    ("'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…", 'the class int')
    """
    if isinstance(given, type):
        return f"the class {given.__name__}"
    text = " ".join(repr(given).split())
    return text if len(text) <= 50 else f"{text[:49]}…"


def _article(kind: type) -> str:
    return f"{'an' if kind.__name__[0] in 'AEIO' else 'a'} {kind.__name__}"
