"""How long sessions are kept, and how they are deleted: with all that belongs to them, whoever asks for it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, select

from diagnosis.messages import say
from diagnosis.sessions.database import StoreFault
from diagnosis.sessions.schema import events, guests, links, sessions, tries
from diagnosis.sessions.sign_in_tries import TRIES_SECONDS

KEPT = "DIAGNOSIS_KEEP_DAYS"
"""The environment variable that says for how many days a session is kept after its last answer."""

KEPT_DAYS = 200
"""For how long, where nobody says so. Answers tell of persons, so they are kept no longer than they serve: a quarter's
interview is the quarter before of the next one, which is held when the books of that quarter are closed, half a year
later at the most; and some weeks are left for whoever is late.
"""

_MOST_DAYS = 36_500
_PARTS = (events, links, guests)
"""The tables whose rows belong to a session."""


def kept_for(environment: Mapping[str, str] = os.environ) -> timedelta:
    """How long a session is kept after its last answer: DIAGNOSIS_KEEP_DAYS, else 200 days. Raises StoreFault."""
    written = environment.get(KEPT, "").strip() or str(KEPT_DAYS)
    days = int(written) if written.isascii() and written.isdigit() else 0
    if not 0 < days <= _MOST_DAYS:
        what = say("{written!r} is no number of days", written=written)
        raise StoreFault(KEPT, what, say("write a whole number from 1 to {most}", most=_MOST_DAYS))
    return timedelta(days=days)


def delete_sessions(connection: Connection, which: ColumnElement[bool]) -> Sequence[str]:
    """Deletes sessions with their events, links and guests, and gives their ids."""
    ids = list(connection.execute(select(sessions.c.id).where(which)).scalars())
    for id_ in ids:
        for table in _PARTS:
            connection.execute(delete(table).where(table.c.session == id_))
        connection.execute(delete(sessions).where(sessions.c.id == id_))
    return ids


def delete_leftovers(connection: Connection, now: datetime) -> int:
    """Deletes links and tries whose time is over, and what earlier versions left of sessions; the number of rows."""
    expired = [
        delete(links).where(links.c.until <= now.timestamp()),
        delete(tries).where(tries.c.at <= now.timestamp() - TRIES_SECONDS),
        *(delete(table).where(table.c.session.not_in(select(sessions.c.id))) for table in (links, guests)),
    ]
    return sum(connection.execute(statement).rowcount for statement in expired)
