"""`diagnosis serve` where it cannot serve: it says why, and what to do, in both languages."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.terminal.commands import process
from tests.web.server import ROOT, serving

pytestmark = pytest.mark.process


@pytest.mark.parametrize("workers", ["1", "2"])
def test_once_the_address_is_said_connections_are_answered(tmp_path: Path, workers: str) -> None:
    with serving(tmp_path, "--workers", workers) as server, socket.create_connection(("127.0.0.1", server.port)) as one:
        one.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert one.recv(12) == b"HTTP/1.1 200"


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
