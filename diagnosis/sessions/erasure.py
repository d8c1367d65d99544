"""Erasing a person from an interview and its trail: a seller whom it is about, or somebody who answered.

What stays says that somebody was erased, when and by whom, and not who it was. The numbers of events stay.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from diagnosis.faults import Fault, Faulty, Note, Place
from diagnosis.intake.names import same
from diagnosis.interview import (
    ERASED,
    Event,
    Interview,
    cells_without,
    events_without,
    holds_name,
    member_of,
    saying_without,
    sayings_without,
    without_member,
    without_name,
)
from diagnosis.knowledge.base import Knowledge
from diagnosis.messages import say
from diagnosis.sessions.schema import events, guests, sessions
from diagnosis.sessions.session import TrailEntry, columns_of, entry_of
from diagnosis.sessions.snapshot import restored, saved


@dataclass(frozen=True, slots=True)
class Person:
    """Who is to be erased: a seller by the id, or somebody who answered, by the name under which that is kept."""

    name: str
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Erased:
    """What came of it: whether the person `was_there`, and is `still_named` in a text that people wrote.

    `is_gone` says whether nothing is left on the disk of what was erased.
    """

    was_there: bool
    still_named: bool = False
    is_gone: bool = True

    @property
    def notes(self) -> Sequence[Fault]:
        """What to tell: where the name still is, and what erasing cannot reach."""
        notes = []
        if self.still_named:
            what = say("the name still stands in a text of the interview: its team's name, or a remark in a table")
            notes.append(Note(Place("sessions"), what, say("look the interview over, or delete it")))
        if self.was_there:
            what = say("copies that were made, reports, facts files and cases that were saved still name the person")
            notes.append(Note(Place("sessions"), what, say("delete them, or make them anew")))
        return notes


def erase(
    connection: Connection, session: Row[tuple[object, ...]], person: Person, knowledge: Knowledge, at: str, who: str
) -> Erased:
    """Takes a person out of the rows of a session, which nobody else may write to meanwhile.

    Nothing is written where the person is not there. Raises Faulty where the interview cannot be read by this knowledge
    base, so that something would be lost.
    """
    query = select(events).where(events.c.session == session.id).order_by(events.c.number)
    trail = [entry_of(row) for row in connection.execute(query)]
    begun = restored(knowledge, session.start)
    if begun.lost:
        raise Faulty([*begun.lost, _by_other_rules()])
    start, after = _without(begun.interview, trail, person)
    shared = select(guests.c.owner).where(guests.c.session == session.id, guests.c.owner == person.name)
    is_guest = person.answered and connection.execute(shared).first() is not None
    owns = person.answered and session.owner == person.name
    was_there = start != begun.interview or after != trail or owns or is_guest
    # How the files of the beginning were read may name whoever was in them.
    notes = {
        language: [note for note in told if not holds_name(note, person.name)] for language, told in begun.notes.items()
    }
    if not was_there and notes == begun.notes:
        return Erased(was_there=False)
    for entry, old in zip(after, trail, strict=True):
        if entry != old:
            same_row = (events.c.session == session.id, events.c.number == entry.number)
            connection.execute(update(events).where(*same_row).values(**_columns(entry)))
    started = saved(start, notes)
    owner = ERASED if owns else session.owner
    connection.execute(update(sessions).where(sessions.c.id == session.id).values(start=started, owner=owner))
    if is_guest:
        connection.execute(delete(guests).where(guests.c.session == session.id, guests.c.owner == person.name))
    by = ERASED if same(who) == same(person.name) else who
    act = TrailEntry(len(trail) + 1, session.started, by, Event("erase", "team", ()), {}, {})
    logic = knowledge.version.logic
    connection.execute(
        insert(events).values(session=session.id, number=act.number, at=at, logic=logic, **_columns(act))
    )
    texts = [session.team, started, *(entry.event.text or "" for entry in after)]
    return Erased(was_there=True, still_named=any(holds_name(text, person.name) for text in texts))


def last_erasure(connection: Connection, ids: Iterable[str]) -> dict[str, int]:
    """The number of the last event of each of these sessions by which somebody was erased from it."""
    which = (events.c.kind == "erase", events.c.session.in_(list(ids)))
    query = select(events.c.session, func.max(events.c.number)).where(*which).group_by(events.c.session)
    return {row[0]: row[1] for row in connection.execute(query)}


def sellers_named(interview: Interview, trail: Iterable[TrailEntry]) -> Sequence[str]:
    """The sellers whom an interview or its trail names, also those who were taken off the list since."""
    previous = interview.particulars.previous
    before = () if previous is None else (seller.member for seller in previous.members.get("seller", ()))
    named = {*interview.members.get("seller", ()), *before}
    for entry in trail:
        if entry.event.subject == "seller" and entry.event.member is not None:
            named.add(entry.event.member)
        named |= {member for cell in {**entry.old, **entry.new} if (member := member_of(cell, "seller"))}
    return sorted(named)


def _without(begun: Interview, trail: Sequence[TrailEntry], person: Person) -> tuple[Interview, list[TrailEntry]]:
    if person.answered:
        return without_name(begun, person.name), [
            replace(
                entry,
                who=ERASED if entry.who == person.name else entry.who,
                event=saying_without(entry.event, person.name),
                old=sayings_without(entry.old, person.name),
                new=sayings_without(entry.new, person.name),
            )
            for entry in trail
        ]
    start = without_name(without_member(begun, "seller", person.name), person.name)
    left = events_without(begun, (entry.event for entry in trail), "seller", person.name)
    return start, [
        replace(
            entry,
            event=event,
            old=cells_without(entry.old, "seller", person.name),
            new=cells_without(entry.new, "seller", person.name),
        )
        for entry, event in zip(trail, left, strict=True)
    ]


def _columns(entry: TrailEntry) -> dict[str, object]:
    old, new = (json.dumps(cells, ensure_ascii=False) for cells in (entry.old, entry.new))
    return {"who": entry.who, "old": old, "new": new, **columns_of(entry.event)}


def _by_other_rules() -> Fault:
    what = say("the interview cannot be read by these rules; nobody was erased")
    return Fault(Place("sessions"), what, say("name the rules it was made by with --rules, or delete the interview"))
