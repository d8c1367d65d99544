"""What is hardly ever so is asked for again, in every way in; whoever is sure says so once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis import Faulty, diagnose
from diagnosis.intake.model import Given, Team
from diagnosis.intake.plausible import is_plausible
from diagnosis.intake.read import read_paths
from diagnosis.intake.team_file import team_from_mapping
from diagnosis.intake.values import parse
from diagnosis.intake.write import write_team
from diagnosis.kinds import kind_of
from diagnosis.kinds.text import Wrong
from diagnosis.knowledge.model import Fact
from tests.packaged import packaged_knowledge

KNOWLEDGE = packaged_knowledge()

NUMBERS = [
    fact for facts in KNOWLEDGE.facts.values() for fact in facts.values() if fact.given and kind_of(fact).numeric
]


@pytest.mark.parametrize("fact", NUMBERS, ids=lambda fact: f"{fact.subject}.{fact.fact}")
def test_the_catalogue_says_of_each_number_what_is_plausible_and_by_what_source(fact: Fact) -> None:
    assert fact.plausible is not None
    assert fact.plausible.source
    in_range, _ = kind_of(fact).limits(fact)
    for limit in (fact.plausible.least, fact.plausible.most):
        assert limit is None or in_range(limit), "what is plausible is possible"


@pytest.mark.parametrize(
    ("fact", "text", "told"),
    [
        ("backlog_weeks", "400", "'400' would be 400, which is hardly ever so: 0 to 104 is usual"),
        ("selling_time", "1.0", "'1.0' would be 100%, which is hardly ever so: 5% to 90% is usual"),
        ("lead_growth", "+250%", "'+250%' would be 250%, which is hardly ever so: -90% to 100% is usual"),
        ("pipeline_coverage", "320", "'320' would be 320, which is hardly ever so: 0.1 to 20 is usual"),
        ("revenue_target", "5e12", "'5e12' would be 5000000000000, which is hardly ever so"),
    ],
)
def test_a_value_that_is_hardly_ever_met_is_refused_until_it_is_confirmed(fact: str, text: str, told: str) -> None:
    entry = KNOWLEDGE.facts["team"][fact]
    wrong = parse(text, entry)
    assert isinstance(wrong, Wrong)
    assert told in str(wrong.what)
    (meant,) = wrong.readings
    assert meant in str(wrong.do)
    confirmed = parse(meant, entry)
    assert isinstance(confirmed, Given)
    assert parse(f"{text}!", entry) == confirmed or fact == "selling_time"


def test_what_was_probably_meant_is_offered() -> None:
    wrong = parse("104", KNOWLEDGE.facts["team"]["price_index"])
    assert isinstance(wrong, Wrong)
    assert "write 104% if that is meant, or 104! if you are sure" in str(wrong.do)


def test_counts_are_plausible_whatever_their_share() -> None:
    assert isinstance(parse("3/3", KNOWLEDGE.facts["seller"]["deals"]), Given)


def test_a_text_keeps_its_mark() -> None:
    value = parse("Jonas!", KNOWLEDGE.facts["team"]["goals_review_by"])
    assert isinstance(value, Given)
    assert value.value == "Jonas!"


@given(st.sampled_from(NUMBERS), st.decimals(-(10**6), 10**6, places=3), st.sampled_from(["", "%"]))
def test_whatever_is_taken_is_plausible_or_confirmed_and_reads_back(fact: Fact, number: Decimal, sign: str) -> None:
    plain, sure = parse(f"{number}{sign}", fact), parse(f"{number}{sign}!", fact)
    if isinstance(plain, Given):
        assert is_plausible(fact, plain)
        assert sure == plain
    if isinstance(sure, Given) and fact.subject == "team":
        team = Team("North", "2026-Q3", facts={fact.fact: sure})
        again = team_from_mapping(_mapping(write_team(team, KNOWLEDGE.facts)), KNOWLEDGE.facts)
        assert again == team


def _mapping(text: str) -> dict[str, object]:
    import yaml

    loaded: dict[str, object] = yaml.load(text, Loader=yaml.BaseLoader)
    return loaded


@pytest.mark.parametrize(
    "facts",
    [
        "sure: [market_growth]\nfacts: {market_growth: 1.5}\n",
        "sure: market_growth\nfacts: {market_growth: 150%}\n",
        "facts: {market_growth: 150%!}\n",
        'facts: {market_growth: "1.5 !"}\n',
    ],
)
def test_a_team_file_confirms_by_a_line_or_by_a_mark(tmp_path: Path, facts: str) -> None:
    path = tmp_path / "north.yaml"
    path.write_text(f"team: North\nquarter: 2026-Q3\n{facts}")
    (team,) = read_paths([path], KNOWLEDGE.facts).teams
    assert team.facts["market_growth"].value == Decimal("1.5")


def test_a_member_and_the_quarter_before_are_confirmed_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "north.yaml"
    path.write_text(
        "team: North\nquarter: 2026-Q3\n"
        "sellers:\n  - {seller: a, attainment: 640%, sure: [attainment]}\n  - {seller: b, attainment: 80%}\n"
        "previous:\n  quarter: 2026-Q2\n  sure: [turnover]\n  facts: {turnover: 90%}\n"
    )
    (team,) = read_paths([path], KNOWLEDGE.facts).teams
    assert team.members["seller"][0].facts["attainment"].value == Decimal("6.40")
    assert team.previous is not None
    assert team.previous.facts["turnover"].value == Decimal("0.90")


def test_sure_of_what_is_not_given_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "north.yaml"
    path.write_text("team: North\nquarter: 2026-Q3\nsure: [market_grwth]\nfacts: {market_growth: 1.5}\n")
    (refused,) = read_paths([path], KNOWLEDGE.facts).refused
    assert [fault.place.line for fault in refused.faults] == [3, 4]
    assert "did you mean market_growth?" in str(refused.faults[0])


def test_a_table_confirms_by_a_column_or_by_a_mark(tmp_path: Path) -> None:
    folder = tmp_path / "2026-Q3"
    folder.mkdir()
    table = "team,turnover,price_index,sure\nA,90%,104,turnover price_index\nB,90%!,1.1,\nC,90%,1.0,\nD,20%,1,turnovr\n"
    (folder / "teams.csv").write_text(table)
    intake = read_paths([folder], KNOWLEDGE.facts)
    assert [team.team for team in intake.teams] == ["A", "B"]
    assert intake.teams[0].facts["price_index"].value == Decimal(104)
    told = {each.team: str(each.faults[0]) for each in intake.refused}
    assert "hardly ever so" in told["C"]
    assert "sure names 'turnovr'" in told["D"]


def test_python_is_asked_for_the_same_confirmation() -> None:
    given = {"team": "North", "quarter": "2026-Q3", "facts": {"price_index": 104.0, "market_growth": 1.5}}
    with pytest.raises(Faulty) as told:
        diagnose(given, KNOWLEDGE)
    assert [fault.place.file for fault in told.value.faults] == ["facts.market_growth", "facts.price_index"]
    assert diagnose({**given, "sure": ["price_index", "market_growth"]}, KNOWLEDGE).team == "North"
