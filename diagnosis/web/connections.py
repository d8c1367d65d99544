"""Connections of a server: how long each may keep its place, and who gives way when all places are taken."""

from __future__ import annotations

import asyncio
import ipaddress
import sys
from collections import Counter
from enum import Enum
from typing import ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

if sys.platform != "win32":
    import resource

SECONDS_TO_ASK = 15.0
"""How long the head of a request may take: of the first request on a connection, and of each later one."""

SECONDS_TO_BE_ANSWERED = 150.0
"""How long a request may take after its head: its body, and the reading of its answer."""

MOST_AT_ONCE = 1_000
"""The most connections of one process, where the system lets it open so many files."""

MOST_OF_ADDRESS = 200
"""Connections from one address of another machine. An office behind one address has fewer at once."""

AT_A_STROKE = 64
"""How many connections are accepted before they are counted."""

_OTHER_FILES = 300
"""Files that a process opens beside its connections: the database, and connections just accepted or closing."""


def most_connections() -> int:
    """How many connections this process can have; raises the system's limit of open files as far as it may."""
    if sys.platform == "win32":  # which has no such limit
        return MOST_AT_ONCE
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_AT_ONCE + _OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return MOST_AT_ONCE if soft == resource.RLIM_INFINITY else max(min(MOST_AT_ONCE, soft - _OTHER_FILES), soft // 5)


class _Phase(Enum):
    IDLE = None
    ASKING = SECONDS_TO_ASK
    ANSWERED = SECONDS_TO_BE_ANSWERED


class Patient(H11Protocol):
    """HTTP as uvicorn speaks it; closes connections that take too long, or wait where others need the place."""

    most: ClassVar[int] = MOST_AT_ONCE
    _waiting: ClassVar[dict[Patient, None]] = {}
    """The idle connections, on which no request is being answered. The one that has waited longest comes first."""
    _from: ClassVar[Counter[str]] = Counter()
    """How many connections there are from an address."""

    _phase = _Phase.IDLE
    _timer: asyncio.TimerHandle | None = None
    _address = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A browser is there: from now on it has a while to ask."""
        super().connection_made(transport)
        self._address = _network(self.client[0] if self.client else "")
        self._from[self._address] += 1
        if self._address and self._from[self._address] > MOST_OF_ADDRESS:
            self._give_way(self._address)
        elif len(self.connections) > self.most:
            self._give_way()
        self._enter(_Phase.ASKING)

    def data_received(self, data: bytes) -> None:
        """Something of a request came."""
        super().data_received(data)
        self._look()

    def on_response_complete(self) -> None:
        """A request is answered: the browser may ask again."""
        self._enter(_Phase.IDLE)
        super().on_response_complete()
        if self._is_answering:
            # It had asked already.
            self._enter(_Phase.ANSWERED)

    def connection_lost(self, exc: Exception | None) -> None:
        """The browser has gone."""
        self._enter(_Phase.IDLE)
        self._waiting.pop(self, None)
        self._from[self._address] -= 1
        if not self._from[self._address]:
            del self._from[self._address]
        super().connection_lost(exc)

    @property
    def _is_answering(self) -> bool:
        # Until the first request there is no cycle, whatever its type says.
        cycle = getattr(self, "cycle", None)
        return cycle is not None and not cycle.response_complete

    def _look(self) -> None:
        phase = _Phase.ANSWERED if self._is_answering else _Phase.ASKING
        if phase is not self._phase:
            self._enter(phase)

    def _enter(self, phase: _Phase) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._phase = phase
        self._timer = None if phase.value is None else self.loop.call_later(phase.value, self._close)
        self._waiting.pop(self, None)
        if phase is not _Phase.ANSWERED:
            self._waiting[self] = None

    def _give_way(self, address: str | None = None) -> None:
        """Closes the connection that has waited longest (of those from `address`), to make room for another."""
        for waiting in self._waiting:
            if waiting.connections is self.connections and (address is None or waiting._address == address):
                waiting._close()
                return

    def _close(self) -> None:
        self._waiting.pop(self, None)
        if not self.transport.is_closing():
            # The browser may never read what was written to it: nobody waits for that.
            self.transport.abort()


def _network(address: str) -> str:
    """What counts as one address; nothing for this machine's own, where a reverse proxy speaks for many."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if parsed.is_loopback:
        return ""
    return str(ipaddress.ip_network(f"{parsed}/64", strict=False)) if parsed.version == 6 else str(parsed)
