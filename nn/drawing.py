"""`draw`: a network as circles and lines, with every weight and its gradient.

>>> from nn import MLP
>>> picture = draw(MLP(2, [2, 1], seed=0), [0.5, -1.0])
>>> "w1_21" in picture.source
True
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from autograd import Value, no_grad, style
from nn.arguments import flag, instance, positive_integer, whole_number
from nn.arrangement import shown
from nn.errors import NetworkError
from nn.layers import Neuron
from nn.module import Module
from nn.picture import Lines, NetworkPicture, Spot

if TYPE_CHECKING:
    from autograd import Drawing

LARGEST_LAYER = 8
MOST_LABELS = 32
MOST_DIGITS = 16


def draw(
    model: Module,
    x: Sequence[Any] | None = None,
    *,
    loss: Value | None = None,
    path_to: Value | str | None = None,
    numbers: bool | None = None,
    largest_layer: int = LARGEST_LAYER,
    digits: int = 4,
    theme: str = "light",
) -> Drawing:
    """The network as a picture: a column per layer, a circle per unit, a line per weight.

    A line is as thick as its weight is large; it is blue and drawn through for a positive weight,
    purple and dashed for a negative one. On it stand the weight and, once `backward()` has run,
    its gradient ∇. A circle names the unit, its activation and its bias. With a sample `x` it
    also has the unit's output; with a `loss` that was computed from the outputs, the loss stands
    behind them.

    `path_to`, a parameter or its label, marks all ways that its gradient takes from the outputs
    (and the loss) back to it. `numbers` shows or hides what stands on the lines; without it,
    networks of many weights hide it. Of a layer above `largest_layer` units, the first and last
    ones are shown, and an ellipsis between them. `digits` are decimals, at most; gradients and
    the loss, which are smaller, have one more. `theme` is "light", "dark" or "auto", which
    follows the reader's system.

    The picture is a `graphviz.Digraph`: it shows as SVG in a notebook, and `.render()` and
    `.pipe()` need no installed Graphviz.

    >>> from nn import MLP
    >>> draw(MLP(2, [2, 1], seed=0), [0.5, -1.0]).source[:9]
    'digraph {'
    """
    instance("what nn.draw shows", model, Module, "autograd.draw shows Values and their graphs")
    if theme not in style.THEMES:
        raise NetworkError(f"theme is one of {', '.join(style.THEMES)}, got {theme!r}")
    if loss is not None:
        instance("loss", loss, Value, "compute it from the model's outputs")
    if whole_number("digits", digits) > MOST_DIGITS:
        raise NetworkError(f"digits is a number of decimals up to {MOST_DIGITS}, got {digits}")
    parts = [part for _, part in model.parts()]
    columns = [list(_neurons(part)) for part in parts]
    most = max(2, positive_integer("largest_layer", largest_layer))
    first, marked = (None, None) if path_to is None else _way_to(path_to, columns, model)
    drawn = [
        shown(n, most, [place for depth, place in first or [] if depth == level])
        for level, n in enumerate((model.n_in, *map(len, columns)))
    ]
    lines = sum(len(a) * len(b) for a, b in pairwise(drawn))
    picture = NetworkPicture(
        columns=columns,
        activations=[str(getattr(part, "activation", "")) for part in parts],
        shown=drawn,
        outputs=_outputs(model, x),
        loss=loss,
        marked=marked,
        numbers=lines <= MOST_LABELS if numbers is None else flag("numbers", numbers),
        digits=digits,
        theme_name=theme,
    )
    return picture.drawing()


def _neurons(part: Module) -> Iterator[Neuron]:
    for neuron in getattr(part, "neurons", [part]):
        yield instance("what nn.draw shows", neuron, Neuron, "it shows Neurons, Layers and MLPs")


def _outputs(model: Module, x: Sequence[Any] | None) -> list[list[float]] | None:
    """What each unit gives for a sample, column by column; the sample itself comes first."""
    if x is None:
        return None
    with no_grad():
        signals = model.inputs_from(x)
        found = [[signal.data for signal in signals]]
        for _, part in model.parts():
            ys: Any = part(signals)  # type: ignore[operator]
            signals = ys if isinstance(ys, list) else [ys]
            found.append([signal.data for signal in signals])
    return found


def _way_to(
    path_to: Value | str, columns: list[list[Neuron]], model: Module
) -> tuple[list[Spot], Lines]:
    """The units that a parameter joins, and the lines along which its gradient comes to it."""
    for depth, column in enumerate(columns):
        for place, neuron in enumerate(column):
            end = depth + 1, place
            for source, weight in enumerate(neuron.weights):
                if path_to in (weight, weight.label):
                    start = depth, source
                    return [start, end], {(start, end), *_onwards(columns, *end)}
            if neuron.bias is not None and path_to in (neuron.bias, neuron.bias.label):
                return [end], set(_onwards(columns, *end))
    known = ", ".join(label for label, _ in model.named_parameters())
    raise NetworkError(f"path_to is a parameter or its label, one of {known:.200}")


def _onwards(columns: list[list[Neuron]], depth: int, place: int) -> Iterator[tuple[Spot, Spot]]:
    """All lines from one unit to the outputs, and from there to the loss."""
    places = [place]
    for level in range(depth, len(columns)):
        following = range(len(columns[level]))
        yield from (((level, a), (level + 1, b)) for a in places for b in following)
        places = list(following)
    yield from (((len(columns), a), (len(columns) + 1, 0)) for a in places)
