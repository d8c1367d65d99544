"""On the pages one user cannot take what all others need; what goes too far is said in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from diagnosis.sessions import Limits
from tests.web.inside import inside
from tests.web.server import Browser


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with inside(tmp_path / "sessions.sqlite3") as open_:
        yield open_()


def pasted(browser: Browser, path: str, count: int) -> int:
    browser.get(f"{path}/table/seller")
    text = "seller,attainment,deals\n" + "".join(f"S-{number},{60 + number % 30}%,9/80\n" for number in range(count))
    return browser.post(f"{path}/table/seller", column="attainment", do="import", pasted=text).status_code


@pytest.mark.slow
def test_a_pasted_table_may_not_be_too_long(browser: Browser) -> None:
    path = browser.begin()
    assert pasted(browser, path, 10_000) == 422
    assert "10000 rows are more than the pages take (500)" in browser.text
    assert pasted(browser, path, 60) == 200


@pytest.mark.slow
def test_not_all_cells_of_many_members_are_changed_at_once(browser: Browser) -> None:
    path = browser.begin()
    assert pasted(browser, path, 200) == 200
    browser.get(f"{path}/what-if")
    cells = dict.fromkeys(re.findall(r'name="(cell-seller-\d+-attainment)"', browser.text), "50%")
    members = [f"S-{number}" for number in range(200)]
    sent = {"do": "try", "member-seller": sorted(members), **cells}
    page = browser.post(f"{path}/what-if", **sent)
    assert page.status_code == 422
    assert "200 changes at once are too many beside 200 members; change at most 125 at once" in page.text


def test_a_browser_has_so_many_interviews(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("diagnosis.web.app.Limits", lambda: Limits(interviews=3))
    with inside(tmp_path / "few.sqlite3") as open_:
        browser = open_()
        for _ in range(3):
            browser.begin()
        browser.get("/")
        page = browser.post("/start", kind="new", team="South", quarter="2026-Q3")
        assert page.status_code == 422
        assert "3 interviews are kept for this browser already; delete one" in page.text
        assert open_().begin()
