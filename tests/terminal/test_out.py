"""`diagnosis run --out`: the files, and what must never be written."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from diagnosis.result import Diagnosis
from tests.terminal.commands import LATE, MISSED, ROOT, diagnosis, parsed, seller, team

FILES = ["actions.csv", "bridge.csv", "causes.csv", "diagnoses.jsonl", "requests.csv", "stages.csv", "summary.md"]
NASTY = "-2+3|*bold* <b>x</b> `code` [link](http://evil.example) ;=cmd()"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_the_files_are_written_and_named(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    result = diagnosis("run", team(tmp_path / "teams", "North", MISSED | LATE, sellers=[seller()]), "--out", out)
    assert result.exit_code == 0
    assert sorted(path.name for path in out.iterdir()) == FILES
    assert all(str(out / name) in result.stdout for name in FILES)
    assert "1 team evaluated." in result.stdout
    [told] = parsed((out / "diagnoses.jsonl").read_text("utf-8"))
    causes = rows(out / "causes.csv")
    assert [row["cause"] for row in causes] == [cause.cause for cause in told.causes]
    assert causes[0] | {"verdict": "confirmed", "probability": "0.706", "rank": "1"} == causes[0]
    assert [row["stage"] for row in rows(out / "stages.csv")] == [stage.stage for stage in told.stages]
    assert [row["action"] for row in rows(out / "actions.csv")] == [action.action for action in told.actions]
    assert [row["fact"] for row in rows(out / "requests.csv")] == [request.fact for request in told.requests]


def test_with_json_only_diagnoses_are_on_stdout(tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = diagnosis("run", team(tmp_path / "teams", "North", MISSED), "--json", "--out", out)
    assert parsed(result.stdout) == parsed((out / "diagnoses.jsonl").read_text("utf-8"))
    assert str(out / "summary.md") in result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "lt"])
def test_the_same_facts_give_the_same_bytes(tmp_path: Path, language: str) -> None:
    examples = ROOT / "facts" / "examples" / "2026-Q3"
    for out in ("one", "two"):
        assert diagnosis("run", examples, "--lang", language, "--out", tmp_path / out).exit_code == 0
    for name in FILES:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_where_nothing_is_evaluated_nothing_is_written(tmp_path: Path) -> None:
    bad = team(tmp_path / "teams", "Bad", {"otif": "182%"})
    assert diagnosis("run", bad, "--out", tmp_path / "deep" / "out").exit_code == 2
    assert not (tmp_path / "deep").exists()


def test_old_files_stay_where_nothing_is_evaluated(tmp_path: Path) -> None:
    out = tmp_path / "out"
    diagnosis("run", team(tmp_path / "good", "North", MISSED), "--out", out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    diagnosis("run", team(tmp_path / "bad", "Bad", {"otif": "182%"}), "--out", out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    result = diagnosis("run", team(tmp_path / "teams", "North", MISSED), "--out", tmp_path / "file" / "out")
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
    assert "Traceback" not in result.stderr


INTERRUPTED = """\
import os, signal, sys
from diagnosis.terminal import running
from diagnosis.terminal.app import main

event, count, *arguments = sys.argv[1:]
left = int(count)

def interrupt(happening, details):
    global left
    if happening == event and (event != "open" or ".part" in str(details[0])):
        left -= 1
        if left == 0:
            os.kill(os.getpid(), getattr(signal, SIGNAL))

def evaluate(*teams, evaluate=running.evaluate, **how):
    interrupt("evaluate", ())
    return evaluate(*teams, **how)

