"""How long a connection may keep a place without asking for anything, by the clock of an event loop that is set."""

from __future__ import annotations

import asyncio
import socket
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from uvicorn.server import ServerState

from diagnosis.web.connections import SECONDS_TO_ASK, SECONDS_TO_BE_ANSWERED, Patient
from tests.web.server import serving

HALF = b"GET / HTTP/1.1\r\nHost: localh"
WHOLE = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


HERE = PlainTextResponse("here")


class Loop(asyncio.SelectorEventLoop):
    """An event loop whose clock stands still until it is moved."""

    moment = 0.0

    def time(self) -> float:
        return self.moment


@contextmanager
def connected(*sent: bytes, app: object = HERE) -> Iterator[tuple[Loop, asyncio.Transport, Callable[[], bytes]]]:
    """A browser that sent so much: the loop, the server's end, and a function that waits for what is answered."""
    loop, (ours, theirs) = Loop(), socket.socketpair()
    theirs.setblocking(False)
    keep_alive = round(2 * SECONDS_TO_ASK)
    config = uvicorn.Config(app, log_config=None, timeout_keep_alive=keep_alive)
    config.load()

    def protocol() -> Patient:
        return Patient(config, ServerState(), {}, loop)

    try:
        transport, _ = loop.run_until_complete(loop.create_connection(protocol, sock=ours))
        for part in sent:
            loop.run_until_complete(loop.sock_sendall(theirs, part))
            loop.run_until_complete(turn())
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


def test_half_a_second_request_is_not_waited_for_either(apart: Callable[[Callable[[], None]], None]) -> None:
    def run() -> None:
        with connected(WHOLE, HALF) as (loop, transport, answer):
            assert answer().startswith(b"HTTP/1.1 200")
            loop.run_until_complete(turn())
            loop.moment += SECONDS_TO_ASK
            loop.run_until_complete(turn())
            assert transport.is_closing()

    apart(run)


def test_whoever_drips_a_body_or_reads_no_answer_is_not_waited_for(
    apart: Callable[[Callable[[], None]], None],
) -> None:
    head = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n"

    def run() -> None:
        with connected(head, b"a", app=never) as (loop, transport, _):
            loop.moment += SECONDS_TO_BE_ANSWERED - 1
            loop.run_until_complete(turn())
            assert not transport.is_closing()
            loop.moment += 1
            loop.run_until_complete(turn())
            assert transport.is_closing()

    apart(run)


async def never(scope: object, receive: object, send: object) -> None:
    """An answer that never comes."""
    await asyncio.Event().wait()


@pytest.mark.process
@pytest.mark.parametrize("sent", [b"", HALF, WHOLE, WHOLE + HALF])
def test_whoever_waits_longest_gives_way(tmp_path: Path, sent: bytes) -> None:
    """More connections than places, idle or with half a request: whoever asks is answered all the same."""
    limited = ("sh", "-c", 'ulimit -n 250; exec "$@"', "sh")
    with serving(tmp_path, before=limited) as server, ExitStack() as opened:
        for _ in range(300):
            waiting = opened.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            waiting.sendall(sent)
            if WHOLE in sent:
                assert waiting.recv(65536)
        for _ in range(3):
            with urllib.request.urlopen(server.url, timeout=20) as page:
                assert page.status == 200
    assert "out of system resource" not in " ".join(server.log)
