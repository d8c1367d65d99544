"""The ids that other people's files rely on: whatever is reworded or added, these stay what they are."""

from __future__ import annotations

import re

import pytest

from diagnosis.knowledge.model import Subject
from tests.packaged import packaged_knowledge

FACTS: dict[Subject, str] = {
    "team": """
        money revenue_target revenue_actual revenue_usual average_deal average_deal_usual
        money revenue_existing revenue_existing_usual churned_revenue churned_revenue_usual
        count deals_decided opportunities
        number deals_decided_usual opportunities_usual sales_cycle_days sales_cycle_days_usual
        percentage attainment sellers_at_target target_acknowledged vacancies competitive_win_rate_usual return_rate
        percentage return_rate_usual discount_depth otif order_errors renewal_rate renewal_rate_usual csat csat_on_time
        percentage first_contact_resolution mql_to_sql icp_fit win_rate_usual certified same_stage_stall selling_time
        percentage turnover turnover_top deals_slipped_usual
        change target_growth market_growth revenue_growth target_stretch lead_growth
        ratio capacity_ratio target_cascade price_index first_response_ratio pipeline_coverage
        number target_issued_day backlog_weeks backlog_weeks_usual nps speed_to_lead_hours days_since_training
        number coaching_hours
        rate competitive_win_rate feature_gap_losses price_losses price_losses_crm no_decision_losses
        rate win_rate_discounted win_rate_full_price new_business_win_rate win_rate_icp_fit win_rate
        rate win_rate_certified win_rate_uncertified deals_slipped
        boolean results_reviewed incentive_aligned tools_adequate recognition_programme customers_asked""",
    "seller": """
        percentage attainment
        money target
        rate deals meeting_rate proposal_rate close_rate
        count quarters_below_target coaching_quarters
        number tenure_months ramp_months coaching_hours_targeted
        ratio territory_index activity_index
        boolean trained_like_peers""",
    "method": "rate deals",
    "product_line": """
        rate deals
        change revenue_growth""",
}
"""For each subject: a kind, and facts of that kind."""

CAUSES = {
    "goals": "target_unrealistic target_not_communicated targets_misaligned territory_imbalance no_accountability "
    "understaffed",
    "product": "product_gap product_quality",
    "pricing": "price_uncompetitive discounting",
    "delivery": "late_delivery order_errors",
    "service": "slow_service unresolved_issues",
    "marketing": "wrong_audience low_demand slow_lead_followup",
    "training": "knowledge_gap shared_skill_gap too_little_coaching inadequate_tools misaligned_incentives",
    "skills": "prospecting qualification closing low_activity coaching_ineffective",
}
FINDINGS = {"strength": "method_works product_works", "recognition": "achiever retention_risk"}


@pytest.mark.parametrize("subject", FACTS)
def test_facts(subject: Subject) -> None:
    facts = packaged_knowledge().facts[subject]
    lines = (line.split() for line in FACTS[subject].strip().splitlines())
    canonical = {fact: kind for kind, *names in lines for fact in names}
    assert {fact: facts[fact].kind if fact in facts else "lacking" for fact in canonical} == canonical


def test_what_is_asked_says_who_holds_it() -> None:
    """Reviews are made from the chain: their stage says who gives them."""
    facts = [fact for facts in packaged_knowledge().facts.values() for fact in facts.values() if fact.given]
    written = [fact for fact in facts if not re.search("_review(_by|_on)?$", fact.fact)]
    assert [fact.fact for fact in written if not (fact.question and fact.help and fact.held_by and fact.source)] == []


def test_stages_and_causes() -> None:
    knowledge = packaged_knowledge()
    shipped = {stage: [cause.cause for cause in knowledge.causes.values() if cause.stage == stage] for stage in CAUSES}
    assert list(knowledge.stages) == list(CAUSES)
    assert [name for stage, names in CAUSES.items() for name in names.split() if name not in shipped[stage]] == []


def test_strengths_and_recognition() -> None:
    findings = packaged_knowledge().findings.values()
    for kind, names in FINDINGS.items():
        assert set(names.split()) <= {finding.finding for finding in findings if finding.kind == kind}


def test_everything_names_its_source() -> None:
    """Each fact, rule and finding; bands have their own."""
    knowledge = packaged_knowledge()
    facts = [fact for facts in knowledge.facts.values() for fact in facts.values()]
    assert [rule.rule for rule in knowledge.rules.values() if not rule.source] == []
    assert [finding.finding for finding in knowledge.findings.values() if not finding.source] == []
    assert [fact.fact for fact in facts if fact.bands and not fact.bands.source] == []
    assert [parameter.parameter for parameter in knowledge.parameters.values() if not parameter.source] == []
