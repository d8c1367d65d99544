"""What lasts: through a crash, in several processes, and not beyond the retention period."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.sessions.keeping import change
from tests.web.server import Browser, serving

pytestmark = pytest.mark.process


def answer(browser: Browser, path: str, fact: str, text: str) -> None:
    browser.get(f"{path}/fact/{fact}")
    assert browser.post(f"{path}/answer", subject="team", fact=fact, text=text).status_code == 200


def test_after_a_crash_it_goes_on_where_it_was(tmp_path: Path) -> None:
    with serving(tmp_path) as server, Browser(server.url) as browser:
        path = browser.begin()
        answer(browser, path, "revenue_target", "1 200 000")
        answer(browser, path, "revenue_actual", "990000")
        cookies = dict(browser.client.cookies)
        server.process.kill()
    with serving(tmp_path) as server, Browser(server.url) as browser:
        browser.client.cookies.clear()
        browser.client.cookies.update(cookies)
        assert "North" in browser.get("/").text
        assert "€" not in browser.get(f"{path}/answers").text
        assert "1,200,000" in browser.text and "990,000" in browser.text


def test_several_processes_know_the_same(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as server, Browser(server.url) as browser:
        path = browser.begin()
        for number in range(12):
            answer(browser, path, "otif", f"{60 + number}%")
            # Each on a connection of its own, so that either process may answer.
            cookies = dict(browser.client.cookies)
            for _ in range(3):
                shown = httpx.get(f"{server.url.rstrip('/')}{path}/answers", cookies=cookies)
                assert f"{60 + number}%" in shown.text


def test_of_several_answers_at_once_one_is_taken_and_the_others_are_told(tmp_path: Path) -> None:
    with serving(tmp_path, "--workers", "2") as server, Browser(server.url) as browser:
        path = browser.begin()
        form = {"csrf": browser.csrf, "number": "0", "subject": "team", "fact": "otif"}
        cookies = dict(browser.client.cookies)

        def send(text: str) -> int:
            address = f"{server.url.rstrip('/')}{path}/answer"
            return httpx.post(address, data={**form, "text": text}, cookies=cookies, timeout=30).status_code

        with ThreadPoolExecutor(8) as threads:
            statuses = sorted(threads.map(send, [f"{number}%" for number in range(50, 58)]))
        assert statuses == [303, *[409] * 7]
        browser.get(f"{path}/trail")
        assert len(re.findall(r"<time ", browser.text)) == 1


def test_what_nobody_changed_for_long_is_deleted_for_good(tmp_path: Path) -> None:
    with serving(tmp_path) as server, Browser(server.url) as browser:
        old, new = browser.begin("Older"), browser.begin("Newer")
        cookies = dict(browser.client.cookies)
        changed = "update sessions set changed = '2020-01-01T00:00:00.000000+00:00' where team = 'Older'"
        change(server.store, changed)
    with serving(tmp_path, "--retention", "30") as server, Browser(server.url) as browser:
        browser.client.cookies.clear()
        browser.client.cookies.update(cookies)
        assert browser.get(old).status_code == 404
        assert browser.get(new).status_code == 200
        assert "30 days" in browser.get("/").text
