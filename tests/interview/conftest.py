"""An interview that has just begun."""

from __future__ import annotations

import pytest

from diagnosis.interview import Interview, begin
from diagnosis.knowledge.base import Knowledge
from tests.interview.managers import quarter_before


@pytest.fixture
def interview(knowledge: Knowledge) -> Interview:
    """An interview about a team of which nothing is known."""
    return begin(knowledge, "North", "2026-Q3")


@pytest.fixture
def worsened(knowledge: Knowledge) -> Interview:
    """One about a team that was on time and reviewed its results in the quarter before: a bad answer confirms then."""
    return begin(knowledge, "North", "2026-Q3", previous=quarter_before(knowledge, otif="96%", results_reviewed="yes"))
