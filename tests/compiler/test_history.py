"""How a fact stands to its past: no worse, worse or far worse, and whether the target was met then."""

from __future__ import annotations

from typing import Any

import pytest

from diagnosis.intake.team_file import team_from_mapping
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.variables import HISTORY
from diagnosis.measures.compute import measure

TARGETS: dict[str, dict[str, int]] = {
    "met": {"revenue_target": 100, "revenue_actual": 104},
    "missed": {"revenue_target": 100, "revenue_actual": 90},
    "unknown": {},
}


def past(knowledge: Knowledge, now: Any, before: Any, fact: str = "otif", target: str = "met") -> tuple[set[str], Any]:
    """What is true of a fact's past, and its band as far as the gap goes; None is a quarter of which it is unknown."""
    facts, earlier = ({} if value is None else {fact: value} for value in (now, before))
    return of_team(knowledge, fact, facts, TARGETS[target] | earlier)


def of_team(knowledge: Knowledge, fact: str, facts: dict[str, Any], before: dict[str, Any]) -> tuple[set[str], Any]:
    previous = {"quarter": "2026-Q2", "facts": before}
    given = {"team": "T", "quarter": "2026-Q3", "facts": facts, "previous": previous}
    measured, faults = measure(team_from_mapping(given, knowledge.facts), knowledge, knowledge.program)
    assert not faults
    known = measured.environment
    return {name for name in HISTORY if known.get(f"{fact}.{name}") is True}, known.get(f"{fact}.gap_band")


WORSE, FAR_WORSE = {"worse"}, {"far_worse"}


@pytest.mark.parametrize(
    ("now", "before", "true"),
    [
        ("82%", "81%", {"as_usual"}),
        ("82%", "85%", {"as_usual"}),
        ("82%", "86.9%", set()),  # more than half of what the limits, 95 % and 90 %, lie apart; less than the whole
        ("82%", "87%", WORSE),
        ("82%", "91.9%", WORSE),
        ("82%", "92%", FAR_WORSE),
        ("60%", "70%", {"as_usual"}),  # 70 % lay 25 points beyond the healthy limit already
        ("60%", "73%", FAR_WORSE),
        ("96%", "99%", set()),
        ("82%", None, {"past_unknown"}),
        ("96%", None, set()),
        (None, "82%", set()),
    ],
)
def test_a_fall_is_held_against_the_distance_between_the_limits(
    knowledge: Knowledge, now: str | None, before: str | None, true: set[str]
) -> None:
    assert past(knowledge, now, before)[0] == true


@pytest.mark.parametrize(
    ("now", "before", "true"),
    [
        (0.80, 0.80, {"as_usual"}),
        (0.84, 0.94, WORSE),
        (0.80, 1.00, FAR_WORSE),
        (1.28, 1.26, {"as_usual"}),
        (1.28, 1.12, WORSE),
        (1.45, 1.00, FAR_WORSE),
        (1.28, 0.78, {"as_usual"}),  # as far from healthy on the one side as on the other
        (1.45, 0.90, WORSE),
        (1.50, 0.90, FAR_WORSE),
    ],
)
def test_a_fact_with_two_sides_may_get_worse_on_either(
    knowledge: Knowledge, now: float, before: float, true: set[str]
) -> None:
    assert past(knowledge, now, before, "target_cascade")[0] == true


@pytest.mark.parametrize(
    ("fact", "now", "before", "true"),
    [
        ("otif", "41/50", "46/50", set()),  # so few orders may differ that much by chance
        ("otif", "410/500", "460/500", FAR_WORSE),
        ("otif", "41/50", "92%", FAR_WORSE),  # of how many is not known, so the share is taken as it is
        ("price_losses", "9/20", "5/20", set()),
        ("price_losses", "180/400", "100/400", WORSE),
        ("price_losses", "180/400", "20/400", FAR_WORSE),
        ("price_losses", "180/400", "170/400", {"as_usual"}),
    ],
)
def test_counts_are_worse_only_by_more_than_chance(
    knowledge: Knowledge, fact: str, now: str, before: str, true: set[str]
) -> None:
    assert past(knowledge, now, before, fact)[0] == true


@pytest.mark.parametrize(
    ("now", "before", "true"), [(False, True, FAR_WORSE), (False, False, {"as_usual"}), (True, False, set())]
)
def test_a_yes_that_became_a_no_is_far_worse(knowledge: Knowledge, now: bool, before: bool, true: set[str]) -> None:
    assert past(knowledge, now, before, "results_reviewed")[0] == true


@pytest.mark.parametrize(("now", "true"), [("5%", FAR_WORSE), ("3.5%", set()), ("2%", set())])
@pytest.mark.parametrize("before", [{}, {"return_rate": "5%", "return_rate_usual": "2%"} | TARGETS["met"]])
def test_what_is_held_against_a_usual_value_asks_for_no_quarter_before(
    knowledge: Knowledge, now: str, true: set[str], before: dict[str, Any]
) -> None:
    facts = {"return_rate": now, "return_rate_usual": "2%"}
    assert of_team(knowledge, "return_rate", facts, before)[0] == true


def test_a_rate_against_its_usual_value_is_never_as_usual_and_never_worse(knowledge: Knowledge) -> None:
    """It is an outcome: its band has told already that it fell."""
    for wins in ("60/200", "30/200"):
        facts = {"competitive_win_rate": wins, "competitive_win_rate_usual": "30%"}
        assert of_team(knowledge, "competitive_win_rate", facts, {"competitive_win_rate": "60/200"})[0] == set()


@pytest.mark.parametrize(
    ("since", "true"),
    [
        ("2026-Q3", WORSE),
        ("2026-Q2", WORSE),
        ("2026-Q1", {"as_before"}),
        ("2025-Q4", {"as_before"}),
        ("2025-Q3", {"as_usual"}),
        ("before", {"as_usual"}),
    ],
)
def test_what_is_said_of_the_past_counts_where_last_quarter_is_not_known(
    knowledge: Knowledge, since: str, true: set[str]
) -> None:
    given = {"team": "T", "quarter": "2026-Q3", "facts": {"otif": "82%"}, "since": {"otif": since}}
    for previous, expected in (({}, true), ({"otif": "81%"} | TARGETS["met"], {"as_usual"})):
        before = {"quarter": "2026-Q2", "facts": previous}
        team = team_from_mapping(given | {"previous": before}, knowledge.facts)
        known = measure(team, knowledge, knowledge.program)[0].environment
        assert {name for name in HISTORY if known.get(f"otif.{name}") is True} == expected


def test_a_growth_has_no_past_of_its_own(knowledge: Knowledge) -> None:
    assert past(knowledge, "-25%", "10%", "lead_growth") == (set(), None)


@pytest.mark.parametrize(
    ("target", "true", "band"),
    [("met", {"as_usual"}, "healthy"), ("missed", {"as_before"}, "bad"), ("unknown", {"as_before"}, "bad")],
)
def test_only_a_met_target_shows_that_one_can_live_with_a_fact(
    knowledge: Knowledge, target: str, true: set[str], band: str
) -> None:
    assert past(knowledge, "82%", "81%", target=target) == (true, band)


def test_a_quarter_before_that_is_unknown_changes_no_band(knowledge: Knowledge) -> None:
    assert past(knowledge, "82%", None) == ({"past_unknown"}, "bad")
    assert past(knowledge, None, "82%") == (set(), None)
