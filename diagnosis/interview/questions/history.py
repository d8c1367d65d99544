"""History: of which facts it matters since when they are so, and nobody has said."""

from __future__ import annotations

from diagnosis.interview.prospects import dependencies_of
from diagnosis.interview.record import Interview
from diagnosis.knowledge.variables import PAST, PREVIOUS


def history_wanted(interview: Interview, name: str) -> bool:
    """Whether it could matter since when a fact of the team is as it is: it is not healthy, a cause needs it, and
    neither the quarter before nor a usual value nor anybody says whether it was so before.
    """
    fact = interview.knowledge.facts["team"].get(name)
    if fact is None or fact.bands is None or fact.bands.against or fact.bands.usual:
        return False
    known = interview.measured_team.environment
    if known.get(f"{name}.band") not in ("warning", "bad"):
        return False
    if known.get(f"{PREVIOUS}{name}.band") is not None or known.get(f"{name}.{PAST}") is not None:
        return False
    return name in _needed(interview)


def _needed(interview: Interview) -> frozenset[str]:
    plan = dependencies_of(interview.knowledge).plans["team"]
    return frozenset(need.variable for cause in plan.causes for need in cause.needs)
