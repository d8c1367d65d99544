"""No gaps in the knowledge base: a healthy team clears every stage, and every cause can be confirmed and ruled out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from diagnosis.evaluation import diagnose
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import COLLECTIONS
from diagnosis.measures.compute import MeasuredMember, measure
from tests.cases.cases import changed, read_one, shipped

AT_TARGET = "sellers: {S-8: {attainment: 100%}, S-9: {attainment: 100%}, S-10: {attainment: 100%}}"
"""The healthy base has three sellers below target, who are examined."""

DRIVERS = """\
facts: {revenue_usual: 7200000, revenue_target: 7300000, revenue_actual: 7200000, win_rate: 480/1600,
        win_rate_usual: 30%, deals_decided: 1600, deals_decided_usual: 1600, average_deal: 10000,
        average_deal_usual: 10000, revenue_existing: 2400000, revenue_existing_usual: 2400000,
        opportunities: 3600, opportunities_usual: 3600}
"""
"""What revenue is made of, all of it as usual."""

EXAMINED = "attainment: 60%, quarters_below_target: 2"
"""What makes a seller of the healthy base one who may be named."""

CONFIRMED_BY = {
    "target_unrealistic": "facts: {target_growth: 45%, capacity_ratio: 0.7}",
    "target_not_communicated": "facts: {target_issued_day: 45, target_acknowledged: 5/10}",
    "targets_misaligned": "facts: {target_cascade: 1.4}",
    "territory_imbalance": "sellers: {S-9: {territory_index: 0.7}}",
    "no_accountability": "facts: {results_reviewed: false}",
    "understaffed": "facts: {vacancies: 30%}",
    "product_gap": "facts: {feature_gap_losses: 18/30, competitive_win_rate: 36/200}",
    "product_quality": "facts: {return_rate: 6%}",
    "price_uncompetitive": "facts: {price_losses: 15/30, price_index: 1.25, win_rate_discounted: 60/120}",
    "discounting": "facts: {discount_depth: 25%}",
    "late_delivery": "facts: {otif: 82%, backlog_weeks: 9}",
    "order_errors": "facts: {order_errors: 5%}",
    "slow_service": "facts: {first_response_ratio: 3, csat_on_time: 70%}",
    "unresolved_issues": "facts: {first_contact_resolution: 58%, csat_on_time: 70%}",
    "wrong_audience": "facts: {icp_fit: 38%, mql_to_sql: 6%}",
    "low_demand": "facts: {lead_growth: -33%, pipeline_coverage: 2}",
    "slow_lead_followup": "facts: {speed_to_lead_hours: 48}",
    "knowledge_gap": "facts: {certified: 5/10, days_since_training: 200}",
    "shared_skill_gap": "facts: {same_stage_stall: 8/10}",
    "too_little_coaching": "facts: {coaching_hours: 0.2}",
    "inadequate_tools": "facts: {tools_adequate: false, selling_time: 20%}",
    "misaligned_incentives": "facts: {incentive_aligned: false}",
    "prospecting": f"sellers: {{S-4: {{{EXAMINED}, meeting_rate: 40/200}}}}",
    "qualification": f"sellers: {{S-4: {{{EXAMINED}, deals: 11/80, proposal_rate: 20/80}}}}",
    "closing": f"sellers: {{S-4: {{{EXAMINED}, deals: 11/80, close_rate: 11/41}}}}",
    "low_activity": f"sellers: {{S-4: {{{EXAMINED}, activity_index: 0.5}}}}",
    "coaching_ineffective": (
        f"sellers: {{S-4: {{{EXAMINED}, deals: 30/212, close_rate: 30/110, coaching_hours_targeted: 24, "
        "coaching_quarters: 2}}\n"
        "    previous: {quarter: 2026-Q2, sellers: [{seller: S-4, close_rate: 29/105}]}"
    ),
}
"""For each cause the fewest changes of the healthy base that confirm it, its other needs being healthy."""

TOGETHER_WITH = {"coaching_ineffective": {"closing"}}
"""Coaching that does not help leaves the step as weak as it was."""


def test_knows_how_to_confirm_every_cause(knowledge: Knowledge) -> None:
    assert sorted(CONFIRMED_BY) == sorted(knowledge.causes)


@pytest.mark.parametrize("cause", CONFIRMED_BY)
def test_can_be_confirmed(cause: str, knowledge: Knowledge) -> None:
    result = diagnose(read_one(changed(CONFIRMED_BY[cause]), knowledge).team, knowledge)
    assert {confirmed.cause for confirmed in result.confirmed} == {cause, *TOGETHER_WITH.get(cause, ())}


def test_can_be_ruled_out(knowledge: Knowledge) -> None:
    result = diagnose(read_one(changed(f"sellers: {{S-4: {{{EXAMINED}}}}}"), knowledge).team, knowledge)
    ruled_out = {
        entry.cause for entry in result.causes if entry.verdict == "ruled_out" and entry.subject in (None, "S-4")
    }
    assert sorted(ruled_out) == sorted(knowledge.causes)


@pytest.mark.parametrize("verdict", ["confirmed", "ruled_out"])
def test_a_worked_case_shows_it(verdict: str, knowledge: Knowledge) -> None:
    """A reader of the cases sees each cause confirmed in one and ruled out in another, as the case itself says."""
    shown = {item.id for case in shipped() for item in case.expected.lists.get(verdict, ())}
    lacking = sorted(set(knowledge.causes) - shown)
    assert not lacking, f"no case in rules/tests expects these {verdict}: {', '.join(lacking)}"


def test_a_healthy_team_clears_every_stage(knowledge: Knowledge) -> None:
    result = diagnose(read_one(changed(f"{DRIVERS}    {AT_TARGET}"), knowledge).team, knowledge)
    assert {stage.stage: stage.verdict for stage in result.stages} == dict.fromkeys(knowledge.stages, "ruled_out")
    assert {stage.reason for stage in result.stages} == {None}
    assert {cause.verdict for cause in result.causes} == {"ruled_out"}
    assert {cause.coverage for cause in result.causes} == {1.0}
    assert not result.held
    assert not result.cleared
    assert not result.requests


def test_everything_about_a_healthy_team_is_measured_and_healthy(knowledge: Knowledge) -> None:
    team = read_one(changed(AT_TARGET), knowledge).team
    measured, faults = measure(team, knowledge, knowledge.program)
    assert not faults

    def not_healthy(subject: str, variables: dict[str, object]) -> Iterator[str]:
        for fact in knowledge.facts[subject].values():
            judged = fact.bands is not None or fact.kind == "band"
            if judged and variables.get(f"{fact.fact}.band") != "healthy":
                yield fact.fact

    assert list(not_healthy("team", dict(measured.environment))) == ["attainment"]
    members: list[tuple[str, MeasuredMember]] = [
        (subject, member) for subject in COLLECTIONS for member in measured.members.get(subject, ())
    ]
    assert members
    for subject, member in members:
        assert not list(not_healthy(subject, dict(member.variables)))
