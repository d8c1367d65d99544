"""`diagnosis ask` with piped answers: what is asked, understood, recorded and told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from diagnosis import diagnose
from diagnosis.intake.model import Team
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import LANGUAGES
from diagnosis.result import Diagnosis
from diagnosis.sessions import Store
from diagnosis.texts import texts
from tests.terminal.asking import MISSED, NORTH, ask, script
from tests.terminal.commands import diagnosis

# --- whole interviews -----------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("name", "language"), [("East", "en"), ("North", "lt"), ("Capital", "en")])
def test_an_interview_from_nothing_ends_in_the_diagnosis_of_its_answers(
    tmp_path: Path, knowledge: Knowledge, teams: dict[str, Team], name: str, language: str
) -> None:
    team = teams[name]
    lines, state = script(team, knowledge)
    particulars = ("--team", name, "--quarter", "2026-Q3", "--currency", team.currency, "--as-of", team.as_of)
    report, facts = tmp_path / "report.json", tmp_path / "facts.yaml"
    result = ask(*particulars, "--lang", language, "--report", report, "--export-facts", facts, lines=lines)
    assert result.exit_code == 0, result.stderr
    assert Diagnosis.model_validate_json(report.read_text("utf-8")) == state.diagnosis(language)  # type: ignore[arg-type]
    assert diagnose(facts, knowledge) == state.diagnosis()
    run = diagnosis("run", facts, "--lang", language)
    assert run.stdout.strip() in result.stdout


def test_a_finished_interview_says_so_and_prints_what_run_prints() -> None:
    result = ask(lines=["North", "2026-Q3", "990000", "1200000"])
    assert result.exit_code == 0
    assert "The target is met: no cause is looked for." in result.stdout
    assert "North · 2026-Q3\n===============\nTarget met: 121.2% reached" in result.stdout


def test_without_a_quarter_the_last_one_is_taken() -> None:
    result = ask("--team", "North", lines=["", "q"])
    assert result.exit_code == 0
    assert "Which quarter? (Enter: 20" in result.stdout


# --- answers --------------------------------------------------------------------------------------------------


def test_a_question_comes_with_what_helps_to_answer_it() -> None:
    result = ask(*NORTH, "--currency", "EUR", lines=["q"])
    assert "What was the team's revenue target for the quarter?" in result.stdout
    assert "Usually known by: Finance" in result.stdout
    assert "Answer: an amount in EUR, such as 1 200 000" in result.stdout
    assert "settled: 0 of 8 stages; open: 8; at most " in result.stdout


def test_an_answer_tells_what_it_changed(reviewed: tuple[str, ...]) -> None:
    result = ask(*reviewed, lines=[*MISSED, "no", "q"])
    assert "→ The target is missed" in result.stdout
    assert "→ Results are not followed up: confirmed, 82.8% (was open, 3.7%)" in result.stdout


@pytest.mark.parametrize(("language", "word"), [("en", "y"), ("en", "Yes"), ("lt", "t"), ("lt", "taip"), ("lt", "1")])
def test_yes_is_understood_in_short_and_in_both_languages(language: str, word: str, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    ask(*NORTH, "--lang", language, "--export-facts", facts, lines=[*MISSED, word, "q"])
    assert "results_reviewed: true" in facts.read_text("utf-8")


@pytest.mark.parametrize("written", ["2 of 40", "2 iš 40", "2/40"])
def test_counts_are_understood_as_people_write_them(written: str, tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    ask(*NORTH, "--export-facts", facts, lines=[*MISSED, "yes", written, "q"])
    assert "vacancies: 2/40" in facts.read_text("utf-8")


def test_what_nobody_knows_is_requested_and_not_asked_again() -> None:
    result = ask(*NORTH, "--no-questions", lines=[])
    assert result.exit_code == 0
    result = ask("--resume", "last", lines=[*MISSED, "u", "q"])
    assert result.stdout.count("Are the results reviewed with each seller") == 1
    result = ask("--resume", "last", "--no-questions")
    assert "Sales manager: results reviewed monthly (results_reviewed)" in result.stdout


def test_a_wrong_answer_of_a_pipe_is_told_with_its_line_and_what_was_answered_is_kept() -> None:
    result = ask(*NORTH, lines=["# the figures of finance", *MISSED, "maybe", "no"])
    assert result.exit_code == 2
    assert result.stderr == "stdin:7: 'maybe' is neither yes nor no; write yes or no\n"
    assert "Saved: 5 answers. Go on with:" in result.stdout
    assert "Are the results reviewed" in ask("--resume", "last", lines=["q"]).stdout


def test_a_wrong_answer_is_told_in_lithuanian() -> None:
    result = ask(*NORTH, "--lang", "lt", lines=[*MISSED, "gal"])
    assert result.stderr == "stdin:6: 'gal' nėra nei taip, nei ne; rašykite taip arba ne\n"


def test_input_that_ends_before_the_interview_does_is_saved() -> None:
    result = ask(*NORTH, lines=list(MISSED))
    assert result.exit_code == 1
    assert "Saved: 5 answers. Go on with:\n  diagnosis ask --resume" in result.stdout


# --- commands -------------------------------------------------------------------------------------------------


def test_a_question_mark_tells_what_each_answer_would_change(reviewed: tuple[str, ...]) -> None:
    result = ask(*reviewed, lines=[*MISSED, "?", "q"])
    told = result.stdout.partition("> ?\n")[2]
    assert "If yes:\n    · Results are not followed up: ruled out, 0.8%" in told
    assert "If no:\n    · Results are not followed up: confirmed, 82.8%" in told


def test_going_back_revises_and_lists_what_changed(reviewed: tuple[str, ...]) -> None:
    result = ask(*reviewed, lines=[*MISSED, "no", "b", "yes", "q"])
    told = result.stdout.partition("> b\n")[2]
    assert "Answered: no. Enter keeps it." in told
    changed = told.partition("What changed:\n")[2]
    assert "→ Results are not followed up: ruled out, 0.8% (was confirmed, 82.8%)" in changed
    assert "→ Stage Goals: open (was confirmed)" in changed
    assert "→ No longer to do: " in changed


def test_going_back_twice_reaches_the_answer_before_and_enter_keeps_it(store: Path, knowledge: Knowledge) -> None:
    result = ask(*NORTH, lines=[*MISSED, "no", "b", "b", "", "q"])
    assert result.stdout.count("How many of the ramped sellers reached their target") == 2
    (summary,) = Store.open(store).list()
    assert summary.number == len(MISSED) + 1


def test_an_answer_can_be_taken_back_and_is_asked_again() -> None:
    result = ask(*NORTH, lines=[*MISSED, "no", "b", "x", "q"])
    assert result.stdout.count("Are the results reviewed with each seller") == 3


def test_before_the_first_answer_there_is_no_way_back() -> None:
    assert "There is no answer before this one." in ask(*NORTH, lines=["b", "q"]).stdout


def test_the_status_shows_the_chain_the_gate_and_the_causes(reviewed: tuple[str, ...]) -> None:
    told = ask(*reviewed, lines=[*MISSED, "no", "s", "q"]).stdout.partition("> s\n")[2]
    assert "Target missed: 82.5% reached" in told
    assert "  Goals                      confirmed  " in told
    assert "nobody is judged, because this is confirmed:" in told
    assert "  1. Results are not followed up: confirmed, 82.8%\n     + " in told


def test_how_explains_a_verdict_and_why_not_another(reviewed: tuple[str, ...]) -> None:
    told = ask(*reviewed, lines=[*MISSED, "no", "h 1", "h", "2", "q"]).stdout
    assert "Verdict: confirmed; probability 82.8%" in told
    assert "Before any evidence: 3.7%" in told
    assert "Why it is not the first\n    · Before it come: Results are not followed up." in told
    assert "It would come first with" in told


def test_what_if_commits_nothing(store: Path) -> None:
    told = ask(
        *NORTH,
        lines=[*MISSED, "w no", "w otif = 60%; backlog_weeks=9; backlog_weeks_usual=4", "w", "vacancies=50%", "q"],
    ).stdout
    assert told.count("Then (nothing was saved):") == 3
    assert "→ Late or incomplete deliveries: confirmed" in told
    (summary,) = Store.open(store).list()
    assert summary.number == len(MISSED)


def test_any_answer_can_be_looked_up_and_revised(reviewed: tuple[str, ...]) -> None:
    told = ask(*reviewed, lines=[*MISSED, "no", "r", "3", "yes", "r 4", "1 100 000", "q"]).stdout
    assert "    3 results reviewed monthly: no\n    4 actual revenue: 990,000\n" in told
    assert "→ Results are not followed up: ruled out, 0.8% (was confirmed, 82.8%)" in told
    assert "Answered: 990,000. Enter keeps it." in told


@pytest.mark.parametrize("command", ["h", "w", "r", "t"])
def test_one_can_leave_and_go_back_wherever_something_is_asked(command: str, reviewed: tuple[str, ...]) -> None:
    assert ask(*reviewed, lines=[*MISSED, command, "q"]).exit_code == 0
    result = ask(*reviewed, lines=[*MISSED, command, "b", "no", "q"])
    assert result.exit_code == 0
    assert "→ Results are not followed up: confirmed" in result.stdout


# --- tables ---------------------------------------------------------------------------------------------------


def test_a_table_can_be_pasted_at_any_time_until_an_empty_line(tmp_path: Path) -> None:
    facts = tmp_path / "facts.yaml"
    lines = [*MISSED, "t", "seller\tattainment\tdeals", "S-1\t71%\t11 of 80", "S-2\t95%\t9/60", "", "q"]
    result = ask(*NORTH, "--export-facts", facts, lines=lines)
    assert result.exit_code == 0
    assert '  - {seller: "S-1", attainment: 71%, deals: 11/80}' in facts.read_text("utf-8")


def test_a_table_can_be_a_file_and_one_value_of_it_revised(tmp_path: Path) -> None:
    table, facts = tmp_path / "sellers.csv", tmp_path / "facts.yaml"
    table.write_text("seller;attainment\nS-1;71%\nS-2;95%\n", encoding="utf-8")
    result = ask(*NORTH, "--export-facts", facts, lines=[*MISSED, f"t {table}", "r 6", "2", "96%", "", "q"])
    assert "    1 S-1: 71%\n    2 S-2: 95%\n" in result.stdout
    assert '{seller: "S-2", attainment: 96%}' in facts.read_text("utf-8")


@pytest.mark.slow
def test_rows_without_a_header_are_taken_by_the_header_that_was_asked_for(
    tmp_path: Path, knowledge: Knowledge, teams: dict[str, Team]
) -> None:
    lines, state = script(teams["East"], knowledge)
    header = next(number for number, line in enumerate(lines) if line.startswith("seller,"))
    assert lines.pop(header).startswith("seller,target,territory_index")
    facts = tmp_path / "facts.yaml"
    particulars = ("--team", "East", "--quarter", "2026-Q3", "--currency", "EUR", "--as-of", teams["East"].as_of)
    result = ask(*particulars, "--export-facts", facts, lines=lines)
    assert result.exit_code == 0, result.stderr
    assert diagnose(facts, knowledge) == state.diagnosis()


@pytest.mark.slow
def test_an_empty_table_can_be_written_and_filled_in_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge, teams: dict[str, Team]
) -> None:
    monkeypatch.chdir(tmp_path)
    lines, _ = script(teams["East"], knowledge)
    first = next(number for number, line in enumerate(lines) if line.startswith("seller,"))
    result = ask("--team", "East", "--quarter", "2026-Q3", lines=[*lines[:first], "e", "q"])
    empty = tmp_path / "east-2026-q3-sellers.csv"
    assert "Written: east-2026-q3-sellers.csv." in result.stdout
    header = empty.read_text("utf-8-sig")
    assert header == lines[first] + "\n"
    empty.write_text(header + "S-1,500000,1\nS-2,400000,1.1\n", encoding="utf-8-sig")
    ask("--resume", "last", "--export-facts", "facts.yaml", lines=[empty.name, "q"])
    assert '{seller: "S-2", target: 400000, territory_index: 1.1}' in (tmp_path / "facts.yaml").read_text("utf-8")


@pytest.mark.slow
def test_at_the_end_it_says_what_is_confirmed_and_what_to_ask_for(knowledge: Knowledge, teams: dict[str, Team]) -> None:
    team = teams["North"]
    lines, _ = script(
        replace(team, facts={fact: given for fact, given in team.facts.items() if fact != "order_errors"}), knowledge
    )
    result = ask("--team", "North", "--quarter", "2026-Q3", "--as-of", "2026-09-30", lines=lines)
    end = result.stdout.rpartition("Finished: ")[2]
    assert "Confirmed: Late or incomplete deliveries\n" in end
    asked_for = " ".join(end.split())
    assert "- Sales operations: " in asked_for
    assert "orders entered wrongly" in asked_for


def test_faults_of_a_table_are_told_with_their_places() -> None:
    result = ask(*NORTH, lines=[*MISSED, "t", "seller,attainment", "S-1,seventy", ""])
    assert result.exit_code == 2
    assert result.stderr.startswith("stdin:9: row 2, column 2: ")


@pytest.mark.slow
def test_a_header_that_nobody_wrote_is_no_row(knowledge: Knowledge, teams: dict[str, Team]) -> None:
    lines, _ = script(teams["East"], knowledge)
    header = next(number for number, line in enumerate(lines) if line.startswith("seller,"))
    result = ask(
        "--team", "East", "--quarter", "2026-Q3", lines=[*lines[:header], "S-1,500000,1", "S-2,400000,much", ""]
    )
    assert "row 2, column 3: territory_index: 'much' is no number" in result.stderr


def test_what_is_neither_a_table_nor_a_file_is_told() -> None:
    result = ask(*NORTH, lines=["t nowhere.csv"])
    assert result.stderr == "stdin:1: “nowhere.csv” is neither a table nor a file.\n"


# --- layout -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "lt"])
def test_no_line_is_wider_than_the_terminal(language: str) -> None:
    lines = [
        *MISSED,
        "no",
        "?",
        "s",
        "h 1",
        "h 2",
        "w 50%",
        "r",
        "",
        "b",
        "",
        "t",
        "seller,attainment",
        "S-1,70%",
        "",
        "q",
    ]
    result = ask(*NORTH, "--lang", language, lines=lines)
    assert result.exit_code == 0
    assert max(len(line) for line in result.stdout.splitlines()) <= 80


@pytest.mark.parametrize("key", ["keys", "keys_table", "keys_revise", "keys_cell", "keys_end"])
def test_the_keys_fit_on_one_line(key: str) -> None:
    assert all(len(texts(language)(f"ask.{key}")) < 78 for language in LANGUAGES)


def test_tables_are_read_by_a_mapping_and_a_notation_of_numbers(tmp_path: Path) -> None:
    folder = tmp_path / "2026-Q3"
    folder.mkdir()
    (folder / "teams.csv").write_text("Unit;Goal X;revenue_actual\nNorth;1.200;990\n")
    (tmp_path / "map.yaml").write_text("Unit: team\nGoal X: revenue_target\n")
    facts = tmp_path / "north.yaml"
    options = ("--columns", tmp_path / "map.yaml", "--numbers", "1.234,5", "--no-questions", "--export-facts", facts)
    result = ask(folder, "--store", tmp_path / "store.sqlite3", *options)
    assert result.exit_code == 0
    assert "revenue_target: 1200\n" in facts.read_text()
