"""Managers in browsers who answer all the while, whatever happens to the server; and what was acknowledged to each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from threading import Event as Signal
from threading import Thread

import httpx

FACTS = ("otif", "order_errors", "csat", "certified")
AGAIN_SECONDS = 0.2
_CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
_NUMBER = re.compile(r'name="number" value="(\d+)"')


@dataclass
class Address:
    """Where the server is now; it may be started anew elsewhere."""

    url: str


@dataclass
class Manager:
    """One manager, whose answers nobody else gives: each has the manager's number in its digits.

    `acknowledged` are the answers that the server took, in order: the next page was on its way. `unsure` are those that
    it neither took nor refused as far as the manager knows. `wrong` tells what must never happen.
    """

    address: Address
    number: int
    random: Random
    id: str = ""
    acknowledged: list[str] = field(default_factory=list)
    unsure: set[str] = field(default_factory=set)
    refused: int = 0
    unheard: int = 0
    wrong: list[str] = field(default_factory=list)
    _cookies: dict[str, str] = field(default_factory=dict)
    _csrf: str = ""
    _event: int | None = None

    @property
    def seller(self) -> str:
        """The manager's one seller."""
        return f"S-{self.number}"

    def begin(self) -> None:
        """Begins an interview, while the server is well."""
        with self._client() as client:
            self._csrf = _CSRF.search(client.get("/").text)[1]  # type: ignore[index]
            form = {"kind": "new", "team": f"Team {self.number}", "quarter": "2026-Q3", "csrf": self._csrf}
            begun = client.post("/start", data=form)
            self.id = begun.headers["location"].split("/")[2]
            self._cookies = dict(client.cookies)

    def go_on(self, stop: Signal) -> None:
        """Answers until told to stop."""
        with self._client() as client:
            count = 0
            while not stop.is_set():
                count += 1
                try:
                    client.base_url = httpx.URL(self.address.url)
                    self._answer(client, count)
                except httpx.TransportError:
                    self.unheard += 1
                    self._event = None
                    stop.wait(AGAIN_SECONDS)

    def _answer(self, client: httpx.Client, count: int) -> None:
        path = f"/interview/{self.id}"
        if self._event is None:
            page = client.get(f"{path}/fact/otif")
            if (shown := _NUMBER.search(page.text)) is None:
                self._judge(page, "the page of a question")
                return
            self._event = int(shown[1])
        text, form = self._form(count)
        self.unsure.add(text)
        sent = {**form, "csrf": self._csrf, "number": str(self._event)}
        answered = client.post(path + ("/answer" if "fact" in form else "/table/seller"), data=sent)
        if answered.status_code == 303:
            self.unsure.discard(text)
            self.acknowledged.append(text)
            self._event += 1
        else:
            self._event = None
            self._judge(answered, f"the answer {text}")

    def _form(self, count: int) -> tuple[str, dict[str, str]]:
        # Two digits before the point are the manager's; after it, the answers are counted.
        if self.random.random() < 0.15:
            text = f"{10 + self.number}.{count:04d}%!"
            table = f"seller,attainment\n{self.seller},{text}\n"
            return text, {"do": "import", "pasted": table}
        fact, text = self.random.choice(FACTS), f"{10 + self.number}.{count:04d}%!"
        return text, {"subject": "team", "fact": fact, "text": text}

    def _judge(self, page: httpx.Response, what: str) -> None:
        if page.status_code in (409, 429, 503):
            # Told plainly that it was not saved, or not at once: the manager sends another one.
            self.refused += 1
        else:
            self.wrong.append(f"{what} of manager {self.number}: {page.status_code}")

    def _client(self) -> httpx.Client:
        return httpx.Client(base_url=self.address.url, cookies=self._cookies, timeout=60, follow_redirects=False)


@contextmanager
def answering(managers: Sequence[Manager]) -> Iterator[Signal]:
    """While all managers answer; the signal stops them earlier."""
    stop = Signal()
    threads = [Thread(target=manager.go_on, args=(stop,)) for manager in managers]
    for thread in threads:
        thread.start()
    try:
        yield stop
    finally:
        stop.set()
        for thread in threads:
            thread.join()
