"""What if: tried out, saved, thrown away."""

from __future__ import annotations

import html
import re

import pytest

from diagnosis.intake.write import write_team
from tests.packaged import packaged_knowledge
from tests.web.looking import MISSED, answers, path_of, said, said_at, steps
from tests.web.managers import team
from tests.web.server import Browser


def test_what_if_changes_nothing_until_it_is_said_so(browser: Browser) -> None:
    path = browser.begin()
    answers(browser, **MISSED, otif="60%")
    fields = {"fact-revenue_target": "1 200 000", "fact-revenue_actual": "990000", "fact-otif": "99%"}
    browser.get(f"{path}/what-if")
    browser.post(f"{path}/what-if", do="try", **fields)
    assert "Late or incomplete deliveries: ruled out" in said(browser)
    assert steps(browser, path) == 3
    browser.get(f"{path}/what-if")
    assert 'value="60%"' in browser.text
    browser.post(f"{path}/what-if", do="commit", **fields)
    assert browser.page.url.path == f"{path}/answers"
    assert steps(browser, path) == 4


def test_what_if_tells_what_is_wrong(browser: Browser) -> None:
    path = browser.begin()
    answers(browser, **MISSED)
    browser.get(f"{path}/what-if")
    browser.post(f"{path}/what-if", do="try", **{"fact-revenue_target": "a lot"})
    assert browser.page.status_code == 422
    assert "a lot" in browser.text and 'href="#field-' in browser.text


# --- sellers ---------------------------------------------------------------------------------------------------

FACTS = """
team: West
quarter: 2026-Q3
facts: {revenue_target: 1200000, revenue_actual: 990000, tools_adequate: true}
sellers:
  - {seller: Ona Žukauskaitė, attainment: 60%, close_rate: 2/40}
  - {seller: Jonas, attainment: 103%}
"""


def sellers(browser: Browser) -> tuple[str, dict[str, list[str]]]:
    """Begins an interview of a team with sellers, at its what-if; gives its path and the hidden fields."""
    browser.get("/")
    browser.post("/start", kind="file", files=[("files", ("west.yaml", FACTS))])
    path = path_of(browser)
    browser.get(f"{path}/what-if")
    return path, {"member-seller": re.findall(r'name="member-seller" value="([^"]+)"', browser.text)}


def place_of(names: dict[str, list[str]], member: str) -> int:
    return names["member-seller"].index(member)


def opened(browser: Browser) -> list[str]:
    """The sellers whose fields are open on the page that is shown."""
    owner = r'<summary>[^<]*</summary>\s*<input type="hidden" name="member-seller" value="([^"]+)"'
    return re.findall(rf'<details class="group" open>\s*{owner}', browser.text)


def test_a_seller_is_tried_otherwise_and_nothing_is_saved(browser: Browser) -> None:
    path, names = sellers(browser)
    assert opened(browser) == []
    name = f"cell-seller-{place_of(names, 'Jonas')}-attainment"
    browser.post(f"{path}/what-if", do="try", **names, **{name: "48%"})
    assert browser.page.status_code == 200
    assert opened(browser) == ["Jonas"]
    assert "1 altered" in said(browser) and "Now: 103%" in said(browser)
    assert 'value="48%"' in browser.text
    assert steps(browser, path) == 0
    assert "Jonas" not in str(browser.page.url)
    browser.get(f"{path}/what-if")
    assert 'value="103%"' in browser.text and 'value="48%"' not in browser.text


def test_a_seller_that_was_tried_otherwise_is_saved_when_it_is_said_so(browser: Browser) -> None:
    path, names = sellers(browser)
    ona, jonas = (place_of(names, name) for name in ("Ona Žukauskaitė", "Jonas"))
    changed = {f"cell-seller-{jonas}-attainment": "48%", f"cell-seller-{ona}-close_rate": ""}
    browser.post(f"{path}/what-if", do="commit", **names, **changed)
    assert browser.page.url.path == f"{path}/answers"
    assert steps(browser, path) == 2
    browser.get(f"{path}/answers")
    assert "48%" in said(browser) and "103%" not in said(browser) and "2 of 40" not in said(browser)


