"""Who may come in, and for how long: browsers, passes and links, by a clock that is set."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from diagnosis.sessions import LINK_SECONDS, TRIES_SECONDS
from diagnosis.web.visitors import SIGNED_IN_SECONDS
from tests.sessions.keeping import Hands
from tests.web.inside import inside
from tests.web.looking import said

TOKEN = "a-token-that-nobody-guesses-0123456789"


def test_who_signed_in_stays_in_until_the_pass_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIAGNOSIS_TOKEN", TOKEN)
    clock = Hands()
    with inside(tmp_path / "sessions.sqlite3", clock) as open_:
        browser, other = open_(), open_()
        browser.get("/sign-in")
        browser.post("/sign-in", token=TOKEN, next="/")
        assert browser.page.url.path == "/"
        clock.pass_(SIGNED_IN_SECONDS - 60)
        assert browser.get("/").url.path == "/"
        assert other.get("/").url.path == "/sign-in"
        clock.pass_(61)
        assert browser.get("/").url.path == "/sign-in"


def test_too_many_wrong_tokens_wait_until_their_time_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DIAGNOSIS_TOKEN", TOKEN)
    clock = Hands()
    with inside(tmp_path / "sessions.sqlite3", clock) as open_:
        browser = open_()
        browser.get("/sign-in")
        while browser.post("/sign-in", token="wrong").status_code == 403:
            pass
        for seconds, status in ((TRIES_SECONDS - 1, 429), (1, 200)):
            clock.pass_(seconds)
            assert browser.post("/sign-in", token=TOKEN).status_code == status


def test_a_link_lets_another_browser_in_until_its_time_is_over(tmp_path: Path) -> None:
    clock = Hands()
    with inside(tmp_path / "sessions.sqlite3", clock) as open_:
        browser, early, late = open_(), open_(), open_()
        path = browser.begin("Shared")
        for other, seconds, status in ((early, LINK_SECONDS - 1, 200), (late, LINK_SECONDS, 404)):
            browser.get(f"{path}/session")
            browser.post(f"{path}/link")
            link = re.search(r"/resume/[\w-]+", browser.text)
            assert link
            other.get(link[0])
            clock.pass_(seconds)
            assert other.post(link[0]).status_code == status
            assert ("Shared" in said(other)) is (status == 200)


def test_two_browsers_with_interviews_of_their_own_see_only_these(tmp_path: Path) -> None:
    with inside(tmp_path / "sessions.sqlite3") as open_:
        browsers = {"North": open_(), "South": open_()}
        paths = {team: browser.begin(team) for team, browser in browsers.items()}
        for team, browser in browsers.items():
            for shown, path in paths.items():
                assert browser.get(path).status_code == (200 if shown == team else 404)
            browser.get("/")
            assert [shown for shown in paths if shown in said(browser)] == [team]


def test_the_first_page_proposes_the_quarter_that_is_over(tmp_path: Path) -> None:
    clock = Hands()
    with inside(tmp_path / "sessions.sqlite3", clock) as open_:
        assert 'value="2026-Q3"' in open_().text
        clock.pass_(39 * 24 * 3600)
        assert 'value="2026-Q4"' in open_().text
