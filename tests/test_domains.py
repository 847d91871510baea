"""Where an operation has no finite result it says so; otherwise numbers behave as IEEE says."""

import math

import pytest

from autograd import DomainError, Value, exp, log, maximum, minimum, sqrt

OUTSIDE = {
    "log of 0": (lambda a: log(a * 0), "log(0.0)"),
    "log of a negative number": (lambda a: (-a).log(), "log(-2.0)"),
    "sqrt of a negative number": (lambda a: sqrt(-a), "sqrt(-2.0)"),
    "0 to a negative power": (lambda a: 0**-a, "pow(0.0, -2.0)"),
    "0.0 to the power -1": (lambda a: (a * 0) ** -1, "pow(0.0, -1.0)"),
    "a negative number to a fractional power": (lambda a: (-a) ** 0.5, "pow(-2.0, 0.5)"),
    "1 by 0": (lambda a: 1 / (a - a), "div(1.0, 0.0)"),
    "a label in the message": (lambda a: a / 0, "div(a=2.0, 0.0)"),
    "exp beyond the largest float": (lambda a: exp(a * 355), "exp(710.0)"),
    "the method too": (lambda a: (a * 355).exp(), "exp(710.0)"),
    "a power beyond the largest float": (lambda a: (a * 5) ** 400, "pow(10.0, 400.0)"),
}


@pytest.mark.parametrize("case", OUTSIDE)
def test_what_has_no_finite_result_is_a_domain_error_that_shows_the_numbers(case):
    compute, terms = OUTSIDE[case]
    with pytest.raises(DomainError) as error:
        compute(Value(2.0, "a"))
    assert isinstance(error.value, ValueError)
    assert f"cannot compute {terms}: " in str(error.value)


INF, NAN = math.inf, math.nan
IEEE = {
    "1e308 * 10": (lambda: Value(1e308) * 10, INF),
    "1e308 + 1e308": (lambda: Value(1e308) + 1e308, INF),
    "1e308 / 1e-10": (lambda: Value(1e308) / 1e-10, INF),
    "inf - inf": (lambda: Value(INF) - INF, NAN),
    "inf * 0": (lambda: Value(INF) * 0, NAN),
    "exp(inf)": (lambda: exp(INF), INF),
    "exp(-inf)": (lambda: exp(-INF), 0.0),
    "exp(-1000)": (lambda: exp(-1000), 0.0),
    "log(inf)": (lambda: log(INF), INF),
    "log(nan)": (lambda: log(NAN), NAN),
    "sqrt(nan)": (lambda: sqrt(NAN), NAN),
    "inf ** 2": (lambda: Value(INF) ** 2, INF),
    "10 ** inf": (lambda: 10 ** Value(INF), INF),
    "0 ** 0": (lambda: Value(0) ** 0, 1.0),
    "sin(inf)": (lambda: Value(INF).sin(), NAN),
    "relu(nan)": (lambda: Value(NAN).relu(), NAN),
    "sigmoid(nan)": (lambda: Value(NAN).sigmoid(), NAN),
    "maximum(nan, 1)": (lambda: maximum(NAN, 1), NAN),
    "maximum(1, nan)": (lambda: maximum(1, NAN), NAN),
    "minimum(nan, 1)": (lambda: minimum(NAN, 1), NAN),
    "minimum(1, nan)": (lambda: minimum(1, NAN), NAN),
    "softplus(inf)": (lambda: Value(INF).softplus(), INF),
}


@pytest.mark.parametrize("case", IEEE)
def test_otherwise_numbers_behave_as_ieee_says(case):
    compute, expected = IEEE[case]
    y = compute()
    assert y.data == pytest.approx(expected, nan_ok=True, rel=0)
    y.backward()
