"""What all tests share: how far Hypothesis looks.

`ci`, the default, always tries the same examples, so that a test suite that passed passes again.
`HYPOTHESIS_PROFILE=thorough make test` looks further, each time elsewhere.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

# No deadlines and no complaint about slow data: a busy machine is no fault in the program.
_UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("ci", max_examples=100, derandomize=True, print_blob=True, **_UNTIMED)
settings.register_profile("thorough", max_examples=2_000, print_blob=True, **_UNTIMED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