def test_what_is_wrong_with_sellers_is_told_at_each_field(browser: Browser) -> None:
    path, names = sellers(browser)
    ona, jonas = (place_of(names, name) for name in ("Ona Žukauskaitė", "Jonas"))
    changed = {f"cell-seller-{jonas}-attainment": "lots", f"cell-seller-{ona}-close_rate": "50/40"}
    browser.post(f"{path}/what-if", do="commit", **names, **changed, **{"fact-revenue_target": "more"})
    assert browser.page.status_code == 422
    assert set(opened(browser)) == {"Ona Žukauskaitė", "Jonas"}
    assert browser.text.count('aria-invalid="true"') == 3
    assert 'value="lots"' in browser.text and 'value="50/40"' in browser.text
    for link in re.findall(r'<li><a href="#([^"]+)"', browser.text):
        assert f'id="{link}"' in browser.text
    assert "Jonas: target attainment: 'lots' is no number" in said(browser)
    assert steps(browser, path) == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"revenue_actual": "600000", "attainment": "50%"},
        {"revenue_actual": "1980000", "revenue_target": "2400000"},
        {"revenue_actual": "600000", "attainment": ""},
    ],
)
def test_what_agrees_in_the_end_may_be_changed_at_once(browser: Browser, changed: dict[str, str]) -> None:
    path, names = sellers(browser)
    answers(browser, attainment="82.5%")
    browser.get(f"{path}/what-if")
    fields = {f"fact-{fact}": text for fact, text in changed.items()}
    for do in ("try", "commit"):
        browser.post(f"{path}/what-if", do=do, **names, **fields)
        assert browser.page.status_code == 200
    shown = said_at(browser, f"{path}/answers")
    assert "actual revenue 600,000" in shown or "actual revenue 1,980,000" in shown
    assert ("attainment" in shown.partition("Sellers")[0]) is bool(changed.get("attainment", "82.5%"))


def test_what_contradicts_what_is_computed_is_told_where_it_was_answered(browser: Browser) -> None:
    path, names = sellers(browser)
    answers(browser, attainment="82.5%")
    browser.get(f"{path}/what-if")
    browser.post(f"{path}/what-if", do="try", **names, **{"fact-revenue_actual": "600000"})
    assert browser.page.status_code == 422
    assert '<li><a href="#field-facts.2e.attainment">' in browser.text


def test_what_is_not_touched_stays_as_it_is(browser: Browser) -> None:
    path, names = sellers(browser)
    sent = dict(re.findall(r'<input type="text" id="[^"]+" name="([^"]+)" value="([^"]*)"', browser.text))
    for name, options in re.findall(r'<select id="[^"]+" name="([^"]+)".*?>(.*?)</select>', browser.text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[name] = chosen[1] if chosen else ""
    browser.post(f"{path}/what-if", do="commit", **names, **sent)
    assert steps(browser, path) == 0


def test_of_many_answers_those_are_shown_that_were_altered(browser: Browser) -> None:
    text = write_team(team("East"), packaged_knowledge().facts)
    browser.post("/start", kind="file", files=[("files", ("east.yaml", text))])
    path = path_of(browser)
    browser.get(f"{path}/what-if")
    assert '<details class="group" open' not in browser.text
    browser.post(f"{path}/what-if", do="try", **{"fact-otif": "50%"})
    assert re.findall(r'<details class="group" open>\s*<summary>([^<]+)<', browser.text) == [
        "Order taking and delivery · 1 altered"
    ]


def test_what_has_two_readings_is_asked_as_the_questions_ask_it(browser: Browser) -> None:
    path, names = sellers(browser)
    jonas = place_of(names, "Jonas")
    cell = f"cell-seller-{jonas}-tenure_months"
    browser.post(f"{path}/what-if", do="try", **names, **{cell: "900", "fact-revenue_target": "1,020"})
    assert browser.page.status_code == 422
    offered = [html.unescape(text) for text in re.findall(r'name="settled" value="([^"]+)"', browser.text)]
    assert {f"{cell}=900!", "fact-revenue_target=1020", "fact-revenue_target=1.0200"} <= set(offered)
    both = {cell: "900", "fact-revenue_target": "1200000"}
    browser.post(f"{path}/what-if", settled=f"{cell}=900!", **names, **both)
    assert browser.page.status_code == 200
    assert f'name="{cell}" value="900!"' in browser.text
    assert steps(browser, path) == 0


def test_a_value_that_is_hardly_ever_so_can_be_confirmed_in_a_table(browser: Browser) -> None:
    path, _ = sellers(browser)
    browser.get(f"{path}/table/seller")
    fields = {"column": ["tenure_months"], "member": ["Jonas"], "cell-0-tenure_months": "900", "do": "grid"}
    browser.post(f"{path}/table/seller", **fields)
    assert browser.page.status_code == 422
    assert 'name="settled" value="cell-0-tenure_months=900!"' in browser.text and "Yes, it is 900" in said(browser)
    browser.post(f"{path}/table/seller", settled="cell-0-tenure_months=900!", **fields)
    assert browser.page.status_code == 200
    assert "900" in said_at(browser, f"{path}/answers")
