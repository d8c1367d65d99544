"""What a diagnosis comes to, what is asked first, and whom a review is asked of."""

from __future__ import annotations

from typing import Any

import pytest

from diagnosis.evaluation import diagnose
from diagnosis.knowledge.base import Knowledge
from diagnosis.result import Diagnosis
from tests.assembly.conftest import Changed

MISSED = {"revenue_target": 300_000, "revenue_actual": 240_000}


def told(knowledge: Knowledge, facts: dict[str, Any], **more: Any) -> Diagnosis:
    return diagnose({"team": "North", "quarter": "2026-Q4", "facts": facts, **more}, knowledge)


@pytest.mark.parametrize(
    ("facts", "conclusion"),
    [
        ({}, "gap_unknown"),
        (MISSED, "too_little_known"),
        (MISSED | {"otif": "82%"}, "too_little_known"),
        (MISSED | {"otif": "82%", "renewal_rate": "71%", "renewal_rate_usual": "88%", "backlog_weeks": 9,
                   "backlog_weeks_usual": 4}, "one_cause_found"),
    ],
)  # fmt: skip
def test_it_says_first_what_it_comes_to(knowledge: Knowledge, facts: dict[str, Any], conclusion: str) -> None:
    outlook = told(knowledge, facts).outlook
    assert outlook is not None
    assert (outlook.conclusion, outlook.again) == (conclusion, "2027-Q1")
    assert 0 <= outlook.known < outlook.facts


def test_a_met_target_comes_to_nothing(knowledge: Knowledge) -> None:
    assert told(knowledge, {"revenue_target": 100, "revenue_actual": 110}).outlook is None


def test_with_all_ruled_out_none_is_left_and_with_one_unknown_none_is_found(changed: Changed) -> None:
    for lines, conclusion in (("facts: {otif: 99%}", "none_left"), ("facts: {otif: unknown}", "no_cause_found")):
        outlook = changed(lines).outlook
        assert outlook is not None and outlook.conclusion == conclusion


def test_causes_that_explain_less_than_half_of_the_gap_are_not_called_all_of_it(changed: Changed) -> None:
    """Without a bridge nobody knows how much they explain."""
    late = changed("facts: {otif: 82%, backlog_weeks: 9}").outlook
    assert late is not None
    assert (late.conclusion, late.open) == ("one_cause_found", 0)


def test_how_a_bad_figure_stood_before_is_asked_for_as_long_as_nothing_says_it(knowledge: Knowledge) -> None:
    def asked(**more: Any) -> list[str]:
        return [request.fact for request in told(knowledge, MISSED | {"otif": "82%"}, **more).requests]

    assert "previous.otif" in asked()[:3]
    assert "previous.otif" not in asked(since={"otif": "2026-Q3"})
    assert "previous.otif" not in asked(previous={"quarter": "2026-Q3", "facts": {"otif": "81%"}})


def test_what_bears_on_the_suspect_is_asked_before_what_bears_on_others(knowledge: Knowledge) -> None:
    """Renewals bear on late delivery, net promoters hardly; and what accuses nobody changes the order."""
    with_suspect = [request.fact for request in told(knowledge, MISSED | {"otif": "82%"}).requests]
    without = [request.fact for request in told(knowledge, MISSED).requests]
    assert with_suspect.index("renewal_rate") < with_suspect.index("nps")
    assert with_suspect.index("renewal_rate") < without.index("renewal_rate")


def test_the_heads_of_the_suspects_stages_are_asked_for_a_review(knowledge: Knowledge) -> None:
    result = told(knowledge, MISSED | {"otif": "82%"})
    reviews = {request.fact: request for request in result.requests if request.why == "review"}
    assert len(reviews) == 3
    delivery = reviews["delivery_review"]
    assert (delivery.held_by, delivery.needed) == ("logistics", True)
    assert delivery.for_ == ["late_delivery", "order_errors"]
    reviewed = {"delivery_review": "late_delivery", "delivery_review_by": "Rasa", "delivery_review_on": "2026-12-20"}
    again = told(knowledge, MISSED | {"otif": "82%"} | reviewed)
    assert "delivery_review" not in {request.fact for request in again.requests}


def test_a_sample_that_is_too_small_says_how_many_quarters_would_do(changed: Changed) -> None:
    (request,) = (
        request
        for request in changed("facts: {competitive_win_rate: 6/20}").requests
        if request.fact == "competitive_win_rate"
    )
    assert request.tries is not None
    assert request.pool == -(-request.tries // 20) > 1
    (small,) = (
        request
        for request in changed("facts: {competitive_win_rate: 1/2}").requests
        if request.fact == "competitive_win_rate"
    )
    assert (small.tries, small.pool) == (8, 4)
