"""Turns: the requests of one browser are worked on one after another, and a browser that takes much has to rest.

Two pages are worked out at once in a process. Without turns, two large pages of one browser would let all others wait;
without rests, a browser that asks for large pages without end would take half of the processor from them.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from fastapi.routing import APIRoute

MOST_WAITING = 16
"""How many requests of one browser may wait; browsers send a few at once."""

SECONDS_TO_WAIT = 20.0
"""How long a request waits for the earlier ones of its browser."""

BURST_SECONDS, SHARE = 3.0, 0.1
"""A browser may use so much of a processor's time at once, and this share of it all along, while others are there. By
judgement: an answer takes 0.05 s, and a table of 500 sellers to try answers about a second.
"""

LATELY_SECONDS = 10.0
"""Others are there if one of them asked for a page so lately. Who is alone need not rest."""

LARGE_SECONDS, IN_DEBT_SECONDS = 0.3, 1.0
"""A browser whose last page took so much of a processor's time, and whose pages took so much of late, waits until no
other such browser is worked for.
"""

_RESTING_SECONDS = 0.2
"""How often somebody who rests looks whether the others are gone."""

USED = "used"
"""Where in a request's scope the processor's time stands that its page took: a list with one number, in seconds."""


class Busy(Exception):
    """A browser asks for more at once than it is answered."""


@dataclass
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    count: int = 0
    debt: float = 0.0
    last: float = 0.0
    at: float = 0.0


class Turns:
    """The turns of all browsers of a process; `clock` tells seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._turns: dict[str, _Turn] = {}
        self._clock = clock
        self._large = asyncio.Lock()

    @asynccontextmanager
    async def of(self, who: str) -> AsyncIterator[list[float]]:
        """While it is the turn of a request of `who`; into the list goes the processor's time that it takes.

        Raises Busy where too many wait, or one waits too long.
        """
        turn = self._turns.setdefault(who, _Turn(at=self._clock()))
        if turn.count > MOST_WAITING:
            raise Busy
        turn.count += 1
        used = [0.0]
        try:
            async with AsyncExitStack() as stack:
                try:
                    async with asyncio.timeout(SECONDS_TO_WAIT):
                        await stack.enter_async_context(turn.lock)
                        await self._rest(who, turn)
                        if turn.last > LARGE_SECONDS and turn.debt > IN_DEBT_SECONDS:
                            await stack.enter_async_context(self._large)
                except TimeoutError:
                    raise Busy from None
                yield used
        finally:
            turn.count -= 1
            self._pay(turn)
            turn.debt, turn.last = turn.debt + used[0], used[0]
            self._forget()

    async def _rest(self, who: str, turn: _Turn) -> None:
        """Waits until `who` took no more than its share, or nobody else is there."""
        self._pay(turn)
        while turn.debt > BURST_SECONDS and self._has_others(who):
            await asyncio.sleep(_RESTING_SECONDS)
            self._pay(turn)

    def _has_others(self, who: str) -> bool:
        since = self._clock() - LATELY_SECONDS
        return any(turn.at > since for other, turn in self._turns.items() if other != who)

    def _pay(self, turn: _Turn) -> None:
        now = self._clock()
        turn.debt, turn.at = max(turn.debt - (now - turn.at) * SHARE, 0.0), now

    def _forget(self) -> None:
        """Forgets browsers that wait for nothing and owe nothing any more."""
        before = self._clock() - LATELY_SECONDS
        for who, turn in list(self._turns.items()):
            if not turn.count and turn.at < before and turn.debt <= (self._clock() - turn.at) * SHARE:
                del self._turns[who]


class Timed(APIRoute):
    """A page whose work is counted as the processor's time that its browser takes."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **more: Any) -> None:
        super().__init__(path, _timed(endpoint), **more)


def _timed(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(endpoint)
    def timed(*given: Any, **named: Any) -> Any:
        began = time.thread_time()
        try:
            return endpoint(*given, **named)
        finally:
            # A page that needs nothing of its browser works for a moment only.
            if context := named.get("context"):
                context.request.scope.get(USED, [0.0])[0] += time.thread_time() - began

    return timed
