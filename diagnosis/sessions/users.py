"""What users who signed in with an account are called, so that others see names where ids are kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, delete, insert, select

from diagnosis.sessions.clock import Clock
from diagnosis.sessions.database import Database
from diagnosis.sessions.schema import events, guests, sessions, users


class Users:
    """The names of users in a database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def remember(self, owner: str, name: str) -> None:
        """Keeps what a user is called now."""
        with self._database.writing() as connection:
            connection.execute(delete(users).where(users.c.owner == owner))
            connection.execute(insert(users).values(owner=owner, name=name, at=self._clock().timestamp()))

    def names(self, owners: Collection[str]) -> Mapping[str, str]:
        """The names of those among `owners` who are users."""
        if not owners:
            return {}
        query = select(users.c.owner, users.c.name).where(users.c.owner.in_(owners))
        with self._database.reading() as connection:
            return {row.owner: row.name for row in connection.execute(query)}


def delete_users_of_nothing(connection: Connection, before: float) -> int:
    """Deletes the names of those who signed in last before a moment, and of whom no session tells; how many."""
    named = (sessions.c.owner, guests.c.owner, events.c.who)
    unnamed = (users.c.owner.not_in(select(column)) for column in named)
    return connection.execute(delete(users).where(users.c.at < before, *unnamed)).rowcount
