"""Managers who answer from the facts of a team and know nothing else, asked in one order or another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random

from benchmarks.interview.questions import askable
from diagnosis.intake.model import Team
from diagnosis.interview import Agenda, Interview, Question, agenda_of, as_text, begin
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Subject

Order = Callable[[Agenda], Question | None]
"""Chooses the next question of a state."""

ORDERS = ("chosen", "catalogue", "random")
"""The order that the interview chooses, and two for comparison, which leave out the same questions."""

_MOST_QUESTIONS = 500


def order(name: str, knowledge: Knowledge, seed: object) -> Order:
    """The order of that name in `ORDERS`. All three ask only what still matters, and stop by the same proofs."""
    if name == "chosen":
        return lambda agenda: agenda.next
    bases = list(askable(knowledge).facts)
    if name == "random":
        Random(str(seed)).shuffle(bases)
    place = {base: index for index, base in enumerate(bases)}

    def earliest(question: Question) -> int:
        return min(place.get((question.subject, fact), len(place)) for fact in question.facts)

    return lambda agenda: min(agenda.questions, key=earliest, default=None)


def without_reviews(team: Team, knowledge: Knowledge) -> Team:
    """The team without the reviews of departments, which an interview never asks for."""
    names = {f"{stage}_review{detail}" for stage in knowledge.stages for detail in ("", "_by", "_on")}
    return replace(team, facts={fact: given for fact, given in team.facts.items() if fact not in names})


def start_with(team: Team, knowledge: Knowledge) -> Interview:
    """The interview of a manager who has answered nothing yet."""
    return begin(knowledge, team.team, team.quarter, as_of=str(team.as_of or ""), currency=team.currency or "")


def answered(interview: Interview, question: Question, team: Team) -> Interview:
    """The state after the answer to a question; what the team has no fact of is a "don't know"."""
    if not question.is_table:
        (fact,) = question.facts
        given = team.facts.get(fact)
        if given is None:
            return interview.dont_know(fact)
        return interview.answer(fact, as_text(given, interview.knowledge.facts["team"][fact]))
    if not team.members.get(question.subject):
        return interview.dont_know_table(question.facts, subject=question.subject)
    text = table_of(team, question.subject, question.facts, interview.knowledge)
    return interview.answer_table(text, question.facts, subject=question.subject)


def table_of(team: Team, subject: Subject, facts: Sequence[str], knowledge: Knowledge) -> str:
    """Members as the CSV text of a table with the columns `facts`."""
    rows: list[Iterable[str]] = [[subject, *facts]]
    for member in team.members[subject]:
        cells = ((member.facts.get(fact), knowledge.facts[subject][fact]) for fact in facts)
        rows.append([member.member, *(f'"{as_text(given, fact)}"' if given else "" for given, fact in cells)])
    return "\n".join(",".join(row) for row in rows)


def asked(team: Team, knowledge: Knowledge, choose: Order) -> Iterator[tuple[Question | None, Interview]]:
    """The start (None) and every question until the proved stop, each with the state after its answer."""
    interview = start_with(team, knowledge)
    yield None, interview
    for _ in range(_MOST_QUESTIONS):
        agenda = agenda_of(interview)
        question = None if agenda.finished else choose(agenda)
        if question is None:
            return
        interview = answered(interview, question, team)
        yield question, interview
    raise RuntimeError(f"team {team.team}: the interview does not end")
