"""The course of interviews: how many questions they took, and whether they ended as all facts together would."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from benchmarks.evaluation.teams import draw_gaps, draw_teams, teams_at
from benchmarks.interview.managers import asked, order, without_reviews
from diagnosis import check, diagnose
from diagnosis.intake.model import Team
from diagnosis.interview import CauseAt, Interview, agenda_of, resume_from
from diagnosis.knowledge.base import Knowledge
from diagnosis.loading import load_knowledge


@dataclass(frozen=True, slots=True)
class Asked:
    """How much was asked: `questions` (a table is one), and `facts` (each column of a table is one)."""

    questions: int
    facts: int


@dataclass(frozen=True, slots=True)
class Walk:
    """One interview. `confirmed` is when a cause was first confirmed that all facts confirm, too; `settled` when the
    first cause could no longer lose its place; `stop` when nothing could change the end any more. `same`: the confirmed
    causes and the gates are those of all facts.
    """

    order: str
    team: str
    stop: Asked
    confirmed: Asked | None
    settled: Asked | None
    causes: int
    gate: bool
    same: bool


@dataclass(frozen=True, slots=True)
class Task:
    """Teams `first` to `first + teams` of a run, asked in `orders`."""

    seed: int
    number: int
    teams: int
    orders: tuple[str, ...]
    completeness: float = 1.0


@cache
def known() -> Knowledge:
    """The packaged knowledge base."""
    return load_knowledge()


def teams_of(task: Task) -> list[Team]:
    """The teams of a task: a function of the seed and its number.

    Those whose facts contradict one another are left out: no interview would take all of their answers.
    """
    rng = np.random.default_rng([task.seed, task.number])
    drawn = draw_teams(known(), rng, task.teams, f"T{task.number}")
    gaps = draw_gaps(known(), rng, drawn)
    teams = (without_reviews(team, known()) for team in teams_at(known(), drawn, gaps, task.completeness))
    return [team for team in teams if not check(team, known())]


def run_task(task: Task) -> list[Walk]:
    """All interviews of a task."""
    return [walk(team, known(), name, task.seed) for team in teams_of(task) for name in task.orders]


def walk(team: Team, knowledge: Knowledge, name: str, seed: int) -> Walk:
    """The interview of one manager, from nothing to the proved stop."""
    whole = resume_from(knowledge, team)
    end, gates = confirmed_of(whole), whole.outcome.open_gates
    questions = facts = 0
    first: Asked | None = None
    settled: Asked | None = None
    for question, interview in asked(team, knowledge, order(name, knowledge, (seed, team.team))):
        if question is not None:
            questions, facts = questions + 1, facts + len(question.facts)
        if first is None and confirmed_of(interview) & end:
            first = Asked(questions, facts)
        if settled is None and agenda_of(interview).first_settled:
            settled = Asked(questions, facts)
    # By the one path through everything, which knows nothing of interviews.
    result = diagnose(team, knowledge)
    reported = {(cause.cause, cause.subject) for cause in result.confirmed}
    same = confirmed_of(interview) == end == reported and interview.outcome.open_gates == gates
    return Walk(name, team.team, Asked(questions, facts), first, settled, len(end), bool(gates), same)


def confirmed_of(interview: Interview) -> frozenset[CauseAt]:
    """The causes that are confirmed, with the members that they are about."""
    confirmed: set[CauseAt] = {
        (cause, None) for cause, verdict in interview.outcome.team.causes.items() if verdict.verdict == "confirmed"
    }
    for subject, units in interview.outcome.members.items():
        for member, unit in zip(interview.measured_team.members.get(subject, ()), units, strict=True):
            id_ = member.member
            confirmed |= {(cause, id_) for cause, verdict in unit.causes.items() if verdict.verdict == "confirmed"}
    return frozenset(confirmed)
