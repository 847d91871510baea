"""What training did, epoch by epoch, as plain lists and as a plot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from nn.errors import NetworkError


@dataclass
class History:
    """One number per epoch in each list; lists of what was not measured stay empty.

    `engine` says how gradients were computed, `stopped` why training ended before its last epoch
    ("" where it did not).

    >>> history = History(loss=[0.5, 0.25], lr=[0.1, 0.1])
    >>> len(history), history["loss"][-1]
    (2, 0.25)
    """

    loss: list[float] = field(default_factory=list)
    validation_loss: list[float] = field(default_factory=list)
    validation_accuracy: list[float] = field(default_factory=list)
    lr: list[float] = field(default_factory=list)
    engine: str = ""
    stopped: str = ""

    def __len__(self) -> int:
        return len(self.loss)

    def __getitem__(self, name: str) -> list[float]:
        if name not in LISTS:
            raise NetworkError(f"a history has no {name!r}: it has {', '.join(LISTS)}")
        return getattr(self, name)  # type: ignore[no-any-return]

    def plot(self, ax: Any = None) -> Any:
        """Draw the losses over the epochs, and the accuracy where there is one; gives the axes.

        Needs matplotlib: `pip install chalkgrad[plot]`.
        """
        ax = new_axes() if ax is None else ax
        epochs = range(1, len(self) + 1)
        ax.plot(epochs, self.loss, label="training")
        if self.validation_loss:
            ax.plot(epochs, self.validation_loss, label="validation")
        ax.set(xlabel="epoch", ylabel="loss")
        if self.validation_accuracy:
            beside = ax.twinx()
            beside.plot(epochs, self.validation_accuracy, "C2--", label="accuracy (validation)")
            beside.set(ylabel="accuracy", ylim=(0.0, 1.02))
            beside.legend(handles=[*ax.lines, *beside.lines], loc="center right")
        else:
            ax.legend(loc="upper right")
        return ax

    def __repr__(self) -> str:
        last = {name: self[name][-1] for name in LISTS if self[name]}
        numbers = "".join(f", {name}={number:.6g}" for name, number in last.items())
        stopped = f", stopped: {self.stopped}" if self.stopped else ""
        return f"History({len(self)} epochs{numbers}, {self.engine}{stopped})"


LISTS = ("loss", "validation_loss", "validation_accuracy", "lr")


def new_axes() -> Any:
    """An empty plot."""
    return pyplot().subplots(layout="constrained")[1]


def pyplot() -> Any:
    """Matplotlib's pyplot, or an error that says how to get it."""
    try:
        from matplotlib import pyplot as plt  # noqa: PLC0415
    except ImportError:
        raise ImportError("plots need matplotlib: pip install 'chalkgrad[plot]'") from None
    return plt
