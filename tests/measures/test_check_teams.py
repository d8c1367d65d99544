"""Teams that a program built are checked as files are."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from diagnosis import check
from diagnosis.intake.model import Given, Member, Team
from diagnosis.intake.read import read_paths
from diagnosis.resources import facts_dir
from tests.packaged import packaged_knowledge

KNOWLEDGE = packaged_knowledge()


def team(**facts: object) -> Team:
    return Team("North", "2026-Q3", facts={name: Given(value) for name, value in facts.items()})  # type: ignore[arg-type]


def told(team: Team) -> list[str]:
    return [str(fault) for fault in check(team, KNOWLEDGE)]


def test_nothing_is_wrong_with_the_example_teams() -> None:
    examples = [facts_dir() / "examples" / name for name in ("2026-Q3", "north.yaml")]
    for each in read_paths(examples[:1], KNOWLEDGE.facts, previous=examples[0].parent / "2026-Q2").teams:
        assert check(each, KNOWLEDGE) == ()
    (north,) = read_paths(examples[1:], KNOWLEDGE.facts).teams
    assert check(north) == ()


@pytest.mark.parametrize(
    ("facts", "place", "words"),
    [
        ({"otif": Decimal("1.5")}, "facts.otif", "out of range"),
        ({"otif": "much"}, "facts.otif", "much"),
        ({"otiff": Decimal("0.8")}, "facts.otiff", "did you mean otif?"),
        ({"target_stretch": Decimal("0.1")}, "facts.target_stretch", "is computed"),
        ({"results_reviewed": Decimal(7)}, "facts.results_reviewed", "7"),
        ({"capacity_ratio": Decimal(71)}, "facts.capacity_ratio", "hardly ever so"),
        ({"revenue_target": Decimal(1000), "revenue_actual": Decimal(990000)}, "facts.revenue_target", "in thousands"),
    ],
)
def test_what_a_file_would_be_refused_for_is_told(facts: dict[str, object], place: str, words: str) -> None:
    faults = told(team(**facts))
    assert any(fault.startswith(place) and words in fault for fault in faults), faults


def test_members_days_and_the_quarter_before_are_checked_too() -> None:
    seller = Member("S-1", {"tenure_months": Given(Decimal(-4))})
    before = Team("North", "2026-Q4", facts={"otif": Given(Decimal(2))})
    built = Team(
        "North",
        "2026-Q3",
        as_of=date(2026, 9, 30),
        measured={"otif": date(2027, 1, 1)},
        members={"seller": (seller, seller)},
        previous=before,
    )
    faults = told(built)
    for words in ("sellers[0].tenure_months", "sellers[1].seller", "later than as_of", "previous.facts.otif"):
        assert any(words in fault for fault in faults), (words, faults)


def test_what_is_held_to_be_unknown_is_told() -> None:
    (fault,) = told(team(turnover=Decimal("0.02"), turnover_top=Decimal("0.5")))
    assert "turnover_top" in fault
