"""The server that is measured: `diagnosis serve` in processes of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx


@contextmanager
def serving(folder: Path, workers: int) -> Iterator[str]:
    """The address of a server on a free port that keeps its interviews in `folder`."""
    options = ["--port", "0", "--workers", str(workers), "--store", str(folder / "sessions.sqlite3")]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DIAGNOSIS_")}
    with (folder / "server.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "diagnosis", "serve", *options],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            assert server.stdout is not None
            address = re.search(r"http://[^ /]+:\d+/", server.stdout.readline())
            if address is None:
                raise SystemExit(f"the server does not start: {(folder / 'server.log').read_text('utf-8')}")
            _await(address[0], workers)
            yield address[0]
        finally:
            server.terminate()
            server.wait(20)


def _await(address: str, workers: int) -> None:
    """Waits until the server answers, and each process of it has had time to read its rules."""
    for _ in range(300):
        try:
            httpx.get(address, timeout=30)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            time.sleep(3 if workers > 1 else 0)
            return
    raise SystemExit("the server does not answer")
