"""Numbers that no longer belong together: a leaf was changed, and what it is used in was not."""

from __future__ import annotations

import math
from collections.abc import Iterable

from autograd.errors import StaleError
from autograd.evaluation import evaluated
from autograd.recording import inside_rule
from autograd.value import Value


def refuse_stale(nodes: Iterable[Value]) -> None:
    """StaleError where a leaf was changed after the numbers above it were computed."""
    with inside_rule():
        for node in nodes:
            if node.operation is None:
                continue
            now = evaluated(node.operation, node.inputs)
            if now != node.data and not (math.isnan(now) and math.isnan(node.data)):
                name = node.label or node.op
                raise StaleError(
                    f"the inputs of {name!r} changed after it was computed: it is {node.data!r} "
                    f"and would now be {now!r}; compute it again, or call Graph(y).forward()"
                )
