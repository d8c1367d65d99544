"""Numbers as files have them: how a file says they are written, shares without a sign, currencies, values of Python."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from diagnosis import Faulty
from diagnosis.intake import particulars
from diagnosis.intake.read import read_paths
from diagnosis.intake.team_file import team_from_mapping
from diagnosis.kinds.text import Wrong
from tests.intake.catalogue import FACTS, read, told, write

HEAD = "team: A\nquarter: 2026-Q3\n"


def facts(tmp_path: Path, text: str) -> dict[str, object]:
    intake = read(write(tmp_path, {"a.yaml": HEAD + text}) / "a.yaml")
    assert not told(intake), told(intake)
    return {fact: given.value for fact, given in intake.teams[0].facts.items()}


def faults(tmp_path: Path, text: str) -> list[str]:
    return told(read(write(tmp_path, {"a.yaml": HEAD + text}) / "a.yaml"))


def test_a_team_file_says_how_its_numbers_are_written(tmp_path: Path) -> None:
    text = "facts: {revenue_target: '1.020', revenue_actual: '1,02', otif: '82,5%'}\n"
    assert facts(tmp_path, f"numbers: 1.234,5\n{text}") == {
        "revenue_target": 1020,
        "revenue_actual": Decimal("1.02"),
        "otif": Decimal("0.825"),
    }
    assert [line.split(": ")[1] for line in faults(tmp_path, text)] == ["revenue_target", "revenue_actual"]


@pytest.mark.parametrize("sample", ["1234", "comma", "1,234", "1.5"])
def test_a_sample_that_shows_nothing_is_told(tmp_path: Path, sample: str) -> None:
    (fault,) = faults(tmp_path, f"numbers: {sample}\n")
    assert "does not show how numbers are written" in fault


def test_a_mapping_says_how_the_numbers_of_tables_are_written(tmp_path: Path) -> None:
    tables = "team;revenue_target;revenue_actual\nNorth;1.020;990\nSouth;2000000;1.999\n"
    write(tmp_path / "2026-Q3", {"teams.csv": tables})
    write(tmp_path, {"map.yaml": "numbers: 1.234,5\n"})
    asked = read(tmp_path / "2026-Q3")
    assert ["can mean" in line for line in told(asked)] == [True, True]
    mapped = read_paths([tmp_path / "2026-Q3"], FACTS, columns=tmp_path / "map.yaml")
    values = {team.team: team.facts for team in mapped.teams}
    assert values["North"]["revenue_target"].value == 1020
    assert values["North"]["revenue_actual"].value == 990
    assert values["South"]["revenue_actual"].value == 1999


def test_a_share_without_a_sign_is_doubtful_beside_one_that_is_per_cent(tmp_path: Path) -> None:
    assert facts(tmp_path, "facts: {otif: 0.9, csat: 0.85}")["otif"] == Decimal("0.9")
    (fault,) = faults(tmp_path, "facts: {otif: 0.9, csat: 85}")
    assert "otif: '0.9' can mean 90% or 0.9%, for '85' in the same file is per cent" in fault
    (fault,) = faults(tmp_path, "facts: {csat: 85}\nsellers: [{seller: x, deals: 0.4}]")
    assert "deals: '0.4' can mean 40% or 0.4%" in fault
    assert facts(tmp_path, "facts: {otif: 0.9%, csat: 85}")["otif"] == Decimal("0.009")


def test_the_currency_beside_an_amount_has_to_be_that_of_the_team(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "currency: EUR\nfacts: {revenue_target: $1.2m}")
    assert "'$' stands beside the amount, but the currency is EUR; nothing is converted" in fault
    (fault,) = faults(tmp_path, "facts: {revenue_target: €1.2m, revenue_actual: 1m PLN}")
    assert "'PLN' stands beside the amount, but the currency is EUR" in fault
    assert facts(tmp_path, "currency: CAD\nfacts: {revenue_target: $1.2m}") == {"revenue_target": 1200000}


@pytest.mark.parametrize(("cell", "currency"), [("€1.2m", "EUR"), ("1,2 mln. eurų", "EUR"), ("£900k", "GBP")])
def test_the_currency_beside_the_amounts_is_that_of_the_team_where_it_has_no_other(
    tmp_path: Path, cell: str, currency: str
) -> None:
    table = f'team,revenue_target\nNorth,"{cell}"\nSouth,1000000\n'
    teams = read(write(tmp_path / "2026-Q3", {"teams.csv": table})).teams
    assert [team.currency for team in teams] == [currency, currency]


def test_another_currency_in_a_table_refuses_its_team(tmp_path: Path) -> None:
    table = "team,currency,revenue_target\nNorth,EUR,1000000\nSouth,EUR,$900k\n"
    intake = read(write(tmp_path / "2026-Q3", {"teams.csv": table}))
    assert [team.team for team in intake.teams] == ["North"]
    assert [refused.team for refused in intake.refused] == ["South"]


@pytest.mark.parametrize(
    ("value", "fact", "meant"),
    [
        (0.1 + 0.2, "otif", "0.3"),
        (23 / 28, "otif", "0.821428571428571"),
        (np.float64(0.1) * 3, "otif", "0.3"),
        (np.float32(0.25), "otif", "0.25"),
        (np.int64(1_200_000), "revenue_target", "1200000"),
        (np.int8(4), "complaints", "4"),
        (Decimal(1 / 10), "otif", "0.1"),
        (Decimal(1) / Decimal(3), "otif", "0.333333333333333"),
        (Fraction(1, 8), "otif", "0.125"),
        (Fraction(2, 3), "otif", "0.666666666666667"),
        ("~82 %", "otif", "0.82"),
        (88, "otif", "0.88"),
    ],
)
def test_numbers_of_a_program(value: object, fact: str, meant: str) -> None:
    team = team_from_mapping({"team": "A", "quarter": "2026 Q3", "facts": {fact: value}}, FACTS)
    assert team.facts[fact].value == Decimal(meant)
    assert team.quarter == "2026-Q3"


@pytest.mark.parametrize("value", [np.bool_(True), np.array(True)])
def test_a_yes_of_numpy_is_a_yes(value: object) -> None:
    team = team_from_mapping({"team": "A", "quarter": "2026-Q3", "facts": {"results_reviewed": value}}, FACTS)
    assert team.facts["results_reviewed"].value is True


def test_a_day_may_come_with_midnight() -> None:
    given = {"team": "A", "quarter": "2026-Q3", "as_of": datetime(2026, 9, 30), "facts": {}}
    assert team_from_mapping(given, FACTS).as_of == date(2026, 9, 30)


@pytest.mark.parametrize("value", [float("nan"), np.float64("inf"), Decimal("NaN"), 1.05, np.array([1, 2]), 3 + 4j])
def test_what_is_no_number_of_a_fact_is_refused(value: object) -> None:
    with pytest.raises(Faulty):
        team_from_mapping({"team": "A", "quarter": "2026-Q3", "facts": {"otif": value}}, FACTS)


@pytest.mark.parametrize(
    "text",
    ["2026-Q3", "2026 Q3", "2026Q3", "q3 2026", "Q3/2026", "2026 m. III ketv.", "3 ketv. 2026", "2026 III ketvirtis"],
)
def test_a_quarter_as_people_write_it(text: str) -> None:
    assert particulars.quarter(text) == "2026-Q3"


@pytest.mark.parametrize("text", ["2026-3", "3/2026", "2026", "Q5 2026", "2026-09", "III", "26Q3"])
def test_what_need_not_be_a_quarter_is_refused(text: str) -> None:
    assert isinstance(particulars.quarter(text), Wrong)


@pytest.mark.parametrize(
    ("text", "code"), [("€", "EUR"), ("eur", "EUR"), ("Eurai", "EUR"), ("£", "GBP"), ("zł", "PLN")]
)
def test_a_currency_as_people_write_it(text: str, code: str) -> None:
    assert particulars.currency(text) == code


@pytest.mark.parametrize("text", ["$", "¥", "kr", "EURO ZONE", "E"])
def test_a_sign_of_several_currencies_is_asked(text: str) -> None:
    assert isinstance(particulars.currency(text), Wrong)


def test_how_numbers_are_written_can_be_said_for_all_files_that_do_not_say_it(tmp_path: Path) -> None:
    tables = "team;revenue_target;revenue_actual\nNorth;1.020;990,25\n"
    write(tmp_path / "2026-Q3", {"teams.csv": tables})
    write(tmp_path, {"a.yaml": f"{HEAD}facts: {{revenue_target: '1.020'}}\n"})
    write(tmp_path, {"b.yaml": f"{HEAD}numbers: 1,234.5\nfacts: {{revenue_target: '1.020'}}\n".replace("A", "B")})
    intake = read_paths([tmp_path / name for name in ("2026-Q3", "a.yaml", "b.yaml")], FACTS, numbers="1.234,5")
    assert not intake.all_faults
    assert {team.team: team.facts["revenue_target"].value for team in intake.teams} == {
        "North": 1020,
        "A": 1020,
        "B": Decimal("1.020"),
    }
    (fault,) = read_paths([tmp_path / "a.yaml"], FACTS, numbers="comma").faults
    assert "does not show how numbers are written" in str(fault)


def test_no_group_of_thousands_begins_with_zero(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "numbers: 1,234.5\nfacts: {revenue_actual: '0,990'}\n")
    assert "is not written as 1,234.5" in fault


@pytest.mark.parametrize(
    ("amounts", "read_as"),
    [
        (["1,200,000", "950,000"], [1200000, 950000]),
        (["1.200.000", "950.000"], [1200000, 950000]),
        (["1,200.50", "€1,020"], [Decimal("1200.50"), 1020]),
        (["1.200,5", "1,020"], [Decimal("1200.5"), Decimal("1.020")]),
        (["12,5 mln.", "1,020 mln."], [12500000, 1020000]),
        (["EUR 2,000,000", "'950,000"], [2000000, 950000]),
        (["1,200,000 EUR", "950,000–1,100,000"], [1200000, 1025000]),
    ],
)
def test_what_can_mean_two_numbers_is_read_as_the_rest_of_its_table(
    tmp_path: Path, amounts: list[str], read_as: list[object]
) -> None:
    """Two columns, so that one may show how the other is written."""
    for rows in (f"A;{amounts[0]};1\nB;{amounts[1]};1\n", f"A;{amounts[0]};1\nB;1;{amounts[1]}\n"):
        folder = write(
            tmp_path / str(len(rows)) / "2026-Q3", {"teams.csv": "team;revenue_target;revenue_actual\n" + rows}
        )
        intake = read(folder)
        assert told(intake) == []
        values = {given.value for team in intake.teams for given in team.facts.values()} - {Decimal(1)}
        assert values == set(read_as)
        assert any("is written, for" in str(note) for note in intake.notes)


@pytest.mark.parametrize("beside", ["1,200,000;1.200.000", "1200.5;3490.2", "990;1000000", "1,5;1,200,000"])
def test_what_can_mean_two_numbers_stays_in_doubt_where_nothing_shows_it(tmp_path: Path, beside: str) -> None:
    tables = f"team;revenue_target;revenue_actual\nA;1,020;1\nB;{beside}\n"
    intake = read(write(tmp_path / "2026-Q3", {"teams.csv": tables}))
    (fault,) = [line for line in told(intake) if "'1,020' can mean 1020 or" in line]
    assert fault.endswith("or say how all are written: --numbers 1,234.5, or numbers: 1.234,5 in a file of columns")
