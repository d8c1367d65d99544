"""A real server in a process of its own, and browsers that talk to it as browsers do."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from types import TracebackType

import httpx

from tests.postgres import kept_at

ROOT = Path(__file__).resolve().parents[2]
_CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
_NUMBER = re.compile(r'name="number" value="(\d+)"')


@dataclass
class Server:
    """A server that runs; `log` is what it wrote to stderr."""

    url: str
    process: subprocess.Popen[str]
    store: Path
    log: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.url.rstrip("/").rpartition(":")[2])


@contextmanager
def serving(
    folder: Path, *options: str, root: Path = ROOT, before: tuple[str, ...] = (), **environment: str
) -> Iterator[Server]:
    """`diagnosis serve` of the program in `root` on a free port, with its interviews in `folder`.

    `before` is a command that runs it.
    """
    store = folder / "sessions.sqlite3"
    command = [*before, sys.executable, "-m", "diagnosis", "serve", "--port", "0", "--store", kept_at(store), *options]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DIAGNOSIS_")}
    process = subprocess.Popen(
        command,
        cwd=root,
        env={**clean, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None and process.stderr is not None
    log: list[str] = []
    reader = Thread(target=log.extend, args=(process.stderr,), daemon=True)
    reader.start()
    try:
        told = process.stdout.readline()
        address = re.search(r"http://[^ /]+:\d+/", told)
        assert address, f"the server does not start: {told}{log}"
        yield Server(address[0], process, store, log)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
        reader.join(5)


class Browser:
    """A browser without scripts: keeps cookies, follows what is answered, sends the forms that it was shown."""

    def __init__(self, url: str, language: str = "en", *, client: httpx.Client | None = None, **headers: str) -> None:
        self.client = client or httpx.Client(base_url=url, follow_redirects=True, timeout=30)
        self.client.headers.update({"accept-language": language, **headers})
        self.page: httpx.Response = self.client.get("/")

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.client.close()

    def get(self, path: str) -> httpx.Response:
        self.page = self.client.get(path)
        return self.page

    @property
    def text(self) -> str:
        return self.page.text

    @property
    def csrf(self) -> str:
        field = _CSRF.search(self.text)
        assert field
        return field[1]

    @property
    def number(self) -> str:
        field = _NUMBER.search(self.text)
        assert field
        return field[1]

    def post(self, path: str, /, files: object = None, **fields: object) -> httpx.Response:
        """Sends a form with the token (and, on a page of an interview, the state number) of the page that is shown."""
        sent: dict[str, object] = {"csrf": self.csrf}
        if _NUMBER.search(self.text):
            sent["number"] = self.number
        self.page = self.client.post(path, data={**sent, **fields}, files=files)  # type: ignore[arg-type]
        return self.page

    def begin(self, team: str = "North", quarter: str = "2026-Q3", **more: str) -> str:
        """Begins an interview, and gives the path of its pages."""
        self.get("/")
        self.post("/start", kind="new", team=team, quarter=quarter, **more)
        assert self.page.status_code == 200, self.text
        return self.page.url.path
