"""CSV as programs really save it: delimiters, encodings, marks, titles and units."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.intake.model import Intake
from tests.intake.test_tables import read, told, write

TABLE = "team;revenue_target;revenue_actual;otif\nŠiauliai;1200000;990000;82%\nÄlö – Žą;1000;900;90%\n"
PLAIN = "team;revenue_target;revenue_actual;otif\nNorth;1200000;990000;82%\n"


def intake_of(tmp_path: Path, data: bytes | str) -> Intake:
    folder = write(tmp_path / "2026-Q3", {})
    (folder / "teams.csv").write_bytes(data.encode() if isinstance(data, str) else data)
    return read(folder)


def values(intake: Intake) -> dict[str, dict[str, object]]:
    return {team.team: {fact: given.value for fact, given in team.facts.items()} for team in intake.teams}


def notes(intake: Intake) -> list[str]:
    return [note.text("en").split("/")[-1] for note in intake.notes]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\xef\xbb\xbf" * 2])
@pytest.mark.parametrize("sep", ["", "sep=;\n", '"sep=;"\r\n', "SEP=;;;;\n", "\n\nsep=;\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_marks_and_separator_lines_change_nothing(tmp_path: Path, mark: bytes, sep: str, end: str) -> None:
    plain = intake_of(tmp_path / "plain", TABLE)
    saved = intake_of(tmp_path / "saved", mark + (sep + TABLE).replace("\n", end).encode())
    assert told(saved) == []
    assert values(saved) == values(plain) != {}


def test_a_separator_line_names_any_delimiter(tmp_path: Path) -> None:
    assert values(intake_of(tmp_path, "sep=|\n" + PLAIN.replace(";", "|"))) == values(intake_of(tmp_path, PLAIN))


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_wide_encodings_are_read(tmp_path: Path, codec: str) -> None:
    intake = intake_of(tmp_path, TABLE.encode(codec))
    assert (list(values(intake)), told(intake), intake.notes) == (["Älö – Žą", "Šiauliai"], [], ())


@given(st.text(st.sampled_from("abcABC ąčęėįšųūžĄČĘĖĮŠŲŪŽ„“–"), min_size=1, max_size=20))
def test_lithuanian_in_a_code_page_is_read_as_it_was_written_or_refused(name: str) -> None:
    from tempfile import TemporaryDirectory

    name = f"x{name}x"
    with TemporaryDirectory() as folder:
        table = f"team\n{name}\n"
        intake = intake_of(Path(folder), table.encode("cp1257"))
        expected = intake_of(Path(folder), table)
        assert intake.faults or list(values(intake)) == list(values(expected))


def test_how_a_code_page_was_recognised_is_told(tmp_path: Path) -> None:
    intake = intake_of(tmp_path, "team;otif\nŠiauliai;82%\n".encode("cp1257"))
    assert list(values(intake)) == ["Šiauliai"]
    assert notes(intake) == [
        "teams.csv: the file is not in UTF-8 and is read as Windows-1257, where it has 'Šiauliai'; "
        "save it as CSV UTF-8 if that is wrong"
    ]


@pytest.mark.parametrize("name", ["Ärzte München", "Málaga – Cádiz", "50 €"])
def test_letters_that_both_code_pages_share_are_read(tmp_path: Path, name: str) -> None:
    data = f"team;otif\n{name};82%\n".encode("cp1252")
    if data.decode("cp1257") == data.decode("cp1252"):
        assert list(values(intake_of(tmp_path, data))) == [name]
    else:
        assert intake_of(tmp_path, data).faults


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (
            "team\nA\nGenève\n".encode("cp1252"),
            "teams.csv:3:4: the file is not in UTF-8: in Windows-1257 it has 'Genčve', in Windows-1252 'Genève'; "
            "save it as CSV UTF-8",
        ),
        ("team\nŠiauliai\n".encode("cp775"), "teams.csv:2:1: the file is not in UTF-8 here; save it as CSV UTF-8"),
        ("team\nA\nJosé\n".encode("cp437"), "teams.csv:3:4: the file is not in UTF-8 here; save it as CSV UTF-8"),
        ("team\nA\n".encode("utf-32"), "teams.csv:1:1: the file is in UTF-32; save it as CSV UTF-8"),
        (
            "team\nA\n".encode("utf-16") + b"x",
            "teams.csv:1:1: the file begins as UTF-16, but goes on otherwise; save it as CSV UTF-8",
        ),
    ],
)
def test_what_is_no_certain_encoding_is_refused(tmp_path: Path, data: bytes, fault: str) -> None:
    intake = intake_of(tmp_path, data)
    assert (intake.teams, told(intake)) == ((), [fault])


def test_quotes_rows_of_spaces_and_doubled_signs(tmp_path: Path) -> None:
    intake = intake_of(tmp_path, 'team;otif\n  ; \n"North";"82%"\n;\nSouth;82%%\n')
    assert values(intake) == {"North": {"otif": intake.teams[0].facts["otif"].value}}
    assert len(told(intake)) == 1
    assert "teams.csv:5:2: otif: '82%" in told(intake)[0]


def test_titles_above_the_header_are_left_out_and_told(tmp_path: Path) -> None:
    intake = intake_of(tmp_path, "Sales, third quarter, all teams\n\nmade by: J. P.;;;\n" + PLAIN)
    assert values(intake) == values(intake_of(tmp_path, PLAIN))
    intake = intake_of(tmp_path, "Sales report;;;\n" + PLAIN)
    assert notes(intake) == ["teams.csv:1:1: the line 'Sales report' is above the table and is left out"]


def test_a_row_of_units_is_understood(tmp_path: Path) -> None:
    header, row = PLAIN.splitlines()
    plain = intake_of(tmp_path, PLAIN)
    for units in (";EUR;€;%", "units;EUR;EUR;per cent", "Vnt.;;EUR;proc."):
        intake = intake_of(tmp_path, f"{header}\n{units}\n{row.replace('82%', '82')}\n")
        assert told(intake) == []
        assert values(intake) == values(plain)
        assert [team.currency for team in intake.teams] == ["EUR"]
        assert notes(intake) == ["teams.csv:2:1: this row is read as the units of the columns"]


@pytest.mark.parametrize(
    ("units", "fault"),
    [
        (";%;;", "2:2: '%' is not the unit of 'revenue_target'"),
        (";;;EUR", "2:4: 'EUR' is not the unit of 'otif'"),
        (";m;;", "2:2: 'revenue_target' is given in 'm', and figures are read as they stand"),
    ],
)
def test_a_wrong_unit_refuses_the_table(tmp_path: Path, units: str, fault: str) -> None:
    header, row = PLAIN.splitlines()
    intake = intake_of(tmp_path, f"{header}\n{units}\n{row}\n")
    assert intake.teams == ()
    assert any(fault in each for each in told(intake))


def test_columns_without_a_name_must_be_blank(tmp_path: Path) -> None:
    blank = intake_of(tmp_path, ";team;;otif\n;North;;82%\n")
    assert list(values(blank)) == ["North"]
    filled = intake_of(tmp_path, ";team;;otif\n;North;;82%\n1;South;;82%\n")
    assert told(filled) == ["teams.csv:3:1: column 1 has no name; name it, or delete the column"]


def test_headings_that_are_repeated_are_left_out(tmp_path: Path) -> None:
    header, row = PLAIN.splitlines()
    intake = intake_of(tmp_path, f"{header}\n{row}\n{header}\n{row.replace('North', 'South')}\n")
    assert list(values(intake)) == ["North", "South"]
    assert notes(intake) == ["teams.csv:3:1: the headings are repeated here and are left out"]
