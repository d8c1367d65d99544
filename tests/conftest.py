"""What all tests share: how far Hypothesis looks, and whether a test may be skipped.

`ci`, the default, always tries the same examples, so that a test suite that passed passes again.
`HYPOTHESIS_PROFILE=thorough make test` looks further, each time elsewhere.

`DIAGNOSIS_NO_SKIPS=1 make test` fails where a test was skipped (`.ci/run` sets it: what nobody runs, nobody tests).
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

from diagnosis.knowledge.base import Knowledge
from diagnosis.loading import load_knowledge

# No deadlines and no complaint about slow data: a busy machine is no fault in the program.
_UNTIMED = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}

settings.register_profile("ci", max_examples=100, derandomize=True, print_blob=True, **_UNTIMED)
settings.register_profile("thorough", max_examples=2_000, print_blob=True, **_UNTIMED)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The packaged knowledge base, read once a session."""
    return load_knowledge()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Lets a run fail in which tests were skipped, where none may be; which they are is told in its summary."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", ()) if reporter is not None else ()
    if skipped and exitstatus == 0 and os.environ.get("DIAGNOSIS_NO_SKIPS"):
        reporter.write_line(f"\nDIAGNOSIS_NO_SKIPS is set, and {len(skipped)} of the tests were skipped", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
