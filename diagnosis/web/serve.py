"""Serves the pages from one process, or from several that share a socket and the store.

Several are kept by uvicorn's supervisor: it replaces a process that ends or hangs, restarts all on SIGHUP, and gives up
if one cannot start.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Thread

import uvicorn
from starlette.types import ASGIApp
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from diagnosis.faults import Fault, Faulty, Place, reason_of
from diagnosis.loading import load_knowledge
from diagnosis.messages import say
from diagnosis.sessions import StoreFault
from diagnosis.web.app import create
from diagnosis.web.connections import AT_A_STROKE, Patient, most_connections
from diagnosis.web.json_log import LogLine
from diagnosis.web.metrics import forget_process, shared
from diagnosis.web.settings import Settings

SECONDS_TO_ANSWER = 30
"""How long a process may leave its supervisor without an answer; then it is replaced. Its imports must fit in."""

_LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": LogLine},
        "as it is": {"format": "%(message)s"},
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
        "security": {"class": "logging.StreamHandler", "formatter": "as it is"},
    },
    "loggers": {
        name: {"handlers": [handler], "level": level, "propagate": False}
        for name, handler, level in (
            ("diagnosis.web", "stderr", "INFO"),
            ("diagnosis.security", "security", "INFO"),
            ("uvicorn.error", "stderr", "WARNING"),
        )
    },
}
"""What is logged goes to stderr, a JSON object a line."""


class Telling(uvicorn.Server):
    """A server that says when it listens: from then on whoever connects is answered."""

    def __init__(self, config: uvicorn.Config, listens: Callable[[], None]) -> None:
        super().__init__(config)
        self._listens = listens

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts, and says so."""
        await super().startup(sockets)
        self._listens()


class Supervisor(Multiprocess):
    """Keeps several processes, all with the same rules; says when the first of them listens."""

    _told = False

    def __init__(
        self, settings: Settings, sockets: list[socket.socket], listens: Callable[[], None], figures: Path
    ) -> None:
        super().__init__(_config(partial(_start, settings), settings, factory=True), sockets)
        self._settings, self._listens, self._figures = settings, listens, figures
        self._known: set[int] = set()

    def handle_hup(self) -> None:
        """Begins anew with the rules as they are now; where they have faults, it goes on with those it has."""
        try:
            logic = load_knowledge(*self._settings.rules).version.logic
        except Faulty as error:
            logging.getLogger("uvicorn.error").error("the rules have faults, nothing is restarted: %s", error)
            return
        self.config.app = partial(_start, replace(self._settings, logic=logic))
        super().handle_hup()

    def keep_subprocess_alive(self) -> None:
        """Replaces processes that ended or hang; called twice a second."""
        super().keep_subprocess_alive()
        now = {worker.pid for worker in self.processes if worker.pid is not None}
        for gone in self._known - now:
            forget_process(gone, self._figures)
        self._known = now
        if not self._told and any(worker.process.is_alive() and worker.is_ready() for worker in self.processes):
            self._told = True
            self._listens()

    @property
    def failed(self) -> bool:
        """Whether it gave up because a process could not start."""
        return any(worker.exitcode == STARTUP_FAILURE for worker in self.processes)


def serve(settings: Settings, told: Callable[[str], None]) -> None:
    """Serves until it is stopped; `told` gets the address once connections are answered there. Raises Faulty."""
    # What is wrong is found out here, before any process starts.
    app = create(settings)
    with _bound(settings) as bound:
        address = replace(settings, port=bound.getsockname()[1]).address
        if settings.workers == 1:
            Telling(_config(app, settings), lambda: told(address)).run(sockets=[bound])
        else:
            serve_from_several(replace(settings, logic=app.logic), bound, lambda: told(address))


def serve_from_several(settings: Settings, bound: socket.socket, listens: Callable[[], None]) -> None:
    """Serves from several processes until it is stopped. Raises Faulty where one of them cannot start."""
    with shared() as figures:
        supervisor = Supervisor(settings, [bound], listens, figures)
        supervisor.run()
    if supervisor.failed:
        fault = Fault(Place(settings.address), say("a process of the server cannot start"), say("see what it logged"))
        raise Faulty([fault])


def _config(app: ASGIApp | Callable[[], ASGIApp], settings: Settings, factory: bool = False) -> uvicorn.Config:
    Patient.most = most_connections()
    return uvicorn.Config(
        app,
        factory=factory,
        workers=settings.workers,
        http=Patient,
        ws="none",
        access_log=False,
        log_config=_LOGGING,
        server_header=False,
        proxy_headers=settings.url is not None,
        forwarded_allow_ips="127.0.0.1",
        backlog=AT_A_STROKE,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
        timeout_worker_healthcheck=SECONDS_TO_ANSWER,
        limit_concurrency=Patient.most + 1,
        h11_max_incomplete_event_size=32 * 1024,
    )


def _start(settings: Settings) -> ASGIApp:
    """The app of one of several processes, made in that process, which ends if the app cannot be made."""
    Thread(target=_end_with_parent, daemon=True).start()
    Patient.most = most_connections()
    try:
        return create(settings)
    except Exception as error:
        # What is wrong with rules or with the store holds no answers; of all else only the kind and place are told.
        why = error if isinstance(error, Faulty | StoreFault) else type(error).__name__
        logging.getLogger("uvicorn.error").exception("cannot start: %s", why)
        sys.exit(STARTUP_FAILURE)


def _end_with_parent() -> None:
    """Ends this process when its parent is gone. A process of uvicorn would go on alone and keep the port."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        signal.raise_signal(signal.SIGTERM)


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
