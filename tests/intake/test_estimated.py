"""Facts that a file or a row says are estimates."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnosis.intake.model import Intake
from diagnosis.intake.read import read_paths
from diagnosis.intake.write import write_team
from tests.intake.catalogue import told
from tests.packaged import packaged_knowledge

FACTS = packaged_knowledge().facts
HEAD = "team: North\nquarter: 2026-Q3\n"


def read(tmp_path: Path, text: str) -> Intake:
    (tmp_path / "north.yaml").write_text(HEAD + text)
    return read_paths([tmp_path / "north.yaml"], FACTS)


def test_the_facts_under_estimated_are_estimates_of_all_of_a_quarter(tmp_path: Path) -> None:
    intake = read(
        tmp_path,
        "estimated: [market_growth, otif]\nfacts: {market_growth: 3%, otif: 90-95%, turnover: 10%}\n"
        "sellers:\n  - {seller: a, attainment: 64%, tenure_months: 9, estimated: attainment}\n"
        "previous:\n  quarter: 2026-Q2\n  estimated: [turnover]\n  facts: {turnover: 9%}\n",
    )
    assert told(intake) == []
    (team,) = intake.teams
    assert {fact for fact, given in team.facts.items() if given.estimated} == {"market_growth", "otif"}
    assert {fact for fact, given in team.members["seller"][0].facts.items() if given.estimated} == {"attainment"}
    assert team.previous is not None and team.previous.facts["turnover"].estimated
    (tmp_path / "again.yaml").write_text(write_team(team, FACTS))
    assert read_paths([tmp_path / "again.yaml"], FACTS).teams == (team,)


@pytest.mark.parametrize(
    ("facts", "named", "words"),
    [
        ("market_grwth: 3%", "market_growth", "is not a fact"),
        ("otif: 90%", "otiff", "estimated names 'otiff', which is not given here; did you mean otif?"),
        ("price_losses: 2/14", "price_losses", "'price_losses' is counted and no estimate"),
        ("results_reviewed: yes", "results_reviewed", "'results_reviewed' is no number and no estimate"),
    ],
)
def test_what_cannot_be_an_estimate_is_told(tmp_path: Path, facts: str, named: str, words: str) -> None:
    assert any(words in fault for fault in told(read(tmp_path, f"estimated: {named}\nfacts: {{{facts}}}\n")))


@pytest.mark.parametrize(
    "named", ["otif, market_growth", "otif market_growth", "OTIF; Market growth (%)", "Rinkos augimas, otif"]
)
def test_a_column_names_estimates_by_id_or_heading(tmp_path: Path, named: str) -> None:
    folder = tmp_path / "2026-Q3"
    folder.mkdir()
    rows = f'"North";90%;3%;10%;"{named}"\nSouth;90%;3%;10%;\nWest;90%;3%;10%;turnovr\n'
    (folder / "teams.csv").write_text(f"team;otif;market_growth;turnover;estimated\n{rows}")
    intake = read_paths([folder], FACTS)
    north, south = intake.teams
    assert {fact for fact, given in north.facts.items() if given.estimated} == {"otif", "market_growth"}
    assert not any(given.estimated for given in south.facts.values())
    assert ["estimated names 'turnovr'" in fault for fault in told(intake)] == [True]
