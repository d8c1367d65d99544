"""What to ask for, of whom, for which causes, and in how large a sample."""

from __future__ import annotations

from diagnosis.evaluation import diagnose
from diagnosis.knowledge.base import Knowledge
from tests.assembly.conftest import Changed


def test_a_fact_is_asked_for_once_of_whoever_holds_it_for_every_cause_that_lacks_it(
    changed: Changed, knowledge: Knowledge
) -> None:
    result = changed("facts: {win_rate_usual: unknown, otif: unknown, mql_to_sql: unknown, price_losses: unknown}")
    assert any(len(request.for_) > 1 for request in result.requests)
    facts = [request.fact for request in result.requests]
    assert len(facts) == len(set(facts))
    for request in result.requests:
        if request.why == "review":
            continue
        assert request.held_by == knowledge.facts[request.about][request.fact].held_by
        lacking = {cause.cause for cause in result.causes if request.fact in cause.missing}
        assert lacking == set(request.for_)


def test_what_a_cause_cannot_be_decided_without_is_marked(changed: Changed) -> None:
    asked = changed("facts: {otif: unknown, backlog_weeks: unknown}").requests
    needed = {request.fact: request.needed for request in asked if request.why != "review"}
    assert needed == {"otif": True, "backlog_weeks": False}


def test_the_figures_of_the_gap_come_first(knowledge: Knowledge) -> None:
    result = diagnose({"team": "North", "quarter": "2026-Q3", "facts": {"csat": "86%"}}, knowledge)
    assert [request.fact for request in result.requests[:2]] == ["revenue_actual", "revenue_target"]
    assert {request.why for request in result.requests} == {"missing", "review"}


def test_a_sample_that_decides_is_told_and_decides(changed: Changed) -> None:
    (request,) = (
        request
        for request in changed("facts: {competitive_win_rate: 6/20}").requests
        if request.fact == "competitive_win_rate"
    )
    assert request.why == "small_sample"
    assert request.tries is not None and request.tries > 20
    for tries, small in ((request.tries, False), (request.tries * 3 // 4, True)):
        count = round(tries * 6 / 20)
        again = changed(f"facts: {{competitive_win_rate: {count}/{tries}}}")
        assert any(request.fact == "competitive_win_rate" for request in again.requests) is small


def test_of_members_it_is_said_whose_figure_is_missing(changed: Changed) -> None:
    result = changed("sellers: {S-4: {close_rate: unknown}}", base="weak closer")
    (request,) = (request for request in result.requests if request.fact == "close_rate")
    assert (request.about, request.subjects) == ("seller", ["S-4"])


def test_a_range_across_a_limit_is_to_be_measured_and_is_not_missing(changed: Changed) -> None:
    result = changed("facts: {otif: 85-97%, price_index: 1.0 to 1.3}")
    why = {request.fact: request.why for request in result.requests}
    assert (why["otif"], why["price_index"]) == ("estimated", "estimated")
    assert not any({"otif", "price_index"} & set(entry.missing) for entry in (*result.causes, *result.stages))


def test_a_share_of_nobody_knows_how_many_is_to_be_counted_and_is_not_missing(changed: Changed) -> None:
    result = changed("facts: {win_rate: 21%, feature_gap_losses: 3%}")
    why = {request.fact: request.why for request in result.requests}
    assert why["feature_gap_losses"] == "uncounted"
    assert why.get("win_rate", "uncounted") == "uncounted"
    lacking = {fact for entry in (*result.causes, *result.stages) for fact in entry.missing}
    assert not {"win_rate", "feature_gap_losses"} & lacking
