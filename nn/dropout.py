"""Dropout: during training a unit is left out at random, so that none relies on another alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograd import Value
from nn.arguments import number, random_generator


class Dropout:
    """Set each of some Values to 0 with probability `p`, and enlarge the others by 1 / (1 − p).

    It does so only while `training` is set, which `fit` does for every Dropout among a model's
    attributes; otherwise Values pass unchanged (Srivastava and others, 2014).

    >>> dropout = Dropout(0.5, seed=0)
    >>> dropout.training = True
    >>> [y.data for y in dropout([Value(1.0), Value(1.0), Value(1.0)])]
    [2.0, 0.0, 0.0]
    """

    def __init__(self, p: float = 0.5, seed: int | np.random.Generator | None = None) -> None:
        self.p = number("the probability of dropout", p, "at least 0 and below 1")
        self.training = False
        self.masks: list[Value] = []
        self._generator = random_generator(seed)

    def __call__(self, xs: Sequence[Value]) -> list[Value]:
        """The Values that go on; the masks that multiply them are leaves of the graph."""
        if not self.training or self.p == 0.0:
            return list(xs)
        masks = [Value(factor, "keep") for factor in self.draw(len(xs))]
        self.masks.extend(masks)
        return [x * mask for x, mask in zip(xs, masks)]

    def draw(self, *shape: int) -> NDArray[np.float64]:
        """Factors for as many units: 0 or 1 / (1 − p)."""
        return (self._generator.random(shape) >= self.p) / (1.0 - self.p)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Leave no unit out in this block, even where it trains."""
        p, self.p = self.p, 0.0
        try:
            yield
        finally:
            self.p = p

    @contextmanager
    def drawing(self) -> Iterator[list[Value]]:
        """Leave units out in this block; gives the list to which the masks are added."""
        self.training, self.masks = True, []
        try:
            yield self.masks
        finally:
            self.training, self.masks = False, []


Drawing = list[tuple[Dropout, list[Value]]]
"""Every Dropout that is at work, and the masks that it has made."""


def dropouts_in(model: Any) -> list[Dropout]:
    """Every Dropout among the attributes of a model and of its parts, once."""
    found: list[Dropout] = []
    seen: set[int] = set()
    waiting = [model]
    while waiting:
        part = waiting.pop()
        if id(part) in seen or isinstance(part, Value):
            continue
        seen.add(id(part))
        if isinstance(part, Dropout):
            found.append(part)
        elif isinstance(part, (list, tuple)):
            waiting.extend(reversed(part))
        elif isinstance(part, dict):
            waiting.extend(reversed(part.values()))
        elif part is model or hasattr(part, "parameters"):
            waiting.extend(reversed(list(_attributes(part))))
    return found


def _attributes(part: Any) -> Iterator[Any]:
    yield from getattr(part, "__dict__", {}).values()
    for kind in type(part).__mro__:
        slots = [getattr(part, name, None) for name in vars(kind).get("__slots__", ())]
        for attribute in (*slots, *vars(kind).values()):
            if isinstance(attribute, Dropout):
                yield attribute


@contextmanager
def drawing(model: Any) -> Iterator[Drawing]:
    """Leave units out in this block, wherever the model has a Dropout."""
    with ExitStack() as stack:
        yield [(one, stack.enter_context(one.drawing())) for one in dropouts_in(model)]


@contextmanager
def without_dropout(model: Any) -> Iterator[None]:
    """Leave no unit out in this block, even where the model trains."""
    with ExitStack() as stack:
        for one in dropouts_in(model):
            stack.enter_context(one.paused())
        yield
