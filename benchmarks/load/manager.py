"""A manager in a browser: reads the question from the page, thinks, answers from the facts of a team."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from time import perf_counter

import httpx

from diagnosis.intake.model import Given, Team
from diagnosis.interview import as_text
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Subject

_CSRF = re.compile(r'name="csrf" value="(\w+)"')
_NUMBER = re.compile(r'name="number" value="(\d+)"')
_FACT = re.compile(r'name="fact" value="(\w+)"')
_TABLE = re.compile(r'action="/interview/[\w-]+/table/(\w+)"')
_COLUMN = re.compile(r'name="column" value="(\w+)"')


@dataclass
class Sent:
    """What a manager sent, and how long each step took (seconds): from the click until the next page was there."""

    waits: dict[str, list[float]] = field(default_factory=dict)
    facts: dict[str, Given] = field(default_factory=dict)
    members: dict[tuple[Subject, str], dict[str, Given]] = field(default_factory=dict)
    answers: int = 0
    exported: str = ""
    trail: int = 0


class Manager:
    """One manager; `think` is the seconds between a page and its answer, on average."""

    def __init__(self, team: Team, knowledge: Knowledge, think: float, seed: int) -> None:
        self.team, self.knowledge, self.think = team, knowledge, think
        self.sent, self._random = Sent(), Random(seed)
        self._page = ""

    async def interview(self, client: httpx.AsyncClient, questions: int) -> Sent:
        """Begins an interview, answers so many questions (or until there are no more), and fetches what was kept."""
        await asyncio.sleep(self._random.random() * self.think)
        await self._step("first page", client.get("/"))
        begun = {
            "kind": "new",
            "team": self.team.team,
            "quarter": self.team.quarter,
            "as_of": str(self.team.as_of or ""),
        }
        path = (await self._step("begin", client.post("/start", data={**begun, "csrf": self._csrf}))).url.path
        for _ in range(questions):
            await asyncio.sleep(self.think * (0.5 + self._random.random()))
            table, fact = _TABLE.search(self._page), _FACT.search(self._page)
            if table is not None:
                await self._table(client, path, table[1])  # type: ignore[arg-type]
            elif fact is not None:
                await self._fact(client, path, fact[1])
            else:
                break
        self.sent.exported = (await self._step("facts file", client.get(f"{path}/download/facts.yaml"))).text
        self.sent.trail = (await self._step("trail", client.get(f"{path}/trail"))).text.count("<time ")
        return self.sent

    async def _fact(self, client: httpx.AsyncClient, path: str, fact: str) -> None:
        given = self.team.facts.get(fact)
        form = {"subject": "team", "fact": fact, "do": "unknown"}
        if given is not None:
            self.sent.facts[fact] = given
            form |= {"do": "answer", "text": as_text(given, self.knowledge.facts["team"][fact])}
        await self._answer(client, f"{path}/answer", form)

    async def _table(self, client: httpx.AsyncClient, path: str, subject: Subject) -> None:
        columns = list(dict.fromkeys(_COLUMN.findall(self._page)))
        members = self.team.members.get(subject, ())
        form: dict[str, str] = {"do": "unknown"}
        if members:
            lines = [",".join([subject, *columns])]
            for member in members:
                own = self.sent.members.setdefault((subject, member.member), {})
                own.update({fact: member.facts[fact] for fact in columns if fact in member.facts})
                lines.append(",".join([member.member, *self._cells(subject, member.facts, columns)]))
            form = {"do": "import", "pasted": "\n".join(lines)}
        await self._answer(client, f"{path}/table/{subject}", form)

    def _cells(self, subject: Subject, facts: Mapping[str, Given], columns: Iterable[str]) -> Iterable[str]:
        catalogue = self.knowledge.facts[subject]
        return (f'"{as_text(facts[fact], catalogue[fact])}"' if fact in facts else "" for fact in columns)

    async def _answer(self, client: httpx.AsyncClient, path: str, form: dict[str, str]) -> None:
        number = _NUMBER.search(self._page)
        assert number is not None
        self.sent.answers += 1
        await self._step("answer", client.post(path, data={**form, "csrf": self._csrf, "number": number[1]}))

    @property
    def _csrf(self) -> str:
        token = _CSRF.search(self._page)
        assert token is not None
        return token[1]

    async def _step(self, name: str, request: Awaitable[httpx.Response]) -> httpx.Response:
        began = perf_counter()
        response = await request
        self.sent.waits.setdefault(name, []).append(perf_counter() - began)
        if response.status_code != 200:
            raise AssertionError(f"{name}: {response.status_code} {response.text[:2000]}")
        if response.headers["content-type"].startswith("text/html"):
            self._page = response.text
        return response
