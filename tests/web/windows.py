"""What a manager does in a window of a real browser, by the controls of the pages."""

from __future__ import annotations

import re
from typing import Any

from diagnosis.interview import as_text
from tests.interview.managers import table_text
from tests.packaged import packaged_knowledge
from tests.web.managers import asked, team


def begin(page: Any, name: str = "East") -> str:
    """Begins an interview, and gives its address."""
    page.fill("#field-team", name)
    page.fill("#field-quarter", "2026-Q3")
    page.fill("#field-as_of", "2026-09-30")
    page.click("form:has([value=new]) button")
    page.wait_for_url("**/interview/*")
    return str(page.url).partition("?")[0]


def answered(page: Any, name: str = "East", most: int = 200) -> int:
    """Answers questions as the team's manager would, by the controls of the page; gives how many."""
    facts = team(name)
    for count in range(most):
        question = asked(page.content())
        if question is None or (page.locator(".notice.good").count() and _ended(page)):
            return count
        number = page.locator("main input[name=number]").first.get_attribute("value")
        if question.subject != "team":
            page.fill("#pasted", table_text(facts, question.subject, question.facts, packaged_knowledge()))
            page.click("button[value=import]")
        else:
            (fact,) = question.facts
            given, entry = facts.facts.get(fact), packaged_knowledge().facts["team"][fact]
            if given is None:
                page.click("button[value=unknown]")
            elif page.locator("input[type=radio]").count():
                text = "yes" if given.value is True else "no" if given.value is False else given.value
                page.check(f'input[type=radio][value="{text}"]')
                page.click("button[value=answer]")
            else:
                page.fill("#text", as_text(given, entry))
                page.click("button[value=answer]")
        page.wait_for_url(re.compile(rf"\?since={number}(&|$)"))
        # Until another state is shown than that after event `number`.
        page.wait_for_selector(f'main:not(:has(input[name=number][value="{number}"]))', state="attached")
    return most


def _ended(page: Any) -> bool:
    words = page.inner_text(".notice.good")
    return "no other answer" in words or "joks kitas atsakymas" in words
