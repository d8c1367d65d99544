"""What is said unasked in the pages: a fact, what does not apply, since when, and questions handed over."""

from __future__ import annotations

from tests.web.inside import Browser
from tests.web.looking import MISSED, answers, said


def test_a_fact_is_found_by_words_in_both_languages_and_can_be_answered(browser: Browser) -> None:
    path = browser.begin()
    for words in ("on time full", "laiku", "otif"):
        browser.get(f"{path}/facts?find={words}")
        assert f'href="{path}/fact/otif"' in browser.text.partition('id="found"')[2].partition("</section>")[0]
    browser.get(f"{path}/facts?find=unicorns")
    assert "0 facts found" in said(browser)
    browser.get(f"{path}/fact/otif")
    browser.post(f"{path}/answer", subject="team", fact="otif", text="60%")
    assert "60%" in browser.get(f"{path}/facts").text


def test_what_does_not_apply_is_said_with_the_reason_and_who_and_can_be_taken_back(browser: Browser) -> None:
    path = browser.begin()
    answers(browser, **MISSED)
    browser.post(
        f"{path}/say", kind="does_not_apply", fact="otif", reason="services only", who="head of sales", whole="yes"
    )
    browser.get(f"{path}/answers")
    assert "services only (head of sales)" in said(browser)
    assert 'delivery: "services only"' in browser.get(f"{path}/download/facts.yaml").text
    browser.get(f"{path}/trail")
    assert "services only" in browser.text
    browser.get(f"{path}/answers")
    browser.post(f"{path}/withdraw", subject="team", fact="otif", then="answers")
    assert "services only" not in browser.get(f"{path}/download/facts.yaml").text


def test_a_reason_that_is_missing_is_told(browser: Browser) -> None:
    path = browser.begin()
    assert browser.post(f"{path}/say", kind="does_not_apply", fact="otif", reason="").status_code == 422
    assert "The reason is missing" in said(browser)


def test_since_when_is_asked_after_a_bad_answer_without_history(browser: Browser) -> None:
    path = browser.begin()
    answers(browser, **MISSED)
    browser.post(f"{path}/answer", subject="team", fact="otif", text="60%")
    assert 'id="since-last"' in browser.text
    assert browser.post(f"{path}/say", kind="since", fact="otif", since="2031-Q1").status_code == 422
    assert "is later than the quarter of the facts" in said(browser)
    browser.post(f"{path}/say", kind="since", fact="otif", before="yes")
    assert 'otif: "before"' in browser.get(f"{path}/download/facts.yaml").text.replace("otif: before", 'otif: "before"')


def test_the_questions_of_a_department_are_handed_over_and_become_requests(browser: Browser) -> None:
    path = browser.begin()
    answers(browser, **MISSED)
    assert "Ask Logistics: hand over its 1 open question" in said(browser.get(f"{path}/requests") and browser)
    browser.post(f"{path}/hand-over", department="logistics")
    browser.get(f"{path}/requests")
    assert "Ask Logistics" not in said(browser) and "(otif)" in said(browser)
    browser.post(f"{path}/hand-over")
    browser.get(f"{path}/requests")
    assert "Hand over all" not in said(browser)
