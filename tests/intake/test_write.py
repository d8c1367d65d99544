"""Teams written as team files, by example; that all of them read back is a law."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from diagnosis.intake.model import Given, Team
from diagnosis.intake.write import write_team
from tests.intake.catalogue import FACTS, read, write

NORTH = """\
team: "North"
currency: EUR
quarter: 2026-Q3
as_of: 2026-09-30
measured:
  otif: 2026-09-01
facts:
  goals_review: "confirmed"
  lead_growth: -3%
  otif: 82.5%
  price_losses: 2/14
  results_reviewed: true
  revenue_target: 1200000
sellers:
  - {seller: "0017", attainment: 105%, deals: 11/80}
methods: []
previous:
  quarter: 2026-Q2
  facts:
    otif: 95%
"""


def test_a_team_is_written_as_people_write_it(tmp_path: Path) -> None:
    (team,) = read(write(tmp_path, {"north.yaml": NORTH}) / "north.yaml").teams
    assert write_team(team, FACTS) == NORTH


@pytest.mark.parametrize(
    ("fact", "value", "text"),
    [
        ("otif", "0.82", "82%"),
        ("otif", "0.8", "0.8"),
        ("otif", "1", "100%"),
        ("otif", "0", "0"),
        ("otif", "0.000", "0.0%"),
        ("lead_growth", "3", "300%"),
        ("lead_growth", "-0.005", "-0.5%"),
        ("revenue_target", "990.125", "990.1250"),
        ("revenue_target", "1E+18", "1000000000000000000"),
        ("price_index", "1.125", "1.125"),
        ("complaints", "17", "17"),
    ],
)
def test_numbers_are_written_so_that_they_read_back(fact: str, value: str, text: str) -> None:
    assert f"\n  {fact}: {text}\n" in write_team(Team("A", "2026-Q3", facts={fact: Given(Decimal(value))}), FACTS)
