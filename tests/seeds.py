"""The examples of property tests: the same on every run, or new ones (``make fuzz``)."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers

FIXED, FUZZ = "fixed", "fuzz"
# The time to draw an example depends on the machine's load.
_PATIENT = [HealthCheck.too_slow]

settings.register_profile(
    FIXED,
    deadline=None,
    derandomize=True,
    max_examples=40,  # the same each time: more are for make fuzz
    print_blob=True,
    suppress_health_check=_PATIENT,
)
settings.register_profile(
    FUZZ, deadline=None, database=None, print_blob=True, suppress_health_check=_PATIENT
)


def fix_seeds() -> None:
    """Draw the same examples on every run, whatever ran before in the same process.

    Hypothesis also draws constants of the modules that are loaded already: these depend on which
    tests a process ran before, so it gets none of them.
    """
    providers._get_local_constants = lambda: providers._local_constants
    settings.load_profile(FIXED)
