"""What a page reads of a form, and which forms it does not take."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from diagnosis.web.forms import MOST_FILES, Form
from tests.web.inside import inside
from tests.web.looking import said
from tests.web.server import Browser

FACTS = "team: Ąžuolas\nquarter: 2026-Q3\nfacts: {otif: 82%}\n"


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with inside(tmp_path / "sessions.sqlite3") as open_:
        yield open_()


def form(*fields: tuple[str, str]) -> Form:
    return Form(FormData(fields), {})


def test_what_was_typed_is_read_without_the_blanks_around_it() -> None:
    sent = form(("text", "  82% "), ("cell", "1"), ("cell", " 2"))
    assert (sent.text("text"), sent.text("none"), sent.every("cell")) == ("82%", "", ["1", " 2"])
    assert (sent.has("text"), sent.has("none")) == (True, False)


def test_it_is_sent_again_as_it_was_typed_but_for_the_token() -> None:
    assert form(("csrf", "x"), ("b", " 2 "), ("a", "1"), ("b", "3")).fields == [("b", " 2 "), ("a", "1"), ("b", "3")]


def test_the_state_that_was_shown_is_the_forms_own_or_that_of_the_page() -> None:
    assert (form(("number", "7")).number, form(("number", "7")).shown) == (7, 7)
    assert form(("number", "7"), ("shown", "5")).shown == 5


@pytest.mark.parametrize("number", ["", "-1", "1.5", "x", "٣", "1" * 10])
def test_a_number_that_no_page_wrote_is_refused(number: str) -> None:
    with pytest.raises(HTTPException) as caught:
        form(("number", number)).number  # noqa: B018
    assert caught.value.status_code == 400


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_a_form_of_another_kind_than_browsers_send_is_refused(browser: Browser, kind: str) -> None:
    content = f"csrf={browser.csrf}&language=lt&next=/"
    answer = browser.client.post("/language", content=content, headers={"content-type": kind})
    assert answer.status_code == 415
    written = {"content-type": "Application/X-WWW-Form-Urlencoded; charset=utf-8"}
    assert browser.client.post("/language", content=content, headers=written).status_code == 200


def test_a_form_without_the_token_of_its_page_is_refused(browser: Browser) -> None:
    for token in ("", browser.csrf[:-1], "0" * 64):
        assert browser.client.post("/language", data={"csrf": token, "language": "lt"}).status_code == 403


def upload(browser: Browser, *files: tuple[str, bytes]) -> int:
    return browser.post("/start", kind="file", files=[("files", file) for file in files]).status_code


def test_a_file_is_read_as_text_with_or_without_a_byte_order_mark(browser: Browser) -> None:
    for content in (FACTS.encode(), FACTS.encode("utf-8-sig")):
        browser.get("/")
        assert upload(browser, ("facts.yaml", content)) == 200
        assert "Ąžuolas" in said(browser)


@pytest.mark.parametrize("content", [FACTS.encode("cp1257"), FACTS.encode("utf-16"), b"team: A\0"])
def test_a_file_in_another_encoding_is_told_by_its_name(browser: Browser, content: bytes) -> None:
    assert upload(browser, ("faktai.yaml", content)) == 422
    assert "faktai.yaml" in said(browser)


def test_more_files_than_a_quarter_has_are_refused(browser: Browser) -> None:
    assert upload(browser, *((f"{number}.csv", b"a") for number in range(MOST_FILES + 1))) == 400
