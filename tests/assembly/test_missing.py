"""Which facts a cause lacks: what could be asked for, and nothing that is known or worked out."""

from __future__ import annotations

from diagnosis.knowledge.base import Knowledge
from diagnosis.result import CauseResult, Diagnosis
from tests.assembly.conftest import Changed


def cause(result: Diagnosis, id_: str = "late_delivery") -> CauseResult:
    return next(entry for entry in result.causes if entry.cause == id_)


def test_what_is_lacking_is_what_its_needs_and_rules_read(changed: Changed, knowledge: Knowledge) -> None:
    lacking = cause(changed("facts: {otif: unknown, backlog_weeks: unknown}"))
    assert set(lacking.missing) == {"otif", "backlog_weeks"}
    known = cause(changed("facts: {otif: unknown}"))
    assert known.missing == ["otif"]


def test_of_what_is_worked_out_the_figures_behind_it_are_lacking(changed: Changed) -> None:
    lacking = {request.fact for request in changed("facts: {revenue_actual: unknown}").requests}
    assert "revenue_actual" in lacking
    assert not {"attainment", "gap"} & lacking


def test_a_cause_ruled_out_by_old_figures_says_so_and_they_are_asked_for_anew(changed: Changed) -> None:
    result = changed("measured: {otif: 2026-01-01}")
    assert (cause(result).verdict, cause(result).reason) == ("ruled_out", "stale")
    assert [(request.fact, request.why) for request in result.requests if request.fact == "otif"] == [("otif", "stale")]


def test_a_review_that_lacks_who_gave_it_is_asked_for_its_details(changed: Changed) -> None:
    result = changed("facts: {otif: unknown, delivery_review: ruled_out, delivery_review_on: 2026-09-20}")
    assert [
        (request.fact, request.why) for request in result.requests if request.fact.startswith("delivery_review")
    ] == [("delivery_review_by", "missing")]


def test_a_review_is_no_fact_that_a_cause_lacks(changed: Changed) -> None:
    result = changed("facts: {otif: unknown, csat: unknown}")
    assert not any("_review" in fact for cause in result.causes for fact in cause.missing)
