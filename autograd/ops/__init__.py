"""The table of operations: each one is a single record that everything else reads.

A record holds how the operation is computed on floats (`forward`), its local derivatives ∂y/∂xᵢ
(`partials`), how it is computed on whole arrays (`array`), how it is written (`notation`), and,
for a fused operation, the small operations that it stands for (`expansion`).

The rules in `partials` are ordinary arithmetic on the result y and the inputs. The functions that
they call (`exp`, `cos`, …) are the records themselves, so one rule runs on floats for
`backward()`, on Values for higher derivatives, on arrays, and on symbols. A rule never branches
on the numbers it is given: `greater` and `step` do that job, so that a replayed graph stays right.
At points where a first derivative is a convention it is PyTorch's.

`record` says what a record is; `arithmetic`, `functions` (of one value) and `several` (of many)
are the table itself, and `comparisons` holds what tells cases apart.
"""

from autograd.ops.arithmetic import (
    absolute,
    add,
    divide,
    log_or_zero,
    multiply,
    negate,
    power,
    subtract,
)
from autograd.ops.comparisons import greater, is_zero, maximum, minimum
from autograd.ops.functions import (
    cos,
    elu,
    exp,
    expm1,
    leaky_relu,
    log,
    relu,
    sigmoid,
    sin,
    softplus,
    sqrt,
    step,
    tan,
    tanh,
)
from autograd.ops.record import FAMILIES, TABLE, Notation, Op, add_operation, operation
from autograd.ops.several import affine, dot, logsumexp, mean, softmax, total

BUILT_IN = frozenset({*TABLE, *FAMILIES})

__all__ = [
    "BUILT_IN",
    "FAMILIES",
    "TABLE",
    "Notation",
    "Op",
    "absolute",
    "add",
    "add_operation",
    "affine",
    "cos",
    "divide",
    "dot",
    "elu",
    "exp",
    "expm1",
    "greater",
    "is_zero",
    "leaky_relu",
    "log",
    "log_or_zero",
    "logsumexp",
    "maximum",
    "mean",
    "minimum",
    "multiply",
    "negate",
    "operation",
    "power",
    "relu",
    "sigmoid",
    "sin",
    "softmax",
    "softplus",
    "sqrt",
    "step",
    "subtract",
    "tan",
    "tanh",
    "total",
]
