"""Resume links, which let one more browser into an interview, and the guests whom they let in."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, delete, insert, or_, select

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.messages import say
from diagnosis.sessions.clock import Clock
from diagnosis.sessions.database import Database
from diagnosis.sessions.schema import guests, links, sessions
from diagnosis.sessions.session import NoSuchSession

LINK_SECONDS = 24 * 3600
"""How long a resume link holds; it serves once."""

HOST, PORT = "127.0.0.1", 8090
"""Where the pages are, if nobody says otherwise."""


class Links:
    """The resume links of a database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def new(self, session: str) -> str:
        """The secret of a new link to a session, in place of earlier ones. Only its digest is kept.

        Raises NoSuchSession.
        """
        secret = secrets.token_urlsafe(32)
        until = self._clock().timestamp() + LINK_SECONDS
        with self._database.writing() as connection:
            if connection.execute(select(sessions.c.id).where(sessions.c.id == session)).first() is None:
                raise NoSuchSession(session)
            connection.execute(delete(links).where(links.c.session == session))
            connection.execute(insert(links).values(digest=_digest(secret), session=session, until=until))
        return secret

    def session_of(self, secret: str) -> str | None:
        """The id of the session that a link leads to; None where it does not hold (any more)."""
        with self._database.reading() as connection:
            return connection.execute(select(links.c.session).where(*self._holds(secret))).scalar_one_or_none()

    def use(self, secret: str, owner: str) -> str | None:
        """Lets `owner` into the session of a link, and ends the link. None where the link did not hold."""
        # One statement finds the link and takes it away: of several browsers at once, one gets it.
        taken = delete(links).where(*self._holds(secret)).returning(links.c.session)
        with self._database.writing() as connection:
            session = connection.execute(taken).scalar_one_or_none()
            if session is not None:
                connection.execute(delete(guests).where(guests.c.session == session, guests.c.owner == owner))
                connection.execute(insert(guests).values(session=session, owner=owner))
        return session

    def guests_of(self, session: str) -> Sequence[str]:
        """Who was let into a session by links, in the order of their names."""
        query = select(guests.c.owner).where(guests.c.session == session).order_by(guests.c.owner)
        with self._database.reading() as connection:
            return list(connection.execute(query).scalars())

    def turn_out(self, session: str, guest: str) -> bool:
        """Takes a guest's right to a session back, and its links with it; False where there is no such guest."""
        with self._database.writing() as connection:
            gone = connection.execute(delete(guests).where(guests.c.session == session, guests.c.owner == guest))
            connection.execute(delete(links).where(links.c.session == session))
        return gone.rowcount > 0

    def _holds(self, secret: str) -> Sequence[ColumnElement[bool]]:
        """The conditions under which a link of this secret still holds."""
        return links.c.digest == _digest(secret), links.c.until > self._clock().timestamp()


def seen_by(owner: str) -> ColumnElement[bool]:
    """Which sessions `owner` may see: those of one's own, and those that one was let into."""
    shared = select(guests.c.session).where(guests.c.owner == owner)
    return or_(sessions.c.owner == owner, sessions.c.id.in_(shared))


def link_address(url: str, secret: str) -> str:
    """The address of a link, where the pages are at `url`."""
    return f"{url.rstrip('/')}/resume/{secret}"


def check_url(url: str) -> None:
    """Raises Faulty where a browser cannot open `url`, the address of the pages without a path."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        what = say("this is no address that a browser can open")
        do = say("write it as in --url https://diagnosis.example.com")
        raise Faulty([Fault(Place(url), what, do)])


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
