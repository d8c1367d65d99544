"""Back: what was answered last, so that a face can show it again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from diagnosis.interview.record.events import Event
from diagnosis.knowledge.model import Subject


@dataclass(frozen=True, slots=True)
class AnsweredQuestion:
    """What one event answered: facts of the team, columns of a table of members, or one fact of one `member`.

    `facts` is empty where a table was given that nobody had asked for.
    """

    subject: Subject
    facts: tuple[str, ...]
    member: str | None = None


def is_answer(event: Event) -> bool:
    """Whether an event answers something: with a value, a table or a "don't know". Taking back and removing do not."""
    return event.kind in ("answer", "unknown", "table")


def last_answered(events: Iterable[Event]) -> tuple[AnsweredQuestion, ...]:
    """What `events` answered, the last answered first, each once. "Back" goes along it, one at a time."""
    answered: dict[AnsweredQuestion, None] = {}
    for event in filter(is_answer, events):
        # Of the team one fact is asked for at a time, also where many were handed over at once.
        each = [(fact,) for fact in event.facts] if event.subject == "team" else [event.facts]
        for facts in each:
            question = AnsweredQuestion(event.subject, facts, event.member)
            answered.pop(question, None)
            answered[question] = None
    return tuple(reversed(answered))
