"""What is done to interviews in the terminal stands in the security log, in the same file as what the pages note."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from diagnosis.sessions import SecurityLog, Store
from tests.terminal.asking import NORTH, ask
from tests.terminal.commands import diagnosis
from tests.web.inside import inside


@pytest.fixture(autouse=True)
def named_user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "ona")


def noted(folder: Path) -> list[dict[str, Any]]:
    (file,) = folder.glob("*.security-*.jsonl")
    assert file.stat().st_mode & 0o777 == 0o600
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_who_did_what_is_noted_and_no_answer(tmp_path: Path) -> None:
    place, copy = tmp_path / "kept" / "s.sqlite3", tmp_path / "copy.sqlite3"
    exports = ("--export-facts", tmp_path / "north.yaml", "--report", tmp_path / "north.txt")
    assert ask("--store", place, *NORTH, *exports, lines=["123456789", "q"]).exit_code == 0
    assert ask("--store", place, "--resume", "last", "--who", "Jonas", lines=["q"]).exit_code == 2
    assert ask("--store", place, "--resume", "last", lines=["q"]).exit_code == 0
    store = Store.open(place)
    (summary,) = store.list()
    store.close()
    assert ask("--store", place, "--link", summary.id, "--who", "Jonas").exit_code == 0
    assert diagnosis("sessions", "backup", copy, "--store", place).exit_code == 0
    assert ask("--store", place, "--delete", "last").exit_code == 0
    assert diagnosis("sessions", "restore", copy, "--replace", "--store", place).exit_code == 0
    assert ask("--store", place, "--purge", 30).exit_code == 0
    lines = noted(place.parent)
    assert [(line["what"], line.get("acting_as", line["user"])) for line in lines] == [
        ("interview begun", "ona"),
        ("exported", "ona"),
        ("exported", "ona"),
        ("interview resumed", "ona"),
        ("link made", "Jonas"),
        ("interviews copied", "ona"),
        ("interview deleted", "ona"),
        ("copy put back", "ona"),
        ("purged", "ona"),
    ]
    assert {line["user"] for line in lines} == {"ona"}
    assert [line["file"] for line in lines if line["what"] == "exported"] == ["report", "facts"]
    assert (lines[-1]["days"], lines[-1]["deleted"], lines[-2]["count"]) == ("30", "0", "1")
    assert len({line["interview"] for line in lines if "interview" in line}) == 1
    written = json.dumps(lines).lower()
    assert summary.id.lower() not in written and "123456789" not in written and "north" not in written


def test_an_erased_person_is_not_named(tmp_path: Path) -> None:
    place = tmp_path / "kept" / "s.sqlite3"
    assert ask("--store", place, *NORTH, "--who", "Jonas", lines=["1200000", "q"]).exit_code == 0
    erased = diagnosis("sessions", "erase", "all", "--answered-by", "Jonas", "--store", place)
    assert erased.exit_code == 0, erased.stderr
    last = noted(place.parent)[-1]
    assert (last["what"], last["user"]) == ("person erased", "ona")
    assert "Jonas" not in json.dumps(last)


def test_pages_and_terminal_write_to_one_log(tmp_path: Path) -> None:
    place = tmp_path / "kept" / "s.sqlite3"
    with inside(place) as open_:
        path = open_().begin()
    assert ask("--store", place, "--delete", path.rpartition("/")[2]).exit_code == 0
    begun, deleted = noted(place.parent)
    assert (begun["what"], deleted["what"]) == ("interview begun", "interview deleted")
    assert begun["interview"] == deleted["interview"]


def test_the_operator_may_name_another_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = tmp_path / "logs" / "security.jsonl"
    monkeypatch.setenv("DIAGNOSIS_SECURITY_LOG", str(named))
    assert ask("--store", tmp_path / "s.sqlite3", *NORTH, lines=["q"]).exit_code == 0
    assert json.loads(named.read_text("utf-8"))["what"] == "interview begun"
    assert list(tmp_path.glob("*.jsonl")) == []


def test_a_log_that_cannot_be_written_is_told_and_the_work_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIAGNOSIS_SECURITY_LOG", str(tmp_path))
    for language, told in (("en", "the security log cannot be written"), ("lt", "į saugos žurnalą įrašyti nepavyksta")):
        begun = ask("--store", tmp_path / "s.sqlite3", *NORTH, "--lang", language, lines=["q"])
        assert begun.exit_code == 0 and told in begun.stderr
    assert len(Store.open(tmp_path / "s.sqlite3").list()) == 2


def test_the_purge_deletes_months_that_are_over_for_as_long_as_interviews_are_kept(tmp_path: Path) -> None:
    place, now = tmp_path / "s.sqlite3", datetime(2025, 12, 31, 12, tzinfo=UTC)
    store = Store.open(place, lambda: now)
    log = SecurityLog(place, lambda: now)
    log.write(log.line("link made"))
    (december,) = tmp_path.glob("*.jsonl")
    assert december.name == "s.security-2025-12.jsonl"
    other = tmp_path / "s.security-notes.jsonl"
    other.touch()
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=200)
    store.purge()
    assert december.exists()
    now += timedelta(days=1)
    store.purge()
    assert not december.exists() and other.exists()
