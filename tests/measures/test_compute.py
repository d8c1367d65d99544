"""What is computed about a team: seen through the packaged knowledge base, as a user's facts would be."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from diagnosis import Faulty, diagnose
from diagnosis.intake.quarters import last_day
from diagnosis.intake.team_file import team_from_mapping
from diagnosis.knowledge.base import Knowledge
from diagnosis.measures.compute import Measured, measure


def measured(knowledge: Knowledge, **team: Any) -> Measured:
    given = team_from_mapping({"team": "T", "quarter": "2026-Q3", **team}, knowledge.facts)
    result, faults = measure(given, knowledge, knowledge.program)
    assert not faults
    return result


def band(knowledge: Knowledge, fact: str, **facts: Any) -> object:
    return measured(knowledge, facts=facts).environment.get(f"{fact}.band")


@pytest.mark.parametrize(
    ("value", "expected"), [("95%", "healthy"), ("94.9%", "warning"), ("90%", "warning"), ("89.9%", "bad")]
)
def test_a_share_is_banded_by_its_value(knowledge: Knowledge, value: str, expected: str) -> None:
    assert band(knowledge, "otif", otif=value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1/30", "healthy"),  # 3 %, at most 17 %
        ("2/14", "warning"),  # 14 %, but perhaps 40 %
        ("8/22", "warning"),  # 36 %, but perhaps 20 %
        ("180/400", "bad"),  # 45 %, at least 40 %
    ],
)
def test_a_rate_is_banded_only_as_far_as_its_interval_allows(knowledge: Knowledge, value: str, expected: str) -> None:
    assert band(knowledge, "price_losses", price_losses=value) == expected


def test_a_rate_without_counts_has_no_band(knowledge: Knowledge) -> None:
    assert band(knowledge, "price_losses", price_losses="7%") is None


def test_a_sampled_share_is_taken_as_measured_on_the_whole_unless_counts_are_given(knowledge: Knowledge) -> None:
    assert band(knowledge, "csat", csat="86%") == "healthy"
    assert band(knowledge, "csat", csat="6/8") == "warning"


@pytest.mark.parametrize(
    "counts",
    [
        ("price_losses", "1/1"),
        ("price_losses", "7/7"),
        ("feature_gap_losses", "1/1"),
        ("first_contact_resolution", "0/1"),
        ("icp_fit", "0/2"),
        ("csat_on_time", "7/7"),
        ("price_losses", "0/6"),
    ],
)
def test_a_sample_of_a_few_cases_is_in_no_band(knowledge: Knowledge, counts: tuple[str, str]) -> None:
    name, value = counts
    known = measured(knowledge, facts={name: value}).environment
    assert known.get(f"{name}.band") is None
    assert known[f"{name}.small"] is True


def test_one_order_more_or_less_does_not_make_a_fact_bad(knowledge: Knowledge) -> None:
    assert band(knowledge, "order_errors", order_errors="1/25") == "warning"
    assert band(knowledge, "order_errors", order_errors="2/50") == "bad"
    assert band(knowledge, "order_errors", order_errors="4%") == "bad"
    assert band(knowledge, "order_errors", order_errors="0/25") == "healthy"
    assert band(knowledge, "otif", otif="8/10") == "warning"
    assert band(knowledge, "otif", otif="16/20") == "bad"


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2/3", "warning"), ("3/3", "warning"), ("4/4", "bad"), ("4/5", "warning"), ("7/8", "bad"), ("1/3", "healthy")],
)
def test_a_shared_weakest_step_counts_only_where_chance_is_unlikely(
    knowledge: Knowledge, value: str, expected: str
) -> None:
    assert band(knowledge, "same_stage_stall", same_stage_stall=value) == expected


@pytest.mark.parametrize(
    ("value", "usual", "expected"),
    [("0.2%", "0.1%", "healthy"), ("0%", "0%", "healthy"), ("1.2%", "0.1%", "bad"), ("3%", "1.4%", "bad")],
)
def test_a_difference_too_small_to_matter_is_none(knowledge: Knowledge, value: str, usual: str, expected: str) -> None:
    assert band(knowledge, "return_rate", return_rate=value, return_rate_usual=usual) == expected


@pytest.mark.parametrize(
    ("value", "usual", "expected"),
    [
        ("1500/4000", "40%", "healthy"),  # surely lower, but by a sixteenth
        ("100/400", "30%", "bad"),
        ("100/400", "120/400", "warning"),  # the same usual value, but as sure as this quarter's: chance might do it
        ("80/400", "480/1600", "bad"),
        ("80/400", "3/10", "warning"),  # a usual value of ten deals convicts nobody
        ("0/40", "0%", "healthy"),
    ],
)
def test_a_usual_value_may_be_a_sample_too(knowledge: Knowledge, value: str, usual: str, expected: str) -> None:
    facts = {"competitive_win_rate": value, "competitive_win_rate_usual": usual}
    assert band(knowledge, "competitive_win_rate", **facts) == expected


@pytest.mark.parametrize(("value", "expected"), [("3%", "healthy"), ("3.9%", "warning"), ("4%", "bad"), ("8%", "bad")])
def test_a_fact_is_held_against_its_usual_value(knowledge: Knowledge, value: str, expected: str) -> None:
    assert band(knowledge, "return_rate", return_rate=value, return_rate_usual="2%") == expected


def test_a_usual_value_of_zero_decides_nothing(knowledge: Knowledge) -> None:
    assert band(knowledge, "return_rate", return_rate="4%", return_rate_usual="0%") is None


@pytest.mark.parametrize(
    ("value", "expected"), [("120/400", "healthy"), ("72/400", "bad"), ("2/10", "warning"), ("106/400", "warning")]
)
def test_a_rate_is_held_against_its_usual_value_with_its_interval(
    knowledge: Knowledge, value: str, expected: str
) -> None:
    facts = {"competitive_win_rate": value, "competitive_win_rate_usual": "30%"}
    assert band(knowledge, "competitive_win_rate", **facts) == expected


def test_what_is_unknown_stays_unknown(knowledge: Knowledge) -> None:
    known = measured(knowledge, facts={"revenue_target": 100}).environment
    assert "attainment" not in known
    assert "otif.band" not in known
    assert "sellers" not in known


def test_computed_facts_are_rounded_before_they_are_compared(knowledge: Knowledge) -> None:
    facts = {"renewal_rate": "90%", "renewal_rate_usual": "93%"}
    assert band(knowledge, "renewal_rate", **facts) == "healthy"  # exactly 3 points below, which is still healthy


def test_sellers_at_target_are_counted_among_the_ramped(knowledge: Knowledge) -> None:
    sellers = [
        {"seller": "a", "attainment": "110%", "tenure_months": 30},
        {"seller": "b", "attainment": "80%", "tenure_months": 30},
        {"seller": "c", "attainment": "20%", "tenure_months": 2},
    ]
    assert measured(knowledge, sellers=sellers).environment["sellers_at_target"] == Decimal("0.5")


def test_one_seller_of_whom_nothing_is_known_leaves_the_count_unknown(knowledge: Knowledge) -> None:
    sellers = [{"seller": "a", "attainment": "110%", "tenure_months": 30}, {"seller": "b", "tenure_months": 30}]
    assert "sellers_at_target" not in measured(knowledge, sellers=sellers).environment


def test_a_given_fact_must_agree_with_its_computation_to_the_digits_given(knowledge: Knowledge) -> None:
    money = {"revenue_target": 1200000, "revenue_actual": 990000}
    good = {"team": "T", "quarter": "2026-Q3", "facts": {**money, "attainment": "83%"}}
    assert diagnose(good, knowledge).gap.attainment == 0.825
    with pytest.raises(Faulty, match=r"attainment.*given as 0\.90.*make it 0\.825"):
        diagnose({**good, "facts": {**money, "attainment": "90%"}}, knowledge)


def test_steps_are_tested_against_the_peers_with_one_correction(knowledge: Knowledge) -> None:
    peers = [{"seller": f"p{i}", "close_rate": "24/41", "deals": "24/80"} for i in range(7)]
    weak = {"seller": "weak", "close_rate": "11/41", "deals": "11/80"}
    variables_of = {
        seller.member: seller.variables for seller in measured(knowledge, sellers=[*peers, weak]).members["seller"]
    }
    assert variables_of["weak"]["close_rate.band"] == "bad"
    assert float(variables_of["weak"]["deals.p"]) == pytest.approx(0.0012, rel=0.05)  # type: ignore[arg-type]
    assert variables_of["p0"]["close_rate.band"] == "healthy"
    assert variables_of["weak"]["close_rate.peers"] == Decimal("0.5853658537")


def test_a_lone_seller_has_no_peers(knowledge: Knowledge) -> None:
    (lone,) = measured(knowledge, sellers=[{"seller": "a", "close_rate": "1/40"}]).members["seller"]
    assert "close_rate.band" not in lone.variables


def test_the_quarter_before_is_there_with_its_bands(knowledge: Knowledge) -> None:
    previous = {"quarter": "2026-Q2", "facts": {"otif": "95%", "win_rate": "100/400"}}
    known = measured(knowledge, facts={"otif": "82%", "win_rate": "140/400"}, previous=previous).environment
    assert known["previous.otif"] == Decimal("0.95")
    assert known["previous.otif.band"] == "healthy"
    assert float(known["win_rate.gain_p"]) < 0.01  # type: ignore[arg-type]


def test_age_is_counted_from_the_day_of_the_evaluation(knowledge: Knowledge) -> None:
    team = {"facts": {"otif": "96%", "csat": "90%"}, "measured": {"otif": "2026-07-01"}}
    by_quarter = measured(knowledge, **team)
    assert by_quarter.environment["otif.age"] == 91
    assert by_quarter.environment["csat.age"] == 0
    assert ("team", "otif") in by_quarter.stale
    assert ("team", "otif") not in measured(knowledge, as_of="2026-09-29", **team).stale


@pytest.mark.parametrize(
    ("quarter", "day"), [("2026-Q1", "2026-03-31"), ("2024-Q4", "2024-12-31"), ("2025-Q2", "2025-06-30")]
)
def test_a_quarter_ends_on_its_last_day(quarter: str, day: str) -> None:
    assert last_day(quarter).isoformat() == day
