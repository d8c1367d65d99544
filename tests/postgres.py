"""`python -m tests.postgres COMMAND...`: starts a PostgreSQL, and runs a command whose tests keep interviews there.

Debian's packages serve (`apt-get install postgresql`). The server listens on a free port of this machine, keeps its
data in a folder that goes with it, and lets everybody in: nothing in it is anybody's. `--there` starts nothing, and
says by its exit code whether the programs are there.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

SERVER = "DIAGNOSIS_TEST_POSTGRES"
"""The environment variable that holds the port of the server in which tests keep their interviews."""

NOBODY = "nobody"
"""As whom the server runs where the tests run as root: PostgreSQL refuses root."""


def programs() -> tuple[str, str] | None:
    """The paths of `initdb` and `postgres`, from the path or where Debian puts them; None where they are missing."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    places = os.pathsep.join([os.environ.get("PATH", ""), *map(str, folders)])
    found = [shutil.which(program, path=places) for program in ("initdb", "postgres")]
    return (found[0], found[1]) if found[0] and found[1] else None


@contextmanager
def running() -> Iterator[int]:
    """The port of a server that runs meanwhile."""
    paths = programs()
    if paths is None:
        raise SystemExit("there is no PostgreSQL: install it (Debian: postgresql)")
    initdb, postgres = paths
    user: dict[str, str] = {"user": NOBODY} if os.getuid() == 0 else {}
    with TemporaryDirectory(prefix="postgres-") as folder:
        if user:
            shutil.chown(folder, NOBODY)
        data = str(Path(folder) / "data")
        made = [initdb, "-D", data, "-U", "diagnosis", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL, cwd=folder, **user)
        with closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = int(free.getsockname()[1])
        # Tests end before the power fails: nothing needs to be forced to the disk.
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "fsync": "off",
            "max_connections": 300,
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        log = Path(folder) / "log"
        with log.open("wb") as written:
            server = subprocess.Popen(
                [postgres, "-D", data, "-p", str(port), *options], stderr=written, cwd=folder, **user
            )
            try:
                _await(server, port, log)
                yield port
            finally:
                # SIGINT: it ends at once, whoever is connected.
                server.send_signal(2)
                server.wait(30)


def _await(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _ in range(300):
        if server.poll() is not None:
            break
        with closing(socket.socket()) as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit(f"PostgreSQL does not start: {log.read_text('utf-8', 'replace')}")


def is_used() -> bool:
    """Whether tests keep their interviews in a PostgreSQL."""
    return SERVER in os.environ


def kept_at(place: Path) -> str:
    """Where a program that a test starts keeps interviews: at `place`, or in the database that stands for it."""
    return url_of(place) if is_used() else str(place)


@cache
def url_of(place: Path | str) -> str:
    """The URL of the database that stands for the file at `place`; it is made where it is new."""
    name = "t" + hashlib.sha256(str(place).encode()).hexdigest()[:24]
    port = int(os.environ[SERVER])
    return new_database(port, name)


def new_database(port: int, name: str) -> str:
    """The URL of a database of that name, which is made where it is new."""
    import pg8000.dbapi

    with closing(pg8000.dbapi.connect("diagnosis", "127.0.0.1", "postgres", port)) as connection:
        connection.autocommit = True
        cursor = connection.cursor()
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        if cursor.fetchone() is None:
            try:
                cursor.execute(f"CREATE DATABASE {name}")
            except pg8000.dbapi.ProgrammingError as error:
                # Another process of the tests made it meanwhile.
                if name not in str(error):
                    raise
    return f"postgresql+pg8000://diagnosis@127.0.0.1:{port}/{name}"


def main(command: Sequence[str]) -> int:
    """Runs a command beside a server; its exit code."""
    if list(command) == ["--there"]:
        return programs() is None
    with running() as port:
        return subprocess.run(command, env={**os.environ, SERVER: str(port)}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
