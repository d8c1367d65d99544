"""Forms to fill in: filled in, they read back as what was filled in."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from diagnosis.intake.form import FormColumn, FormTable, form
from diagnosis.intake.form_files import FORMATS
from diagnosis.intake.model import Statements
from diagnosis.intake.read import read_paths
from diagnosis.knowledge.model import LANGUAGES
from diagnosis.terminal.app import main
from diagnosis.texts import texts
from tests.intake.test_tables import told
from tests.intake.test_workbook import book_of
from tests.packaged import packaged_knowledge

KNOWLEDGE = packaged_knowledge()


def tables_of(language: str, *stages: str) -> tuple[FormTable, ...]:
    return form(KNOWLEDGE.facts, texts(language), KNOWLEDGE.departments, list(KNOWLEDGE.stages), stages)


def filled(column: FormColumn) -> object:
    """What somebody might write below a heading, and what it means."""
    if column.choices:
        return column.choices[0]
    if column.fact is None:
        return column.example
    if column.looks == "per cent":
        return 0.12
    if column.looks == "date":
        return "2026-08-01"
    if column.looks in ("number", "count"):
        return {"count": 3, "of": 50}.get(column.column.rpartition(".")[2], 1)
    return "x"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_filled_in_workbook_reads_back(tmp_path: Path, language: str) -> None:
    tables = tables_of(language)
    sheets = {t.title: [[c.heading for c in t.columns], [filled(c) for c in t.columns]] for t in tables}
    per_cent = {t.title: [i for i, c in enumerate(t.columns) if c.looks == "per cent"] for t in tables}
    for title, rows in sheets.items():
        rows[1] = [f"{value:.0%}!" if i in per_cent[title] else value for i, value in enumerate(rows[1])]
    notes_on = read_paths([book_of(tmp_path / "q.xlsx", sheets)], KNOWLEDGE.facts)
    assert (told(notes_on), notes_on.notes) == ([], ())
    (team,) = notes_on.teams
    given = {c.column.removesuffix(".count") for c in tables[0].columns if c.fact and not c.column.endswith(".of")}
    assert set(team.facts) == given
    assert {team.facts[c.column].value for c in tables[0].columns if c.looks == "per cent"} == {Decimal("0.12")}
    assert {subject: len(members) for subject, members in team.members.items()} == {
        "seller": 1,
        "method": 1,
        "product_line": 1,
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("format_", FORMATS)
def test_a_form_of_each_format_is_understood_without_a_word(tmp_path: Path, format_: str, language: str) -> None:
    path = tmp_path / {"xlsx": "2026-Q3.xlsx", "csv": "2026-Q3", "yaml": "north.yaml"}[format_]
    FORMATS[format_](path, tables_of(language, "goals"), texts(language))
    if format_ == "yaml":
        text = path.read_text("utf-8")
        text = text.replace("team:", "team: North", 1).replace("quarter:", "quarter: 2026-Q3", 1)
        # What it shows as an example may be written so.
        shown = re.sub(r"(?m)^((?:since|does_not_apply|over|said_by):)  # ({.*?}).*", r"\1 \2", text)
        read_back = []
        for written in (text, shown):
            path.write_text(written, "utf-8")
            intake = read_paths([path], KNOWLEDGE.facts)
            assert (told(intake), [team.team for team in intake.teams]) == ([], ["North"])
            read_back.append(intake.teams[0].statements)
        nothing, statements = read_back
        assert nothing == Statements()
        assert statements.since == {"otif": "2026-Q2", "csat": "before"} and statements.over == {"win_rate": 4}
        assert [*statements.does_not_apply, *statements.said_by] == ["delivery", "otif"]
        return
    (fault,) = told(read_paths([path], KNOWLEDGE.facts))
    assert "there are no teams below the header" in fault


def test_a_form_of_one_stage_asks_for_its_facts_only() -> None:
    (teams, *_) = tables_of("en", "delivery")
    assert {column.fact.stage for column in teams.columns if column.fact} <= {"delivery", None}
    assert "otif" in [column.column for column in teams.columns]


@pytest.mark.slow
def test_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run = CliRunner()
    assert run.invoke(main, ["facts", "template", "--lang", "lt"]).exit_code == 0
    assert run.invoke(main, ["facts", "template"]).exit_code == 2
    nowhere = run.invoke(main, ["facts", "template", "nowhere/2026-Q3.xlsx"])
    assert (nowhere.exit_code, "nowhere: there is no such folder" in nowhere.output) == (2, True)
    assert (
        "there is no stage 'gaols'; did you mean 'goals'"
        in run.invoke(main, ["facts", "template", "x.xlsx", "--stage", "gaols"]).output
    )
    (tmp_path / "2026-Q3").mkdir()
    (tmp_path / "2026-Q3" / "teams.csv").write_text(
        "Team;Win rate %;Revenue target (EUR)\nNorth;88;1 200 000\n", "utf-8"
    )
    shown = run.invoke(main, ["facts", "check", "2026-Q3"])
    assert shown.exit_code == 0
    assert "C  Revenue target (EUR)  revenue_target (revenue target)  1 200 000" in shown.output
    assert "88 → 88%" in shown.output
    assert "1 team can be used." in shown.output
    (tmp_path / "2026-Q3" / "teams.csv").write_text("Team;OTIF %\nNorth;x\n", "utf-8")
    refused = run.invoke(main, ["facts", "check", "2026-Q3"])
    assert refused.exit_code == 2
    assert "2026-Q3/teams.csv:2:2: otif: 'x'" in refused.output
