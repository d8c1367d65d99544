"""`diagnosis ask` around the questions: where an interview begins, where it is kept, which files it leaves."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from diagnosis.intake.model import Team
from diagnosis.knowledge.base import Knowledge
from diagnosis.resources import facts_dir
from diagnosis.sessions import Store
from tests.terminal.asking import MISSED, NORTH, ask
from tests.terminal.commands import LATE, MET
from tests.terminal.commands import MISSED as MISSED_FACTS
from tests.terminal.commands import team as team_file

# --- starting from facts --------------------------------------------------------------------------------------


def test_a_facts_file_answers_what_it_holds(tmp_path: Path) -> None:
    path = team_file(tmp_path, "North", {**LATE, **MISSED_FACTS})
    result = ask(path, lines=["r", "", "q"])
    assert "North · 2026-Q3: 5 answers from the file." in result.stdout
    assert "orders on time and in full: 82% (from the file)" in result.stdout
    assert "How much revenue did the team" not in result.stdout


def test_a_folder_of_teams_needs_a_name(tmp_path: Path) -> None:
    examples = facts_dir() / "examples" / "2026-Q3"
    assert "name one of them with --team" in ask(examples).stderr
    assert "Riverside · 2026-Q3: " in ask(examples, "--team", "Riverside", lines=["q"]).stdout


def test_the_quarter_before_is_shown_and_says_which_quarter_this_is(knowledge: Knowledge) -> None:
    before = facts_dir() / "examples" / "2026-Q2"
    result = ask("--previous", before, "--team", "North", lines=["", "q"])
    assert "Which quarter? (Enter: 2026-Q3)" in result.stdout
    assert "Quarter before: in 2026-Q2: " in result.stdout


def test_a_file_that_contradicts_itself_is_refused(tmp_path: Path) -> None:
    path = team_file(tmp_path, "North", {**MISSED_FACTS, "attainment": "50%"})
    result = ask(path)
    assert result.exit_code == 2
    assert "attainment" in result.stderr


def test_a_quarter_that_cannot_be_is_refused() -> None:
    result = ask("--team", "North", "--quarter", "autumn")
    assert (result.exit_code, "is not a quarter" in result.stderr) == (2, True)


# --- sessions and files ---------------------------------------------------------------------------------------


def test_a_session_is_resumed_by_the_beginning_of_its_id_in_its_language(store: Path) -> None:
    ask(*NORTH, "--lang", "lt", lines=[*MISSED, "q"])
    (summary,) = Store.open(store).list()
    result = ask(f"--resume={summary.id[:6]}", lines=["q"])
    assert "North · 2026-Q3: 5 atsakymai, paskutinis – " in result.stdout
    assert "Ar rezultatai su kiekvienu pardavėju peržiūrimi" in result.stdout


def test_the_trail_says_who_answered(store: Path) -> None:
    ask(*NORTH, "--who", "Ona", lines=[*MISSED, "q"])
    kept = Store.open(store)
    (summary,) = kept.list("Ona")
    assert {trace.who for trace in kept.trail(summary.id)} == {"Ona"}
    assert "there is no interview" in ask("--resume", "last").stderr
    assert ask("--resume", "last", "--who", "Ona", lines=["q"]).exit_code == 0


def test_sessions_are_listed_deleted_and_purged(store: Path) -> None:
    assert ask("--list").stdout == "No interviews are kept.\n"
    ask(*NORTH, lines=[*MISSED, "q"])
    ask("--team", "South", "--quarter", "2026-Q3", lines=["q"])
    listed = ask("--list").stdout.splitlines()
    assert [line.partition("  ")[2].partition(" · 2026-Q3")[0] for line in listed] == ["South", "North"]
    south = next(summary.id for summary in Store.open(store).list() if summary.team == "South")
    assert ask(f"--delete={south}").stdout == "Deleted for good: South · 2026-Q3.\n"
    assert ask("--purge", "30").stdout == "0 interviews were deleted for good.\n"
    assert ask("--purge", "0", "--lang", "lt").stdout == "Negrįžtamai ištrintas 1 pokalbis.\n"
    result = ask("--resume", "last")
    assert (result.exit_code, result.stderr) == (
        2,
        "diagnosis: there is no interview 'last'; see those that there are with --list\n",
    )


@pytest.mark.parametrize("end", [["--delete", "last"], ["--purge", "0"]])
def test_what_is_deleted_leaves_no_link_to_it(store: Path, end: list[str]) -> None:
    ask(*NORTH, lines=["q"])
    (link,) = re.findall(r"/resume/(\S+)", ask("--link", "last").stdout)
    links = Store.open(store).links
    assert links.session_of(link) is not None
    ask(*end)
    assert links.session_of(link) is None


def test_a_place_that_holds_no_sessions_is_told(tmp_path: Path) -> None:
    place = tmp_path / "notes.txt"
    place.write_text("not a database " * 100, encoding="utf-8")
    result = ask("--store", place, "--list")
    assert result.exit_code == 2
    assert "this is no database of sessions" in result.stderr


def test_files_are_written_at_the_end_however_it_ends(tmp_path: Path, reviewed: tuple[str, ...]) -> None:
    facts, case, report = tmp_path / "f.yaml", tmp_path / "c.yaml", tmp_path / "r.txt"
    wanted = ("--export-facts", facts, "--export-case", case, "--report", report)
    result = ask(*reviewed, *wanted, lines=[*MISSED, "no", "q"])
    assert [path.exists() for path in (facts, case, report)] == [True, True, True]
    assert result.stdout.count("Written: ") == 3
    assert 'says: "North in 2026-Q3: Results are not followed up."' in case.read_text("utf-8")
    assert "North · 2026-Q3\n===============\nTarget missed" in report.read_text("utf-8")


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = ask(*NORTH, "--report", tmp_path / "file" / "report.txt", lines=[*MISSED, "q"])
    assert result.exit_code == 2
    assert "this file cannot be written" in result.stderr


def test_facts_and_resume_exclude_each_other(tmp_path: Path) -> None:
    path = team_file(tmp_path, "North", {**MET})
    result = ask(path, "--resume", "last")
    assert (result.exit_code, "exclude each other" in result.stderr) == (2, True)


def test_a_json_report_is_a_diagnosis(tmp_path: Path) -> None:
    report = tmp_path / "r.json"
    ask(*NORTH, "--report", report, lines=[*MISSED, "q"])
    assert json.loads(report.read_text("utf-8"))["gap"]["attainment"] == 0.825


def test_last_quarters_facts_do_not_answer_this_quarters_questions(
    tmp_path: Path, knowledge: Knowledge, teams: dict[str, Team]
) -> None:
    from diagnosis.intake.write import write_team

    path = tmp_path / "east.yaml"
    path.write_text(write_team(replace(teams["East"], previous=None), knowledge.facts), encoding="utf-8")
    result = ask("--previous", path, "--team", "East", "--quarter", "2026-Q4", lines=["q"])
    assert "What was the team's revenue target" in result.stdout
