"""Why a question is asked: what each representative answer would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from diagnosis.inference.fold_input import ATTAINMENT
from diagnosis.interview.explanations.candidate_changes import state_after
from diagnosis.interview.prospects import dependencies_of
from diagnosis.interview.questions import Agenda, Question, RepresentativeAnswer, Route, Routes, agenda_of, sampler_of
from diagnosis.interview.record import Cell, Changes, Interview, as_text, changes
from diagnosis.knowledge.model import Band
from diagnosis.knowledge.program import Base
from diagnosis.knowledge.variables import fact_of


@dataclass(frozen=True, slots=True)
class Possibility:
    """What one answer (or one that stands for it) would change.

    `texts` are the values by fact as one would answer them; where the question is one of several that belong together,
    the others are there too. `band` is that of the fact `about`, which is asked for or computed of them.
    `weight` is how common the catalogue takes it to be.
    """

    texts: Mapping[str, str]
    about: str
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
    about, tried = _tried(interview, agenda, question)
    possibilities = (
        Possibility(_texts(interview, answer), about, answer.band, answer.weight, changes(interview, state))  # type: ignore[arg-type]
        for answer in tried
        if (state := state_after(interview, {Cell("team", fact): given for fact, given in answer.given})) is not None
    )
    return Why(question, tuple(possibilities))


def _tried(interview: Interview, agenda: Agenda, question: Question) -> tuple[str, tuple[RepresentativeAnswer, ...]]:
    """The answers that stand for all, and the fact that they make known.

    On the way on which the question is worth most, or on which it tells whether the target is met; else by the fact
    itself.
    """
    base: Base = (question.subject, question.facts[0])
    target: str = question.facts[0]
    route: Route = (base,)
    gap = Routes(agenda.prospects).gap()
    if question.stage is None and base in gap:
        target, route = ATTAINMENT, (base, *(other for other in gap if other != base))
    for ways in agenda.ways:
        if ways.stage == question.stage:
            values = {way: value for way, value in agenda.values(ways).items() if base in way[1]}
            if values:
                target, route = max(values, key=lambda way: values[way])
                break
    tried = sampler_of(dependencies_of(interview.knowledge)).answers(agenda.prospects.team.values.known, target, route)
    return fact_of(target), tried


def _texts(interview: Interview, tried: RepresentativeAnswer) -> dict[str, str]:
    facts = interview.knowledge.facts["team"]
    return {fact: as_text(given, facts[fact]) for fact, given in tried.given}
