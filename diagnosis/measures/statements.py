"""What is said of facts beside their values, as variables: how long they have been so, by whom it is said, and what
does not apply.
"""

from __future__ import annotations

from diagnosis.faults import Fault
from diagnosis.intake.model import BEFORE, Statements, Team
from diagnosis.intake.quarters import quarters_between
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.variables import NOT_APPLICABLE, PAST, SAID
from diagnosis.messages import labelled, say

NEW, A_YEAR = 1, 4
"""Quarters for which a fact is new, and from which on it is usual: a usual value is the mean of four quarters."""


def said_of_facts(team: Team, knowledge: Knowledge) -> dict[str, bool | str]:
    """The variables `<fact>.past`, `<fact>.said` and `<fact>.not_applicable` of a team.

    A value pooled over several quarters is no change of this quarter.
    """
    variables: dict[str, bool | str] = {f"{fact}.{PAST}": "before" for fact in team.statements.over}
    for fact, since in team.statements.since.items():
        variables[f"{fact}.{PAST}"] = past_of(since, team.quarter)
    variables |= {f"{fact}.{SAID}": True for fact in team.statements.said_by}
    for fact in not_applicable(team.statements, knowledge):
        variables[f"{fact}.{NOT_APPLICABLE}"] = True
    return variables


def past_of(since: str, quarter: str) -> str:
    """What a fact that has been so `since` a quarter (or `BEFORE`) is in `quarter`, as a word of `OF_PAST`."""
    if since == BEFORE:
        return "usual"
    passed = quarters_between(since, quarter)
    return "new" if passed <= NEW else "usual" if passed >= A_YEAR else "before"


def not_applicable(statements: Statements, knowledge: Knowledge) -> frozenset[str]:
    """The facts about the team that do not apply; of a stage all that its causes need."""
    facts: set[str] = set()
    for name in statements.does_not_apply:
        if name in knowledge.stages:
            facts.update(need for cause in knowledge.causes_of(name) for need in cause.needs)
        else:
            facts.add(name)
    return frozenset(facts)


def contradicted(team: Team, knowledge: Knowledge) -> list[Fault]:
    """The faults of facts that are given though the stage whose causes need them does not apply."""
    stages = [name for name in team.statements.does_not_apply if name in knowledge.stages]
    return [
        Fault(
            team.place_of(need),
            labelled(f"does_not_apply.{stage}", say("{fact} is given", fact=need)),
            say("leave one of them out"),
        )
        for stage in stages
        for need in sorted({need for cause in knowledge.causes_of(stage) for need in cause.needs})
        if need in team.facts
    ]
