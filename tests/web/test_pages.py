"""The pages without scripts: from the first question to the report, and everything one does on the way."""

from __future__ import annotations

import html
import json
import re

import pytest

from diagnosis import diagnose
from diagnosis.intake.model import Team
from diagnosis.intake.write import write_team
from diagnosis.knowledge.model import LANGUAGES
from diagnosis.web.uploads import team_of
from tests.packaged import packaged_knowledge
from tests.web.looking import BACKLOG, MISSED, answers, path_of, said, said_at, steps
from tests.web.managers import asked, team, whole
from tests.web.server import Browser, Server

# --- the whole way --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_first_question_to_the_report(server: Server, language: str) -> None:
    facts = team("East")
    with Browser(server.url, language) as browser:
        path = browser.begin("East", "2026-Q3", as_of="2026-09-30")
        assert f'<html lang="{language}">' in browser.text
        questions = list(whole(browser, facts))
        assert len(questions) > 10
        assert any(question.subject == "seller" for question in questions)
        browser.get(f"{path}/result")
        assert browser.page.status_code == 200
        browser.get(f"{path}/download/diagnosis.json")
        downloaded = json.loads(browser.text)
        browser.get(f"{path}/download/facts.yaml")
        assert "attachment" in browser.page.headers["content-disposition"]
        exported = read_text(browser.text)
        assert downloaded == json.loads(diagnose(exported, packaged_knowledge(), language=language).to_json())  # type: ignore[arg-type]


def read_text(text: str) -> Team:
    """The team of a facts file that was downloaded."""
    return team_of([("facts.yaml", text.encode())], packaged_knowledge()).team


def test_what_is_exported_is_what_was_sent(browser: Browser) -> None:
    facts = team("North")
    path = browser.begin(facts.team, facts.quarter)
    sent = [question.facts[0] for question in whole(browser, facts) if question.subject == "team"]
    exported = read_text(browser.get(f"{path}/download/facts.yaml").text)
    assert set(exported.facts) == {fact for fact in sent if fact in facts.facts}
    for fact, given in exported.facts.items():
        assert (given.value, given.count, given.of) == (
            facts.facts[fact].value,
            facts.facts[fact].count,
            facts.facts[fact].of,
        )


@pytest.mark.parametrize("file", ["report.md", "facts.yaml", "case.yaml", "diagnosis.json"])
def test_files_are_saved_and_never_shown(browser: Browser, file: str) -> None:
    path = browser.begin('N"o\\rth/..\u0161 <b>')
    answers(browser, **MISSED)
    browser.get(f"{path}/download/{file}")
    disposition = browser.page.headers["content-disposition"]
    assert disposition.startswith("attachment; ")
    name = re.search(r'filename="([^"]*)"', disposition)
    assert name and not set(name[1]) & set('/\\<>:"')
    assert browser.page.headers["content-type"].partition(";")[0] != "text/html"


# --- answering ------------------------------------------------------------------------------------------------


def test_an_answer_that_is_not_understood_is_told_at_its_field_and_kept(browser: Browser) -> None:
    path = browser.begin()
    browser.post(f"{path}/answer", subject="team", fact="revenue_target", text="a lot", do="answer")
    assert browser.page.status_code == 422
    assert 'aria-invalid="true"' in browser.text
    assert 'href="#text"' in browser.text
    assert 'value="a lot"' in browser.text
    assert "<title>Error: " in browser.text
    assert "'a lot' is no number." in said(browser)


def test_an_empty_answer_is_no_answer(browser: Browser) -> None:
    path = browser.begin()
    first = asked(browser.text)
    assert first is not None
    assert browser.post(f"{path}/answer", subject="team", fact=first.facts[0], text=" ").status_code == 422
    assert asked(browser.get(path).text) == first


def test_what_nobody_knows_is_not_asked_again_and_is_on_the_list_of_requests(browser: Browser) -> None:
    path = browser.begin()
    answers(browser, **MISSED)
    first = asked(browser.get(path).text)
    assert first is not None
    browser.post(f"{path}/answer", subject="team", fact=first.facts[0], do="unknown")
    assert asked(browser.text) != first
    browser.get(f"{path}/requests")
    assert f"({first.facts[0]})" in said(browser)


def test_markup_in_answers_is_text(browser: Browser) -> None:
    browser.begin("<script>alert(1)</script>")
    assert "<script>alert" not in browser.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in browser.text
    browser.post(f"{path_of(browser)}/answer", subject="team", fact="revenue_target", text='"><img src=x>', do="answer")
    assert "<img" not in browser.text


def test_a_fact_that_is_not_there_is_not_found(browser: Browser) -> None:
    path = browser.begin()
    for page in ("fact/nothing", "table/nothing", "cause/nothing", "why?fact=nothing", "download/nothing"):
        assert browser.get(f"{path}/{page}").status_code == 404
    browser.get(path)
    assert browser.post(f"{path}/answer", subject="team", fact="nothing", text="1").status_code == 404


