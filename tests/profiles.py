"""How far Hypothesis looks for an example that breaks a law. `HYPOTHESIS_PROFILE` chooses one of three profiles.

| profile | who uses it | examples of a law |
| --- | --- | --- |
| `quick` | `make quick` | 6, always the same; a failing one is shown as it was found, without being made smaller |
| `ci` | `make test` and `.ci/run` | 100, always the same, so that a suite that passed passes again |
| `thorough` | somebody who looks further | 2,000, others each time |
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.internal.conjecture import engine

SHRINKING_SECONDS = 30
"""How long Hypothesis may make a failing example smaller. Its own limit is five minutes."""

# Hypothesis has no setting for this limit; it keeps the variable open for users to set.
engine.MAX_SHRINKING_SECONDS = SHRINKING_SECONDS

# No deadlines and no complaint about slow data: a busy machine is no fault in the program.
_UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow], "print_blob": True}

settings.register_profile(
    "quick", max_examples=6, derandomize=True, phases=(Phase.explicit, Phase.generate), **_UNTIMED
)
settings.register_profile("ci", max_examples=100, derandomize=True, **_UNTIMED)
settings.register_profile("thorough", max_examples=2_000, **_UNTIMED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def examples(percent: int) -> settings:
    """So many percent of the profile's examples, three at least: whole knowledge bases take longer than values."""
    return settings(max_examples=max(3, settings.default.max_examples * percent // 100))
