"""Managers who answer in a browser without scripts, from the facts of a team."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from diagnosis.intake.model import Team
from diagnosis.intake.read import read_paths
from diagnosis.interview import as_text
from diagnosis.knowledge.model import Subject
from diagnosis.resources import facts_dir
from tests.interview.managers import table_text
from tests.packaged import packaged_knowledge
from tests.web.server import Browser


@cache
def team(name: str) -> Team:
    """A team of the examples."""
    quarter = read_paths([facts_dir() / "examples" / "2026-Q3"], packaged_knowledge().facts)
    return next(entry for entry in quarter.teams if entry.team == name)


@dataclass(frozen=True)
class Asked:
    """The question that a page shows: a fact of the team, or the columns of a table."""

    subject: Subject
    facts: tuple[str, ...]


def asked(page: str) -> Asked | None:
    """The question of a page; None where there are no more."""
    table = re.search(r'action="/interview/[\w-]+/table/(\w+)"', page)
    if table:
        columns = re.findall(r'name="column" value="(\w+)"', page)
        return Asked(table[1], tuple(columns))  # type: ignore[arg-type]
    fact = re.search(r'name="fact" value="(\w+)"', page)
    return Asked("team", (fact[1],)) if fact else None


def answer(browser: Browser, question: Asked, facts: Team) -> None:
    """Answers the question that the browser shows."""
    action = re.search(r'action="(/interview/[\w-]+)/(?:answer|table)', browser.text)
    assert action
    path = action[1]
    if question.subject != "team":
        if not facts.members.get(question.subject):
            browser.post(f"{path}/table/{question.subject}", do="unknown")
            return
        pasted = table_text(facts, question.subject, question.facts, packaged_knowledge())
        browser.post(f"{path}/table/{question.subject}", do="import", pasted=pasted, column=list(question.facts))
        return
    (fact,) = question.facts
    given = facts.facts.get(fact)
    entry = packaged_knowledge().facts["team"][fact]
    sent = {"do": "unknown"} if given is None else {"do": "answer", "text": as_text(given, entry)}
    browser.post(f"{path}/answer", subject="team", fact=fact, **sent)


def whole(browser: Browser, facts: Team) -> Iterator[Asked]:
    """Answers every question until the interview stops; the browser shows the page after each."""
    for _ in range(200):
        question = asked(browser.text)
        if question is None or _ended(browser.text):
            return
        answer(browser, question, facts)
        assert browser.page.status_code == 200, browser.text
        yield question
    raise AssertionError("the interview does not end")


def _ended(page: str) -> bool:
    return "no other answer could change" in page or "joks kitas atsakymas" in page
