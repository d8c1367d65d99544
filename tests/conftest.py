"""What all tests share: the profiles of Hypothesis, the packaged knowledge base, and whether a test may be skipped.

The marks `browser` and `process` are set here for what uses the fixtures of `tests/web`; `slow` stands at the tests.
`make postgres` sets `DIAGNOSIS_TEST_POSTGRES`; a database on that server then stands for every file of interviews.
`DIAGNOSIS_NO_SKIPS=1 make test` fails where a test was skipped (`.ci/run` sets it: what nobody runs, nobody tests).
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import URL, make_url

import tests.profiles  # noqa: F401 - chooses the profile before any law is read
from diagnosis.knowledge.base import Knowledge
from diagnosis.sessions import database
from tests import postgres
from tests.packaged import packaged_knowledge

gc.disable()  # until the tests are collected: of what is imported and collected nothing goes away

MARK_OF_FIXTURE = {"chromium": "browser", "server": "process"}
"""Whoever uses the fixture needs what the mark says."""


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The packaged knowledge base, read once a session."""
    return packaged_knowledge()


@pytest.fixture(scope="session", autouse=True)
def _on_postgres() -> Iterator[None]:
    """Where tests run on PostgreSQL, a database there stands for each file that the program opens in this process."""
    own = database._url_of

    def url_of(place: Path | str) -> URL:
        return own(place) if "://" in str(place) else make_url(postgres.url_of(str(place)))

    with pytest.MonkeyPatch.context() as patch:
        if postgres.is_used():
            patch.setattr(database, "_url_of", url_of)
        yield


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the tests that need Chromium or a server."""
    for item in items:
        for fixture, mark in MARK_OF_FIXTURE.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


def pytest_collection_finish() -> None:
    """Lets the garbage collector pass over what is kept to the end anyway, and look less often: a tenth of the time."""
    gc.freeze()
    gc.set_threshold(10_000, 10, 20)
    gc.enable()


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Lets a run fail in which tests were skipped, where none may be; which they are is told in its summary."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", ()) if reporter is not None else ()
    if skipped and exitstatus == 0 and os.environ.get("DIAGNOSIS_NO_SKIPS"):
        reporter.write_line(f"\nDIAGNOSIS_NO_SKIPS is set, and {len(skipped)} of the tests were skipped", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
