"""Turns: the requests of one browser are worked on one after another, so that no browser keeps all threads busy.

Two pages are worked out at once in a process. Without turns, two large pages of one browser would let all others wait.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

MOST_WAITING = 16
"""How many requests of one browser may wait; browsers send a few at once."""

SECONDS_TO_WAIT = 20.0
"""How long a request waits for the earlier ones of its browser."""


class Busy(Exception):
    """A browser asks for more at once than it is answered."""


@dataclass
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    count: int = 0


class Turns:
    """The turns of all browsers of a process."""

    def __init__(self) -> None:
        self._turns: dict[str, _Turn] = {}

    @asynccontextmanager
    async def of(self, who: str) -> AsyncIterator[None]:
        """While it is the turn of a request of `who`. Raises Busy where too many wait, or one waits too long."""
        turn = self._turns.setdefault(who, _Turn())
        if turn.count > MOST_WAITING:
            raise Busy
        turn.count += 1
        try:
            if turn.lock.locked():
                try:
                    await asyncio.wait_for(turn.lock.acquire(), SECONDS_TO_WAIT)
                except TimeoutError:
                    raise Busy from None
            else:
                await turn.lock.acquire()
            try:
                yield
            finally:
                turn.lock.release()
        finally:
            turn.count -= 1
            if not turn.count:
                del self._turns[who]
