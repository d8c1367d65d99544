"""What is chosen from a diagnosis for a reader, and how a page is filled."""

from __future__ import annotations

from typing import Any

import pytest

from diagnosis import diagnose
from diagnosis.loading import load_knowledge
from diagnosis.outputs.page import Page
from diagnosis.reporting.names import Names
from diagnosis.reporting.outline import MOST_OPEN, outline
from diagnosis.reporting.wording import Wording
from diagnosis.result import Diagnosis

MISSED = {"revenue_target": 1_000_000, "revenue_actual": 900_000}


def of(facts: dict[str, Any], **more: Any) -> Diagnosis:
    return diagnose({"team": "North", "quarter": "2026-Q3", "facts": MISSED | facts, **more}, load_knowledge())


def test_open_causes_with_evidence_are_told_and_the_others_named() -> None:
    diagnosis = of({"otif": "82%", "price_losses_crm": "70/100"})
    parts = outline(diagnosis)
    assert [cause.cause for cause in parts.telling] == ["price_uncompetitive"]
    assert len(parts.telling) <= MOST_OPEN
    assert parts.open == sum(cause.verdict == "open" for cause in diagnosis.causes)
    named = {cause for stage in parts.silent for cause in stage.causes}
    assert named == {cause.cause for cause in diagnosis.causes if cause.verdict == "open"} - {"price_uncompetitive"}


def test_an_action_for_several_is_told_once() -> None:
    sellers = [{"seller": name, "attainment": "105%"} for name in ("S-1", "S-2")]
    tasks = {task.action.action: task.subjects for task in outline(of({}, sellers=sellers)).tasks}
    assert tasks["recognise_achiever"] == ("S-1", "S-2")


def test_facts_are_asked_for_by_department() -> None:
    diagnosis = of({})
    asked = outline(diagnosis).asked
    assert len({(one.department, one.why) for one in asked}) == len(asked)
    assert sum(len(one.requests) for one in asked) == len(diagnosis.requests)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "Target missed: 90% reached, 900,000 of 1,000,000; 100,000 short."),
        ({"revenue_actual": 1_000_000}, "Target met: 100% reached, 1,000,000 of 1,000,000."),
        ({"revenue_actual": "?"}, "How far the team is from its target is not known"),
    ],
)
def test_the_gap_is_a_sentence(facts: dict[str, Any], said: str) -> None:
    assert Wording(of(facts), Names(load_knowledge(), "en")).gap.startswith(said)


def test_many_members_become_a_number() -> None:
    words = Wording(of({}), Names(load_knowledge(), "en"))
    assert words.some([f"S-{n}" for n in range(1, 4)]) == "S-1, S-2, S-3"
    assert words.some([f"S-{n}" for n in range(1, 21)]).endswith("S-8 and 12 more")


def test_a_fact_is_named_as_whose_it_is() -> None:
    names = Names(load_knowledge(), "lt")
    assert names.named("otif") == "laiku ir visa apimtimi pristatyti užsakymai (otif)"
    assert names.value("otif", 0.825) == "82,5\N{NO-BREAK SPACE}%"
    assert names.fact("previous.otif").endswith("ankstesnį ketvirtį")
    assert names.department("logistics") == "Logistikos skyrius"


def test_a_page_wraps_and_colours_only_if_it_may() -> None:
    page = Page(width=40)
    page.title("North")
    page.item("-", "words " * 20, style="open")
    page.row([("a", 5, "held"), ("b", 5, "")], "x" * 60)
    assert all(len(line) <= 40 for line in page.lines)
    assert "\x1b" not in str(page)
    coloured = Page(width=40, colours=True)
    coloured.line("North", style="confirmed")
    assert "\x1b" in str(coloured)
