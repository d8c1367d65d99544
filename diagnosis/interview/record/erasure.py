"""Erasing a member: an interview, and what happened in it, as they are without one that was named in them.

What is left reads as if the member had never been on a list. Who may ask for it, and where it is kept, is decided
elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from diagnosis.faults import Faulty
from diagnosis.intake.model import Statements, Team
from diagnosis.intake.names import same
from diagnosis.interview.record.answers import as_text
from diagnosis.interview.record.edits import table_text
from diagnosis.interview.record.events import Event, table_of
from diagnosis.interview.record.interview import Interview
from diagnosis.interview.record.saying import SAYINGS
from diagnosis.kinds.text import MAX_NAME
from diagnosis.knowledge.model import COLLECTIONS, Subject

ERASED: Final = "erased"
"""What stands where the name of somebody who was erased stood, and the kind of an event that told of such a member."""


def without_member(interview: Interview, subject: Subject, member: str) -> Interview:
    """A state without a member: not on its lists, in no answer, and not in the quarter before."""
    lists = {kind: _others(ids, kind == subject, member) for kind, ids in interview.members.items()}
    answers = {
        cell: answer
        for cell, answer in interview.answers.items()
        if cell.subject != subject or cell.member is None or same(cell.member) != same(member)
    }
    particulars = replace(
        interview.particulars, previous=_team_without(interview.particulars.previous, subject, member)
    )
    return replace(
        interview,
        particulars=particulars,
        answers=answers,
        # A list of nobody would say that there are none.
        members={kind: ids for kind, ids in lists.items() if ids or not interview.members[kind]},
    )


def without_name(interview: Interview, name: str) -> Interview:
    """A state in which no reason holds that name, and nothing is said by it, but by somebody who was erased."""
    said = interview.particulars.statements
    judge = said.does_not_apply_by
    statements: Statements = replace(
        said,
        does_not_apply={fact: text_without(reason, name) for fact, reason in said.does_not_apply.items()},
        said_by={fact: text_without(who, name) for fact, who in said.said_by.items()},
        does_not_apply_by=None if judge is None else text_without(judge, name),
    )
    return replace(interview, particulars=replace(interview.particulars, statements=statements))


def text_without(text: str, name: str) -> str:
    """A text that people wrote, with `ERASED` for the name: all of it where its letters are composed otherwise.

    So it is, too, where the text would become too long to be read again.
    """
    if same(text) == same(name):
        return ERASED
    if not holds_name(text, name):
        return text
    words = r"\s+".join(map(re.escape, name.split()))
    left = re.sub(rf"(?<!\w){words}(?!\w)", ERASED, text, flags=re.IGNORECASE)
    return ERASED if holds_name(left, name) or len(left) > MAX_NAME else left


def holds_name(text: str, name: str) -> bool:
    """Whether a text holds the name as a word; a mere number may be anything."""
    wanted = same(name)
    if not any(letter.isalpha() for letter in wanted):
        return False
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", same(text)) is not None


def saying_without(event: Event, name: str) -> Event:
    """An event without a name in the reason, or in who says that something does not apply; others as they are."""
    # A quarter since when something is so can name nobody.
    if event.kind not in SAYINGS or event.kind == "since" or event.text is None:
        return event
    return replace(event, text=text_without(event.text, name))


def events_without(begun: Interview, events: Iterable[Event], subject: Subject, member: str) -> list[Event]:
    """The events of an interview that began with `begun`, each as it is without a member, whom no reason names.

    An event about that member alone becomes one of the kind `erased`, which changes nothing. A table loses the row, and
    all that was in it beside the members and their facts. Raises Faulty where a table that holds the name cannot be
    read any more.
    """
    left, state = list[Event](), begun
    for event in events:
        left.append(_event_without(state, event, subject, member))
        try:
            state = state.apply(event, check=False)
        except Faulty:
            # The catalogue of today does not take it; whoever restores the interview passes over it as well.
            continue
    return left


def cells_without(cells: Mapping[str, str | None], subject: Subject, member: str) -> dict[str, str | None]:
    """Cells of the trail, by the texts that name them, without those of a member, and the name in no reason."""
    return sayings_without({cell: text for cell, text in cells.items() if not _is_of(cell, subject, member)}, member)


def sayings_without(cells: Mapping[str, str | None], name: str) -> dict[str, str | None]:
    """Cells of the trail with a name in no reason, and in nobody who says that something does not apply."""
    return {
        cell: text if text is None or not cell.startswith("does_not_apply") else text_without(text, name)
        for cell, text in cells.items()
    }


def member_of(cell: str, subject: Subject) -> str | None:
    """The member of `subject` whose cell a text of the trail names; None where it is another's."""
    owner, _, _ = cell.rpartition(".")
    collection, opened, rest = owner.partition("[")
    return rest.removesuffix("]") if opened and collection == COLLECTIONS[subject] else None


def _is_of(cell: str, subject: Subject, member: str) -> bool:
    own = member_of(cell, subject)
    return own is not None and same(own) == same(member)


def _others(ids: tuple[str, ...], concerned: bool, member: str) -> tuple[str, ...]:
    return tuple(id_ for id_ in ids if not (concerned and same(id_) == same(member)))


def _team_without(team: Team | None, subject: Subject, member: str) -> Team | None:
    if team is None or subject not in team.members:
        return team
    left = tuple(own for own in team.members[subject] if same(own.member) != same(member))
    members = {**team.members, subject: left}
    if not left and team.members[subject]:
        del members[subject]
    return replace(team, members=members)


def _event_without(before: Interview, event: Event, subject: Subject, member: str) -> Event:
    if event.subject != subject:
        return saying_without(event, member)
    if event.member is not None:
        return Event(ERASED, subject, ()) if same(event.member) == same(member) else event
    if event.kind != "table" or same(member) not in same(event.text or ""):
        return event
    table = table_of(before, event)
    left = [own for own in table.members if same(own.member) != same(member)]
    if not left:
        # What the table did not say of the others stays said: nobody knows it.
        return Event("unknown", subject, tuple(sorted({*table.facts, *event.facts})))
    catalogue = before.knowledge.facts[subject]
    rows = [
        [as_text(own.facts[fact], catalogue[fact]) if fact in own.facts else "" for fact in table.facts] for own in left
    ]
    return replace(event, text=table_text(subject, table.facts, [own.member for own in left], rows))
