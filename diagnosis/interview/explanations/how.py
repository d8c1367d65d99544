"""How the verdict on a cause came about."""

from __future__ import annotations

from diagnosis.evaluation import executor
from diagnosis.explain.build import explain
from diagnosis.explain.model import Explanation
from diagnosis.interview.record import Interview
from diagnosis.knowledge.model import Language


def how(interview: Interview, cause: str, member: str | None = None, language: Language = "en") -> Explanation:
    """How the verdict on a cause came about. Raises KeyError where there is no such cause or member."""
    trace = executor(interview.knowledge, "columnar").trace(interview.measured_team)
    return explain(interview.knowledge, interview.measured_team, trace, cause, member, language)
