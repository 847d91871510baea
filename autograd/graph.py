"""`Graph`: a read-only view of everything that some Values were computed from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from autograd import sweep
from autograd.columns import visible
from autograd.copying import InputsFirst
from autograd.errors import AutogradError, DomainError, LabelError
from autograd.evaluation import domain_message, local_derivatives
from autograd.expansion import expanded
from autograd.number import Number, number
from autograd.value import Value

if TYPE_CHECKING:
    from autograd.compiling import Program


class Edge(NamedTuple):
    """One use of a node as an input: `source` is input number `position` of `target`.

    >>> from autograd import Graph, values
    >>> w, x = values(w=2.0, x=3.0)
    >>> [(edge.source.label, edge.target.op, edge.position) for edge in Graph(w * x).edges]
    [('w', 'mul', 0), ('x', 'mul', 1)]
    """

    source: Value
    target: Value
    position: int


class Graph:
    """Everything that one or several Values were computed from.

    `nodes` come in an order of calculation: leaves first, then by the number of operations that
    lie below. With `expand=True` fused operations (`dot`, `affine`, `softmax`, …) are replaced by
    the small operations that they stand for, on the same leaf objects.

    >>> from autograd import values
    >>> w, x, b = values(w=-2.0, x=5.0, b=3.0)
    >>> graph = Graph((w * x + b).named("F"))
    >>> len(graph), [node.label or node.op for node in graph.nodes]
    (5, ['w', 'x', 'b', 'mul', 'F'])
    >>> graph["F"].data
    -7.0
    """

    def __init__(self, outputs: Value | Iterable[Value], *, expand: bool = False) -> None:
        roots = list(outputs) if isinstance(outputs, Iterable) else [outputs]
        for root in roots:
            if not isinstance(root, Value):
                raise AutogradError(
                    f"a Graph is made from a Value or a list of Values, got {type(root).__name__}"
                )
        if not roots:
            raise AutogradError("a Graph needs at least one Value")
        self._outputs = tuple(expanded(roots) if expand else roots)
        self._nodes = _by_level(sweep.topological_order(self._outputs))
        self._labels: dict[str, list[Value]] = {}
        for node in self._nodes:
            if node.label:
                self._labels.setdefault(node.label, []).append(node)

    @property
    def outputs(self) -> tuple[Value, ...]:
        """The Values that the graph was made from."""
        return self._outputs

    @property
    def nodes(self) -> tuple[Value, ...]:
        """Every node once; inputs come before what is computed from them."""
        return self._nodes

    @property
    def leaves(self) -> tuple[Value, ...]:
        """The nodes that no operation computed: inputs, parameters and constants."""
        return tuple(node for node in self._nodes if not node.inputs)

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Every use of a node as an input; `x * x` has two."""
        return tuple(
            Edge(source, target, position)
            for target in self._nodes
            for position, source in enumerate(target.inputs)
        )

    def __len__(self) -> int:
        return len(self._nodes)

    def __getitem__(self, label: str) -> Value:
        found = self._labels.get(label, [])
        if len(found) == 1:
            return found[0]
        if found:
            raise LabelError(
                f"{len(found)} nodes are labelled {label!r}: give each a label of its own"
            )
        known = ", ".join(map(visible, self._labels)) or "none"
        raise LabelError(f"no node is labelled {label!r}; the labels are: {known:.500}")

    def __contains__(self, item: object) -> bool:
        if isinstance(item, str):
            return item in self._labels
        return any(node is item for node in self._nodes)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (InputsFirst(self._outputs), type(self), self._outputs)

    def __repr__(self) -> str:
        names = ", ".join(
            visible(node.label) or node.op or repr(node.data) for node in self._outputs
        )
        return f"Graph({names}; {len(self._nodes)} nodes)"

    def forward(self) -> None:
        """Evaluate everything again from the leaves' present `data`.

        Where an operation cannot be computed it raises DomainError, and nothing has changed.
        """
        data: dict[Value, float] = {}
        partials: dict[Value, tuple[float, ...]] = {}
        for node in self._nodes:
            if node.operation is None:
                data[node] = number(node.data)
                continue
            xs = [data[x] for x in node.inputs]
            try:
                data[node] = node.operation.forward(*xs)
            except (ArithmeticError, ValueError) as error:
                raise DomainError(
                    domain_message(node.operation, node.inputs, xs, node.label)
                ) from error
            partials[node] = local_derivatives(node.operation, data[node], xs)
        try:
            _put(data, partials)
        except KeyboardInterrupt:
            _put(data, partials)  # half of the old numbers and half of the new fit nothing
            raise

    def backward(self, seed: Number = 1.0) -> None:
        """Run `backward()` from every output; gradients of leaves add up over the outputs."""
        sweep.backward(self._outputs, number(seed))

    def zero_grad(self) -> None:
        """Forget all gradients in the graph."""
        for node in self._nodes:
            node.grad = None

    def compile(
        self,
        inputs: Sequence[Value | str],
        wrt: Sequence[Value | str] = (),
        dtype: str = "float64",
    ) -> Program:
        """Make this graph a NumPy program that runs over many rows at once.

        `inputs` are the leaves that differ from row to row: the columns of X, in this order.
        `wrt` are the leaves that gradients are sought for. Both may be named by their labels;
        LabelError for a label that none or several have. The other leaves are read at each call;
        numbers written in the formula are part of the program. `dtype` is "float64" or "float32".

        A program repeats the operations that were recorded. An `if` on a Value's `data` was
        decided when the graph was recorded, and is not decided again for each row: write it with
        `step`, `maximum` or `minimum`, as in `step(x) * a + (1 - step(x)) * b`.

        Its numbers are those of the graph to 12 digits, except at the ends of the range of floats:
        a `mean` whose sum is beyond the largest float is inf, a `logsumexp` whose largest input
        is infinite is nan, and a `sigmoid` below 1e-308 is 0.

        >>> from autograd import values
        >>> w, x, b = values(w=-2.0, x=5.0, b=3.0)
        >>> program = Graph(w * x + b).compile(inputs=[x], wrt=[w, b])
        >>> program([[5.0], [6.0]]).tolist()
        [-7.0, -9.0]
        >>> value, gradient = program.value_and_grad([[5.0], [6.0]])
        >>> float(value), gradient.tolist()
        (-8.0, [5.5, 1.0])
        """
        from autograd.compiling import compile_graph  # noqa: PLC0415

        return compile_graph(self, inputs, wrt, dtype)


def refuse_large(graph: Graph, most: int, what: str) -> None:
    """AutogradError with a remedy for a graph of more operations than `what` does in a minute."""
    count = sum(bool(node.inputs) for node in graph.nodes)
    if count > most:
        raise AutogradError(
            f"{what} takes graphs of up to {most:,} operations, and this one has {count:,}: take "
            "one of its inner values; backward() and grad() have no limit"
        )


def _restored(_: list[Value], kind: type[Graph], outputs: tuple[Value, ...]) -> Graph:
    return kind(outputs)


def _put(data: dict[Value, float], partials: dict[Value, tuple[float, ...]]) -> None:
    for node, result in data.items():
        node.data = result
    for node, derivatives in partials.items():
        node.partials = derivatives


def _by_level(order: Sequence[Value]) -> tuple[Value, ...]:
    """Sort an order in which inputs come first by the longest way down to a leaf."""
    levels: dict[Value, int] = {}
    for node in order:
        levels[node] = 1 + max(map(levels.__getitem__, node.inputs)) if node.inputs else 0
    return tuple(sorted(order, key=levels.__getitem__))
