"""Columns of amounts in thousands and millions, where the heading says so plainly."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.intake.model import Intake
from diagnosis.intake.scales import scale_of
from diagnosis.kinds.figures import FACTORS
from tests.intake.catalogue import read, told, write


def table(tmp_path: Path, heading: str, *texts: str, units: str = "") -> Intake:
    rows = "".join(f"T{number};{text}\n" for number, text in enumerate(texts))
    head = f"team;{heading}\n{units}"
    return read(write(tmp_path / "2026-Q3", {"teams.csv": head + rows}))


def amounts(intake: Intake) -> list[object]:
    assert not told(intake), told(intake)
    return [team.facts["revenue_target"].value for team in intake.teams]


@pytest.mark.parametrize(
    ("unit", "factor", "currency"),
    [
        ("k€", 1000, "EUR"),
        ("€k", 1000, "EUR"),
        ("kEUR", 1000, "EUR"),
        ("tūkst. EUR", 1000, "EUR"),
        ("EUR '000", 1000, "EUR"),
        ("000", 1000, None),
        ("thousands of USD", 1000, "USD"),
        ("mln. €", 1000000, "EUR"),
        ("£m", 1000000, "GBP"),
        ("bn EUR", 1000000000, "EUR"),
    ],
)
def test_a_plain_scale_is_read_and_told(tmp_path: Path, unit: str, factor: int, currency: str | None) -> None:
    intake = table(tmp_path, f"Revenue target ({unit})", "1.2", "990", "1 050")
    assert amounts(intake) == [Decimal("1.2") * factor, 990 * factor, 1050 * factor]
    assert {team.currency for team in intake.teams} == {currency}
    assert any("the column revenue_target is read in" in str(note) and unit in str(note) for note in intake.notes)


def test_a_row_of_units_may_say_it_too(tmp_path: Path) -> None:
    assert amounts(table(tmp_path, "revenue_target", "990", units=";k€\n")) == [990000]


def test_estimates_and_what_somebody_is_sure_of_are_scaled_whole(tmp_path: Path) -> None:
    intake = table(tmp_path, "Revenue target (k€)", "~10", "10-15", "900000000!", "?")
    assert not told(intake)
    about, between, sure, unknown = (team.facts.get("revenue_target") for team in intake.teams)
    assert about is not None and about.estimated and about.value == 10000
    assert between is not None and (between.low, between.high) == (10000, 15000)
    assert sure is not None and sure.value == 900000000000
    assert unknown is None


@pytest.mark.parametrize("text", ["1.2m", "€990", "990 EUR", "5%", "990k"])
def test_a_cell_with_a_unit_of_its_own_is_refused(tmp_path: Path, text: str) -> None:
    (fault,) = told(table(tmp_path, "Revenue target (k€)", text))
    assert "stands in a column in k€; write the bare figure" in fault


def test_no_advice_gives_figures_that_the_column_would_multiply(tmp_path: Path) -> None:
    for text in ("1,200", "1.200"):
        (fault,) = told(table(tmp_path, "Revenue target (k€)", text))
        assert "(the column is in k€)" in fault and "write it so that it can mean one thing" in fault


@given(st.sampled_from(sorted(FACTORS)), st.sampled_from(["", "EUR", "€", "USD"]), st.booleans(), st.booleans())
def test_a_scale_is_what_its_word_says_on_either_side_of_its_currency(
    word: str, currency: str, before: bool, upper: bool
) -> None:
    word = word.upper() if upper else word
    unit = f"{currency} {word}" if before else f"{word} {currency}"
    scale = scale_of(unit.strip())
    assert scale is not None and scale.factor == FACTORS[word.lower()]
    assert (scale.currency is None) == (not currency)
    assert scale.plain or not currency


@pytest.mark.parametrize(
    ("title", "factor", "currency"),
    [
        ("Sales, in thousands of EUR", 1000, "EUR"),
        ("Amounts in thousands", 1000, None),
        ("Sumos tūkst. EUR", 1000, "EUR"),
        ("Pajamos, tūkst. eurų", 1000, "EUR"),
        ("Report (EUR 000)", 1000, "EUR"),
        ("Figures in 1,000 EUR", 1000, "EUR"),
        ("x 1000 USD", 1000, "USD"),
        ("all figures k€", 1000, "EUR"),
        ("(thousands)", 1000, None),
        ("Revenue, EURm", 10**6, "EUR"),
        ("Pardavimai mln. €", 10**6, "EUR"),
    ],
)
def test_a_line_above_the_table_holds_for_all_amounts_of_money(
    tmp_path: Path, title: str, factor: int, currency: str | None
) -> None:
    table = f'"{title}";;;\n;;;\nteam;revenue_target;revenue_actual;otif\nA;1200;990,5;82%\n'
    intake = read(write(tmp_path / "2026-Q3", {"teams.csv": table}))
    assert not told(intake)
    (team,) = intake.teams
    amounts = [team.facts[fact].value for fact in ("revenue_target", "revenue_actual", "otif")]
    assert amounts == [1200 * factor, Decimal("990.5") * factor, Decimal("0.82")]
    assert team.currency == currency
    assert any("above the table holds for all amounts of money" in str(note) for note in intake.notes)


@pytest.mark.parametrize(
    ("title", "header", "what"),
    [
        ("Sales of Thousand Oaks", "team;revenue_target", "it is not plain which figures it means"),
        ("Amounts in thousands", "team;revenue_target;complaints", "it is not plain which figures it means"),
        (
            "Amounts in thousands",
            "team;revenue_target;price_losses.count;price_losses.of",
            "it is not plain which figures",
        ),
        ("in tūkst. EUR", "team;Revenue target (EUR)", "the heading of revenue_target says otherwise"),
        ("in k€\nin €m", "team;revenue_target", "it is not plain which figures it means"),
    ],
)
def test_a_line_above_the_table_that_may_mean_otherwise_refuses_it(
    tmp_path: Path, title: str, header: str, what: str
) -> None:
    intake = read(write(tmp_path / "2026-Q3", {"teams.csv": f"{title}\n{header}\nA;5;6;7\n"}))
    assert intake.teams == ()
    assert what in told(intake)[0] and "write" in told(intake)[0]


@pytest.mark.parametrize("note", ["Note: amounts in thousands of EUR", "Pastaba: sumos tūkst. EUR"])
def test_a_note_below_the_table_changes_no_figure_and_is_refused(tmp_path: Path, note: str) -> None:
    intake = read(write(tmp_path / "2026-Q3", {"teams.csv": f"team;revenue_target\nA;1200\n{note};\n"}))
    assert any("stands below the table, where it changes no figure" in line for line in told(intake))


def test_a_heading_in_another_unit_keeps_it_below_such_a_line(tmp_path: Path) -> None:
    table = "in thousands of EUR;;\nteam;Revenue target (EURm);revenue_actual\nA;1.2;990\n"
    intake = read(write(tmp_path / "2026-Q3", {"teams.csv": table}))
    assert [given.value for given in intake.teams[0].facts.values()] == [990000, 1200000]
