"""A model's layers, shapes and numbers of parameters, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from nn.module import Module

HEADINGS = ("layer", "activation", "weight", "bias", "parameters")


class Row(NamedTuple):
    """One layer; `weight` has shape (outputs, inputs), and `bias` is None where there is none."""

    layer: str
    activation: str
    weight: tuple[int, ...]
    bias: tuple[int, ...] | None
    parameters: int


@dataclass(frozen=True)
class Summary:
    """The table; `rows` and `total` are for programs, `print` and a notebook show it.

    >>> from nn import MLP
    >>> print(MLP(2, [3, 1], activation="relu").summary())
    layer     activation  weight  bias  parameters
    layers.0  relu        3 × 2   3     9
    layers.1  identity    1 × 3   1     4
    total                               13
    """

    rows: tuple[Row, ...]

    @classmethod
    def of(cls, model: Module) -> Summary:
        """The summary of a model's layers."""
        parts = dict(model.parts())
        rows = []
        for name, weight in model.weight_tables().items():
            part = parts.get(name)
            bias = None if part is None else part.tables().get("bias")
            activation = str(getattr(part, "activation", ""))
            shape = None if bias is None else bias.shape
            count = weight.size + (0 if bias is None else bias.size)
            rows.append(Row(name, activation, weight.shape, shape, count))
        return cls(tuple(rows))

    @property
    def total(self) -> int:
        """The number of all parameters."""
        return sum(row.parameters for row in self.rows)

    def _cells(self) -> list[tuple[str, ...]]:
        body = [
            (row.layer, row.activation, _size(row.weight), _size(row.bias), str(row.parameters))
            for row in self.rows
        ]
        return [HEADINGS, *body, ("total", "", "", "", str(self.total))]

    def __str__(self) -> str:
        lines = self._cells()
        widths = [max(map(len, column)) for column in zip(*lines)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip()
            for line in lines
        )

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        from html import escape  # noqa: PLC0415 - slow, and needed in notebooks only

        heading, *body = self._cells()
        head = "".join(f"<th>{escape(cell)}</th>" for cell in heading)
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>"
            for line in body
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _size(shape: tuple[int, ...] | None) -> str:
    return "–" if shape is None else " × ".join(map(str, shape))
