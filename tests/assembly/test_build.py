"""The result of a team: the gap, the stages with their reasons, who is held and who is cleared, what changed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from diagnosis import diagnose
from diagnosis.knowledge.base import Knowledge
from diagnosis.result import Diagnosis, StageResult
from tests.assembly.conftest import Changed
from tests.knowledge.bases import KnowledgeBase

TARGETS = """\
facts:
  - {fact: revenue_target, kind: money, name: {en: target}, question: {en: What was the target?}}
  - {fact: revenue_actual, kind: money, name: {en: revenue}, question: {en: What was the revenue?}}
  - {fact: attainment, kind: percentage, name: {en: attainment}, formula: revenue_actual / revenue_target}
"""
MISSED = {"revenue_target": 100, "revenue_actual": "66.67"}


def judged(base: KnowledgeBase, facts: dict[str, Any], **team: Any) -> Diagnosis:
    base.write("base/facts/catalogue/targets.yaml", TARGETS)
    return diagnose({"team": "North", "quarter": "2026-Q3", "facts": facts, **team}, base.load())


def stage(result: Diagnosis, id_: str) -> StageResult:
    return next(entry for entry in result.stages if entry.stage == id_)


@pytest.mark.parametrize(
    ("facts", "met", "missing"),
    [
        ({}, None, None),
        ({"revenue_target": 100}, None, None),
        (MISSED, False, 33.33),
        ({"revenue_target": 100, "revenue_actual": 100}, True, 0.0),
        ({"revenue_target": 100, "revenue_actual": 140}, True, 0.0),
    ],
)
def test_the_gap_is_what_is_missing_of_the_target(
    base: KnowledgeBase, facts: dict[str, Any], met: bool | None, missing: float | None
) -> None:
    gap = judged(base, facts).gap
    assert (gap.met, gap.missing, gap.target) == (met, missing, facts.get("revenue_target"))


def test_where_the_target_is_met_nothing_is_accused_and_what_looks_bad_is_watched(base: KnowledgeBase) -> None:
    facts = {"revenue_target": 100, "revenue_actual": 140, "otif": "82%"}
    result = judged(base, facts, sellers=[{"seller": "Ona", "close_rate": "1/40"}])
    assert (result.causes, result.held, result.requests) == ([], [], [])
    assert [(watched.fact, watched.band, watched.value) for watched in result.watch] == [("otif", "bad", 0.82)]
    skills = stage(result, "skills")
    assert (skills.verdict, skills.reason, skills.waiting_for) == ("held", "target_met", [])


def test_what_is_healthy_or_unknown_is_not_watched(base: KnowledgeBase) -> None:
    assert judged(base, {"revenue_target": 100, "revenue_actual": 140, "otif": "99%"}).watch == []
    assert judged(base, {**MISSED, "otif": "82%"}).watch == []


def test_whoever_is_held_waits_for_the_stages_that_are_not_ruled_out(changed: Changed, knowledge: Knowledge) -> None:
    result = changed("facts: {otif: 82%, price_index: unknown}")
    waiting = stage(result, "skills").waiting_for
    assert waiting == [name for name in knowledge.stages if name in {"pricing", "delivery"}]
    assert {held.stage for held in result.held} == {"skills"}
    assert all(held.waiting_for == waiting for held in result.held)
    assert not any(cause.subject for cause in result.causes)


def test_what_speaks_for_somebody_who_is_held_is_shown_and_nothing_against(base: KnowledgeBase) -> None:
    base.change(
        "rules/skills.yaml",
        "rules:\n",
        """\
rules:
  - {rule: fine, when: 'band(close_rate) = "healthy"', against: {closing: strong}, says: {en: Closes well.}}
  - {rule: long_there, when: close_rate > 1%, against: {closing: weak}, says: {en: Closes at all.}}
