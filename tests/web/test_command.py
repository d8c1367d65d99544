"""`diagnosis serve` where it cannot serve: it says why, and what to do, in both languages."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.commands import process
from tests.web.server import ROOT, Server, serving

pytestmark = pytest.mark.process


def written(path: Path) -> str:
    """What the system says of a process; nothing of one that has ended, be it just now."""
    try:
        return path.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def is_alive(process: int) -> bool:
    status = Path(f"/proc/{process}/stat")
    told = written(status)
    return bool(told) and told.rpartition(")")[2].split()[0] != "Z"


def workers(server: Server) -> list[int]:
    """The processes that answer, by their ids, as Linux lists them."""
    parent = server.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    lines = {int(child): Path(f"/proc/{child}/cmdline") for child in children}
    return [child for child, line in lines.items() if is_alive(child) and "spawn_main" in written(line)]


def await_end(handle: int) -> None:
    """Waits until the process behind a handle of the kernel (a pidfd) has ended."""
    select.select([handle], [], [])
    os.close(handle)


def await_worker(server: Server, *known: int) -> int:
    """Waits for a worker beside those that are known. The kernel tells nobody when a process begins: it is looked."""
    while not (new := set(workers(server)) - set(known)):
        assert server.process.poll() is None, "".join(server.log)
    return new.pop()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_once_the_address_is_said_connections_are_answered(tmp_path: Path, workers: str) -> None:
    with (
        serving(tmp_path, "--workers", workers) as server,
        socket.create_connection(("127.0.0.1", server.port)) as connection,
    ):
        connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connection.recv(12) == b"HTTP/1.1 200"


@pytest.mark.parametrize(
    ("language", "said"), [("en", "choose another with --port or --host"), ("lt", "pasirinkite kitą su --port")]
)
def test_a_port_that_is_taken(tmp_path: Path, language: str, said: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = process("serve", "--port", port, "--store", tmp_path / "sessions.sqlite3", "--lang", language)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--url", "diagnosis.example.com"), "write it as in --url https://"),
        (("--url", "https://diagnosis.example.com/somewhere"), "write it as in --url https://"),
        (("--token-file", "no-such-file"), "the access token cannot be read"),
        (("--host", "192.0.2.1"), "there is no access token"),
        (("--store", "."), ""),
        (("--rules", "no-such-folder"), "no-such-folder"),
    ],
)
def test_what_cannot_be_served(options: tuple[str, ...], said: str) -> None:
    done = process("serve", "--port", 0, *options, DIAGNOSIS_TOKEN="")
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_without_the_extra_it_is_said_how_to_install_it() -> None:
    code = "import sys; sys.modules['fastapi'] = None; from diagnosis.terminal.app import main; main(['serve'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert 'pip install "sales-diagnosis[web]"' in done.stderr


def test_help_needs_no_extra() -> None:
    code = (
        "import sys; sys.modules['fastapi'] = None; from diagnosis.terminal.app import main; main(['serve', '--help'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "--token-file" in done.stdout


def test_a_process_that_cannot_start_ends_the_server(tmp_path: Path) -> None:
    program = (
        "import socket, sys\n"
        "from diagnosis.faults import Faulty\n"
        "from diagnosis.web.serve import serve_from_several\n"
        "from diagnosis.web.settings import Settings\n"
        "if __name__ == '__main__':\n"
        "    bound = socket.socket()\n"
        "    bound.bind(('127.0.0.1', 0))\n"
        "    settings = Settings(rules=('no-such-folder',), workers=2)\n"
        "    try: serve_from_several(settings, bound, lambda: print('listens'))\n"
        "    except Faulty as error: sys.exit(str(error))\n"
    )
    script = tmp_path / "broken.py"
    script.write_text(program, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, script],
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "no-such-folder" in done.stderr
    assert done.stderr.endswith("a process of the server cannot start; see what it logged\n")


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux to list processes and to wait for their ends")
def test_a_process_that_ends_is_replaced_and_none_outlives_the_server(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as server:
        first = await_worker(server)
        other = await_worker(server, first)
        os.kill(first, signal.SIGKILL)
        new = await_worker(server, first, other)
        handles = [os.pidfd_open(worker) for worker in (other, new)]
        server.process.kill()
        for handle in handles:
            await_end(handle)
