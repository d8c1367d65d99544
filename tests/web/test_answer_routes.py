"""What is sent is written once, by a session that is loaded once, however often a button is pressed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from diagnosis.sessions import Store
from tests.web.inside import inside
from tests.web.looking import said, steps
from tests.web.server import Browser

TABLE = "seller,attainment\nOna,71%\nJonas,102%\n"


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with inside(tmp_path / "sessions.sqlite3") as open_:
        yield open_()


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sessions that are loaded from now on."""
    loaded: list[str] = []
    load = Store._loaded

    def counted(self: Store, connection: object, id_: str, *more: object, **named: object) -> object:
        loaded.append(id_)
        return load(self, connection, id_, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(Store, "_loaded", counted)
    return loaded


@pytest.mark.parametrize(
    ("page", "form"),
    [
        ("table/seller", {"do": "import", "pasted": TABLE}),
        ("table/seller", {"do": "import", "pasted": "no table"}),
        ("answer", {"subject": "team", "fact": "otif", "text": "82%"}),
        ("answer", {"subject": "team", "fact": "otif", "text": "no number"}),
    ],
)
def test_what_is_sent_loads_the_session_once(
    browser: Browser, loads: list[str], page: str, form: dict[str, str]
) -> None:
    path = browser.begin()
    sent = {"csrf": browser.csrf, "number": "0", **form}
    loads.clear()
    browser.client.post(f"{path}/{page}", data=sent, follow_redirects=False)
    assert len(loads) == 1


def test_a_form_that_is_sent_twice_is_written_once(browser: Browser) -> None:
    path = browser.begin()
    sent = {"csrf": browser.csrf, "number": "0", "subject": "team", "fact": "otif"}
    for text, status in (("82%", 200), ("82%", 200), ("83%", 409)):
        assert browser.client.post(f"{path}/answer", data={**sent, "text": text}).status_code == status
    assert steps(browser, path) == 1


def test_what_is_wrong_beside_a_field_says_neither_its_name_nor_to_leave_it_blank(browser: Browser) -> None:
    path = browser.begin()
    browser.post(f"{path}/answer", subject="team", fact="otif", text="good")
    assert browser.page.status_code == 422
    assert "blank" not in said(browser)


def test_back_leads_to_what_was_answered_last(browser: Browser) -> None:
    path = browser.begin()
    assert browser.get(f"{path}/back").url.path == f"{path}/answers"
    browser.get(f"{path}/fact/otif")
    browser.post(f"{path}/answer", subject="team", fact="otif", text="82%")
    assert browser.get(f"{path}/back").url.path == f"{path}/fact/otif"
    browser.get(f"{path}/table/seller")
    browser.post(f"{path}/table/seller", do="import", pasted=TABLE)
    assert browser.get(f"{path}/back").url.path == f"{path}/table/seller"


def test_a_value_that_is_hardly_ever_so_is_asked_for_again_and_kept_once_confirmed(browser: Browser) -> None:
    path = browser.begin()
    cell = {"subject": "team", "fact": "vacancies"}
    assert browser.post(f"{path}/answer", **cell, text="88%", do="answer").status_code == 422
    assert "would be 88%, which is hardly ever so" in browser.text
    assert 'name="reading" value="88%!"' in browser.text
    assert "Yes, it is 88%" in browser.text
    assert browser.post(f"{path}/answer", **cell, text="88%", asked="88%", reading="88%!").status_code == 200
    assert "vacancies: 88%!" in browser.get(f"{path}/download/facts.yaml").text


def test_what_has_two_readings_is_asked_with_both_to_pick_from(browser: Browser) -> None:
    path = browser.begin()
    browser.post(f"{path}/answer", subject="team", fact="revenue_target", text="1,020", asked="1,020")
    assert browser.page.status_code == 422
    assert "'1,020' can mean" in said(browser)
    assert browser.text.count('name="reading"') == 2
    browser.post(
        f"{path}/answer",
        subject="team",
        fact="revenue_target",
        reading="1020!",
        text="1,020",
        asked="1,020",
    )
    assert browser.page.status_code == 200
    assert "1,020" in said(browser)


@pytest.mark.parametrize(
    ("fact", "text", "told"),
    [
        ("revenue_target", "1.2m", "Understood as 1,200,000."),
        ("revenue_target", "1,020", "'1,020' can mean"),
        ("otif", "88", "Understood as 88%."),
        ("otif", "70-80 %", "Understood as 70% to 80% (estimate)."),
        ("vacancies", "0.88", "'0.88' can mean"),
        ("otif", "", ""),
        ("otif", "?", ""),
        ("nothing_such", "5", ""),
    ],
)
def test_what_is_typed_is_echoed_as_it_is_understood(browser: Browser, fact: str, text: str, told: str) -> None:
    path = browser.begin()
    answer = browser.client.get(f"{path}/understood", params={"fact": fact, "text": text}).json()["text"]
    assert answer.startswith(told) and bool(answer) is bool(told)


def test_what_was_taken_is_told_on_the_page_that_follows(browser: Browser) -> None:
    path = browser.begin()
    browser.post(f"{path}/answer", subject="team", fact="otif", text="0.8825")
    browser.post(f"{path}/answer", subject="team", fact="otif", reading="88.25%", text="0.8825", asked="0.8825")
    assert "88.25%" in said(browser)
