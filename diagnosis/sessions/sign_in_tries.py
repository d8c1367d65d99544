"""Tries to sign in: they are counted, so that nobody can guess the token by trying."""

from __future__ import annotations

import ipaddress
import secrets

from sqlalchemy import delete, func, insert, select

from diagnosis.sessions.clock import Clock
from diagnosis.sessions.database import Database
from diagnosis.sessions.schema import tries

MOST_TRIES, TRIES_SECONDS = 10, 15 * 60
"""So many wrong tokens from one address in so many seconds; then it has to wait."""


class SignInTries:
    """The tries to sign in that a database remembers."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database, self._clock = database, clock

    def may_try(self, address: str) -> bool:
        """Counts a try to sign in from an address; False where there were too many, and this one does not count."""
        own, now = _network(address), self._clock().timestamp()
        recent = select(func.count()).select_from(tries).where(tries.c.address == own, tries.c.at > now - TRIES_SECONDS)
        with self._database.writing() as connection:
            if (connection.execute(recent).scalar() or 0) >= MOST_TRIES:
                return False
            connection.execute(insert(tries).values(id=secrets.token_hex(16), address=own, at=now))
            return True

    def forget(self, address: str) -> None:
        """Forgets the tries of an address from which the right token came."""
        with self._database.writing() as connection:
            connection.execute(delete(tries).where(tries.c.address == _network(address)))


def _network(address: str) -> str:
    """What counts as one address: of IPv6 the network, as a machine there has as many addresses as it likes."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address[:64]
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else str(parsed)
