"""Rows of totals are recognised by their sums, whatever they are called."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.faults import Faulty
from diagnosis.intake.model import Given, Intake
from diagnosis.intake.read import read_paths
from diagnosis.intake.totals import rows_of_totals
from diagnosis.interview import begin
from tests.packaged import packaged_knowledge

KNOWLEDGE = packaged_knowledge()
SELLER = KNOWLEDGE.facts["seller"]


def read(folder: Path, **tables: str) -> Intake:
    path = folder / "2026-Q3"
    path.mkdir(exist_ok=True)
    for name, text in tables.items():
        (path / f"{name}.csv").write_text(text)
    return read_paths([path], KNOWLEDGE.facts)


TEAMS = "team;revenue_target;revenue_actual;turnover\nNorth;1200000;990000;12%\nSouth;800000;700000;20%\n"


@pytest.mark.parametrize("name", ["Company", "Lietuva", "Region East", "∑"])
def test_a_team_that_is_the_sum_of_the_others_is_refused_with_how_to_keep_it(tmp_path: Path, name: str) -> None:
    intake = read(tmp_path, teams=f"{TEAMS}{name};2000000;1690000;\n")
    assert [team.team for team in intake.teams] == ["North", "South"]
    (refused,) = intake.refused
    assert f"'{name}' is the sum of the others" in str(refused.faults[0])
    assert f"write '{name} (team)'" in str(refused.faults[0])
    kept = read(tmp_path, teams=f"{TEAMS}{name} (team);2000000;1690000;\n")
    assert len(kept.teams) == 3


def test_subtotals_and_a_total_on_top_are_recognised(tmp_path: Path) -> None:
    rows = "Company;4100;3200\nA;1000;700\nB;900;800\nWestern;1900;1500\nC;1200;900\nD;1000;800\nEastern;2200;1700\n"
    intake = read(tmp_path, teams=f"team;revenue_target;revenue_actual\n{rows}")
    assert [team.team for team in intake.teams] == ["A", "B", "C", "D"]
    assert [each.team for each in intake.refused] == ["Company", "Eastern", "Western"]
    top = "Company;1900;1500\nA;1000;700\nB;900;800\n"
    intake = read(tmp_path, teams=f"team;revenue_target;revenue_actual\n{top}")
    assert [each.team for each in intake.refused] == ["Company"]


def test_a_seller_that_is_the_sum_of_the_others_refuses_the_team(tmp_path: Path) -> None:
    sellers = "team;seller;target;deals\nNorth;a;600000;12/70\nNorth;b;600000;15/80\nNorth;office;1200000;27/150\n"
    intake = read(tmp_path, teams=TEAMS, sellers=sellers)
    assert [team.team for team in intake.teams] == ["South"]
    assert "'office' is the sum of the others" in str(intake.refused[0].faults[0])


@pytest.mark.parametrize("total", ["Total", "Iš viso", "Grand Total", "office"])
def test_team_files_and_pasted_tables_know_them_too(tmp_path: Path, total: str) -> None:
    path = tmp_path / "north.yaml"
    rows = [("a", "600000"), ("b", "700000"), (total, "1300000")]
    sellers = "\n".join(
        f"  - {{seller: {name}, target: {target}, deals: {index}0/5{index}}}"
        for index, (name, target) in enumerate(rows[:2], 1)
    )
    path.write_text(
        f"team: North\nquarter: 2026-Q3\nsellers:\n{sellers}\n  - {{seller: {total}, target: 1300000, deals: 30/103}}\n"
    )
    (refused,) = read_paths([path], KNOWLEDGE.facts).refused
    assert refused.faults[0].place.line == 6
    assert f"'{total} (seller)'" in str(refused.faults[0])
    interview = begin(KNOWLEDGE, "North", "2026-Q3")
    table = "seller,target,deals\na,600000,10/51\nb,700000,20/52\n" + f"{total},1300000,30/103\n"
    if total == "office":
        with pytest.raises(Faulty, match="totals"):
            interview.answer_table(table)
    else:
        read = interview.answer_table(table)
        assert list(read.members["seller"]) == ["a", "b"]


def test_a_seller_who_happens_to_have_the_others_target_stays(tmp_path: Path) -> None:
    sellers = "team;seller;target;tenure_months\nNorth;a;100;20\nNorth;b;100;30\nNorth;c;200;40\n"
    assert len(read(tmp_path, teams=TEAMS, sellers=sellers).teams) == 2


members = st.fixed_dictionaries(
    {
        "target": st.integers(1_000, 10**7).map(lambda value: Given(Decimal(value))),
        "deals": st.integers(20, 400).flatmap(
            lambda of: st.integers(1, of).map(lambda count: Given(Decimal(count) / of, count, of))
        ),
        "tenure_months": st.integers(1, 90).map(lambda value: Given(Decimal(value))),
    }
)


@given(st.lists(members, min_size=2, max_size=12), st.data())
def test_the_sum_of_any_rows_is_found_wherever_it_stands(rows: list[dict[str, Given]], data: st.DataObject) -> None:
    count, of = (sum(getattr(row["deals"], part) or 0 for row in rows) for part in ("count", "of"))
    target = sum((row["target"].value for row in rows), Decimal(0))  # type: ignore[misc]
    total = {"target": Given(target), "deals": Given(Decimal(count) / of, count, of)}
    at = data.draw(st.integers(0, len(rows)))
    assert at in rows_of_totals([*rows[:at], total, *rows[at:]], SELLER)


@pytest.mark.parametrize(
    "name", ["Average North", "North average", "Avg. of sellers", "Komandos vidurkis", "Vidurkis: North", "Team median"]
)
def test_a_row_of_averages_is_no_seller(tmp_path: Path, name: str) -> None:
    sellers = f"team;seller;deals.count;deals.of\nNorth;a;3;10\nNorth;b;5;20\nNorth;{name};4;15\n"
    intake = read(tmp_path, teams=TEAMS, sellers=sellers)
    assert "North" not in [team.team for team in intake.teams]
    (refused,) = intake.refused
    assert f"'{name}' may be a row of totals" in str(refused.faults[0]) and f"'{name} (seller)'" in str(
        refused.faults[0]
    )


@pytest.mark.parametrize("name", ["Jonas Vidurkis", "Mean Machine", "Average Joe", "Median Str. office"])
def test_a_name_that_holds_such_a_word_is_a_name(tmp_path: Path, name: str) -> None:
    intake = read(tmp_path, teams=TEAMS, sellers=f"team;seller;deals.count;deals.of\nNorth;{name};3;10\n")
    assert [member.member for member in intake.teams[0].members["seller"]] == [name]


@pytest.mark.parametrize(
    "line",
    [
        "Exported 2026-10-02 08:00",
        "Eksportuota 2026-10-02",
        "Printed: 2.10.2026",
        "Last updated 02/10/2026",
        "Atnaujinta: vakar",
    ],
)
def test_a_line_that_says_when_it_was_made_is_no_team(tmp_path: Path, line: str) -> None:
    intake = read(tmp_path, teams=f"{TEAMS}{line};;;\n")
    assert [team.team for team in intake.teams] == ["North", "South"]
    assert any("is about the table and is left out" in str(note) for note in intake.notes)
