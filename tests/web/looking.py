"""What a page without scripts says, and answers sent whatever it asks."""

from __future__ import annotations

import html
import re

from tests.web.server import Browser

MISSED = {"revenue_target": "1 200 000", "revenue_actual": "990000"}
BACKLOG = {"backlog_weeks": "9", "backlog_weeks_usual": "4"}
"""A second sign of late deliveries, beside the orders on time and in full."""


def answers(browser: Browser, **facts: str) -> None:
    """Answers facts of the interview that is shown, whatever is asked."""
    path = path_of(browser)
    for fact, text in facts.items():
        assert browser.post(f"{path}/answer", subject="team", fact=fact, text=text, do="answer").status_code == 200


def path_of(browser: Browser) -> str:
    link = re.search(r'href="(/interview/[\w-]+)"', browser.text)
    assert link
    return link[1]


def said(browser: Browser) -> str:
    """The words of the page that is shown."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", browser.text)).split())


def said_at(browser: Browser, path: str) -> str:
    browser.get(path)
    return said(browser)


def steps(browser: Browser, path: str) -> int:
    browser.get(f"{path}/trail")
    return len(re.findall(r"<time ", browser.text))
