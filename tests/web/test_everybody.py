"""In a real browser: every page is for everybody, on a phone and a screen, in light and dark, and on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT

from diagnosis.knowledge.model import LANGUAGES
from tests.web.server import serving
from tests.web.windows import answered, begin

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
WIDTHS = (380, 1280)
LONG = "Šiaurės rytų didmeninės prekybos komanda nebeprisikiškiakopūsteliaujantiesiems"
SCHEMES = ("light", "dark")


def violations(page: Any) -> list[str]:
    """What axe-core finds wrong with a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    broken = page.evaluate("options => axe.run(options).then(found => found.violations)", RULES)
    return [f"{rule['id']}: {node['target']} {node['html'][:200]}" for rule in broken for node in rule["nodes"]]


def faults(page: Any) -> dict[str, list[str]]:
    """What is wrong with the page that is shown, by where: it may not be wider than a phone, and axe finds nothing."""
    wrong: dict[str, list[str]] = {}
    # What is folded is looked at as well.
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            wrong[f"{width}"] = ["the page is wider than the window"]
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            if broken := violations(page):
                wrong[f"{width}, {scheme}"] = broken
    return wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_signing_in_is_for_everybody(chromium: Any, tmp_path: Path, language: str) -> None:
    with (
        serving(tmp_path, DIAGNOSIS_TOKEN="a-token-that-nobody-guesses") as server,
        chromium.new_context(locale=language) as context,
    ):
        page = context.new_page()
        page.goto(server.url)
        assert faults(page) == {}
        page.fill("#token", "something else")
        page.click("main button")
        page.wait_for_selector("#wrong")
        assert faults(page) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_for_everybody(opened: Any, language: str) -> None:
    page = opened(language)
    wrong: dict[str, dict[str, list[str]]] = {}

    def look(name: str) -> None:
        if broken := faults(page):
            wrong[name] = broken

    look("start")
    path = begin(page, LONG)
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
    page.click("button[value=grid]:not(.default)")
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
    page.click("button[value=try]:not(.default)")
    page.wait_for_selector(".notice.hold")
    page.click("details:has([name=member-seller]) summary")
    page.fill("[name=cell-seller-0-attainment]", "48%")
    page.click("button[value=try]:not(.default)")
    page.wait_for_load_state()
    look("what if, tried")
    page.fill("[name=cell-seller-0-attainment]", "lots")
    page.click("button[value=try]:not(.default)")
    page.wait_for_selector(".notice.bad")
    look("what if, what is wrong")
    page.goto(f"{path}/cause/late_delivery")
    look("cause")
    page.goto(f"{path}/cause/understaffed")
    look("another cause")
    page.goto(f"{path}/result")
    page.goto(page.locator("[href*='?of=']").last.evaluate("link => link.href"))
    look("cause of a seller")
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
    page.select_option("#follow-interview", index=1)
    page.fill("#follow-quarter", "2026-Q3")
    page.click("form:has([value=follow]) button")
    page.wait_for_selector(".notice.bad")
    look("a quarter that cannot follow")
    assert wrong == {}


CONTROLS = "nav, header, footer, button, input, select, textarea, summary, a.skip, [href$='/download/report.md']"


@pytest.mark.parametrize("name", ["", "/result", "/requests", "/answers", "/cause/late_delivery"])
def test_what_is_printed_is_the_page_without_its_controls(opened: Any, name: str) -> None:
    page = opened(color_scheme="dark", viewport={"width": 700, "height": 1000})
    path = begin(page, "North")
    page.fill("#text", "3 360 000")
    page.click("button[value=answer]")
    page.wait_for_url("**?since=0")
    page.click("button[value=unknown]")
    page.wait_for_url("**?since=1")
    page.goto(path + name)
    page.emulate_media(media="print")
    assert [control.inner_text() for control in page.locator(CONTROLS).all() if control.is_visible()] == []
    assert page.locator("h1").is_visible()
    assert page.locator("main").get_by_text("North · 2026-Q3").first.is_visible()
    # Paper is white, whatever the reader's screen is.
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    confirmed = "getComputedStyle(document.documentElement).getPropertyValue('--confirmed')"
    assert page.evaluate(confirmed) == "#9b1c1c"
    assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_what_is_folded_is_printed(opened: Any) -> None:
    page = opened()
    begin(page, "North")
    answered(page, "North", 6)
    page.emulate_media(media="print")
    folded = page.locator("aside details li").last
    assert folded.is_visible() and folded.bounding_box()["height"] > 0
