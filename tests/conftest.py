"""What holds for all tests.

Random properties are tried on 60 examples, or more: `--hypothesis-profile=ci`, or `nightly`.
"""

import pytest
from hypothesis import HealthCheck, settings

from autograd import ops

EXAMPLES = {"default": 60, "ci": 500, "nightly": 100_000}

for name, examples in EXAMPLES.items():
    settings.register_profile(
        name,
        max_examples=examples,
        deadline=None,
        derandomize=name != "nightly",
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
settings.load_profile("default")


@pytest.fixture(autouse=True)
def operations_defined_in_a_test_end_with_it():
    before = dict(ops.TABLE)
    yield
    ops.TABLE.clear()
    ops.TABLE.update(before)
