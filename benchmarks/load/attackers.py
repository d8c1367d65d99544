"""Attackers beside the managers: one of each kind, all the while, each from an address of its own.

A signed-in user who wants too much: one tries answers of 500 sellers without end, one pastes 10,000 sellers, one begins
one interview after another. And slow senders, who need not sign in: half heads, bodies that drip.
"""

from __future__ import annotations

import asyncio
import html
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

import httpx

_INPUT = re.compile(r'<input(?=[^>]* name="([^"]+)")(?=[^>]* value="([^"]*)")[^>]*>')
_CSRF = re.compile(r'name="csrf" value="(\w+)"')
_NUMBER = re.compile(r'name="number" value="(\d+)"')

SELLERS, TOO_MANY = 500, 10_000
SLOW = 300
"""Connections that a slow sender tries to hold: more than one address may have."""

DRIP_SECONDS = 1.0

Attacker = Callable[[str, Counter[str]], Coroutine[Any, Any, None]]


async def tries_without_end(address: str, seen: Counter[str]) -> None:
    """What if, of as many sellers as an interview may have."""
    async with _client(address, "127.0.0.11") as client:
        path, fields = await _interview(client)
        await client.post(f"{path}/table/seller", data={**fields, "do": "import", "pasted": _table(SELLERS)})
        for number in range(10**9):
            page = await client.get(f"{path}/what-if")
            # The whole form, as a browser sends it, with another value for one seller.
            own = {name: html.unescape(text) for name, text in _INPUT.findall(page.text)}
            tried = next(name for name in own if name.endswith("attainment"))
            trial = {**own, **fields, "number": _field(_NUMBER, page.text), tried: f"{number % 90 + 1}%"}
            seen[f"what if: {(await client.post(f'{path}/what-if', data=trial)).status_code}"] += 1


async def pastes_too_much(address: str, seen: Counter[str]) -> None:
    """Tables of more sellers than an interview may have."""
    async with _client(address, "127.0.0.12") as client:
        path, fields = await _interview(client)
        pasted = _table(TOO_MANY)
        while True:
            sent = await client.post(f"{path}/table/seller", data={**fields, "do": "import", "pasted": pasted})
            seen[f"huge paste: {sent.status_code}"] += 1


async def begins_without_end(address: str, seen: Counter[str]) -> None:
    """One interview after another."""
    async with _client(address, "127.0.0.13") as client:
        csrf = _field(_CSRF, (await client.get("/")).text)
        for number in range(10**9):
            form = {"kind": "new", "team": f"Team {number}", "quarter": "2026-Q3", "csrf": csrf}
            seen[f"begin: {(await client.post('/start', data=form)).status_code}"] += 1


async def sends_half_heads(address: str, seen: Counter[str]) -> None:
    """Connections that never say what they want."""
    await _slow(address, "127.0.0.14", b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", seen, "half heads")


async def drips_bodies(address: str, seen: Counter[str]) -> None:
    """Connections that send a body byte by byte."""
    head = b"POST /start HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n\r\nteam="
    await _slow(address, "127.0.0.15", head, seen, "dripping bodies")


ATTACKERS: tuple[Attacker, ...] = (
    tries_without_end,
    pastes_too_much,
    begins_without_end,
    sends_half_heads,
    drips_bodies,
)


@asynccontextmanager
async def attacking(address: str) -> AsyncIterator[Counter[str]]:
    """While all attack; what was answered to them is counted."""
    seen: Counter[str] = Counter()
    tasks = [asyncio.create_task(attacker(address, seen)) for attacker in ATTACKERS]
    try:
        yield seen
    finally:
        for task, attacker in zip(tasks, ATTACKERS, strict=True):
            if task.done() and (error := task.exception()) is not None:
                seen[f"{attacker.__name__} gave up: {type(error).__name__} {error}"] += 1
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _slow(address: str, source: str, begun: bytes, seen: Counter[str], name: str) -> None:
    parts = urlsplit(address)
    open_: list[asyncio.StreamWriter] = []
    try:
        while True:
            with suppress(OSError):
                while len(open_) < SLOW:
                    _, writer = await asyncio.open_connection(parts.hostname, parts.port, local_addr=(source, 0))
                    writer.write(begun)
                    open_.append(writer)
                    seen[f"{name}: connections"] += 1
            for writer in open_:
                writer.write(b"x")
            await asyncio.sleep(DRIP_SECONDS)
            open_ = [writer for writer in open_ if not writer.is_closing()]
    finally:
        for writer in open_:
            writer.close()


def _client(address: str, source: str) -> httpx.AsyncClient:
    transport = httpx.AsyncHTTPTransport(local_address=source, retries=3)
    return httpx.AsyncClient(base_url=address, transport=transport, follow_redirects=True, timeout=300)


async def _interview(client: httpx.AsyncClient) -> tuple[str, dict[str, str]]:
    csrf = _field(_CSRF, (await client.get("/")).text)
    form = {"kind": "new", "team": "Attacked", "quarter": "2026-Q3", "csrf": csrf}
    path = (await client.post("/start", data=form)).url.path
    table = await client.get(f"{path}/table/seller")
    return path, {"csrf": csrf, "number": _field(_NUMBER, table.text)}


def _field(pattern: re.Pattern[str], page: str) -> str:
    field = pattern.search(page)
    assert field is not None, page[:2000]
    return field[1]


def _table(sellers: int) -> str:
    rows = "".join(f"S-{number},{50 + number % 50}%\n" for number in range(sellers))
    return f"seller,attainment\n{rows}"
