"""Attacks on a server while managers answer. Each gives the faults that it found, and what was done."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

import httpx
from sqlalchemy import create_engine

from diagnosis.interview import begin
from diagnosis.sessions import KEPT_DAYS, Store
from tests.packaged import packaged_knowledge
from tests.postgres import is_used, kept_at
from tests.torture.checking import faults
from tests.torture.managers import Address, Manager, answering
from tests.web.server import Browser, Server, serving

MANAGERS, WORKERS = 6, 2
MOST_SECONDS = 20.0
"""How long an attack waits for answers."""

SMALL_DISK = "2m"
FILE_BLOCKS = 1024
"""The largest file that a server may write where no file system can be mounted, in KiB."""

SLOW = 260
"""Connections of a slow sender, who comes from another address than the managers: more than one address may have."""


@dataclass
class Scene:
    """A round: where it keeps its interviews, how long it attacks, and what came of it."""

    folder: Path
    random: Random
    seconds: float
    done: str = ""
    faults: list[str] = field(default_factory=list)
    managers: list[Manager] = field(default_factory=list)

    @property
    def place(self) -> Path:
        """The file of the interviews, or what stands for the database."""
        return self.folder / "sessions.sqlite3"

    def pause(self) -> None:
        """A moment of up to half a second, in which the managers go on."""
        time.sleep(self.random.random() / 2)

    def let_answer(self) -> None:
        """Until managers were told of some more answers, or too long passed: on a slow machine answers take longer."""
        before, end = self._acknowledged, time.monotonic() + MOST_SECONDS
        while self._acknowledged < before + MANAGERS and time.monotonic() < end:
            time.sleep(0.05)

    @property
    def _acknowledged(self) -> int:
        return sum(len(manager.acknowledged) for manager in self.managers)


Attack = Callable[[Scene], None]


@contextmanager
def attacked(scene: Scene, managers: int = MANAGERS, before: tuple[str, ...] = ()) -> Iterator[Server]:
    """A server whose managers answer meanwhile; at the end all that they were told is looked up."""
    kept, expired = _plant(scene)
    with ExitStack() as stack:
        server = stack.enter_context(serving(scene.folder, "--workers", str(WORKERS), before=before))
        address = Address(server.url)
        scene.managers += [Manager(address, number, Random(scene.random.random())) for number in range(managers)]
        for manager in scene.managers:
            manager.begin()
        with answering(scene.managers):
            time.sleep(1)
            yield server
            time.sleep(1)
    scene.faults += faults(scene.place, scene.managers)
    with closing(Store.open(kept_at(scene.place))) as store:
        left = {summary.id for summary in store.list()}
    scene.faults += ["an interview is deleted too early"] if kept not in left else []
    scene.faults += ["an interview is kept too long"] if expired in left else []


def _plant(scene: Scene) -> tuple[str, str]:
    """Two interviews whose time is over tomorrow, and was over yesterday; their ids."""
    ids = []
    for days in (KEPT_DAYS - 1, KEPT_DAYS + 1):
        moment = datetime.now(UTC) - timedelta(days=days)
        with closing(Store.open(kept_at(scene.place), clock=lambda: moment)) as store:  # noqa: B023 - used at once
            ids.append(store.start(begin(packaged_knowledge(), "Old", "2026-Q3")).id)
    return ids[0], ids[1]


def _until(scene: Scene) -> Iterator[int]:
    """Numbers, until the time of the round is over."""
    end, number = time.monotonic() + scene.seconds, 0
    while time.monotonic() < end:
        number += 1
        yield number


# --- processes that are killed ------------------------------------------------------------------------------------


def _workers(server: Server) -> list[int]:
    children = subprocess.run(
        ["pgrep", "-P", str(server.process.pid), "-f", "spawn_main"], capture_output=True, text=True, check=False
    )
    return [int(line) for line in children.stdout.split()]


def kill_workers(scene: Scene) -> None:
    """Processes of the server are killed (SIGKILL) one after another; it replaces them."""
    kills = 0
    with attacked(scene) as server:
        for _ in _until(scene):
            scene.let_answer()
            if workers := _workers(server):
                with suppress(ProcessLookupError):
                    os.kill(scene.random.choice(workers), signal.SIGKILL)
                    kills += 1
            time.sleep(1)
    scene.done = f"{kills} processes killed"


def kill_server(scene: Scene) -> None:
    """The server itself is killed (SIGKILL), and another one started, to which the managers go on."""
    kills = 0
    with attacked(scene) as server:
        running = server
        with ExitStack() as stack:
            for _ in _until(scene):
                scene.let_answer()
                running.process.kill()
                running.process.wait()
                kills += 1
                running = stack.enter_context(serving(scene.folder, "--workers", str(WORKERS)))
                scene.managers[0].address.url = running.url
            scene.let_answer()
    scene.done = f"server killed {kills} times"


# --- the store ----------------------------------------------------------------------------------------------------


def full_disk(scene: Scene) -> None:
    """The disk gets full, and has room again. As root on a file system of 2 MB, else with a limit on files."""
    if os.getuid() == 0 and _mount(scene.folder):
        try:
            _fill_up(scene)
        finally:
            subprocess.run(["umount", str(scene.folder)], check=True)
        return
    limit = ("bash", "-c", f'ulimit -f {FILE_BLOCKS}; exec "$@"', "bash")
    with attacked(scene, before=limit), closing(sqlite3.connect(scene.place)) as reader:
        # Nobody can empty the log of the database while it is read; it grows until it may grow no more.
        reader.execute("begin")
        reader.execute("select count(*) from sessions").fetchone()
        time.sleep(scene.seconds)
    scene.done = f"files limited to {FILE_BLOCKS} KiB (not root), {_refused(scene)} answers refused"


def _mount(folder: Path) -> bool:
    command = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _fill_up(scene: Scene) -> None:
    ballast, times = scene.folder / "ballast", 0
    with attacked(scene):
        for _ in _until(scene):
            with suppress(OSError), ballast.open("wb", buffering=0) as file:
                while file.write(b"x" * 4096):
                    pass
            times += 1
            scene.pause()
            ballast.unlink()
            scene.pause()
    scene.done = f"tmpfs of {SMALL_DISK} full {times} times, {_refused(scene)} answers refused"


def _refused(scene: Scene) -> int:
    return sum(manager.refused for manager in scene.managers)


def locked(scene: Scene) -> None:
    """Somebody else holds the lock of the database, some seconds at a time."""
    times = 0
    with attacked(scene):
        for _ in _until(scene):
            with _lock(scene.place):
                time.sleep(scene.random.random() * 2)
            times += 1
            scene.pause()
    scene.done = f"locked {times} times"


@contextmanager
def _lock(place: Path) -> Iterator[None]:
    if is_used():
        engine = create_engine(kept_at(place))
        with engine.begin() as connection:
            connection.exec_driver_sql("lock table events in access exclusive mode")
            yield
        engine.dispose()
        return
    with closing(sqlite3.connect(place, timeout=30, isolation_level=None)) as connection:
        connection.execute("begin immediate")
        yield
        connection.execute("rollback")


def taken_away(scene: Scene) -> None:
    """The file is renamed away, or another one put in its place; on a server, a table is. Then it is put back."""
    times = 0
    with attacked(scene):
        for number in _until(scene):
            if is_used():
                with closing_engine(scene.place) as run:
                    run("alter table events rename to away")
                    scene.pause()
                    run("alter table away rename to events")
            else:
                away = scene.folder / "away.sqlite3"
                scene.place.rename(away)
                if number % 2:
                    shutil.copyfile(away, scene.place)
                scene.pause()
                away.replace(scene.place)
            times += 1
            scene.pause()
    scene.done = f"taken away {times} times, {_refused(scene)} answers refused"


@contextmanager
def closing_engine(place: Path) -> Iterator[Callable[[str], None]]:
    """Runs statements on the database that stands for `place`, each at once."""
    engine = create_engine(kept_at(place), isolation_level="AUTOCOMMIT")

    def run(statement: str) -> None:
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)

    yield run
    engine.dispose()


# --- browsers -----------------------------------------------------------------------------------------------------


def slow_senders(scene: Scene) -> None:
    """Half heads, bodies that drip, and pages that nobody reads, from one address; managers come from another."""
    sent = 0
    with attacked(scene) as server, ExitStack() as stack:
        open_: list[socket.socket] = []
        # Longer than a connection may take to say what it wants.
        scene.seconds *= 2
        for _ in _until(scene):
            while len(open_) < SLOW:
                connection = stack.enter_context(
                    socket.create_connection(("127.0.0.1", server.port), 10, source_address=("127.0.0.2", 0))
                )
                connection.sendall(scene.random.choice(_HALVES))
                open_.append(connection)
                sent += 1
            left = []
            for connection in open_:
                try:
                    connection.sendall(b"x")
                    left.append(connection)
                except OSError:
                    connection.close()
            open_ = left
            time.sleep(0.2)
            health = httpx.get(f"{server.url}health", timeout=30)
            scene.faults += [f"/health answers {health.status_code}"] if health.status_code != 200 else []
    shut_out = sum(manager.unheard for manager in scene.managers)
    scene.faults += [f"managers were not heard {shut_out} times"] if shut_out else []
    scene.done = f"{sent} slow connections, {_refused(scene)} answers refused"


_HALVES = (
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
    b"POST /start HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000\r\n\r\nteam=",
    b"GET /",
)


def racing_browsers(scene: Scene) -> None:
    """Eight browsers open one link at once, and send one form at once: one is let in, one answer is taken."""
    races = 0
    with attacked(scene, managers=2) as server, ThreadPoolExecutor(8) as threads:
        for number in _until(scene):
            with Browser(server.url) as owner, ExitStack() as stack:
                path = owner.begin(f"Race {number}")
                owner.get(f"{path}/session")
                owner.post(f"{path}/link")
                link = re.search(r"/resume/[\w-]+", owner.text)[0]  # type: ignore[index]
                guests = [stack.enter_context(Browser(server.url)) for _ in range(8)]
                _at_once(threads, [partial(guest.get, link) for guest in guests])
                _at_once(threads, [partial(guest.post, link) for guest in guests])
                let_in = [guest for guest in guests if guest.get(path).status_code == 200]
                scene.faults += [f"a link let {len(let_in)} browsers in"] if len(let_in) != 1 else []
                scene.faults += _one_answer(owner, [owner, *let_in], path, threads)
            races += 1
    scene.done = f"{races} races of 8 browsers"


def _one_answer(owner: Browser, browsers: Sequence[Browser], path: str, threads: ThreadPoolExecutor) -> list[str]:
    """Both send an answer to the same page at once."""
    for browser in browsers:
        browser.get(f"{path}/fact/otif")
    texts = [f"{50 + index}%" for index in range(len(browsers))]
    answers = [
        partial(browser.post, f"{path}/answer", subject="team", fact="otif", text=text)
        for browser, text in zip(browsers, texts, strict=True)
    ]
    statuses = sorted(page.status_code for page in _at_once(threads, answers))
    kept = owner.get(f"{path}/trail").text.count("<time ")
    expected = [200, *[409] * (len(browsers) - 1)]
    return [] if (statuses, kept) == (expected, 1) else [f"answers at once: {statuses}, {kept} kept"]


def _at_once(threads: ThreadPoolExecutor, calls: Sequence[Callable[[], httpx.Response]]) -> list[httpx.Response]:
    return [started.result() for started in [threads.submit(call) for call in calls]]
