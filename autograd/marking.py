"""`check_by_hand`: a learner's own numbers marked, with the mistake behind the first wrong one."""

from __future__ import annotations

import difflib
import math
import operator
from collections.abc import Iterable, Mapping
from functools import partial

from autograd.answers import Answer, Written, written
from autograd.calculation import Calculation
from autograd.columns import visible
from autograd.errors import AutogradError, LabelError, NumberError
from autograd.graph import Graph, refuse_large
from autograd.languages import phrases_in
from autograd.naming import names_of
from autograd.parameters import Update, parameters_of
from autograd.report import Report
from autograd.tracing import Tracing
from autograd.value import Number, Value, number

MOST_OPERATIONS = 50_000

Answers = Mapping[str, Answer] | Mapping[Value, Answer]


def check_by_hand(
    loss: Value,
    values: Answers | None = None,
    *,
    grads: Answers | None = None,
    updated: Answers | None = None,
    lr: Number | None = None,
    digits: int | None = None,
    update: Update | None = None,
    lang: str = "en",
) -> Report:
    """Mark a learner's numbers, given by label, and name the mistake behind a wrong one.

    `values` are results of the forward pass, `grads` the derivatives of the loss, `updated` the
    weights after one step of gradient descent with rate `lr`. A label in `updated` that is not a
    leaf means its value in a second forward pass, with the updated weights: the error after the
    update, say. A result without a label goes by the name that `explain` gives it, such as y for
    the last one. `update` tells which leaves the step changes, where `updated` does not list them
    all.

    An answer of `...` is still to be found: the report lists it, and nothing is said about it.
    The report speaks English, or with `lang="ko"` Korean.

    A number is right if it agrees to `digits` decimals, or else to as many as were written; text
    such as "0.5200" keeps zeros that a float loses. Where so few digits are written that the
    number says little, it is neither right nor wrong: 0.0 or 0.02 for 0.0240, one digit where
    more are needed, or an updated weight that is still the old one and so rounded hides it.
    A mistake is named only where the digits are enough to tell it from others. Nothing in the
    graph is changed. Raises LabelError for a label that is not in the graph, NumberError for
    what is not a number.

    >>> from autograd import values
    >>> w, x, t = values(w=0.5, x=3.0, t=1.0)
    >>> y = (w * x).named("y")
    >>> E = (0.5 * (t - y) ** 2).named("E")
    >>> report = check_by_hand(E, {"y": 1.5}, grads={"w": -1.5}, updated={"w": 0.65}, lr=0.1)
    >>> report.ok, report.first_wrong
    (False, 'w')
    """
    if not isinstance(loss, Value):
        raise AutogradError(
            f"check_by_hand takes the Value that was computed, got {type(loss).__name__}"
        )
    phrases_in(lang)
    graph = Graph(loss)
    refuse_large(graph, MOST_OPERATIONS, "check_by_hand")
    digits = _whole(digits)
    tables = {"values": values, "grads": grads, "updated": updated}
    given = [_by_node(graph, name, answers, digits) for name, answers in tables.items()]
    if not any(given):
        raise AutogradError(
            "there are no numbers to mark: give some by label, as values, grads or updated"
        )
    rate = _rate(lr, needed=bool(updated))
    parameters = _parameters(graph, given[2], update)
    calculation = Calculation(loss, parameters, rate)
    return Tracing(calculation, *given, all_named=update is not None, lang=lang).report()


def _by_node(
    graph: Graph, name: str, answers: Answers | None, digits: int | None
) -> dict[Value, Written | None]:
    found: dict[Value, Written | None] = {}
    if answers is None:
        return found
    if not hasattr(answers, "items"):
        raise AutogradError(
            f'{name} is a mapping from labels to numbers, such as {{"h1": 0.52}}, '
            f"got {type(answers).__name__}"
        )
    label: Value | str
    for label, answer in answers.items():
        node = _node(graph, label)
        said = label if isinstance(label, str) else node.label or repr(node)
        found[node] = written(answer, digits, said)
    return found


def _node(graph: Graph, label: Value | str) -> Value:
    if isinstance(label, Value):
        if label not in graph:
            raise LabelError(f"{label!r} is no part of what is marked: name a node of its graph")
        return label
    if not isinstance(label, str):
        raise LabelError(f"numbers are given by label, got {type(label).__name__} {label!r:.60}")
    if label in graph:
        return graph[label]
    names = {name: node for node, name in names_of(graph.nodes, graph.outputs[0]).items()}
    if label in names:
        return names[label]
    labels = [name for name, node in names.items() if node.label or node is graph.outputs[0]]
    near = difflib.get_close_matches(label, labels, 1)
    hint = f"did you mean {near[0]!r:.60}? T" if near else "t"
    every = visible(f"{', '.join(labels):.500}")
    raise LabelError(f"no node is labelled {label!r:.60}; {hint}he labels are: {every}")


def _whole(digits: int | None) -> int | None:
    try:
        count = None if digits is None else operator.index(digits)
    except TypeError:
        count = -1
    if isinstance(digits, bool) or (count is not None and count < 0):
        raise NumberError(
            f"digits is how many decimals count, a whole number from 0 upwards, got {digits!r:.60}"
        )
    return count


def _rate(lr: Number | None, *, needed: bool) -> float:
    if lr is None and needed:
        raise AutogradError("updated weights depend on the learning rate: give it as lr")
    rate = number(lr) if lr is not None else 0.0
    if not math.isfinite(rate):
        raise NumberError(f"lr, the learning rate, is a finite number such as 0.5, got {rate!r}")
    return rate


def _parameters(graph: Graph, updated: Iterable[Value], update: Update | None) -> list[Value]:
    if update is not None:
        chosen = set(parameters_of(graph, update, partial(_node, graph)))
    else:
        chosen = {node for node in updated if not node.inputs}
    if updated and not chosen:
        raise AutogradError(
            "values after the update depend on which weights it changes: give these too under "
            "updated, or name them as update"
        )
    return [node for node in graph.nodes if node in chosen]
