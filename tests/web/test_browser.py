"""In a real browser: from the first question to the report, with and without scripts, by keyboard, by everybody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from diagnosis.interview.answers import shown
from diagnosis.knowledge.model import LANGUAGES
from tests.interview.managers import table_text
from tests.web.chromium import executable, options
from tests.web.managers import asked, knowledge, team
from tests.web.server import Server

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    path = executable()
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=path, args=options())
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium: Any, server: Server) -> Iterator[Any]:
    """Opens windows: `opened(language="lt", ...)` gives a page at the start; at the end, nothing went wrong in any."""
    contexts, wrong = [], []

    def open_(language: str = "en", **more: Any) -> Any:
        context = chromium.new_context(locale=language, reduced_motion="reduce", **more)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "request", lambda request: wrong.append(request.url) if not request.url.startswith(server.url) else None
        )
        page.goto(server.url)
        return page

    yield open_
    for context in contexts:
        context.close()
    # A refused answer comes as a page with the status 4xx, which Chromium notes as an error of its own.
    assert [one for one in wrong if "status of 4" not in one] == []


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
            page.fill("#pasted", table_text(facts, question.subject, question.facts, knowledge()))
            page.click("button[value=import]")
        else:
            (fact,) = question.facts
            given, entry = facts.facts.get(fact), knowledge().facts["team"][fact]
            if given is None:
                page.click("button[value=unknown]")
            elif page.locator("input[type=radio]").count():
                text = "yes" if given.value is True else "no" if given.value is False else given.value
                page.check(f'input[type=radio][value="{text}"]')
                page.click("button[value=answer]")
            else:
                page.fill("#text", shown(given, entry))
                page.click("button[value=answer]")
        page.wait_for_url(f"**?since={number}")
        _await_next(page, number)
    return most


def _await_next(page: Any, number: str) -> None:
    """Waits until another state than that after event `number` is shown."""
    shown = page.locator("main input[name=number]")
    for _ in range(400):
        if shown.count() == 0 or shown.first.get_attribute("value") != number:
            return
        page.wait_for_timeout(20)
    raise AssertionError("the next page does not come")


def _ended(page: Any) -> bool:
    words = page.inner_text(".notice.good")
    return "no other answer" in words or "joks kitas atsakymas" in words


def violations(page: Any) -> list[str]:
    """What axe-core finds wrong with a page."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['target']} {node['html'][:200]}" for one in found for node in one["nodes"]]


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


@pytest.mark.parametrize("width", [380, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_for_everybody(opened: Any, width: int, scheme: str) -> None:
    language = {"light": "en", "dark": "lt"}[scheme]
    page = opened(language, viewport={"width": width, "height": 800}, color_scheme=scheme)
    wrong: dict[str, list[str]] = {}

    def look(name: str) -> None:
        found = violations(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append("the page is wider than the window")
        if found:
            wrong[name] = found

    look("start")
    path = begin(page, "North")
    look("first question")
    answered(page, "North", 5)
    look("question")
    page.click("[data-expand]")
    page.wait_for_selector(".expanded")
    look("question with why")
    page.goto(f"{path}/fact/otif")
    page.fill("#text", "a lot")
    page.click("button[value=answer]")
    page.wait_for_selector(".notice.bad")
    look("what is wrong")
    page.fill("#text", "60%")
    page.click("button[value=answer]")
    page.wait_for_url("**/answers?since=*")
    look("changes")
    page.goto(f"{path}/fact/tools_adequate")
    look("choices")
    page.goto(f"{path}/table/seller")
    look("table")
    page.fill("#member-0", "Ona")
    page.locator("[name^=cell-0-]").first.fill("a lot")
    page.click("button[value=grid]")
    page.wait_for_selector(".notice.bad")
    look("table, what is wrong")
    page.locator("[name^=cell-0-]").first.fill("")
    page.fill("#pasted", "seller,attainment,deals\nOna,71%,11/80\n")
    page.click("button[value=import]")
    page.wait_for_load_state()
    for name in ("", "/table/seller", "/answers", "/result", "/requests", "/session", "/trail", "/why", "/what-if"):
        page.goto(path + name)
        look(name)
    page.fill("[name=fact-otif]", "99%")
    page.click("button[value=try]")
    page.wait_for_selector(".notice.hold")
    look("what if, tried")
    page.goto(f"{path}/cause/late_delivery")
    look("cause")
    page.goto(f"{path}/cause/understaffed")
    look("another cause")
    page.goto(f"{path}/session")
    page.click('form[action$="/link"] button')
    page.wait_for_selector("#link")
    link = page.input_value("#link")
    look("link")
    page.goto(link)
    look("resume")
    page.goto(f"{path}/nothing")
    look("not found")
    page.goto(page.url.partition("/interview")[0])
    look("own interviews")
    assert wrong == {}


def test_what_is_printed_has_no_controls(opened: Any) -> None:
    page = opened()
    path = begin(page)
    page.goto(f"{path}/result")
    page.emulate_media(media="print")
    assert not page.locator("nav.tabs").is_visible()
    assert not page.locator("#downloads").is_visible()
    assert page.locator("h1").is_visible()
