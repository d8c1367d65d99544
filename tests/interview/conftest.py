"""An interview that has just begun."""

from __future__ import annotations

import pytest

from diagnosis.interview import Interview, begin
from diagnosis.knowledge.base import Knowledge


@pytest.fixture
def interview(knowledge: Knowledge) -> Interview:
    """An interview about a team of which nothing is known."""
    return begin(knowledge, "North", "2026-Q3")
