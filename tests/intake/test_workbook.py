"""Workbooks as people make them, and workbooks that mean harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from diagnosis.intake import xlsx_parts
from diagnosis.intake.model import Intake
from diagnosis.intake.read import read_paths
from tests.intake.test_tables import told, write
from tests.packaged import packaged_knowledge

FACTS = packaged_knowledge().facts
TEAMS: list[list[object]] = [
    ["team", "revenue_target", "revenue_actual", "otif", "results_reviewed"],
    ["North", 1_200_000, 990_000.5, 0.82, True],
    ["South", 800_000, 700_000, 0.9, False],
]
SELLERS: list[list[object]] = [["team", "seller", "tenure_months"], ["North", "S-1", 12], ["South", "S-2", 3]]


def book_of(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]], per_cent: Sequence[int] = ()) -> Path:
    """A workbook of sheets; the columns `per_cent` (from 0) are formatted so."""
    with xlsxwriter.Workbook(path) as book:
        styles = {True: book.add_format({"num_format": "0.0 %"}), False: None}
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None:
                        sheet.write(number, column, value, styles[column in per_cent])
    return path


def values(intake: Intake) -> dict[str, dict[str, str]]:
    return {team.team: {fact: str(given.value) for fact, given in team.facts.items()} for team in intake.teams}


def notes(intake: Intake) -> list[str]:
    return [note.text("en").split("/")[-1] for note in intake.notes]


def test_a_workbook_reads_as_the_same_tables_do(tmp_path: Path) -> None:
    book = book_of(tmp_path / "2026-Q3.xlsx", {"Komandos": TEAMS, "Pardavėjai": SELLERS, "Empty": []}, per_cent=[3])
    folder = write(
        tmp_path / "2026-Q3",
        {
            "teams.csv": "team,revenue_target,revenue_actual,otif,results_reviewed\n"
            "North,1200000,990000.5,82%,true\nSouth,800000,700000,90%,false\n",
            "sellers.csv": "team,seller,tenure_months\nNorth,S-1,12\nSouth,S-2,3\n",
        },
    )
    intake = read_paths([book], FACTS)
    assert (told(intake), intake.notes) == ([], ())
    assert intake.teams == read_paths([folder], FACTS).teams
    assert len(intake.teams) == 2


def test_sheets_are_known_by_their_headings_and_others_are_told(tmp_path: Path) -> None:
    sheets = {"A": [["Report"], [], *TEAMS], "B": SELLERS, "Notes": [["made by J."], ["x", 2]]}
    intake = read_paths([book_of(tmp_path / "q.xlsx", sheets)], FACTS, quarter="2026-Q3")
    assert [len(team.members["seller"]) for team in intake.teams] == [1, 1]
    assert notes(intake) == [
        "q.xlsx[A]!A1: the line 'Report' is above the table and is left out",
        "q.xlsx[Notes]: the sheet is no table of teams or their members and is not read",
    ]


def test_two_sheets_of_one_table_are_refused(tmp_path: Path) -> None:
    intake = read_paths([book_of(tmp_path / "2026-Q3.xlsx", {"A": TEAMS, "B": TEAMS})], FACTS)
    assert intake.teams == ()
    assert "this sheet and 'A' hold the same table" in told(intake)[0]


def test_cells_of_every_kind(tmp_path: Path) -> None:
    path = tmp_path / "2026-Q3.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("teams")
        day, share = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": 9})
        sheet.write_row(0, 0, ["team", "as_of", "otif", "vacancies", "revenue_target", "nps"])
        sheet.write(1, 0, "North")
        sheet.write_datetime(1, 1, date(2026, 9, 30), day)
        sheet.write_formula(1, 2, "=88/100", share, 0.88)
        sheet.write(1, 3, 0.07, share)
        sheet.write_formula(1, 4, "=SUM(A1:A2)", None, 0.1 + 0.2)
        sheet.write(1, 5, -12)
    intake = read_paths([path], FACTS)
    assert told(intake) == []
    assert intake.teams[0].as_of == date(2026, 9, 30)
    assert values(intake)["North"] == {"nps": "-12", "otif": "0.88", "revenue_target": "0.3", "vacancies": "0.07"}


def test_errors_and_formulas_without_a_value_are_faults(tmp_path: Path) -> None:
    path = tmp_path / "2026-Q3.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("teams")
        sheet.write_row(0, 0, ["team", "otif", "nps"])
        sheet.write(1, 0, "North")
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(1, 2, "=A1+1", None, "")
    parts = dict(_parts(path))
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b'<c r="C2" t="str"><f>A1+1</f><v></v></c>', b'<c r="C2"><f>A1+1</f></c>'
    )
    _write(path, parts)
    assert told(read_paths([path], FACTS)) == [
        "2026-Q3.xlsx[teams]!B2: otif: '#DIV/0!' is an error of the spreadsheet; "
        "correct its formula, or leave it blank",
        "2026-Q3.xlsx[teams]!C2: nps: '=A1+1' is a formula; write the value that it gives",
    ]


def test_merged_cells_titles_hidden_rows_and_notes_below(tmp_path: Path) -> None:
    path = tmp_path / "2026-Q3.xlsx"
    with xlsxwriter.Workbook(path) as book:
        teams, sellers = book.add_worksheet("teams"), book.add_worksheet("sellers")
        book.add_worksheet("Old").hide()
        teams.merge_range("B2:E2", "Sales report")
        for number, row in enumerate(TEAMS, start=3):
            teams.write_row(number, 1, row)
        teams.set_row(5, None, None, {"hidden": True})
        teams.set_column("C:C", None, None, {"hidden": True})
        teams.write("B9", "Figures of finance, not audited")
        sellers.write_row(0, 0, ["team", "seller", "tenure_months"])
        sellers.merge_range("A2:A3", "North")
        sellers.write_column("B2", ["S-1", "S-2", "S-3"])
        sellers.write("A4", "South")
    intake = read_paths([path], FACTS)
    assert told(intake) == []
    assert [[each.member for each in team.members["seller"]] for team in intake.teams] == [["S-1", "S-2"], ["S-3"]]
    assert notes(intake) == [
        "2026-Q3.xlsx[Old]: the sheet is hidden and is not read; show it if it is meant",
        "2026-Q3.xlsx[sellers]!A2: 'North' in merged cells (A2:A3) is read in each of their rows",
        "2026-Q3.xlsx[teams]: hidden columns are read like the others: C; delete them if they are not meant",
        "2026-Q3.xlsx[teams]!B2: the line 'Sales report' is about the table and is left out",
        "2026-Q3.xlsx[teams]!A6: hidden rows are read like the others: 6; delete them if they are not meant",
        "2026-Q3.xlsx[teams]!B9: the line 'Figures of finance, not audited' is about the table and is left out",
    ]


def test_a_figure_in_merged_cells_belongs_to_no_single_row(tmp_path: Path) -> None:
    path = tmp_path / "2026-Q3.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("teams")
        sheet.write_column("A1", ["team", "North", "South"])
        sheet.write("B1", "revenue_target")
        sheet.merge_range("B2:B3", 1_000_000)
    assert told(read_paths([path], FACTS)) == [
        "2026-Q3.xlsx[teams]!B2: '1000000' stands in merged cells (B2:B3) and belongs to no single row; "
        "write it into each row"
    ]


def test_a_folder_of_workbooks_and_of_parquet(tmp_path: Path) -> None:
    folder = write(tmp_path / "all", {"~$2026-Q3.xlsx": "", "._2026-Q3.xlsx": ""})
    book_of(folder / "2026-Q2.xlsx", {"teams": TEAMS}, per_cent=[3])
    book_of(folder / "2026-Q3.xlsx", {"teams": TEAMS}, per_cent=[3])
    intake = read_paths([folder], FACTS)
    assert [(team.team, team.quarter) for team in intake.teams] == [
        ("North", "2026-Q2"),
        ("North", "2026-Q3"),
        ("South", "2026-Q2"),
        ("South", "2026-Q3"),
    ]
    columns = write(tmp_path / "2026-Q3", {})
    rows = {str(name): [row[index] for row in TEAMS[1:]] for index, name in enumerate(TEAMS[0])}
    pl.DataFrame({**rows, "as_of": [date(2026, 9, 30), None]}).write_parquet(columns / "teams.parquet")
    written = values(read_paths([columns], FACTS))
    assert written["North"] == {
        "otif": "0.82",
        "results_reviewed": "True",
        "revenue_actual": "990000.5",
        "revenue_target": "1200000",
    }
    (columns / "teams.csv").write_text("team\nA\n", "utf-8")
    assert any("keep one of them" in each for each in told(read_paths([columns], FACTS)))


@pytest.mark.parametrize("data", [b"", b"PK", b"not a workbook", b"\xd0\xcf\x11\xe0" + bytes(600)])
def test_what_is_no_workbook_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "2026-Q3.xlsx").write_bytes(data)
    assert told(read_paths([tmp_path / "2026-Q3.xlsx"], FACTS)) == [
        "2026-Q3.xlsx: this is no whole workbook, or one with a password; save it as .xlsx without a password"
    ]


def _parts(path: Path) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def _write(path: Path, parts: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="XFD1048576"><v>1</v></c>',
        b"<c r='XFD1048576'><v>1</v></c>",
        b'<c s="0" r="XFD1048576" t="str"><v>x</v></c>',
        b'<c\nr = "xfd1048576" ><v>1</v></c>',
        b'<c r="ZZZ3"><v>1</v></c><c r="A1048576"><v>1</v></c>',
        b'<c r="A99999999999999"><v>1</v></c>',
    ],
)
def test_a_stray_cell_far_away_is_refused(tmp_path: Path, cell: bytes) -> None:
    path = book_of(tmp_path / "2026-Q3.xlsx", {"teams": TEAMS})
    parts = dict(_parts(path))
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</sheetData>", b'<row r="1048576">' + cell + b"</row></sheetData>")
    _write(path, parts)
    (fault,) = told(read_paths([path], FACTS))
    assert "too many cells; delete what stands beyond the table" in fault


def test_a_far_cell_that_is_only_formatted_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "2026-Q3.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("teams")
        sheet.write_column("A1", ["team", "North"])
        sheet.write_blank("XFD1048576", None, book.add_format({"bold": True}))
    assert [team.team for team in read_paths([path], FACTS).teams] == ["North"]


def test_a_false_dimension_and_cells_without_addresses(tmp_path: Path) -> None:
    path = book_of(tmp_path / "2026-Q3.xlsx", {"teams": TEAMS}, per_cent=[3])
    parts, sheet = dict(_parts(path)), "xl/worksheets/sheet1.xml"
    as_written = parts[sheet]
    parts[sheet] = as_written.replace(b'<dimension ref="A1:E3"/>', b'<dimension ref="A1:XFD1048576"/>')
    _write(path, parts)
    assert len(read_paths([path], FACTS).teams) == 2
    parts[sheet] = as_written.replace(b'<c r="A2" ', b"<c ")
    _write(path, parts)
    assert "cells of the sheet have no addresses" in told(read_paths([path], FACTS))[0]


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_parts, "MOST_UNPACKED", 1_000_000)
    path = book_of(tmp_path / "2026-Q3.xlsx", {"teams": TEAMS})
    parts = dict(_parts(path))
    parts["xl/sharedStrings.xml"] += b" " * 1_000_000
    _write(path, parts)
    fault = "unpacked, the workbook is too large (at most 1 MB)"
    assert fault in told(read_paths([path], FACTS))[0]
    # A directory that says the part is small.
    data = path.read_bytes()
    size = len(parts["xl/sharedStrings.xml"]).to_bytes(4, "little")
    path.write_bytes(data.replace(size, (2_000).to_bytes(4, "little")))
    assert read_paths([path], FACTS).teams == ()


def test_entities_are_refused(tmp_path: Path) -> None:
    path = book_of(tmp_path / "2026-Q3.xlsx", {"teams": TEAMS})
    parts = dict(_parts(path))
    parts["xl/workbook.xml"] = b'<!DOCTYPE a [<!ENTITY b "c">]>' + parts["xl/workbook.xml"]
    _write(path, parts)
    assert "is not as spreadsheets write it" in told(read_paths([path], FACTS))[0]


@pytest.mark.slow
def test_damaged_workbooks_end_in_faults(tmp_path: Path) -> None:
    from random import Random

    path = book_of(tmp_path / "2026-Q3.xlsx", {"teams": TEAMS, "sellers": SELLERS}, per_cent=[3])
    parts, random = dict(_parts(path)), Random(4)
    whole = io.BytesIO(path.read_bytes()).getvalue()
    for _ in range(150):
        if random.random() < 0.3:
            at = random.randrange(len(whole))
            path.write_bytes(whole[:at] + bytes([random.randrange(256)]) + whole[at + 1 :])
        else:
            name = random.choice(
                ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"]
            )
            data = parts[name]
            at = random.randrange(len(data))
            cut = random.choice([data[:at], data[:at] + data[at + 9 :], data[:at] + b'"' + data[at:]])
            _write(path, {**parts, name: cut})
        intake = read_paths([path], FACTS)
        assert intake.teams or intake.faults or intake.refused
