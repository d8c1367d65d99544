"""targets.csv: the targets of all levels, and what follows from them for each team."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.documents.source import Faults
from diagnosis.evaluation import diagnose
from diagnosis.intake.model import Intake, Team
from diagnosis.intake.read import read_paths
from diagnosis.intake.targets import read_targets
from tests.intake.catalogue import told, write
from tests.packaged import packaged_knowledge
from tests.profiles import examples

TEAMS = "team,revenue_actual\nNorth,900\nSouth,800\n"
SELLERS = "team,seller,attainment\nNorth,S-1,90%\nNorth,S-2,80%\nSouth,S-3,90%\n"
TARGETS = """\
level,unit,part_of,amount,issued,agreed
company,Acme,,5000,,
department,Inland,Acme,2000,,
department,Abroad,Acme,3000,,
team,North,Inland,1000,2026-06-20,
team,South,Inland,1500,2026-08-15,
seller,S-1,North,500,,yes
seller,S-2,North,700,2026-07-11,no
seller,S-3,South,1500,,
"""


def quarter(folder: Path, targets: str = TARGETS, teams: str = TEAMS, sellers: str = SELLERS) -> Intake:
    tables = {"teams.csv": teams, "sellers.csv": sellers, "targets.csv": targets}
    return read_paths([write(folder / "2026-Q3", tables)], packaged_knowledge().facts)


def teams_of(intake: Intake) -> tuple[Team, ...]:
    assert (intake.refused, intake.faults) == ((), ())
    return intake.teams


def test_a_team_has_what_follows_from_the_targets(tmp_path: Path) -> None:
    north, south = teams_of(quarter(tmp_path))

    assert {fact: str(given.value) for fact, given in north.facts.items()} == {
        "company_cascade": "1.0000",
        "department_cascade": "1.2500",
        "revenue_actual": "900",
        "revenue_target": "1000",
        "target_acknowledged": "0.5",
        "target_issued_day": "10",
    }
    assert [seller.facts["target"].value for seller in north.members["seller"]] == [500, 700]
    assert south.facts["target_issued_day"].value == 45
    assert "target_acknowledged" not in south.facts, "whether S-3 agreed is not known"


def test_the_places_of_what_follows_are_those_of_the_targets(tmp_path: Path) -> None:
    north, _ = teams_of(quarter(tmp_path))

    assert (Path(north.place_of("revenue_target").file).name, north.place_of("revenue_target").line) == (
        "targets.csv",
        5,
    )
    assert north.place_of("department_cascade").line == 3
    assert Path(north.place_of("revenue_actual").file).name == "teams.csv"


def test_the_personal_targets_and_all_levels_are_judged(tmp_path: Path) -> None:
    padded = TARGETS.replace("Abroad,Acme,3000", "Abroad,Acme,5000").replace("South,Inland,1500", "South,Inland,2000")
    north, _ = teams_of(quarter(tmp_path, padded))
    diagnosis = diagnose(north, packaged_knowledge())

    misaligned = next(cause for cause in diagnosis.causes if cause.cause == "targets_misaligned")
    assert "target_cascade_between" in {evidence.rule for evidence in misaligned.evidence}
    notes = {note.finding for note in diagnosis.notes}
    assert {"department_targets_differ", "company_targets_differ"} <= notes


def test_without_departments_the_teams_make_up_the_company(tmp_path: Path) -> None:
    targets = "Lygis,Pavadinimas,Suma (tūkst. EUR)\nĮmonė,Acme,2\nKomanda,North,1\nKomanda,South,1.5\n"
    north, _ = teams_of(quarter(tmp_path, targets))

    assert north.facts["revenue_target"].value == 1000
    assert north.facts["company_cascade"].value == Decimal("1.25")
    assert "department_cascade" not in north.facts
    assert north.currency == "EUR"


def test_an_amount_that_is_missing_makes_the_sum_unknown(tmp_path: Path) -> None:
    north, _ = teams_of(quarter(tmp_path, TARGETS.replace("South,Inland,1500", "South,Inland,")))

    assert "department_cascade" not in north.facts
    assert north.facts["company_cascade"].value == 1


def test_a_team_of_no_other_table_counts_and_is_told(tmp_path: Path) -> None:
    intake = quarter(tmp_path, TARGETS + "team,West,Inland,500,,\n")

    assert teams_of(intake)[0].facts["department_cascade"].value == Decimal("1.5")
    (note,) = (note for note in intake.notes if note.place.line == 10)
    assert "'West' has a target, but no row in another table" in str(note)


def test_another_table_that_says_otherwise_refuses_the_team(tmp_path: Path) -> None:
    intake = quarter(tmp_path, teams="team,revenue_target\nNorth,1000\nSouth,1400\n")

    assert [team.team for team in intake.teams] == ["North"]
    assert told(intake) == ["teams.csv:3:2: revenue_target: targets.csv line 6 says otherwise; correct one of them"]


@pytest.mark.parametrize(
    ("was", "is_", "fault"),
    [
        ("company,Acme", "firm,Acme", "2:1: 'firm' is no level of targets; write one of company, department, team"),
        (
            "South,Inland,1500",
            "South,Inlnd,1500",
            "6:3: 'South' is part of 'Inlnd', which has no row; did you",
        ),
        (
            "South,Inland,1500",
            "South,,1500",
            "6:2: 'South' does not say what it is part of; name one of Inl",
        ),
        ("South,Inland,1500", "South,Inland,-1500", "6:4: amount: "),
        ("2026-08-15", "15.13.2026", "6:5: "),
        (",,yes", ",,maybe", "7:6: agreed: "),
        ("team,South", "team,North", "6:2: 'North' has a target on line 5 already; keep one of the rows"),
        ("team,South", "team,", "6:2: unit is missing; write it, or delete the row"),
        ("agreed", "agred", "1:6: unknown column 'agred' in the table of targets; did you mean 'agreed'?"),
        ("agreed", "amount", "1:6: the column 'amount' is there twice; keep one"),
        ("amount", "amount (kg)", "1:4: 'amount' has no unit 'kg'"),
        (
            "level,",
            "niveau,",
            "1:1: the table of targets lacks the columns level, unit, amount; name",
        ),
    ],
)
def test_a_fault_is_told_at_its_place(tmp_path: Path, was: str, is_: str, fault: str) -> None:
    lines = told(quarter(tmp_path, TARGETS.replace(was, is_, 1)))
    assert any(line.startswith(f"targets.csv:{fault}") for line in lines), lines


def test_mixed_currencies_are_refused(tmp_path: Path) -> None:
    teams = "team,revenue_actual (USD)\nNorth,900\nSouth,800\n"
    intake = quarter(tmp_path, TARGETS.replace("amount", "amount (EUR)"), teams)

    assert any("the currencies USD and EUR are mixed" in line for line in told(intake))


@examples(100)
@given(st.lists(st.lists(st.integers(1, 10**9), min_size=1, max_size=5), min_size=1, max_size=4))
def test_what_adds_up_is_one_on_every_level(departments: list[list[int]]) -> None:
    """Where each target is the sum of those below it, every cascade is 1, however many units there are."""
    rows = [["level", "unit", "part_of", "amount"], ["company", "Acme", "", str(sum(map(sum, departments)))]]
    for number, teams in enumerate(departments):
        rows.append(["department", f"D{number}", "Acme", str(sum(teams))])
        rows += [["team", f"T{number}.{team}", f"D{number}", str(amount)] for team, amount in enumerate(teams)]
    faults = Faults()
    targets = read_targets(iter(list(enumerate(rows, start=1))), "targets.csv", faults, {})

    assert faults.found == []
    sums = targets.cascades
    assert len(sums) == 1 + len(departments)
    assert {following.given.value for following in sums.values()} == {1}


def test_a_workbook_has_its_targets_on_a_sheet(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "2026-Q3.xlsx")
    targets = "level,unit,amount\ncompany,Acme,2000\nteam,North,1000\nteam,South,1500\n"
    for name, text in (("teams", TEAMS), ("Planas", targets)):
        sheet = book.add_worksheet(name)
        for number, line in enumerate(text.splitlines()):
            sheet.write_row(number, 0, [int(cell) if cell.isdigit() else cell for cell in line.split(",")])
    book.close()
    north, _ = teams_of(read_paths([tmp_path / "2026-Q3.xlsx"], packaged_knowledge().facts))

    assert (north.facts["revenue_target"].value, north.facts["company_cascade"].value) == (1000, Decimal("1.25"))
