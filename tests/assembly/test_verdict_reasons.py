"""Why a cause is open, or why one that is ruled out opens no gate."""

from __future__ import annotations

import pytest

from diagnosis import diagnose
from diagnosis.result import CauseResult, Diagnosis
from tests.assembly.conftest import Changed
from tests.knowledge.bases import KnowledgeBase


def cause(result: Diagnosis, id_: str = "late_delivery") -> CauseResult:
    return next(entry for entry in result.causes if entry.cause == id_)


@pytest.mark.parametrize(
    ("changes", "verdict", "reason"),
    [
        ("facts: {otif: 82%, backlog_weeks: 9}", "confirmed", None),
        ("facts: {}", "ruled_out", None),
        ("facts: {otif: unknown}", "open", "missing"),
        ("facts: {otif: 92%}", "open", "inconclusive"),
        ("facts: {otif: 85-97%}", "open", "vague"),
    ],
)
def test_a_cause_that_is_open_has_a_reason(changed: Changed, changes: str, verdict: str, reason: str | None) -> None:
    delivery = cause(changed(changes))
    assert (delivery.verdict, delivery.reason) == (verdict, reason)


def test_a_sample_that_is_too_small_is_a_reason_of_its_own(changed: Changed) -> None:
    gap = cause(changed("facts: {competitive_win_rate: 6/20}"), "product_gap")
    assert (gap.verdict, gap.reason) == ("open", "small_sample")


def test_evidence_on_both_sides_is_a_contradiction(changed: Changed) -> None:
    review = "delivery_review: ruled_out, delivery_review_by: Ona, delivery_review_on: 2026-09-20"
    delivery = cause(changed(f"facts: {{otif: 82%, backlog_weeks: 9, {review}}}"))
    assert (delivery.verdict, delivery.reason) == ("open", "contradictory")


def test_more_than_a_small_sample_says_nothing_of_samples(changed: Changed) -> None:
    assert cause(changed("facts: {competitive_win_rate: 60/200}"), "product_gap").reason is None


def test_what_rests_on_an_estimate_says_so(changed: Changed) -> None:
    delivery = cause(changed("facts: {otif: ~97%}"))
    assert (delivery.verdict, delivery.reason) == ("ruled_out", "estimated")


def test_a_review_says_that_it_was_one(changed: Changed) -> None:
    review = "delivery_review: ruled_out, delivery_review_by: Ona, delivery_review_on: 2026-09-20"
    delivery = cause(changed(f"facts: {{otif: unknown, {review}}}"))
    assert (delivery.verdict, delivery.reason) == ("ruled_out", "by_review")


def test_what_is_too_old_says_so_whether_it_is_an_estimate_or_not(changed: Changed) -> None:
    for otif in ("97%", "~97%"):
        delivery = cause(changed(f"facts: {{otif: {otif}}}", "measured: {otif: 2026-01-01}"))
        assert (delivery.verdict, delivery.reason) == ("ruled_out", "stale")


@pytest.mark.parametrize(
    ("for_", "against", "reason"),
    [
        (["moderate"], ["moderate"], "contradictory"),
        (["weak"], ["moderate"], "inconclusive"),
        (["moderate"], ["weak"], "inconclusive"),
        (["strong"], [], "confirmed"),
        (["strong"], ["weak"], "contradictory"),  # by itself it would confirm
        (["moderate", "moderate"], ["weak"], "inconclusive"),  # as probable, but nothing strong
        (["moderate", "moderate"], [], "inconclusive"),
        ([], ["moderate"], "inconclusive"),
    ],
)
def test_evidence_contradicts_itself_where_each_side_has_weight_or_one_would_confirm(
    base: KnowledgeBase, for_: list[str], against: list[str], reason: str
) -> None:
    rules = [("for", grade) for grade in for_] + [("against", grade) for grade in against]
    lines = (
        f"  - {{rule: r{number}, when: backlog_weeks > 1, {side}: {{late_delivery: {grade}}}, says: {{en: so}}}}\n"
        for number, (side, grade) in enumerate(rules)
    )
    base.write("base/rules/more.yaml", "stage: delivery\nrules:\n" + "".join(lines))
    facts = {"otif": "92%", "backlog_weeks": 3}
    late = cause(diagnose({"team": "North", "quarter": "2026-Q3", "facts": facts}, base.load()))
    assert (late.reason or late.verdict) == reason