""",
    )
    peers = [{"seller": f"P{number}", "close_rate": "20/40"} for number in range(4)]
    result = judged(base, MISSED, sellers=[{"seller": "Ona", "close_rate": "1/40"}, *peers])
    shown = {held.subject: [evidence.rule for evidence in held.cleared_by] for held in result.held}
    assert shown["Ona"] == ["long_there"]
    assert shown["P1"] == ["fine", "long_there"]


def test_a_seller_who_would_reach_the_target_elsewhere_is_cleared_and_not_held(changed: Changed) -> None:
    result = changed("sellers: {S-8: {territory_index: 0.5}}", "facts: {otif: 82%}")
    assert "S-8" not in {held.subject for held in result.held}
    (cleared,) = (entry for entry in result.cleared if entry.subject == "S-8")
    assert cleared.text.startswith("S-8 reached 62% of the target; in a territory of average potential")
    fired = {evidence.rule for evidence in cleared.evidence}
    assert {"territory_explains", "not_coached", "close_rate_healthy"} <= fired
    assert not {"coaching_helped", "in_ramp"} & fired
    assert "S-1" not in {entry.subject for entry in result.cleared}


def test_an_open_stage_lacks_what_its_open_causes_lack(changed: Changed) -> None:
    delivery = stage(changed("facts: {otif: unknown, backlog_weeks: unknown}"), "delivery")
    assert (delivery.verdict, delivery.reason) == ("open", "missing")
    assert delivery.missing == ["backlog_weeks", "otif"]
    assert stage(changed("facts: {otif: 82%, backlog_weeks: 9}"), "delivery").missing == []


def test_the_reason_of_a_stage_is_that_of_its_most_probable_open_cause(changed: Changed) -> None:
    result = changed("facts: {return_rate: unknown, competitive_win_rate: 6/20}")
    reasons = {cause.cause: cause.reason for cause in result.causes if cause.stage == "product"}
    assert reasons == {"product_quality": "missing", "product_gap": "small_sample"}
    assert stage(result, "product").reason == "missing"
    other = changed("facts: {return_rate: 2.5%, competitive_win_rate: 6/20}")
    assert stage(other, "product").reason == "small_sample"


def test_causes_are_ranked_by_verdict_and_then_by_probability(changed: Changed) -> None:
    causes = changed("facts: {otif: 82%, backlog_weeks: 9, renewal_rate: 71%, price_index: unknown}").causes
    assert [cause.rank for cause in causes] == list(range(1, len(causes) + 1))
    order = {"confirmed": 0, "open": 1, "ruled_out": 2}
    keys = [(order[cause.verdict], -cause.probability) for cause in causes]
    assert keys == sorted(keys)
    assert {cause.verdict for cause in causes} == set(order)
    assert all(bool(cause.missing) <= (cause.verdict == "open") for cause in causes)


def test_what_changed_of_a_band_is_told_with_both_values(base: KnowledgeBase) -> None:
    before = {"quarter": "2026-Q2", "facts": {"otif": "97%", "backlog_weeks": 3}}
    result = judged(base, {**MISSED, "otif": "82%", "backlog_weeks": 9}, previous=before)
    (change,) = result.changes
    assert (change.fact, change.before, change.now) == ("otif", 0.97, 0.82)
    assert (change.band_before, change.band) == ("healthy", "bad")
    assert judged(base, {**MISSED, "otif": "82%"}).changes == []
    unknown = {"quarter": "2026-Q2", "facts": {"backlog_weeks": 3}}
    assert judged(base, {**MISSED, "otif": "82%"}, previous=unknown).changes == []


def test_where_the_target_is_met_nobody_is_cleared_of_anything_and_nothing_is_asked_for(changed: Changed) -> None:
    changes = "facts: {revenue_actual: 9000000, price_index: unknown}", "sellers: {S-8: {territory_index: 0.5}}"
    result = changed(*changes)
    assert result.gap.met
    assert (result.cleared, result.requests) == ([], [])


def test_a_stage_that_is_ruled_out_says_by_whom_and_what_keeps_it_from_counting(changed: Changed) -> None:
    review = "delivery_review: ruled_out, delivery_review_by: Ona, delivery_review_on"
    reasons = {
        "facts: {}": None,
        "measured: {otif: 2026-01-01}": "stale",
        f"facts: {{otif: unknown, {review}: 2026-09-20}}": "by_review",
        f"facts: {{otif: unknown, {review}: 2026-01-01}}": "by_review",
    }
    for changes, reason in reasons.items():
        delivery = stage(changed(changes), "delivery")
        assert (delivery.verdict, delivery.reason) == ("ruled_out", reason), changes


def test_a_cause_that_is_confirmed_lacks_nothing_whatever_is_unknown(changed: Changed) -> None:
    result = changed("facts: {otif: 82%, backlog_weeks: 9, renewal_rate: unknown}")
    (late,) = (cause for cause in result.causes if cause.cause == "late_delivery")
    assert (late.verdict, late.missing) == ("confirmed", [])
    assert "renewal_rate" in {
        fact for cause in changed("facts: {otif: unknown, renewal_rate: unknown}").causes for fact in cause.missing
    }


def test_of_causes_that_weigh_the_same_that_of_the_first_seller_comes_first(changed: Changed) -> None:
    causes = [(cause.cause, cause.probability, cause.subject) for cause in changed("facts: {}").causes if cause.subject]
    assert len(causes) > 10
    for before, after in pairwise(causes):
        if before[:2] == after[:2]:
            assert str(before[2]) < str(after[2])
