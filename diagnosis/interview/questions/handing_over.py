"""Handing over: the open questions of a department become requests, all at once."""

from __future__ import annotations

from diagnosis.interview.questions.agenda import Agenda
from diagnosis.interview.questions.opening import is_likely_known
from diagnosis.interview.record import Event
from diagnosis.knowledge.model import COLLECTIONS, Subject
from diagnosis.knowledge.program import Base


def to_hand_over(agenda: Agenda) -> dict[str, tuple[Base, ...]]:
    """The facts that could still matter, by the department that holds them, those with most first."""
    held: dict[str, dict[Base, None]] = {}
    for question in agenda.questions:
        for name in question.facts:
            fact = agenda.interview.knowledge.facts[question.subject][name]
            if fact.held_by is not None:
                held.setdefault(fact.held_by, {})[question.subject, name] = None
    return {department: tuple(held[department]) for department in sorted(held, key=lambda name: -len(held[name]))}


def for_others(agenda: Agenda) -> tuple[Base, ...]:
    """All facts that could still matter and that a sales manager usually has to ask others for."""
    facts = agenda.interview.knowledge.facts
    every = (base for bases in to_hand_over(agenda).values() for base in bases)
    return tuple((subject, name) for subject, name in every if not is_likely_known(facts[subject][name]))


def handing_over(bases: tuple[Base, ...]) -> list[Event]:
    """The events by which nobody here knows these facts: they are requested, and not asked for again."""
    subjects: tuple[Subject, ...] = ("team", *COLLECTIONS)
    by_subject = ((subject, tuple(name for owner, name in bases if owner == subject)) for subject in subjects)
    return [Event("unknown", subject, facts) for subject, facts in by_subject if facts]
