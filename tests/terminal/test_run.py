"""`diagnosis run`: what it prints, how it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from diagnosis import diagnose
from diagnosis.evaluation import executor
from diagnosis.inference import durable
from tests.executors import ENGINES
from tests.packaged import packaged_knowledge
from tests.terminal.commands import LATE, MET, MISSED, ON_TIME, ROOT, diagnosis, parsed, process, seller, team, wrong


def words(output: str) -> str:
    """The output without its line breaks, for sentences that are wrapped."""
    return " ".join(output.split())


def test_a_team_is_told_from_its_gap_to_what_to_do(tmp_path: Path) -> None:
    path = team(tmp_path, "North", MISSED | LATE, currency="EUR", sellers=[seller()])
    result = diagnosis("run", path)
    assert result.exit_code == 0
    assert wrong(result.stderr) == []
    lines = result.stdout.splitlines()
    assert lines[:2] == ["North · 2026-Q3", "==============="]
    text = words(result.stdout)
    assert "Target missed: 82.5% reached, €990,000 of €1,200,000; €210,000 short." in text
    assert "Order taking and delivery confirmed Late or incomplete deliveries" in text
    assert "1. Late or incomplete deliveries (late_delivery) probability 70.6%," in text
    assert "+ Orders on time and in full: 82% (bad: under 90%). [strong]" in text
    assert "- Finance: market growth (market_growth); target growth (target_growth)" in text
    assert "Nobody is judged until these are ruled out by recent evidence: Goals, Product, Pricing," in text
    assert "1. Bring deliveries back on schedule Logistics, within 30 days" in text
    assert "It worked if orders on time and in full: 95% or more (now 82%)" in text


def test_causes_of_which_nothing_is_known_are_named_by_stage_and_not_listed(tmp_path: Path) -> None:
    output = diagnosis("run", team(tmp_path, "North", MISSED | LATE)).stdout
    open_causes = output.split("Open causes\n")[1].split("\n\n")[0]
    assert "no_accountability" not in open_causes
    assert "- Goals: " in open_causes
    assert "Results are not followed up" in words(open_causes)
    assert len(open_causes.splitlines()) < 30


def test_lithuanian_is_spoken_where_it_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = team(tmp_path, "Šiaurė", MISSED | LATE)
    asked = diagnosis("run", path, "--lang", "lt")
    monkeypatch.setenv("DIAGNOSIS_LANG", "lt")
    assert diagnosis("run", path).stdout == asked.stdout
    text = words(asked.stdout)
    assert "Tikslas nepasiektas: įvykdyta 82,5 %" in text
    assert "patvirtinta Gamybos ar pristatymo vėlavimas" in text
    assert "Logistikos skyrius, per 30 dienų" in text
    assert "confirmed" not in text
    assert "healthy" not in text


def test_where_the_target_is_met_nothing_is_looked_for(tmp_path: Path) -> None:
    output = diagnosis("run", team(tmp_path, "North", MET | LATE)).stdout
    assert "Target met: 110% reached" in output
    assert "Confirmed causes" not in output
    assert "What to watch\n  - orders on time and in full (otif): 82%, bad" in output


def test_a_seller_who_is_cleared_is_shown_with_the_reason(tmp_path: Path) -> None:
    sellers = [seller(attainment="92%", territory_index=0.9)]
    text = words(diagnosis("run", team(tmp_path, "North", MISSED, sellers=sellers)).stdout)
    assert "The shortfall is not theirs - S-17 reached 92% of the target" in text


def test_many_teams_end_with_a_summary(tmp_path: Path) -> None:
    team(tmp_path, "North", MISSED | LATE)
    team(tmp_path, "South", MET)
    team(tmp_path, "East", MISSED | ON_TIME)
    text = words(diagnosis("run", tmp_path).stdout.split("Summary\n")[1])
    assert "3 teams evaluated; 1 met its target." in text
    assert "Order taking and delivery 1 team no cause confirmed yet 1 team" in text
    assert "East 82.5% no cause confirmed yet North 82.5% Late or incomplete deliveries South 110% target met" in text


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "lt"])
@pytest.mark.parametrize("width", [80, 120])
def test_no_line_is_wider_than_the_page(language: str, width: int) -> None:
    output = process("run", ROOT / "facts/examples/2026-Q3", "--lang", language, COLUMNS=str(width)).stdout
    assert max(map(len, output.splitlines())) <= 100
    assert "\x1b" not in output


def test_json_lines_are_the_diagnoses_and_nothing_else(tmp_path: Path) -> None:
    path = team(tmp_path, "North", MISSED | LATE)
    team(tmp_path, "South", MET)
    result = diagnosis("run", tmp_path, "--json")
    assert [diagnosed.team for diagnosed in parsed(result.stdout)] == ["North", "South"]
    assert parsed(result.stdout)[0] == diagnose(path)
    assert wrong(result.stderr) == []


def test_both_engines_print_the_same(tmp_path: Path) -> None:
    team(tmp_path, "North", MISSED | LATE, sellers=[seller()])
    columnar = diagnosis("run", tmp_path, "--engine", "columnar")
    assert columnar.exit_code == 0
    assert diagnosis("run", tmp_path).stdout == columnar.stdout


def test_refused_teams_are_told_with_their_places_and_stop_no_other(tmp_path: Path) -> None:
    bad = team(tmp_path, "Bad", {"otif": "182%", "otiff": 1})
    untrue = team(tmp_path, "Wrong", MISSED | {"attainment": "10%"})
    team(tmp_path, "Good", MISSED)
    result = diagnosis("run", tmp_path, "--json")
    assert result.exit_code == 1
    assert [diagnosed.team for diagnosed in parsed(result.stdout)] == ["Good"]
    faults = wrong(result.stderr)
    assert len(faults) == 3
    assert all(fault.startswith((f"{bad}:1:", f"{untrue}:1:")) and "; " in fault for fault in faults)
    assert "'otiff' is not a fact" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere.yaml"], "nowhere.yaml: there is no such file or folder"),
        (["GOOD", "--quarter", "2026-3"], "'2026-3' is not a quarter; write 2026-Q3"),
        (["GOOD", "--quarter", "2026-Q2"], "the file is of 2026-Q3, but 2026-Q2 is asked for"),
        (["GOOD", "--previous", "nowhere"], "nowhere: there is no such file or folder"),
        (["GOOD", "--rules", "nowhere"], "nowhere: there is no such folder"),
        (["GOOD", "--out", "GOOD"], "is a file"),
        (["GOOD", "--lang", "de"], "'de' is not one of 'en', 'lt'"),
        (["GOOD", "--engine", "prolog"], "'prolog' is not one of"),
        ([], "Missing argument 'PATH...'"),
    ],
)
def test_where_nothing_can_be_evaluated_it_ends_with_2(tmp_path: Path, arguments: list[str], told: str) -> None:
    good = team(tmp_path, "North", MISSED)
    result = diagnosis("run", *[good if argument == "GOOD" else argument for argument in arguments])
    assert result.exit_code == 2
    assert result.stdout == ""
    assert told in result.stderr
    assert "Traceback" not in result.stderr


def test_faults_of_a_companys_rules_are_told(tmp_path: Path) -> None:
    good = team(tmp_path / "teams", "North", MISSED)
    overlay = tmp_path / "rules"
    overlay.mkdir()
    (overlay / "delivery.yaml").write_text("stage: delivery\nrules: [{rule: otif_bad, when: band(otfi)}]\n", "utf-8")
    result = diagnosis("run", good, "--rules", overlay)
    assert result.exit_code == 2
    assert f"{overlay}/delivery.yaml:2:" in result.stderr


def test_a_companys_rules_change_the_verdict(tmp_path: Path) -> None:
    good = team(tmp_path / "teams", "North", MISSED | LATE)
    overlay = tmp_path / "rules"
    overlay.mkdir()
    (overlay / "chain.yaml").write_text("limits:\n  confirmed: {probability: 0.9, grade: strong}\n", "utf-8")
    assert parsed(diagnosis("run", good, "--rules", overlay, "--json").stdout)[0].confirmed == []


def test_the_quarter_before_is_compared_with(tmp_path: Path) -> None:
    team(tmp_path / "now", "North", MISSED | LATE)
    team(tmp_path / "before", "North", {"otif": "96%"}, quarter="2026-Q2", as_of="2026-06-30")
    output = diagnosis("run", tmp_path / "now", "--previous", tmp_path / "before").stdout
    assert "orders on time and in full: 96% (healthy), now 82% (bad)" in words(output)


@pytest.fixture
def without_durable_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python as it is where durable-rules cannot be imported."""
    for name in ("durable", "durable.engine", "durable_rules_engine"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setattr("diagnosis.evaluation._executors", {})
    assert not durable.available()


@pytest.mark.usefixtures("without_durable_rules")
def test_without_durable_rules_the_columnar_executor_serves_and_says_so_once(tmp_path: Path) -> None:
    team(tmp_path, "North", MISSED)
    team(tmp_path, "South", MISSED)
    result = diagnosis("run", tmp_path)
    assert result.exit_code == 0
    assert result.stderr.count("durable-rules") == 1
    assert diagnosis("run", tmp_path, "--engine", "columnar").stderr == ""


@pytest.mark.usefixtures("without_durable_rules")
def test_without_durable_rules_rete_cannot_be_demanded(tmp_path: Path) -> None:
    result = diagnosis("run", team(tmp_path, "North", MISSED), "--engine", "rete", "--out", tmp_path / "out")
    assert result.exit_code == 2
    assert "durable-rules cannot be imported" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("engine", ENGINES)
def test_an_executor_that_works_is_silent(tmp_path: Path, engine: str) -> None:
    result = diagnosis("run", team(tmp_path, "North", MISSED), "--engine", engine)
    assert (result.exit_code, result.stderr) == (0, "")


def test_one_team_is_judged_by_the_first_executor_that_there_is() -> None:
    assert executor(packaged_knowledge(), "auto", 1).name == ENGINES[0]


@pytest.mark.slow
def test_a_reader_who_goes_away_ends_it_quietly() -> None:
    arguments = [sys.executable, "-m", "diagnosis", "run", "facts/examples/2026-Q3"]
    with subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as command:
        assert command.stdout is not None and command.stderr is not None
        command.stdout.readline()
        command.stdout.close()
        assert wrong(command.stderr.read().decode()) == []
        assert command.wait() == 130


@pytest.mark.slow
def test_a_letter_that_the_terminal_lacks_stops_nothing(tmp_path: Path) -> None:
    path = team(tmp_path, "Šiaurė", MISSED)
    result = process("run", path, encoding="latin-1", PYTHONIOENCODING="latin-1")
    assert result.returncode == 0
    assert result.stdout.startswith("?iaur?")
    assert parsed(process("run", path, "--json", PYTHONIOENCODING="latin-1").stdout)[0].team == "Šiaurė"


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["explain", "--help"], ["--version"]])
def test_help_and_version_end_well(arguments: list[str]) -> None:
    assert diagnosis(*arguments).exit_code == 0


@pytest.mark.parametrize("quarter", ["2026-Q3", "2026Q3", "Q3 2026"])
def test_the_quarter_may_be_written_as_in_a_file(tmp_path: Path, quarter: str) -> None:
    result = diagnosis("run", team(tmp_path, "North", MISSED), "--quarter", quarter)
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_command_that_does_not_exist_is_refused() -> None:
    result = diagnosis("rnu")
    assert result.exit_code == 2
    assert "rnu" in result.stderr
