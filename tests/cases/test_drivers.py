"""Which driver of the revenue is surely worse than usual: yes, no, or not known."""

from __future__ import annotations

import pytest

from diagnosis.intake.team_file import read_mapping
from diagnosis.interview import agenda_of, begin
from diagnosis.measures.compute import measure
from tests.packaged import packaged_knowledge

DEALS = {"win_rate": "60/200", "deals_decided_usual": 200, "win_rate_usual": "30%", "average_deal_usual": 10000}

WORSE = [
    ("win_rate_fell", {"win_rate": "40/200", "win_rate_usual": "240/800"}, True),
    ("win_rate_fell", {"win_rate": "60/200", "win_rate_usual": "240/800"}, False),
    ("win_rate_fell", {"win_rate": "4/20", "win_rate_usual": "240/800"}, None),
    ("deals_decided_fell", {"deals_decided": 140, "deals_decided_usual": 200}, True),
    ("deals_decided_fell", {"win_rate": "42/140", "deals_decided_usual": 200}, True),
    ("deals_decided_fell", {"deals_decided": 195, "deals_decided_usual": "200.25"}, False),
    # Nine of ten, but of so few that chance may have halved them, or nothing may be missing.
    ("deals_decided_fell", {"deals_decided": 9, "deals_decided_usual": 10}, None),
    ("opportunities_fell", {"opportunities": 0, "opportunities_usual": 12}, True),
    ("average_deal_fell", {**DEALS, "average_deal": 5000}, True),
    ("average_deal_fell", {**DEALS, "average_deal": 9900}, False),
    ("average_deal_fell", {**DEALS, "win_rate": "6/20", "average_deal": 5000}, None),
    ("average_deal_fell", {"average_deal": 5000, "average_deal_usual": 10000}, None),
    ("revenue_existing_fell", {"revenue_existing": 850, "revenue_existing_usual": 1000}, True),
    ("revenue_existing_fell", {"revenue_existing": 920, "revenue_existing_usual": 1000}, None),
    ("revenue_existing_fell", {"revenue_existing": 950, "revenue_existing_usual": 1000}, False),
    ("churned_revenue_rose", {"churned_revenue": 1200, "churned_revenue_usual": 1000}, True),
    ("sales_cycle_days_rose", {"sales_cycle_days": 61, "sales_cycle_days_usual": 60}, False),
    ("deals_slipped_rose", {"deals_slipped": "60/200", "deals_slipped_usual": "80/800"}, True),
    ("deals_slipped_rose", {"deals_slipped": "22/200", "deals_slipped_usual": "80/800"}, False),
    ("target_raised", {"revenue_target": 1300, "revenue_usual": 1000, "market_growth": "4%"}, True),
    ("target_raised", {"revenue_target": 1050, "revenue_usual": 1000, "market_growth": "4%"}, False),
    ("target_raised", {"revenue_target": 1300, "revenue_usual": 1000}, None),
]


@pytest.mark.parametrize(("fact", "facts", "worse"), WORSE)
def test_worse_than_usual_by_interval(fact: str, facts: dict[str, object], worse: bool | None) -> None:
    knowledge = packaged_knowledge()
    intake = read_mapping({"team": "North", "quarter": "2026-Q3", "facts": facts}, knowledge.facts)
    measured, faults = measure(intake.teams[0], knowledge, knowledge.program)
    assert faults == []
    assert measured.environment.get(fact) is worse


def test_no_interview_asks_for_drivers_that_no_rule_reads() -> None:
    knowledge = packaged_knowledge()
    asked = {fact for question in agenda_of(begin(knowledge, "North", "2026-Q3")).questions for fact in question.facts}
    drivers = {fact for fact, entry in knowledge.facts["team"].items() if entry.place.file.endswith("drivers.yaml")}
    assert len(drivers) == 24
    assert asked & drivers == set()
