"""A session as the store hands it out, and as it stands in the rows of the database."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlalchemy import Row

from diagnosis.faults import Fault
from diagnosis.interview import Event, Interview
from diagnosis.knowledge.model import Language


class NoSuchSession(LookupError):
    """There is no session of that id: it was deleted, or never was."""


class Moved(Exception):
    """Others answered since the page was shown that this answer belongs to; `session` is where it stands now."""

    def __init__(self, session: Session) -> None:
        super().__init__(f"session {session.id} is at event {session.number}")
        self.session = session


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it stands after `number` events.

    `knowledge_changed` says that an answer was given under other rules than those of now; `lost` what of it the
    catalogue of now does not take any more, as faults. `notes` tell by language how the files that it began with were
    read.
    """

    id: str
    interview: Interview
    number: int
    owner: str
    language: Language
    started: datetime
    changed: datetime
    knowledge_changed: bool = False
    lost: tuple[Fault, ...] = ()
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Summary:
    """A session in a list."""

    id: str
    team: str
    quarter: str
    owner: str
    language: Language
    started: datetime
    changed: datetime
    number: int


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """An entry of the audit trail: who did what when (UTC), and the values before and after by cell (null: none)."""

    number: int
    at: datetime
    who: str
    event: Event
    old: dict[str, str | None]
    new: dict[str, str | None]


# --- rows -----------------------------------------------------------------------------------------------------


def event_of(row: Row) -> Event:  # type: ignore[type-arg]
    """The event of a row of `events`."""
    return Event(row.kind, row.subject, tuple(json.loads(row.facts)), row.member, row.text)


def columns_of(event: Event) -> Mapping[str, str | None]:
    """The columns of `events` that say what an event is."""
    return {
        "kind": event.kind,
        "subject": event.subject,
        "facts": json.dumps(event.facts),
        "member": event.member,
        "text": event.text,
    }


def entry_of(row: Row) -> TrailEntry:  # type: ignore[type-arg]
    """The entry of a row of `events`."""
    return TrailEntry(row.number, read(row.at), row.who, event_of(row), json.loads(row.old), json.loads(row.new))


def summary_of(row: Row) -> Summary:  # type: ignore[type-arg]
    """The summary of a row of `sessions`, with the `number` of its events."""
    return Summary(
        row.id, row.team, row.quarter, row.owner, row.language, read(row.started), read(row.changed), row.number
    )


def written(moment: datetime) -> str:
    """A moment as the database keeps it: as a text, so that the order of texts is the order of time."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read(text: str) -> datetime:
    """The moment that was written."""
    return datetime.fromisoformat(text)
