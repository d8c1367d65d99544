"""Which driver of the revenue is surely worse than usual: yes, no, or not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnosis import diagnose, load_knowledge
from diagnosis.evaluation import Engine
from diagnosis.intake.team_file import read_mapping
from diagnosis.interview import agenda_of, begin
from diagnosis.knowledge.drivers import DRIVERS
from diagnosis.measures.bridge import driver_fell
from diagnosis.measures.compute import measure
from tests.executors import ENGINES
from tests.packaged import packaged_knowledge

DEALS = {"win_rate": "60/200", "deals_decided_usual": 200, "win_rate_usual": "30%", "average_deal_usual": 10000}

WORSE = [
    ("win_rate", {"win_rate": "40/200", "win_rate_usual": "240/800"}, True),
    ("win_rate", {"win_rate": "60/200", "win_rate_usual": "240/800"}, False),
    ("win_rate", {"win_rate": "4/20", "win_rate_usual": "240/800"}, None),
    ("deals_decided", {"deals_decided": 140, "deals_decided_usual": 200}, True),
    ("deals_decided", {"win_rate": "42/140", "deals_decided_usual": 200}, True),
    # However many the deals, a quarter may lose a ninth of them by itself, but hardly a seventh.
    ("deals_decided", {"deals_decided": 860, "deals_decided_usual": 1000}, True),
    ("deals_decided", {"deals_decided": 890, "deals_decided_usual": 1000}, None),
    ("deals_decided", {"deals_decided": 195, "deals_decided_usual": "200.25"}, False),
    # Nine of ten, but of so few that chance may have halved them, or nothing may be missing.
    ("deals_decided", {"deals_decided": 9, "deals_decided_usual": 10}, None),
    ("opportunities", {"opportunities": 0, "opportunities_usual": 12}, True),
    ("average_deal", {**DEALS, "average_deal": 5000}, True),
    ("average_deal", {**DEALS, "win_rate": "150/500", "deals_decided_usual": 500, "average_deal": 9900}, False),
    ("average_deal", {**DEALS, "win_rate": "6/20", "average_deal": 5000}, None),
    ("average_deal", {"average_deal": 5000, "average_deal_usual": 10000}, None),
    ("revenue_existing", {"revenue_existing": 850, "revenue_existing_usual": 1000}, True),
    ("revenue_existing", {"revenue_existing": 920, "revenue_existing_usual": 1000}, None),
    ("revenue_existing", {"revenue_existing": 950, "revenue_existing_usual": 1000}, False),
    ("churned_revenue", {"churned_revenue": 1200, "churned_revenue_usual": 1000}, True),
    ("sales_cycle_days", {"sales_cycle_days": 61, "sales_cycle_days_usual": 60}, False),
    ("deals_slipped", {"deals_slipped": "60/200", "deals_slipped_usual": "80/800"}, True),
    ("deals_slipped", {"deals_slipped": "22/200", "deals_slipped_usual": "80/800"}, False),
    ("revenue_target", {"revenue_target": 1300, "revenue_usual": 1000, "market_growth": "4%"}, True),
    ("revenue_target", {"revenue_target": 1050, "revenue_usual": 1000, "market_growth": "4%"}, False),
    ("revenue_target", {"revenue_target": 1300, "revenue_usual": 1000}, None),
]


@pytest.mark.parametrize(("driver", "facts", "worse"), WORSE)
def test_worse_than_usual_by_interval(driver: str, facts: dict[str, object], worse: bool | None) -> None:
    knowledge = packaged_knowledge()
    intake = read_mapping({"team": "North", "quarter": "2026-Q3", "facts": facts}, knowledge.facts)
    measured, faults = measure(intake.teams[0], knowledge, knowledge.program)
    assert faults == []
    assert driver_fell(measured, driver) is worse


def test_every_driver_has_a_fact_that_says_whether_it_is_worse() -> None:
    facts = packaged_knowledge().facts["team"]
    assert {
        driver for driver in DRIVERS if driver not in facts or facts[DRIVERS[driver].worse].kind != "boolean"
    } == set()
    assert {driver for driver, _, _ in WORSE} == set(DRIVERS)


def test_no_interview_asks_for_drivers_that_no_rule_reads() -> None:
    knowledge = packaged_knowledge()
    asked = {fact for question in agenda_of(begin(knowledge, "North", "2026-Q3")).questions for fact in question.facts}
    drivers = {fact for fact, entry in knowledge.facts["team"].items() if entry.place.file.endswith("drivers.yaml")}
    assert len(drivers) == 24
    read = {"average_deal", "churned_revenue", "deals_decided", "opportunities", "revenue_existing", "sales_cycle_days"}
    usual = {"revenue_usual", *(f"{driver}_usual" for driver in read)}
    assert asked & drivers == read | usual


RULE = """
stage: product
rules:
  - rule: wins_fell_alone
    when: win_rate_fell and not(deals_decided_fell)
    for: {product_gap: moderate}
    says: {en: "Fewer deals are won: {{ win_rate }}.", lt: "Laimima mažiau sandorių: {{ win_rate }}."}
    source: trial
"""


@pytest.mark.parametrize("engine", ENGINES)
def test_rules_of_a_company_read_what_fell(tmp_path: Path, engine: Engine) -> None:
    (tmp_path / "own.yaml").write_text(RULE, encoding="utf-8")
    knowledge = load_knowledge(tmp_path)
    fell = {"win_rate": "40/200", "win_rate_usual": "240/800", "deals_decided_usual": 200}
    for facts, fires in [(fell, True), (fell | {"win_rate": "60/200"}, False), (fell | {"win_rate": "4/20"}, False)]:
        team = {"team": "North", "quarter": "2026-Q3", "facts": facts}
        causes = {cause.cause: cause for cause in diagnose(team, knowledge, engine=engine).causes}
        assert ("wins_fell_alone" in {one.rule for one in causes["product_gap"].evidence}) is fires
