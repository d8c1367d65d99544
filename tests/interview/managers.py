"""Managers who are asked: they answer from the facts of a team, and know nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from diagnosis.intake.model import Team
from diagnosis.interview import Interview, Question, agenda_of, as_text, begin
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Fact, Subject

MOST_QUESTIONS = 200


def interview_about(team: Team, knowledge: Knowledge) -> Interview:
    """An interview that begins with the particulars of a team and nothing else."""
    return begin(
        knowledge,
        team.team,
        team.quarter,
        as_of=str(team.as_of or ""),
        currency=team.currency or "",
        previous=team.previous,
    )


def quarter_before(knowledge: Knowledge, **known: str) -> Team:
    """North in the quarter before, of which nothing but this is known."""
    state = begin(knowledge, "North", "2026-Q2")
    for fact, text in known.items():
        state = state.answer(fact, text)
    return state.team


def answered(interview: Interview, question: Question, team: Team) -> Interview:
    """The answer of a manager who knows the facts of `team`."""
    if question.is_table:
        if not team.members.get(question.subject):
            return interview.dont_know_table(question.facts, subject=question.subject)
        text = table_text(team, question.subject, question.facts, interview.knowledge)
        return interview.answer_table(text, question.facts, subject=question.subject)
    (fact,) = question.facts
    given = team.facts.get(fact)
    if given is None:
        return interview.dont_know(fact)
    return interview.answer(fact, as_text(given, interview.knowledge.facts["team"][fact]))


def asked(interview: Interview, team: Team) -> Iterator[tuple[Question, Interview]]:
    """Every question until the interview stops, each with the state after its answer."""
    for _ in range(MOST_QUESTIONS):
        question = agenda_of(interview).next
        if question is None or agenda_of(interview).finished:
            return
        interview = answered(interview, question, team)
        yield question, interview
    raise AssertionError("the interview does not end")


def table_text(team: Team, subject: Subject, facts: Iterable[str], knowledge: Knowledge) -> str:
    """Members as the CSV text of a table with the columns `facts`."""
    columns = list(facts)
    lines = [",".join([subject, *columns])]
    for member in team.members[subject]:
        cells = (
            f'"{as_text(member.facts[fact], knowledge.facts[subject][fact])}"' if fact in member.facts else ""
            for fact in columns
        )
        lines.append(",".join([member.member, *cells]))
    return "\n".join(lines)


_TEXTS = {
    "percentage": ["0%", "1%", "2%", "5%", "10%", "15%", "20%", "30%", "50%", "60%", "75%", "85%", "95%", "100%"],
    "rate": ["0/30", "1/30", "12/30", "25/30", "3/4", "60/200", "20/200", "120/400", "200/200"],
    "ratio": ["0.5", "0.7", "0.8", "0.95", "1", "1.1", "1.2", "2", "3.5"],
    "change": ["-30%", "-10%", "0%", "3%", "8%", "20%", "45%"],
    "number": ["0", "0.5", "1", "2", "4", "8", "30", "100"],
    "count": ["0", "1", "2", "4"],
    "money": ["80000", "90000", "100000"],
    "boolean": ["yes", "no"],
}


def any_text(fact: Fact, random: Random) -> str:
    """A text that a manager may answer; most are near a limit of some fact."""
    if fact.kind == "choice":
        return random.choice(fact.choices)
    if fact.kind == "text":
        return "somebody"
    if fact.kind == "date":
        return random.choice(["2026-09-30", "2026-03-01"])
    return random.choice(_TEXTS[fact.kind])
