"""`fit`: train a model on samples, in mini-batches, with all that belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from numpy.typing import ArrayLike

from autograd import AutogradError, DomainError, Value
from autograd.progress import watched
from autograd.recording import recorded
from nn.arguments import check_model, flag, number, positive_integer, random_generator
from nn.choices import (
    Callback,
    callbacks_from,
    check_output,
    optimizer_for,
    schedule_for,
)
from nn.data import check_classes
from nn.distributed import check_client
from nn.engines import ScalarEngine
from nn.history import History
from nn.losses import Loss, loss_named
from nn.optimizer import Optimizer
from nn.run import Run
from nn.schedules import Schedule
from nn.sources import Rows, Validation, parted, source_of


def fit(
    model: Any,
    X: ArrayLike,
    y: ArrayLike,
    *,
    loss: str | Loss = "mse",
    optimizer: str | Optimizer | Callable[[list[Value]], Optimizer] = "Adam",
    lr: float | None = None,
    epochs: int = 10,
    batch_size: int | None = 32,
    validation: Validation = None,
    shuffle: bool = True,
    seed: int | None = None,
    schedule: Schedule | Callable[[Optimizer], Schedule] | None = None,
    clip_norm: float | None = None,
    callbacks: Callback | Sequence[Callback] = (),
    progress: bool | None = None,
    client: Any = None,
) -> History:
    """Train a model on the rows of X and their targets y; gives what happened in each epoch.

    `model` is called on one sample and has `parameters()`. `loss` is a name or a function of
    (predictions, targets) of one sample; the batch's loss is the mean. Where both are formulas of
    Values alone, they are recorded once: a number from elsewhere stays what it was then. A loss
    that takes scores ("cross_entropy", "binary_cross_entropy_with_logits") sees the scores of a
    model that ends in softmax or sigmoid. `optimizer` is a name, a class, or one with the model's
    parameters.

    `lr` is its rate. For a name it is 0.03 unless given ("Adam", "AdamW"), 0.1 ("SGD", "Adagrad")
    or 0.01 ("RMSprop"), which suits small networks; a class has PyTorch's default.

    `batch_size=None` takes all samples at once, 1 single ones. `validation` is (X, y), or the
    share of the rows to hold out. `schedule`, or a function that makes one for the optimizer,
    steps once an epoch; `ReduceLROnPlateau` gets the loss of the validation, or without one that
    of the training. `clip_norm` bounds the length of the gradient. `callbacks`, one or a list, are
    called with (epoch, model, history) after each epoch, and end the training by returning
    True. Within an epoch the model's Values need not follow each step; at its end they have its
    weights. `progress` shows or hides the bar.

    X and y may stay on disk, as `numpy.memmap`: each batch reads its rows only. They may be Dask
    arrays: their chunks are computed one after the other, so shuffling takes the chunks in a
    random order, and the rows of each chunk too. With `client`, a `dask.distributed.Client`, the
    rows are spread over its workers once, and the result is that of one machine; any rows may
    then meet in a batch. A worker that is lost is replaced by the others; ClusterError says that
    none is left, and the model keeps the weights of the last finished step, or those that
    EarlyStopping gives back.

    Ctrl-C ends the training like a callback. Where a loss or a gradient leaves the finite
    numbers, TrainingError names the epoch, the batch and the first node that did, and the model
    keeps the last weights with which all was finite, unless EarlyStopping gives it the best ones;
    an optimizer that has diverged is not to be used again.

    >>> from nn import MLP
    >>> model = MLP(1, [1], seed=0)
    >>> X = [[0.0], [1.0], [2.0], [3.0]]
    >>> history = fit(model, X, [1.0, 3.0, 5.0, 7.0], optimizer="SGD", lr=0.1, epochs=300, seed=0)
    >>> [round(p.data, 3) for p in model.parameters()]
    [2.0, 1.0]
    """
    check_model(model)
    criterion = loss_named(loss)
    check_output(model, criterion)
    if client is not None:
        check_client(client)
    data = Rows(source_of(model, X, y, client))
    chosen = optimizer_for(model, optimizer, lr)
    watching = callbacks_from(callbacks)
    epochs = positive_integer("epochs", epochs)
    size = len(data) if batch_size is None else positive_integer("batch_size", batch_size)
    bound = None if clip_norm is None else number("clip_norm", clip_norm, "above 0")
    bar = None if progress is None else flag("progress", progress)
    generator = random_generator(seed)
    order = generator if flag("shuffle", shuffle) else None
    data, held_out = parted(model, data, validation, generator, client)
    _check(model, criterion, data)
    if held_out is not None:
        _check(model, criterion, held_out)
    run = Run(model, criterion, chosen, data, held_out, size, bound, client)
    with recorded():
        before = chosen.state_dict()
        try:
            with watched(bar):
                run.start(schedule_for(schedule, chosen, epochs), watching)
        except BaseException:
            chosen.load_state_dict(before)  # a schedule may have set its first rate
            raise
        return run.train(epochs, order, watching, bar)


def _check(model: Any, loss: Loss, data: Rows) -> None:
    """Refuse targets that the loss cannot take, before any weight has moved."""
    X, y = data.few(1)
    output = model(X[0])
    for row, wanted in data.source.target_blocks():
        check_classes(loss, wanted, len(output) if isinstance(output, list) else 1, row)
    try:
        result = ScalarEngine(model, loss, []).loss_of(X[0], y[0])
    except DomainError:
        return
    if not isinstance(result, Value):
        raise AutogradError(f"the loss must give one Value, got {type(result).__name__}")
