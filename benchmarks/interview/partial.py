"""Managers who know a third of the facts: those that the catalogue says a sales manager usually knows.

They answer for the companies of `make evaluate`, which have the figures that revenue is made of. Who usually knows what
is assumed (`known_by`); so the same is asked with one in ten of these facts not known either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from statistics import median
from time import perf_counter

import numpy as np

from benchmarks.companies.entry import Gaps, team_at
from benchmarks.companies.judge import catalogued, draw_chunk
from benchmarks.figures import percentile
from benchmarks.interview.managers import answered, start_with, without_reviews
from benchmarks.interview.walks import known
from diagnosis import check
from diagnosis.intake.model import Given, Team
from diagnosis.interview import Interview, Question, agenda_of
from diagnosis.interview.questions.opening import is_likely_known
from diagnosis.knowledge.model import Subject
from diagnosis.measures.bridge import bridge

TEAMS = 100
FORGOTTEN = 0.1
LOCATED_WITHIN = 12
_SEED, _WARM = 5_000, 3


@dataclass(frozen=True, slots=True)
class Partial:
    """An interview of a manager who knows little: after how many questions the gap was located (None: never), how many
    were answered with a value, how many questions there were until the end, each "don't know" counted, and how many
    where all that is left was handed over as soon as none was left that a sales manager usually knows.
    """

    located: int | None
    values: int
    questions: int
    until_handed_over: int
    waits: tuple[float, ...]


def managers(seed: int, teams: int, forgotten: float) -> Iterator[Team]:
    """Teams with the facts that a sales manager knows of them. Those that contradict themselves are left out."""
    knowledge = known()
    rng = np.random.default_rng([seed, int(forgotten * 100)])

    def kept(facts: dict[str, Given], subject: Subject) -> dict[str, Given]:
        # The companies count quarters below target beyond the time that a seller has been there.
        whole = {fact: given for fact, given in facts.items() if fact != "quarters_below_target"}
        usually = {fact: whole[fact] for fact in whole if is_likely_known(knowledge.facts[subject][fact])}
        return {fact: given for fact, given in usually.items() if rng.random() >= forgotten}

    for case in draw_chunk(_SEED + seed, 0, teams):
        whole = team_at(case.name, catalogued(knowledge, case.now), None, Gaps(case.luck, {}), 1.0)
        sellers = [replace(member, facts=kept(dict(member.facts), "seller")) for member in whole.members["seller"]]
        team = replace(whole, facts=kept(dict(whole.facts), "team"), members={"seller": tuple(sellers)})
        if not check(team, knowledge):
            yield without_reviews(team, knowledge)


def run(seed: int, teams: int, forgotten: float) -> list[Partial]:
    """The interviews of such managers."""
    return [partial(team) for team in managers(seed, teams, forgotten)]


def partial(team: Team) -> Partial:
    """The interview of one of them."""
    interview = start_with(team, known())
    located = handed_over = None
    values = questions = 0
    waits = []
    while (question := agenda_of(interview).next) is not None and not agenda_of(interview).finished:
        if handed_over is None and not _is_likely_known(question):
            handed_over = questions
        began = perf_counter()
        interview = answered(interview, question, team)
        assert agenda_of(interview).finished or agenda_of(interview).next
        waits.append((perf_counter() - began) * 1000)
        questions += 1
        values += question.is_table or question.facts[0] in team.facts
        if located is None and is_located(interview):
            located = questions
    return Partial(located, values, questions, questions if handed_over is None else handed_over, tuple(waits))


def _is_likely_known(question: Question) -> bool:
    facts = known().facts[question.subject]
    return question.is_table or is_likely_known(facts[question.facts[0]])


def is_located(interview: Interview) -> bool:
    """Whether it is known through which part of the revenue most was lost, or that none fell by itself: then the
    target asked for more.
    """
    made = bridge(interview.measured_team.environment)
    if made is None:
        return False
    unknown = abs(made.cents("unknown") or 0)
    return bool(made.located) or unknown * 2 < abs(made.target - made.actual)


def text(teams: dict[str, list[Partial]]) -> str:
    """The figures as Markdown."""
    rows = [
        "| managers who know | located within 12 questions | questions | until all that is left is handed over | p95 |"
    ]
    rows.append("| --- | ---: | ---: | ---: | ---: |")
    for words, told in teams.items():
        within = sum(each.located is not None and each.located <= LOCATED_WITHIN for each in told)
        waits = [wait for each in told[_WARM:] for wait in each.waits]
        rows.append(
            f"| {words} | {within} of {len(told)} | {median(each.questions for each in told):g} | "
            f"{median(each.until_handed_over for each in told):g} | {percentile(waits, 95):.0f} ms |"
        )
    return "\n".join([*rows, ""])
