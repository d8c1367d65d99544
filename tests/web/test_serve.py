"""How long a connection may keep a place without asking for anything, by the clock of an event loop that is set."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from uvicorn.server import ServerState

from diagnosis.web.serve import SECONDS_TO_ASK, Patient

HALF = b"GET / HTTP/1.1\r\nHost: localh"
WHOLE = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose clock stands still until it is moved."""

    moment = 0.0

    def time(self) -> float:
        return self.moment


@contextmanager
def connected(sent: bytes) -> Iterator[tuple[Loop, asyncio.Transport, Callable[[], bytes]]]:
    """A browser that sent so much: the loop, the server's end, and a function that waits for what is answered."""
    loop, (ours, theirs) = Loop(), socket.socketpair()
    theirs.setblocking(False)
    keep_alive = round(2 * SECONDS_TO_ASK)
    config = uvicorn.Config(PlainTextResponse("here"), log_config=None, timeout_keep_alive=keep_alive)
    config.load()

    def protocol() -> Patient:
        return Patient(config, ServerState(), {}, loop)

    try:
        transport, _ = loop.run_until_complete(loop.create_connection(protocol, sock=ours))
        loop.run_until_complete(loop.sock_sendall(theirs, sent))
        yield loop, transport, lambda: loop.run_until_complete(loop.sock_recv(theirs, 65536))
        transport.abort()
        loop.run_until_complete(turn())
    finally:
        theirs.close()
        loop.close()


async def turn() -> None:
    """Lets the loop do what is due now."""
    for _ in range(3):
        await asyncio.sleep(0)


@pytest.fixture
def apart() -> Iterator[Callable[[Callable[[], None]], None]]:
    """Runs a function in a thread of its own: in this one the loop of a browser may be running."""
    with ThreadPoolExecutor(1) as pool:
        yield lambda run: pool.submit(run).result()


@pytest.mark.parametrize("sent", [b"", HALF])
def test_a_connection_that_never_asks_is_closed(apart: Callable[[Callable[[], None]], None], sent: bytes) -> None:
    def run() -> None:
        with connected(sent) as (loop, transport, answer):
            loop.moment += SECONDS_TO_ASK - 0.1
            loop.run_until_complete(turn())
            assert not transport.is_closing()
            loop.moment += 0.1
            loop.run_until_complete(turn())
            assert transport.is_closing()
            assert answer() == b""

    apart(run)


def test_a_connection_that_asked_stays_open_to_ask_again(apart: Callable[[Callable[[], None]], None]) -> None:
    def run() -> None:
        with connected(WHOLE) as (loop, transport, answer):
            assert answer().startswith(b"HTTP/1.1 200")
            loop.moment += SECONDS_TO_ASK
            loop.run_until_complete(turn())
            assert not transport.is_closing()

    apart(run)
