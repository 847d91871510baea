"""What `fit` is given by name, as a class or ready-made: optimiser, schedule and callbacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from nn import schedules
from nn.activations import NAMES, activation_of_output
from nn.arguments import named, number, shown
from nn.errors import NetworkError, meant
from nn.history import History
from nn.losses import Loss, binary_cross_entropy
from nn.optim import OPTIMIZERS
from nn.optimizer import Optimizer
from nn.schedules import LRScheduler, ReduceLROnPlateau, Schedule

Callback = Callable[[int, Any, History], bool | None]

# PyTorch's own rates suit large networks. With these, small ones learn XOR, moons, iris and
# handwritten digits within 50 to 300 epochs.
RATES = {"SGD": 0.1, "Adagrad": 0.1, "RMSprop": 0.01, "Adam": 0.03, "AdamW": 0.03}
PROBABILITIES = ("sigmoid", "softmax", "step")


def check_output(model: Any, loss: Loss) -> None:
    """Refuse a model whose outputs may leave the numbers that the loss takes."""
    ending = activation_of_output(model)
    known = ending.partition("(")[0] in NAMES
    if loss is binary_cross_entropy and known and ending not in PROBABILITIES:
        option = "output" if hasattr(model, "layers") else "activation"
        raise NetworkError(
            f"binary_cross_entropy takes probabilities, and a model that ends in {ending!r} may "
            f"leave 0 … 1: build it with {option}='sigmoid', or train it with "
            "loss='binary_cross_entropy_with_logits'"
        )


def optimizer_for(model: Any, given: Any, lr: float | None) -> Optimizer:
    """The optimizer itself, or one made for the model from a name or a class."""
    rate = {} if lr is None else {"lr": number("lr", lr, "at least 0")}
    if isinstance(given, Optimizer):
        if rate:
            raise NetworkError("the optimizer has its rate already: leave out lr")
        chosen = given
    elif isinstance(given, str):
        kind = named("optimizer", given, OPTIMIZERS)
        chosen = kind(model.parameters(), **({"lr": RATES[kind.__name__]} | rate))
    else:
        chosen = _made(
            Optimizer, "optimizer", given, (model.parameters(),), rate,
            "give a name such as 'Adam', a class, or one with the model's parameters",
        )  # fmt: skip
    if not set(chosen.parameters) <= set(model.parameters()):
        raise NetworkError("the optimizer has parameters that are not the model's")
    return chosen


def schedule_for(given: Any, optimizer: Optimizer, epochs: int) -> Schedule | None:
    """The schedule itself, or one made for the optimizer; it reaches to the last epoch."""
    if given is None:
        return None
    schedule = given
    if isinstance(given, str):
        near = meant(given, schedules.__all__)
        question = f"; did you mean {near}?" if near not in ("", given) else ""
        raise NetworkError(
            f"the schedule is unknown, got {shown(given)}: give a function that makes one, such "
            f"as lambda optimizer: {near or 'StepLR'}(optimizer, …){question}"
        )
    if not isinstance(given, Schedule):
        schedule = _made(
            Schedule, "schedule", given, (optimizer,), {},
            "give a function that makes one, such as lambda optimizer: StepLR(optimizer, 30)",
        )  # fmt: skip
    if schedule.optimizer is not optimizer:
        raise NetworkError("the schedule belongs to another optimizer than the one in use")
    if isinstance(schedule, ReduceLROnPlateau) and schedule.mode == "max":
        raise NetworkError(
            "fit gives ReduceLROnPlateau the loss, which should fall: leave out mode='max'"
        )
    if isinstance(schedule, LRScheduler):
        schedule.rates(schedule.last_epoch + epochs)
    return schedule  # type: ignore[no-any-return]


def callbacks_from(given: Any) -> list[Callback]:
    """The callbacks as a list; a single one may stand for itself."""
    several = list(given) if isinstance(given, Sequence) else [given]
    for callback in several:
        if isinstance(callback, type) or not callable(callback):
            remedy = f": did you mean {callback.__name__}()?" if isinstance(callback, type) else ""
            raise NetworkError(
                "a callback is a function of (epoch, model, history), or an object such as "
                f"EarlyStopping(), got {shown(callback)}{remedy}"
            )
    return several


def _made(
    kind: Any, what: str, make: Any, given: tuple[Any, ...], options: dict[str, Any], remedy: str
) -> Any:
    """What a class or a function makes, where it is of that kind."""
    if not callable(make):
        raise NetworkError(f"the {what} is unknown, got {shown(make)}: {remedy}")
    try:
        made = make(*given, **options)
    except TypeError as error:
        raise NetworkError(f"the {what} could not be made ({error}): {remedy}") from error
    if not isinstance(made, kind):
        raise NetworkError(f"the {what} is unknown, got {shown(made)}: {remedy}")
    return made
