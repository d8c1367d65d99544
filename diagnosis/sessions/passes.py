"""Passes that were given back by signing out: whoever kept a copy of one does not come in with it."""

from __future__ import annotations

import hashlib

from sqlalchemy import delete, insert, select

from diagnosis.sessions.database import Database
from diagnosis.sessions.schema import revoked


class Passes:
    """The passes of a database that hold no longer, although their time is not over."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def revoke(self, pass_: str, until: float) -> None:
        """Notes that a pass, which would hold until a moment (in seconds since 1970), holds no longer."""
        digest = _digest(pass_)
        with self._database.writing() as connection:
            connection.execute(delete(revoked).where(revoked.c.digest == digest))
            connection.execute(insert(revoked).values(digest=digest, until=until))

    def is_revoked(self, pass_: str) -> bool:
        """Whether a pass was given back."""
        with self._database.reading() as connection:
            query = select(revoked.c.digest).where(revoked.c.digest == _digest(pass_))
            return connection.execute(query).first() is not None


def _digest(pass_: str) -> str:
    return hashlib.sha256(pass_.encode()).hexdigest()
