"""Explanations as data: why this question, how a verdict came about, what if."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from diagnosis.explain.build import explain
from diagnosis.explain.model import Explanation
from diagnosis.interview.agenda import Agenda, agenda_of
from diagnosis.interview.answers import Cell, Event, shown
from diagnosis.interview.asking import Question
from diagnosis.interview.changes import Changes, changes
from diagnosis.interview.guide import guide_of
from diagnosis.interview.state import Interview
from diagnosis.interview.trying import Tried, trier_of
from diagnosis.interview.variants import after
from diagnosis.knowledge.model import Band, Language
from diagnosis.knowledge.program import Base


@dataclass(frozen=True, slots=True)
class Possibility:
    """What one answer (or one that stands for it) would change.

    `texts` are the values by fact as one would answer them; where the question is one of several that belong together,
    the others are there too. `weight` is how common the catalogue takes it to be.
    """

    texts: Mapping[str, str]
    band: Band | None
    weight: float
    changes: Changes


@dataclass(frozen=True, slots=True)
class Why:
    """Why a question is asked: what each possible answer would change. Of a table the answers are not gone through."""

    question: Question
    possibilities: tuple[Possibility, ...]


def why(interview: Interview, question: Question) -> Why:
    """Why `question` is asked in this state."""
    if question.is_table:
        return Why(question, ())
    agenda = agenda_of(interview)
    found = (
        Possibility(_texts(interview, one), one.band, one.weight, changes(interview, state))  # type: ignore[arg-type]
        for one in _tried(interview, agenda, question)
        if (state := after(interview, {Cell("team", fact): given for fact, given in one.given})) is not None
    )
    return Why(question, tuple(found))


def _tried(interview: Interview, agenda: Agenda, question: Question) -> tuple[Tried, ...]:
    """The answers that stand for all, on the way on which the question is worth most; else by the fact itself."""
    base: Base = (question.subject, question.facts[0])
    known = agenda.standing.team.sight.known
    for ways in agenda.ways:
        values = agenda.values(ways)
        on = [way for way in values if base in way[1] and ways.stage == question.stage]
        if on:
            target, route = max(on, key=lambda way: values[way])
            return trier_of(guide_of(interview.knowledge)).answers(known, target, route)
    return trier_of(guide_of(interview.knowledge)).answers(known, question.facts[0], (base,))


def _texts(interview: Interview, tried: Tried) -> dict[str, str]:
    facts = interview.knowledge.facts["team"]
    return {fact: shown(given, facts[fact]) for fact, given in tried.given}


def how(interview: Interview, cause: str, member: str | None = None, language: Language = "en") -> Explanation:
    """How the verdict on a cause came about. Raises KeyError where there is no such cause or member."""
    return explain(interview.knowledge, interview.measured_team, interview.outcome, cause, member, language)


# --- what if --------------------------------------------------------------------------------------------------


def what_if(interview: Interview, events: Iterable[Event]) -> tuple[Interview, Changes]:
    """The state after `events`, which are not committed to anything, and what would be concluded otherwise.

    Raises Faulty.
    """
    state = interview
    for event in events:
        state = state.apply(event)
    return state, changes(interview, state)
