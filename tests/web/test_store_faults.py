"""The database of the interviews fails under the pages: that is told as such, logged, and nothing typed is lost."""

from __future__ import annotations

import html
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.postgres import is_used
from tests.sessions.keeping import change
from tests.web.inside import inside
from tests.web.server import Browser

FORMS = {
    "answer": {"subject": "team", "fact": "otif", "text": "82%"},
    "withdraw": {"subject": "team", "fact": "otif"},
    "table/seller": {"column": "attainment", "member": "S-1", "cell-0-attainment": "50%"},
    "what-if": {"fact-otif": "82%", "do": "commit"},
    "link": {},
    "delete": {"sure": "yes"},
}
"""What may be sent on the pages of an interview."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "sessions.sqlite3"


@pytest.fixture
def browser(place: Path) -> Iterator[Browser]:
    with inside(place) as open_:
        yield open_()


def gone(place: Path) -> Callable[[], object]:
    place.rename(place.with_name("away"))
    return lambda: place.with_name("away").rename(place)


def without_events(place: Path) -> Callable[[], object]:
    def renamed(before: str, after: str) -> None:
        change(place, f"alter table {before} rename to {after}")

    for table in ("events", "web_links"):
        renamed(table, f"{table}_away")
    return lambda: [renamed(f"{table}_away", table) for table in ("events", "web_links")]


@pytest.mark.slow
@pytest.mark.parametrize("break_", [pytest.param(gone, marks=pytest.mark.sqlite), without_events])
@pytest.mark.parametrize("form", FORMS)
def test_a_fault_of_the_store_is_no_mistake_of_the_manager(
    place: Path,
    browser: Browser,
    form: str,
    break_: Callable[[Path], Callable[[], object]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    path = browser.begin()
    browser.get(f"{path}/fact/otif")
    mend = break_(place)
    with caplog.at_level(logging.ERROR, "diagnosis.web"):
        page = browser.post(f"{path}/{form}", **FORMS[form])
    assert page.status_code == 503
    assert "cannot be saved or read just now" in page.text and "What you sent is not saved" in page.text
    assert page.headers["retry-after"]
    assert str(place) not in page.text
    # Others may log meanwhile what is left of tests before this one.
    logged = [record.getMessage() for record in caplog.records if record.name == "diagnosis.web"]
    assert logged[0].startswith("the store: ")
    assert str(place) in logged[0] or is_used()
    for text in FORMS[form].values():
        assert f'value="{html.escape(text)}"' in page.text
    mend()
    assert browser.post(f"{path}/{form}", **FORMS[form]).status_code == 200


@pytest.mark.sqlite
@pytest.mark.parametrize("page", ["", "/answers", "/result", "/what-if", "/trail", "/back", "/table/seller"])
def test_pages_that_cannot_be_read_say_so(place: Path, browser: Browser, page: str) -> None:
    path = browser.begin()
    gone(place)
    assert browser.get(path + page).status_code == 503
    assert "Try again in a minute" in browser.text
    assert browser.get("/").status_code == 503