sys.addaudithook(interrupt)
running.evaluate = evaluate
main(arguments)
"""
"""The command, to which Ctrl-C comes when something happens for the so manieth time."""


@pytest.mark.process
@pytest.mark.parametrize(("number", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
@pytest.mark.parametrize(("event", "count"), [("evaluate", 1), ("os.mkdir", 1), ("open", 1), ("evaluate", 2)])
def test_a_signal_ends_quietly_and_leaves_nothing(
    tmp_path: Path, event: str, count: int, number: str, code: int
) -> None:
    for index in range(251):  # one more than are evaluated at once
        team(tmp_path / "teams", f"Team {index}", MISSED | LATE)
    out = tmp_path / "deep" / "out"
    run = ("run", str(tmp_path / "teams"), "--engine", "columnar", "--out", str(out))
    arguments = [sys.executable, "-c", f"SIGNAL = {number!r}\n{INTERRUPTED}", event, str(count), *run]
    ended = subprocess.run(arguments, cwd=ROOT, capture_output=True, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (code, b"", b"")
    assert not out.parent.exists()


def test_no_cell_is_a_formula(tmp_path: Path) -> None:
    sellers = [seller("@SUM(1)", attainment="101%"), seller("+S", attainment="71%")]
    path = team(tmp_path / "teams", NASTY, MISSED | LATE | {"target_growth": "-4%"}, sellers=sellers)
    assert diagnosis("run", path, "--out", tmp_path / "out").exit_code == 0
    for name in FILES:
        if not name.endswith(".csv"):
            continue
        for row in rows(tmp_path / "out" / name):
            assert row["team"] == "'" + NASTY.replace(";=", ";'=")
            for cell in row.values():
                assert not cell.startswith(("=", "+", "-", "@")) or is_number(cell)
                assert ";=" not in cell


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    facts = MISSED | {"target_growth": "30%", "market_growth": "1%", "nps": -40, "csat_on_time": "60%"}
    diagnosis("run", team(tmp_path / "teams", "North", facts), "--out", tmp_path / "out")
    raw = (tmp_path / "out" / "causes.csv").read_text("utf-8-sig").splitlines()
    assert raw[1].startswith('"North","2026-Q3",1,"')


def test_spreadsheets_see_that_it_is_utf8(tmp_path: Path) -> None:
    diagnosis("run", team(tmp_path / "teams", "Šiaurė", MISSED), "--out", tmp_path / "out", "--lang", "lt")
    data = (tmp_path / "out" / "stages.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert rows(tmp_path / "out" / "stages.csv")[0]["team"] == "Šiaurė"
    assert not (tmp_path / "out" / "summary.md").read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_name_is_no_markup_in_the_summary(tmp_path: Path) -> None:
    path = team(tmp_path / "teams", NASTY, MISSED | LATE, sellers=[seller("1. <i>|")])
    diagnosis("run", path, "--out", tmp_path / "out")
    lines = (tmp_path / "out" / "summary.md").read_text("utf-8").splitlines()
    [row] = [line for line in lines if line.startswith(r"| \-2")]
    assert row.startswith(r"| \-2+3\|\*bold\* &lt;b&gt;x&lt;/b&gt; \`code\` \[link\](http:\/\/evil.example) ;=cmd() | ")
    assert row.replace(r"\|", "").count("|") == 6
    assert not any("<" in line for line in lines)


def test_the_summary_says_what_the_results_say(tmp_path: Path) -> None:
    team(tmp_path / "teams", "North", MISSED | LATE)
    team(tmp_path / "teams", "Bad", {"otif": "182%"})
    result = diagnosis("run", tmp_path / "teams", "--out", tmp_path / "out")
    assert result.exit_code == 1
    text = (tmp_path / "out" / "summary.md").read_text("utf-8")
    assert "1 team evaluated; 1 refused." in text
    assert "| North | 2026-Q3 | 82.5% | 210,000 | Late or incomplete deliveries |" in text
    assert "- **Late or incomplete deliveries** (probability 70.6%, " in text
    assert "  - for, strong: Orders on time and in full: 82% (bad: under 90%)." in text
    for line, below in zip(text.splitlines(), text.splitlines()[1:], strict=False):
        if line.startswith("| ") and below.startswith("| "):
            assert line.count("|") == below.count("|")


def test_new_files_are_for_their_owner_and_others_keep_their_mode(tmp_path: Path) -> None:
    path, out = team(tmp_path / "teams", "North", MISSED), tmp_path / "out"
    diagnosis("run", path, "--out", out)
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in out.iterdir())
    (out / "summary.md").chmod(0o644)
    diagnosis("run", path, "--out", out)
    assert {file.name for file in out.iterdir() if file.stat().st_mode & 0o777 == 0o644} == {"summary.md"}


def test_a_folder_where_a_file_should_be_leaves_all_as_it_was(tmp_path: Path) -> None:
    path, out = team(tmp_path / "teams", "North", MISSED), tmp_path / "out"
    diagnosis("run", path, "--out", out)
    (out / "requests.csv").unlink()
    (out / "requests.csv").mkdir()
    before = {file.name: file.stat().st_ino for file in out.iterdir()}
    refused = diagnosis("run", path, "--out", out)
    assert refused.exit_code == 2 and "Is a directory" in refused.stderr
    assert {file.name: file.stat().st_ino for file in out.iterdir()} == before


def test_a_diagnosis_of_the_files_is_one_of_the_schema(tmp_path: Path) -> None:
    diagnosis("run", ROOT / "facts" / "examples" / "2026-Q3", "--out", tmp_path)
    for line in (tmp_path / "diagnoses.jsonl").read_text("utf-8").splitlines():
        assert Diagnosis.model_validate_json(line).to_json() == line
