"""The processes that serve the pages: one, or several that share a socket and the store."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from threading import Thread

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from diagnosis.faults import Fault, Faulty, Place, reason_of
from diagnosis.messages import say
from diagnosis.web.app import create
from diagnosis.web.settings import Settings

SECONDS_TO_ASK = 15.0
"""So long a connection may be open before it has asked for anything."""

MOST_AT_ONCE = 1_000
"""Connections of one process; more are told to come back."""


class Patient(H11Protocol):
    """HTTP as uvicorn speaks it, but not with those who never come to the point."""

    _first: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A browser is there: from now on it has a while to ask."""
        super().connection_made(transport)
        self._first = self.loop.call_later(SECONDS_TO_ASK, self._give_up)

    def _give_up(self) -> None:
        asked = getattr(self, "cycle", None) is not None
        if not asked and not self.transport.is_closing():
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """The browser has gone."""
        if self._first is not None:
            self._first.cancel()
        super().connection_lost(exc)


class Telling(uvicorn.Server):
    """A server that says when it listens: from then on whoever connects is answered."""

    def __init__(self, config: uvicorn.Config, listens: Callable[[], None]) -> None:
        super().__init__(config)
        self._listens = listens

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, and says so."""
        await super().startup(sockets)
        self._listens()


def serve(settings: Settings, told: Callable[[str], None]) -> None:
    """Serves until it is stopped; `told` gets the address once connections are answered there. Raises Faulty."""
    # What is wrong is found out here, before any process starts.
    app = create(settings)
    with _bound(settings) as bound:
        address = replace(settings, port=bound.getsockname()[1]).address
        if settings.workers == 1:
            log_to_stderr()
            _server(app, settings, lambda: told(address)).run(sockets=[bound])
        else:
            _serve_with_others(settings, bound, lambda: told(address))


def _server(app: ASGIApp, settings: Settings, listens: Callable[[], None]) -> uvicorn.Server:
    config = uvicorn.Config(
        app,
        http=Patient,
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=settings.url is not None,
        forwarded_allow_ips="127.0.0.1",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
        limit_concurrency=MOST_AT_ONCE,
        h11_max_incomplete_event_size=32 * 1024,
    )
    return Telling(config, listens)


def _serve_with_others(settings: Settings, bound: socket.socket, listens: Callable[[], None]) -> None:
    """Serves in several processes, and replaces one that ends by itself. The first that listens does so for all."""
    context, stopping, told = multiprocessing.get_context("spawn"), False, False
    heard, says = context.Pipe(duplex=False)

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True
        for worker in workers:
            worker.terminate()

    def started() -> SpawnProcess:
        worker = context.Process(target=_work, args=(settings, bound, says), daemon=True)
        worker.start()
        return worker

    workers: list[SpawnProcess] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    workers += [started() for _ in range(settings.workers)]
    while not stopping:
        if heard in wait([heard, *(worker.sentinel for worker in workers)], timeout=1):
            heard.recv_bytes()
            if not told:
                told = True
                listens()
        for index, worker in enumerate(workers):
            if not worker.is_alive() and not stopping:
                time.sleep(1)
                workers[index] = started()
    for worker in workers:
        worker.join(15)


def _work(settings: Settings, bound: socket.socket, says: Connection) -> None:
    """What one of several processes does; `says` gets a byte when it listens."""
    log_to_stderr()
    server = _server(create(settings), settings, lambda: says.send_bytes(b"."))

    def end_with_parent() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
        server.should_exit = True

    Thread(target=end_with_parent, daemon=True).start()
    server.run(sockets=[bound])


def log_to_stderr() -> None:
    """What is logged goes to stderr, a line each, with the time."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S"))
    for name, level in (("diagnosis.web", logging.INFO), ("uvicorn.error", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(level)


def _bound(settings: Settings) -> socket.socket:
    """The socket to serve on. Raises Faulty where it cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((settings.host, settings.port))
    except OSError as error:
        bound.close()
        what = say("it cannot be served there ({reason})", reason=reason_of(error))
        fault = Fault(Place(f"{settings.host}:{settings.port}"), what, say("choose another with --port or --host"))
        raise Faulty([fault]) from error
    bound.set_inheritable(True)
    return bound
