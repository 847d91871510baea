"""How many random examples a property is tried on: `--hypothesis-profile=ci`, or `nightly`."""

from hypothesis import HealthCheck, settings

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
