"""Expressions in symbols made as short as a person would write them.

>>> from autograd import ops
>>> from autograd.symbols import Symbol, as_code
>>> x = Symbol("x")
>>> [as_code(simplified(p)) for p in ops.power.partials(x**2, x, Symbol(number=2.0))]
['2.0 * x', 'x ** 2.0 * log(x)']

Only what holds at every number, or at all but single points where the rule has a convention of
its own, is changed: nothing is multiplied out, and nothing is cancelled.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from functools import reduce

from autograd import ops
from autograd.ops import Op
from autograd.sweep import topological_order
from autograd.symbols import Symbol

Written = tuple[Op, tuple[Symbol, ...]]
Term = tuple[float, Symbol]

ZERO = Symbol(number=0.0)
ONE = Symbol(number=1.0)


def simplified(expression: Symbol, known: Mapping[Written, Symbol] | None = None) -> Symbol:
    """The expression with constants folded, 1·x, x + 0 and double signs gone.

    `known` names operations on given inputs that need not be written out.
    """
    known = known or {}
    short: dict[Symbol, Symbol] = {}
    for symbol in topological_order([expression]):
        if symbol.op is None:
            short[symbol] = symbol
            continue
        found = _rebuilt(symbol.op, tuple(short[x] for x in symbol.inputs))
        short[symbol] = known.get((found.op, found.inputs), found) if found.op else found
    return short[expression]


def size(expression: Symbol, limit: int) -> int:
    """How many names, numbers and operations it takes to write; `limit` stands for more."""
    sizes: dict[Symbol, int] = {}
    for symbol in topological_order([expression]):
        sizes[symbol] = min(limit, 1 + sum(sizes[x] for x in symbol.inputs))
    return sizes[expression]


def _key(expression: Symbol) -> str:
    """The same text for expressions that are written the same way."""
    keys: dict[Symbol, str] = {}
    for symbol in topological_order([expression]):
        if symbol.op is None:
            keys[symbol] = repr(symbol.name if symbol.number is None else symbol.number)
        else:
            terms = ", ".join(keys[x] for x in symbol.inputs)
            keys[symbol] = f"{symbol.op.name}{symbol.op.index}({terms})"
    return keys[expression]


def _rebuilt(op: Op, inputs: tuple[Symbol, ...]) -> Symbol:
    folded = _folded(op, inputs)
    if folded is not None:
        return folded
    rule = RULES.get(op)
    return rule(*inputs) if rule else Symbol(op=op, inputs=inputs)


def _folded(op: Op, inputs: tuple[Symbol, ...]) -> Symbol | None:
    """The number that an operation on numbers gives."""
    numbers = [x.number for x in inputs if x.number is not None]
    if len(numbers) < len(inputs):
        return None
    try:
        result = float(op.forward(*numbers))
    except (ArithmeticError, ValueError):
        return None
    return Symbol(number=result) if math.isfinite(result) else None


# Sums: terms with a coefficient each


def _sum(*parts: Symbol) -> Symbol:
    """The sum with equal terms collected; where it can, it starts without a sign."""
    collected: dict[str, Term] = {}
    for coefficient, term in _terms([(1.0, part) for part in parts]):
        key = _key(term)
        before = collected[key][0] if key in collected else 0.0
        collected[key] = (before + coefficient, term)
    terms = [(c, term) for c, term in collected.values() if c != 0.0]
    first = next((pair for pair in terms if pair[0] > 0.0), None)
    if first is not None:
        terms.remove(first)
        terms.insert(0, first)
    result = ZERO
    for coefficient, term in terms:
        if result is ZERO:
            result = _product(Symbol(number=coefficient), term)
        elif coefficient < 0.0:
            result = result - _product(Symbol(number=-coefficient), term)
        else:
            result = result + _product(Symbol(number=coefficient), term)
    return result


def _terms(parts: list[Term]) -> list[Term]:
    terms: list[Term] = []
    stack = parts[::-1]
    while stack:
        sign, part = stack.pop()
        if part.op is ops.add or part.op is ops.subtract:
            left, right = part.inputs
            stack.append((sign if part.op is ops.add else -sign, right))
            stack.append((sign, left))
        else:
            coefficient, above, below = _split([part], [])
            terms.append((sign * coefficient, _quotient(above, below)))
    return terms


# Products: a coefficient, and what stands above and below the line


def _product(*parts: Symbol) -> Symbol:
    return _assembled(*_split(list(parts), []))


def _ratio(above: Symbol, below: Symbol) -> Symbol:
    softmax = _softmax(above, below)
    if softmax is not None:
        return softmax
    if below.number == 0.0:
        return Symbol(op=ops.divide, inputs=(above, below))
    return _assembled(*_split([above], [below]))


def _split(above: list[Symbol], below: list[Symbol]) -> tuple[float, list[Symbol], list[Symbol]]:
    coefficient = 1.0
    sides: tuple[list[Symbol], list[Symbol]] = ([], [])
    stack = [(x, 1) for x in reversed(below)] + [(x, 0) for x in reversed(above)]
    while stack:
        part, side = stack.pop()
        if part.number is not None and not (side and part.number == 0.0):
            coefficient = coefficient / part.number if side else coefficient * part.number
        elif part.op is ops.negate:
            coefficient = -coefficient
            stack.append((part.inputs[0], side))
        elif part.op is ops.multiply or part.op is ops.divide:
            left, right = part.inputs
            stack.append((right, side if part.op is ops.multiply else 1 - side))
            stack.append((left, side))
        else:
            sides[side].append(part)
    return coefficient, _as_powers(sides[0]), _as_powers(sides[1])


def _as_powers(factors: Iterable[Symbol]) -> list[Symbol]:
    """Equal factors as powers: x·x is x²."""
    exponents: dict[str, tuple[Symbol, float]] = {}
    for factor in factors:
        base, exponent = factor, 1.0
        if factor.op is ops.power and (factor.inputs[1].number or 0.0) > 0.0:
            base, exponent = factor.inputs[0], factor.inputs[1].number or 0.0
        key = _key(base)
        exponents[key] = (base, exponent + exponents.get(key, (base, 0.0))[1])
    return [_power(base, Symbol(number=exponent)) for base, exponent in exponents.values()]


def _assembled(coefficient: float, above: list[Symbol], below: list[Symbol]) -> Symbol:
    if coefficient == 0.0:
        return ZERO
    size = abs(coefficient)
    if below and not size.is_integer() and (1.0 / size).is_integer():
        size, below = 1.0, [Symbol(number=1.0 / size), *below]
    if size != 1.0:
        above = [Symbol(number=size), *above]
    result = _quotient(above, below)
    if coefficient > 0.0:
        return result
    return -result if result.number is None else Symbol(number=-result.number)


def _quotient(above: list[Symbol], below: list[Symbol]) -> Symbol:
    top = reduce(ops.multiply, above) if above else ONE
    return top / reduce(ops.multiply, below) if below else top


def _power(base: Symbol, exponent: Symbol) -> Symbol:
    if exponent.number == 1.0:
        return base
    if exponent.number == 0.0:
        return ONE
    return Symbol(op=ops.power, inputs=(base, exponent))


def _softmax(above: Symbol, below: Symbol) -> Symbol | None:
    """exp(xᵢ − max) / Σ exp(xⱼ − max) under its own name."""
    powers = below.inputs if below.op is ops.total else ()
    if above not in powers or any(p.op is not ops.exp for p in powers):
        return None
    exponents = [p.inputs[0] for p in powers]
    if any(e.op is not ops.subtract or e.inputs[1].op is not ops.maximum for e in exponents):
        return None
    xs = tuple(e.inputs[0] for e in exponents)
    return Symbol(op=ops.softmax(powers.index(above)), inputs=xs)


RULES: dict[Op, Callable[..., Symbol]] = {
    ops.add: _sum,
    ops.subtract: lambda a, b: _sum(a, -b),
    ops.negate: lambda x: _product(Symbol(number=-1.0), x),
    ops.multiply: _product,
    ops.divide: _ratio,
    ops.power: _power,
    ops.is_zero: lambda x: ZERO,
    ops.log_or_zero: lambda x: Symbol(op=ops.log, inputs=(x,)),
}