# --- late and double ------------------------------------------------------------------------------------------


def test_a_page_that_is_behind_overwrites_nothing(browser: Browser) -> None:
    path = browser.begin()
    answers(browser, revenue_target="1000000")
    late = browser.post(f"{path}/answer", number="0", subject="team", fact="revenue_target", text="2000000")
    assert late.status_code == 409
    assert "Nothing was saved" in late.text and "2000000" in late.text
    browser.get(f"{path}/answers")
    assert "1,000,000" in browser.text and "2,000,000" not in browser.text


def hidden(text: str, path: str) -> dict[str, list[str]]:
    """The hidden fields of the form to `path` by which what came too late can be sent again."""
    forms = re.findall(rf'<form method="post" action="{re.escape(path)}".*?</form>', text, re.DOTALL)
    (form,) = (candidate for candidate in forms if 'name="shown"' in candidate)
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'name="([^"]+)" value="([^"]*)"', form):
        fields.setdefault(name, []).append(html.unescape(value))
    return fields


def test_what_was_late_is_offered_again_with_what_the_other_one_said(browser: Browser) -> None:
    path = browser.begin()
    answers(browser, revenue_target="1000000")
    browser.post(f"{path}/answer", number="0", subject="team", fact="revenue_target", text="2000000", do="answer")
    assert "Saved there:" in browser.text and "1,000,000" in browser.text
    browser.page = browser.client.post(f"{path}/answer", data=hidden(browser.text, f"{path}/answer"))
    assert browser.page.status_code == 200
    browser.get(f"{path}/answers")
    assert "2,000,000" in browser.text and "1,000,000" not in browser.text


@pytest.mark.parametrize("form", ["table/seller", "what-if"])
def test_a_late_form_sent_again_changes_only_what_was_changed_in_it(browser: Browser, form: str) -> None:
    """Two managers change one cell each on the same page: neither takes the other's change back."""
    path = browser.begin()
    browser.get(f"{path}/table/seller")
    table = {"column": ["attainment", "deals"], "member": ["S-1", "S-2"], "do": "grid"}
    cells = {"cell-0-attainment": "50%", "cell-1-attainment": "60%", "cell-0-deals": "1/10", "cell-1-deals": "2/10"}
    browser.post(f"{path}/table/seller", **table, **cells)
    if form == "what-if":
        table = {"member-seller": ["S-1", "S-2"], "do": "commit"}
        cells = {name.replace("cell-", "cell-seller-"): text for name, text in cells.items()}
    attainment = [name for name in cells if name.endswith("attainment")]
    browser.get(f"{path}/{form}")
    number = browser.number
    browser.post(f"{path}/{form}", **table, **{**cells, attainment[0]: "55%"})
    browser.get(f"{path}/{form}")
    browser.post(f"{path}/{form}", **table, **{**cells, attainment[1]: "65%", "number": number})
    assert browser.page.status_code == 409
    browser.page = browser.client.post(f"{path}/{form}", data=hidden(browser.text, f"{path}/{form}"))
    assert browser.page.status_code == 200
    browser.get(f"{path}/answers")
    assert "55%" in browser.text and "65%" in browser.text and "60%" not in browser.text


def test_a_form_that_is_sent_twice_counts_once(browser: Browser) -> None:
    path = browser.begin()
    for _ in range(2):
        browser.post(f"{path}/answer", number="0", subject="team", fact="revenue_target", text="1000000")
        assert browser.page.status_code == 200
    assert steps(browser, path) == 1


@pytest.mark.parametrize("number", ["", "-1", "x", "99999999999", "7"])
def test_a_made_up_state_number_is_refused(browser: Browser, number: str) -> None:
    path = browser.begin()
    browser.post(f"{path}/answer", number=number, subject="team", fact="revenue_target", text="1")
    assert browser.page.status_code in (400, 409)
    assert steps(browser, path) == 0


# --- looking over, changing, taking back ----------------------------------------------------------------------


def test_an_answer_can_be_changed_and_what_changes_is_listed(browser: Browser) -> None:
    path = browser.begin()
    answers(browser, **MISSED, otif="60%")
    browser.get(f"{path}/fact/otif")
    assert 'value="60%"' in browser.text
    browser.post(f"{path}/answer", subject="team", fact="otif", text="99%", then="answers")
    assert browser.page.url.path == f"{path}/answers"
    assert "Late or incomplete deliveries: ruled out" in said(browser)


def test_an_answer_can_be_taken_back(browser: Browser) -> None:
    path = browser.begin()
    answers(browser, **MISSED, otif="60%")
    browser.get(f"{path}/answers")
    browser.post(f"{path}/withdraw", subject="team", fact="otif", then="answers")
    assert "60%" not in re.sub(r'class="notice changed.*?</section>', "", browser.text, flags=re.DOTALL)


def test_back_leads_to_the_last_answer(browser: Browser) -> None:
    path = browser.begin()
    answers(browser, **MISSED)
    assert browser.get(f"{path}/back").url.path == f"{path}/fact/revenue_actual"


