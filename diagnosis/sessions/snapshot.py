"""Turns a state into text and back: where a session started, and its events applied to that again.

The catalogue may have changed in between. What no longer reads is left out and told, so that no session is lost.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from datetime import date

from diagnosis.documents.source import Faults, Mapping, read_text
from diagnosis.faults import Fault, Faulty
from diagnosis.intake.model import Team
from diagnosis.intake.team_file import TeamFiles
from diagnosis.intake.write import write_team
from diagnosis.interview import Answer, Cell, Event, Interview, fact_of_cell, read_answer
from diagnosis.knowledge.base import Knowledge
from diagnosis.languages import LANGUAGES

Notes = MappingOf[str, Sequence[str]]
"""What is to be told, by language."""

NO_NOTES: Notes = {}


@dataclass(frozen=True, slots=True)
class Restored:
    """A state that was read back; `lost` are the faults of what the knowledge base of today no longer takes.

    `notes` are those that were saved with it.
    """

    interview: Interview
    lost: tuple[Fault, ...]
    notes: Notes


def in_all_languages(notes: Iterable[Fault]) -> Notes:
    """Notes as texts in each language: which one is read, nobody knows yet."""
    kept = tuple(notes)
    return {language: [_told(note, language) for note in kept] for language in LANGUAGES} if kept else {}


def _told(note: Fault, language: str) -> str:
    return note.text(language) if note.place.file else note.words(language)


def saved(interview: Interview, notes: Notes = NO_NOTES) -> str:
    """The state of `interview` as JSON, with the notes on how it began."""
    facts = interview.knowledge.facts
    previous = interview.particulars.previous
    bare = replace(interview.particulars, previous=None)
    return json.dumps(
        {
            "team": write_team(bare, facts),
            "previous": None if previous is None else write_team(previous, facts),
            "members": {subject: list(ids) for subject, ids in interview.members.items()},
            "notes": notes,
            "measured": {fact: day.isoformat() for fact, day in sorted(interview.measured.items())},
            "answers": [
                [cell.subject, cell.fact, cell.member, answer.text, answer.before]
                for cell, answer in sorted(interview.answers.items(), key=lambda item: str(item[0]))
            ],
        },
        ensure_ascii=False,
    )


def restored(knowledge: Knowledge, text: str, events: Iterable[Event] = (), *, check: bool = True) -> Restored:
    """The state that `text` stands for, with `events` applied. Without `check` contradictions are not looked for.

    Raises ValueError where `text` was not written by `saved`.
    """
    lost: list[Fault] = []
    kept = json.loads(text)
    bare = _team(knowledge, kept["team"], lost)
    if bare is None:
        raise ValueError("the particulars of the team cannot be read")
    previous = None if kept["previous"] is None else _team(knowledge, kept["previous"], lost)
    answers: dict[Cell, Answer] = {}
    for subject, fact, member, written, before in kept["answers"]:
        cell = Cell(subject, fact, member)
        try:
            given = None if written is None else read_answer(knowledge, cell, written)
            fact_of_cell(knowledge, cell)
        except Faulty as faulty:
            lost.extend(faulty.faults)
        else:
            answers[cell] = Answer(cell, given, written, before)
    particulars = replace(bare, previous=previous)
    measured = _measured(knowledge, kept["measured"])
    members = {subject: tuple(ids) for subject, ids in kept["members"].items()}
    interview = Interview(knowledge, particulars, answers, members, measured)
    for event in events:
        try:
            interview = interview.apply(event, check=check)
        except Faulty as faulty:
            lost.extend(faulty.faults)
    # Sessions of earlier versions have no notes.
    return Restored(interview, tuple(lost), kept.get("notes", {}))


def _team(knowledge: Knowledge, text: str, lost: list[Fault]) -> Team | None:
    """The team of a text, without what the catalogue does not take any more."""
    faults = Faults()
    root = read_text(text, "saved", faults)
    if not isinstance(root, Mapping):
        return None
    team = TeamFiles(knowledge.facts).team(root, faults)
    lost.extend(faults.found)
    return team if team.quarter else None


def _measured(knowledge: Knowledge, day_of: dict[str, str]) -> dict[str, date]:
    known = {fact for facts in knowledge.facts.values() for fact in facts}
    return {fact: date.fromisoformat(day) for fact, day in day_of.items() if fact in known}
