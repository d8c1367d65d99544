from __future__ import annotations

import pytest

from diagnosis.intake.model import Team
from diagnosis.intake.read import read_paths
from diagnosis.interview import Interview, begin
from diagnosis.knowledge.base import Knowledge
from diagnosis.resources import facts_dir


@pytest.fixture(scope="session")
def examples(knowledge: Knowledge) -> list[Team]:
    """The teams of the examples."""
    return read_paths([facts_dir() / "examples" / "2026-Q3"], knowledge.facts, quarter=None, previous=None).teams


@pytest.fixture(scope="session")
def east(examples: list[Team]) -> Team:
    """A team of which everything is healthy, so that its sellers may be judged."""
    return next(team for team in examples if team.team == "East")


@pytest.fixture(scope="session")
def missed(knowledge: Knowledge) -> Interview:
    """A team that misses its target, and nothing else is known."""
    state = begin(knowledge, "North", "2026-Q3", currency="EUR")
    return state.answer("revenue_target", "1 200 000").answer("revenue_actual", "990000")


@pytest.fixture(scope="session")
def leaving(missed: Interview) -> Interview:
    """The same team, whose customers leave: late orders would now confirm a cause, with a second sign beside them."""
    return missed.answer("renewal_rate", "71%").answer("renewal_rate_usual", "88%")
