"""How long sessions are kept, and how they are deleted: with all that belongs to them, whoever asks for it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from diagnosis.faults import Fault, Note, Place
from diagnosis.messages import say
from diagnosis.sessions.database import StoreFault
from diagnosis.sessions.schema import about, events, guests, links, revoked, sessions, tries
from diagnosis.sessions.session import read, written
from diagnosis.sessions.sign_in_tries import TRIES_SECONDS
from diagnosis.sessions.users import delete_users_of_nothing

KEPT = "DIAGNOSIS_KEEP_DAYS"
"""The environment variable that says for how many days a session is kept after its last answer."""

KEPT_DAYS = 200
"""How long a session is kept where nobody says otherwise. Answers tell of persons, so they are kept no longer than they
serve. The next quarter's interview begins from this one. It is held when that quarter's books are closed, at most half
a year later; a few weeks more are left for whoever is late.
"""

_MOST_DAYS = 36_500

_MOST_SHARE = 0.5
_ALWAYS = 3
"""A purge deletes at most this share of all sessions, or at most this number where that is more. A clock that runs
ahead makes all sessions look old at once, and what is deleted cannot be had back. Interviews of several managers do not
expire on one day. By judgement.
"""

_USER_SECONDS = 24 * 3600
"""How long the name of a user is kept of whom no session tells: longer than a pass holds."""

_PURGED = "purged"
"""The key of `about` under which the moment of the last purge stands."""

_PARTS = (events, links, guests)
"""The tables whose rows belong to a session."""


@dataclass(frozen=True, slots=True)
class Purge:
    """What a purge did: how many sessions it `deleted`, how many are `kept`, and how many it `refused` to delete (all
    of them or none). `is_gone` says whether nothing of the deleted ones is left on the disk.
    """

    deleted: int
    kept: int
    refused: int = 0
    is_gone: bool = True

    @property
    def note(self) -> Fault | None:
        """What to tell of sessions that were not deleted, or not wholly yet; None where there is nothing."""
        if not self.is_gone:
            return traces_note()
        if not self.refused:
            return None
        what = say(
            "{count} of {all} interviews are over their time; none is deleted: so many at once look like a wrong clock",
            count=self.refused,
            all=self.kept,
        )
        return Note(Place(KEPT), what, say("check the clock; to delete them, run diagnosis ask --purge DAYS"))


def traces_note() -> Fault:
    """What to tell where what was deleted is still in the log of the database."""
    what = say("traces of what was deleted are still on the disk, as another program reads the interviews just now")
    return Note(Place(KEPT), what, say("end it, then run diagnosis ask --purge DAYS again"))


def kept_for(environment: Mapping[str, str] = os.environ) -> timedelta:
    """How long a session is kept after its last answer: DIAGNOSIS_KEEP_DAYS, else 200 days. Raises StoreFault."""
    written = environment.get(KEPT, "").strip() or str(KEPT_DAYS)
    days = int(written) if written.isascii() and written.isdigit() else 0
    if not 0 < days <= _MOST_DAYS:
        what = say("{written!r} is no number of days", written=written)
        raise StoreFault(KEPT, what, say("write a whole number from 1 to {most}", most=_MOST_DAYS))
    return timedelta(days=days)


def are_too_many(count: int, of: int) -> bool:
    """Whether a purge of `count` sessions takes too large a share of all to be right."""
    return count > _ALWAYS and count > _MOST_SHARE * of


def last_purge(connection: Connection) -> datetime | None:
    """When a purge was done last; None where there was none."""
    moment = connection.execute(select(about.c.value).where(about.c.key == _PURGED)).scalar_one_or_none()
    return None if moment is None else read(moment)


def note_purge(connection: Connection, now: datetime) -> None:
    """Keeps when a purge was done."""
    done = update(about).where(about.c.key == _PURGED).values(value=written(now))
    if connection.execute(done).rowcount == 0:
        connection.execute(insert(about).values(key=_PURGED, value=written(now)))


def count_sessions(connection: Connection) -> int:
    """How many sessions there are."""
    return connection.execute(select(func.count()).select_from(sessions)).scalar_one()


def sessions_to_delete(connection: Connection, which: ColumnElement[bool]) -> Sequence[str]:
    """The ids of sessions; on a server nobody else can write to them until the connection commits."""
    return list(connection.execute(select(sessions.c.id).where(which).with_for_update()).scalars())


def delete_sessions(connection: Connection, ids: Sequence[str]) -> None:
    """Deletes sessions with their events, links and guests."""
    for id_ in ids:
        for table in _PARTS:
            connection.execute(delete(table).where(table.c.session == id_))
        connection.execute(delete(sessions).where(sessions.c.id == id_))


def delete_leftovers(connection: Connection, now: datetime) -> int:
    """Deletes links and tries whose time is over, and what earlier versions left of sessions; the number of rows."""
    expired = [
        delete(links).where(links.c.until <= now.timestamp()),
        delete(revoked).where(revoked.c.until <= now.timestamp()),
        delete(tries).where(tries.c.at <= now.timestamp() - TRIES_SECONDS),
        *(delete(table).where(table.c.session.not_in(select(sessions.c.id))) for table in (links, guests)),
    ]
    gone = sum(connection.execute(statement).rowcount for statement in expired)
    return gone + delete_users_of_nothing(connection, now.timestamp() - _USER_SECONDS)
