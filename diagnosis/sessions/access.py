"""What the pages keep in the database beside the sessions: resume links, who else may come in, tries to sign in."""

from __future__ import annotations

import hashlib
import ipaddress
import secrets
import time
from collections.abc import Callable, Sequence

from sqlalchemy import Column, Engine, Float, Index, MetaData, String, Table, delete, func, insert, select

from diagnosis.sessions.database import READING, open_engine, sessions

LINK_SECONDS = 24 * 3600
"""How long a resume link holds; it serves once."""

MOST_TRIES, TRIES_SECONDS = 10, 15 * 60
"""So many wrong tokens from one address in so many seconds; then it has to wait."""

metadata = MetaData()
links = Table(
    "web_links",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("session", String(64), nullable=False),
    Column("until", Float, nullable=False),
)
guests = Table(
    "web_guests",
    metadata,
    Column("session", String(64), primary_key=True),
    Column("owner", String(200), primary_key=True),
)
tries = Table(
    "web_tries",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("address", String(64), nullable=False),
    Column("at", Float, nullable=False),
    Index("web_tries_address", "address", "at"),
)


class Ledger:
    """The pages' own tables; may be used by several threads and processes at once."""

    def __init__(self, engine: Engine, now: Callable[[], float] = time.time) -> None:
        self._engine, self._now = engine, now
        self._reading = engine.execution_options(**{READING: True})

    @classmethod
    def open(cls, place: str) -> Ledger:
        """The ledger at the place of the sessions. Raises StoreFault."""
        engine = open_engine(place)
        with engine.begin() as connection:
            metadata.create_all(connection)
        return cls(engine)

    def close(self) -> None:
        """Gives the database back."""
        self._engine.dispose()

    # --- another browser --------------------------------------------------------------------------------------

    def new_link(self, session: str) -> str:
        """The secret of a new resume link. Only its digest is kept."""
        secret = secrets.token_urlsafe(32)
        with self._engine.begin() as connection:
            connection.execute(delete(links).where(links.c.session == session))
            row = {"digest": _digest(secret), "session": session, "until": self._now() + LINK_SECONDS}
            connection.execute(insert(links).values(row))
        return secret

    def linked(self, secret: str) -> str | None:
        """The session that a resume link leads to; None where it does not hold (any more)."""
        query = select(links.c.session).where(links.c.digest == _digest(secret), links.c.until > self._now())
        with self._reading.connect() as connection:
            found = connection.execute(query).scalar_one_or_none()
            return None if found is None else str(found)

    def use_link(self, secret: str, owner: str) -> str | None:
        """Lets `owner` into the session of a link, which then holds no longer; None where it did not hold."""
        where = (links.c.digest == _digest(secret), links.c.until > self._now())
        with self._engine.begin() as connection:
            session = connection.execute(select(links.c.session).where(*where)).scalar_one_or_none()
            if session is None:
                return None
            connection.execute(delete(links).where(*where))
            connection.execute(delete(guests).where(guests.c.session == session, guests.c.owner == owner))
            connection.execute(insert(guests).values(session=session, owner=owner))
            return str(session)

    def is_guest(self, session: str, owner: str) -> bool:
        """Whether `owner` was let into a session by a link."""
        query = select(guests.c.session).where(guests.c.session == session, guests.c.owner == owner)
        with self._reading.connect() as connection:
            return connection.execute(query).first() is not None

    def shared_with(self, owner: str) -> Sequence[str]:
        """The sessions that `owner` was let into."""
        with self._reading.connect() as connection:
            return list(connection.execute(select(guests.c.session).where(guests.c.owner == owner)).scalars())

    def forget(self, session: str) -> None:
        """Deletes all that is kept about a session."""
        with self._engine.begin() as connection:
            for table in (links, guests):
                connection.execute(delete(table).where(table.c.session == session))

    def forget_lost(self) -> None:
        """Deletes what is kept about sessions that are no more, and links and tries whose time is over."""
        with self._engine.begin() as connection:
            for table in (links, guests):
                connection.execute(delete(table).where(table.c.session.not_in(select(sessions.c.id))))
            connection.execute(delete(links).where(links.c.until < self._now()))
            connection.execute(delete(tries).where(tries.c.at < self._now() - TRIES_SECONDS))

    # --- sign-in ----------------------------------------------------------------------------------------------

    def may_try(self, address: str) -> bool:
        """Counts a try to sign in from an address; False where there were too many, and this one does not count."""
        own, now = _network(address), self._now()
        recent = select(func.count()).select_from(tries).where(tries.c.address == own, tries.c.at > now - TRIES_SECONDS)
        with self._engine.begin() as connection:
            if (connection.execute(recent).scalar() or 0) >= MOST_TRIES:
                return False
            connection.execute(insert(tries).values(id=secrets.token_hex(16), address=own, at=now))
            return True

    def signed_in(self, address: str) -> None:
        """Forgets the tries of an address from which the right token came."""
        with self._engine.begin() as connection:
            connection.execute(delete(tries).where(tries.c.address == _network(address)))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _network(address: str) -> str:
    """What counts as one address: of IPv6 the network, as a machine there has as many addresses as it likes."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)