def test_every_answer_says_what_it_changed(browser: Browser) -> None:
    browser.begin()
    answers(browser, **MISSED)
    assert "What your last answer changed The target is missed" in said(browser)


def test_why_how_and_why_not_are_told(browser: Browser) -> None:
    path = browser.begin()
    answers(browser, **MISSED, **BACKLOG, otif="60%")
    question = asked(browser.get(path).text)
    assert question is not None
    browser.get(f"{path}/why?fact={question.facts[0]}")
    assert "It shows where the money was lost" in said(browser)
    browser.get(f"{path}/why?fact=order_errors")
    assert "It bears on" in said(browser)
    browser.get(f"{path}/cause/late_delivery")
    assert "Verdict: confirmed; probability 70.6%" in said(browser)
    browser.get(f"{path}/cause/understaffed")
    assert "Before it come" in said(browser)


def causes_of_sellers(browser: Browser) -> list[str]:
    """The addresses that the page gives for causes of members."""
    return list(dict.fromkeys(re.findall(r'href="(/interview/[\w-]+/cause/\w+\?[^"]+)"', browser.text)))


@pytest.mark.parametrize("page", ["", "/result"])
@pytest.mark.parametrize(("name", "told"), [("West", "Verdict: held"), ("East", "Verdict: ruled out")])
def test_why_not_is_told_of_every_seller(browser: Browser, name: str, told: str, page: str) -> None:
    """In West no seller is judged yet, in East they are."""
    facts = write_team(team(name), packaged_knowledge().facts)
    browser.post("/start", kind="file", files=[("files", (f"{name}.yaml", facts))])
    path = path_of(browser)
    browser.get(path + page)
    if name == "West" and not page:
        leads = re.search(r'href="([^"]+/result)#(held-\w+)"', browser.text)
        assert leads
        browser.get(leads[1])
        assert f'id="{leads[2]}"' in browser.text
    links = causes_of_sellers(browser)
    assert len(links) >= 5
    assert not any(seller.member in link for seller in team(name).members["seller"] for link in links)
    assert re.search(rf"S-1\d\d: .* {told}.* Why is it not the first cause\? \w+", said_at(browser, links[-1]))
    assert browser.get(links[0][:-1] + "x").status_code == 404


# --- tables ---------------------------------------------------------------------------------------------------


def test_a_table_of_sellers_can_be_filled_in_changed_and_emptied(browser: Browser) -> None:
    path = browser.begin()
    page = f"{path}/table/seller"
    browser.get(page)
    columns = re.findall(r'name="column" value="(\w+)"', browser.text)
    assert "attainment" in columns
    sent = {"column": columns, "member": ["Ona", "Jonas"], "cell-0-attainment": "71%", "cell-1-attainment": "103%"}
    browser.post(page, do="grid", **sent)
    browser.get(page)
    assert 'value="Ona"' in browser.text and 'value="71%"' in browser.text
    changed = {"column": columns, "member": ["Jonas", "Ona"], "cell-0-attainment": "", "remove-1": "yes"}
    browser.post(page, do="grid", **changed)
    browser.get(page)
    assert 'value="Jonas"' in browser.text
    assert 'value="Ona"' not in browser.text and "103%" not in browser.text


def test_what_is_wrong_in_a_table_is_told_at_its_cell_and_nothing_is_lost(browser: Browser) -> None:
    path = browser.begin()
    browser.get(f"{path}/table/seller")
    columns = re.findall(r'name="column" value="(\w+)"', browser.text)
    sent = {"column": columns, "member": ["", "Ona"], "cell-1-attainment": "lots", "cell-1-deals": "11/80"}
    browser.post(f"{path}/table/seller", do="grid", **sent)
    assert browser.page.status_code == 422
    assert 'href="#cell-1-attainment"' in browser.text
    assert 'value="lots"' in browser.text and 'value="11/80"' in browser.text
    assert "Ona: target attainment: 'lots' is no number" in said(browser)
    browser.post(f"{path}/table/seller", do="grid", column=columns, member=[""], **{"cell-0-deals": "1/2"})
    assert 'href="#member-0"' in browser.text


def test_a_table_can_be_pasted_or_chosen_as_a_file(browser: Browser) -> None:
    path = browser.begin()
    browser.get(f"{path}/table/seller")
    browser.post(f"{path}/table/seller", do="import", pasted="seller;attainment\nOna;71%\n")
    assert browser.page.status_code == 200
    browser.get(f"{path}/table/seller")
    file = ("sellers.csv", "seller,attainment\nJonas,80%\n")
    browser.post(f"{path}/table/seller", do="import", files=[("files", file)])
    browser.get(f"{path}/answers")
    assert "Ona" in browser.text and "Jonas" in browser.text
    browser.get(f"{path}/table/seller")
    browser.post(f"{path}/table/seller", do="import", pasted="seller,attainmnt\nOna,71%\n")
    assert browser.page.status_code == 422
    assert "attainmnt" in said(browser)
