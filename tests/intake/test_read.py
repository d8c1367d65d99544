"""Several paths at once, and the quarter before."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnosis.intake.model import Intake
from tests.intake.catalogue import read, told, write


def one(team: str, quarter: str = "2026-Q3", rest: str = "") -> str:
    return f"team: {team}\nquarter: {quarter}\n{rest}"


def names(intake: Intake) -> list[tuple[str, str]]:
    return [(team.team, team.quarter) for team in intake.teams]


def test_files_folders_and_tables_together_ordered_by_name_and_quarter(tmp_path: Path) -> None:
    files = write(
        tmp_path / "files", {"z.yaml": one("B"), "a.json": '{"team": "D", "quarter": "2026-Q3"}', "README.md": "-"}
    )
    tables = write(tmp_path / "2026-Q3", {"teams.csv": "team\nC\n"})
    single = write(tmp_path, {"x.yml": one("A", "2026-Q4"), "y.yml": one("A", "2026-Q1")})
    intake = read(files, tables, single / "x.yml", single / "y.yml")
    assert names(intake) == [("A", "2026-Q1"), ("A", "2026-Q4"), ("B", "2026-Q3"), ("C", "2026-Q3"), ("D", "2026-Q3")]
    assert (intake.refused, intake.faults) == ((), ())


def test_all_faults_of_all_paths_are_told_in_one_pass(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "a.yaml": one("A", rest="facts: {otif: much}"),
            "b.yaml": "{",
            "c.txt": "",
            "d.yaml": one("D"),
            "teams.csv": "",
        },
    )
    write(tmp_path / "empty", {})
    write(tmp_path / "both", {"teams.csv": "", "a.yaml": ""})
    write(tmp_path / "sheets", {"q3.ods": ""})
    paths = ("a.yaml", "b.yaml", "c.txt", "d.yaml", "missing", "empty", "both", "sheets", "teams.csv", "b.py")
    write(tmp_path, {"b.py": ""})
    intake = read(*(tmp_path / path for path in paths))
    assert names(intake) == [("D", "2026-Q3")]
    assert told(intake) == [
        "a.yaml:3:15: otif: 'much' is no number; write a number, or leave it blank if it is unknown",
        "b.py: a file of type '.py' is not read; give .yaml, .yml or .json",
        *(each for each in told(intake) if each.startswith("b.yaml:")),
        "both: the folder holds tables and team files, as 'teams.csv' and 'a.yaml'; put them into folders of their own",
        "c.txt: a file of type '.txt' is not read; save it as .xlsx, or as CSV UTF-8 in a folder",
        "empty: the folder holds no teams; put teams.csv or team files (.yaml, .json) into it",
        "missing: there is no such file or folder; check the path",
        "sheets: the folder holds no teams; save the spreadsheet as .xlsx or CSV UTF-8",
        "teams.csv: a table is read together with its folder; give the folder that it stands in",
    ]


def test_a_team_given_twice_for_a_quarter_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"a.yaml": one("A"), "b.yaml": one("A"), "c.yaml": one("A", "2026-Q2"), "d.yaml": one("D")})
    intake = read(tmp_path)
    assert names(intake) == [("A", "2026-Q2"), ("D", "2026-Q3")]
    assert [each.team for each in intake.refused] == ["A"]
    a, b = told(intake)
    assert a.startswith("a.yaml:1:1: team 'A' of 2026-Q3 is given in ")
    assert a.endswith("b.yaml too; keep one of them")
    assert b.startswith("b.yaml:1:1: team 'A' of 2026-Q3 is given in ")


def test_a_quarter_that_is_none_is_told_before_anything_is_read() -> None:
    assert told(read("missing", quarter="Q3")) == ["quarter: 'Q3' is not a quarter; write 2026-Q3, for example"]


def test_the_quarter_before_is_joined_by_the_teams_name(tmp_path: Path) -> None:
    now = write(
        tmp_path / "2026-Q3", {"teams.csv": "team,currency\nA,EUR\nB,EUR\n", "sellers.csv": "team,seller\nA,x\n"}
    )
    before = write(
        tmp_path / "2026-Q2", {"teams.csv": "team,otif\nA,95%\nC,90%\n", "sellers.csv": "team,seller\nA,x\n"}
    )
    a, b = read(now, previous=before).teams
    assert a.previous is not None
    assert (a.previous.team, a.previous.quarter, a.previous.currency) == ("A", "2026-Q2", "EUR")
    assert set(a.previous.facts) == {"otif"}
    assert [member.member for member in a.previous.members["seller"]] == ["x"]
    assert b.previous is None


def test_of_several_quarters_before_the_latest_is_joined_without_its_own(tmp_path: Path) -> None:
    before = write(
        tmp_path / "before",
        {
            "a.yaml": one("A", "2025-Q4"),
            "b.yaml": one("A", "2026-Q2", "previous: {quarter: 2026-Q1}"),
            "c.yaml": one("A", "2026-Q3"),
        },
    )
    (team,) = read(write(tmp_path, {"now.yaml": one("A")}) / "now.yaml", previous=before).teams
    assert team.previous is not None
    assert (team.previous.quarter, team.previous.previous) == ("2026-Q2", None)


INLINE = "previous: {quarter: 2026-Q2, facts: {otif: 95%}}"


@pytest.mark.parametrize(
    ("now", "before", "fault"),
    [
        (one("A"), one("A"), "before.yaml:1:1: previous: 2026-Q3 is not before 2026-Q3; give the quarter before"),
        (
            one("A", rest="currency: EUR"),
            one("A", "2026-Q2", "currency: USD"),
            "before.yaml:1:1: currency: it was USD in 2026-Q2 and is EUR in 2026-Q3; "
            "give both in one, nothing is converted",
        ),
        (
            one("A"),
            one("A", "2026-Q2", "facts: {otif: much}"),
            "before.yaml:3:15: otif: 'much' is no number; write a number, or leave it blank if it is unknown",
        ),
        (one("A"), "", "before.yaml: the file is empty; write at least team, quarter and facts"),
    ],
)
def test_a_team_whose_quarter_before_is_wrong_is_not_read_without_it(
    tmp_path: Path, now: str, before: str, fault: str
) -> None:
    write(tmp_path, {"now.yaml": now, "before.yaml": before})
    intake = read(tmp_path / "now.yaml", previous=tmp_path / "before.yaml")
    assert (intake.teams, told(intake)) == ((), [fault])


def test_the_quarter_before_may_be_given_twice_if_it_is_the_same(tmp_path: Path) -> None:
    write(tmp_path, {"now.yaml": one("A", rest=INLINE), "same.yaml": one("A", "2026-Q2", "facts: {otif: 95%}")})
    write(tmp_path, {"other.yaml": one("A", "2026-Q2", "facts: {otif: 96%}")})
    assert names(read(tmp_path / "now.yaml", previous=tmp_path / "same.yaml")) == [("A", "2026-Q3")]
    intake = read(tmp_path / "now.yaml", previous=tmp_path / "other.yaml")
    assert intake.teams == ()
    assert told(intake)[0].startswith("now.yaml:3:11: the quarter before is given here and, otherwise, in ")


def test_a_fault_of_another_team_in_the_quarter_before_is_told_and_harms_nobody(tmp_path: Path) -> None:
    now = write(tmp_path / "2026-Q3", {"teams.csv": "team\nA\nB\n"})
    before = write(tmp_path / "2026-Q2", {"teams.csv": "team,otif\nA,95%\nB,much\nC,much\n"})
    intake = read(now, previous=before)
    assert names(intake) == [("A", "2026-Q3")]
    assert [each.team for each in intake.refused] == ["B", "C"]


def test_the_quarter_before_is_joined_however_names_are_written_and_told(tmp_path: Path) -> None:
    now = write(
        tmp_path / "2026-Q3", {"teams.csv": "team\n\u0160iaur\u0117\nEast\n", "sellers.csv": "team,seller\nEast,Ana\n"}
    )
    files = {"teams.csv": "team\nS\u030ciaure\u0307\nWest\nEAST\n", "sellers.csv": "team,seller\nEAST,ANA\n"}
    intake = read(now, previous=write(tmp_path / "2026-Q2", files))
    east, north = intake.teams
    assert east.previous is not None and north.previous is not None
    assert east.previous.members["seller"][0].member == "Ana"
    words = [note.words("en") for note in intake.notes]
    assert "these teams are only in the quarter before: 'West'" in words
    assert "'EAST' is taken as team 'East'" in words


def test_only_the_quarter_directly_before_is_compared_and_another_is_told(tmp_path: Path) -> None:
    files = {
        "now.yaml": one("A", rest="previous: {quarter: 2019-Q1}"),
        "bare.yaml": one("A"),
        "old.yaml": one("A", "2026-Q1"),
    }
    write(tmp_path, files)
    for intake in (read(tmp_path / "now.yaml"), read(tmp_path / "bare.yaml", previous=tmp_path / "old.yaml")):
        assert [team.previous for team in intake.teams] == [None]
        assert any("not directly before 2026-Q3" in note.words("en") for note in intake.notes)
        assert told(intake) == []
