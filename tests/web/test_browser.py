"""In a real browser: from the first question to the report, with and without scripts, by keyboard."""

from __future__ import annotations

from typing import Any

import pytest

from diagnosis.knowledge.model import LANGUAGES
from tests.web.windows import answered, begin


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scripts", [True, False])
def test_from_the_first_question_to_the_report(opened: Any, language: str, scripts: bool) -> None:
    page = opened(language, java_script_enabled=scripts)
    assert page.locator("html").get_attribute("lang") == language
    path = begin(page)
    assert answered(page) > 10
    page.click('a[href$="/result"] >> nth=0')
    page.wait_for_url("**/result")
    assert page.locator("h1").inner_text() == "East · 2026-Q3"
    with page.expect_download() as download:
        page.click('a[href$="/download/report.md"]')
    assert download.value.suggested_filename == "East 2026-Q3 report.md"
    assert page.url == f"{path}/result"


def test_with_the_keyboard_alone(opened: Any) -> None:
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"

    def tab_to(selector: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
        raise AssertionError(f"{selector} cannot be reached")

    tab_to("#field-team")
    page.keyboard.type("North")
    page.keyboard.press("Enter")
    page.wait_for_url("**/interview/*")
    tab_to("#text")
    page.keyboard.type("a lot")
    page.keyboard.press("Enter")
    page.wait_for_selector(".notice.bad")
    assert page.evaluate("document.activeElement.matches('.notice.bad')")
    tab_to(".notice.bad a")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "text"
    page.keyboard.press("Control+A")
    page.keyboard.type("990000")
    page.keyboard.press("Enter")
    page.wait_for_url("**?since=0")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    page.keyboard.press("Alt+u")
    page.wait_for_url("**?since=1")
    tab_to("[data-expand]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".expanded")


def test_pressing_twice_counts_once(opened: Any) -> None:
    page = opened()
    path = begin(page)
    page.fill("#text", "990000")
    page.dblclick("button[value=answer]")
    page.wait_for_url("**?since=0")
    page.goto(f"{path}/trail")
    assert page.locator("tbody tr").count() == 1


def test_a_window_that_is_behind_is_told(opened: Any) -> None:
    page = opened()
    path = begin(page)
    behind = page.context.new_page()
    behind.goto(path)
    page.fill("#text", "990000")
    page.click("button[value=answer]")
    page.wait_for_url("**?since=0")
    behind.fill("#text", "123")
    behind.click("button[value=answer]")
    behind.wait_for_selector(".notice.hold")
    assert "123" in behind.inner_text(".notice.hold")
    assert behind.locator(".notice.hold").evaluate("one => one === document.activeElement")


def test_a_text_to_send_can_be_copied(opened: Any) -> None:
    page = opened(permissions=["clipboard-read", "clipboard-write"])
    path = begin(page)
    page.fill("#text", "990000")
    page.click("button[value=unknown]")
    page.wait_for_url("**?since=0")
    page.goto(f"{path}/requests")
    page.click("button.copy >> nth=0")
    page.wait_for_function("document.querySelector('.told').textContent !== ''")
    assert "East · 2026-Q3" in page.evaluate("navigator.clipboard.readText()")


def test_what_is_typed_is_echoed_and_what_is_doubtful_is_asked(opened: Any) -> None:
    page = opened()
    begin(page)
    page.goto(f"{page.url.split('?')[0]}/fact/revenue_target")
    page.locator("#text").press_sequentially("1.2m")
    page.wait_for_selector("#echo:has-text('1,200,000')")
    page.fill("#text", "1,02")
    page.keyboard.press("Enter")
    page.wait_for_selector("button[name=reading]")
    # Enter asks for the same again: it picks nothing.
    page.focus("#text")
    page.evaluate("document.querySelector('#text').classList.add('before')")
    page.keyboard.press("Enter")
    page.wait_for_selector("#text:not(.before)")
    assert page.locator("button[name=reading]").count() == 3
    page.fill("#text", "1.3m")
    page.keyboard.press("Enter")
    page.wait_for_url("**since=**")
    assert "1,300,000" in page.locator("main").inner_text()


def test_a_reading_is_picked_with_a_button(opened: Any) -> None:
    page = opened()
    begin(page)
    page.goto(f"{page.url.split('?')[0]}/fact/vacancies")
    page.fill("#text", "0.88")
    page.keyboard.press("Enter")
    page.click("button[name=reading] >> nth=1")
    page.wait_for_url("**since=**")
    assert "0.88%" in page.locator("main").inner_text()
