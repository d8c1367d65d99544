"""`diagnosis sessions`: copies, put back, and damage told, with their exit codes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from diagnosis.knowledge.base import Knowledge
from diagnosis.sessions import Store
from tests.sessions.keeping import answer, start
from tests.terminal.commands import diagnosis


def test_backup_check_restore(tmp_path: Path, knowledge: Knowledge) -> None:
    place, copy = tmp_path / "s.sqlite3", tmp_path / "copy.sqlite3"
    store = Store.open(place)
    id_ = start(store, knowledge).id
    store.record(id_, answer("82%"), knowledge)
    made = diagnosis("sessions", "backup", copy, "--store", place)
    assert (made.exit_code, made.stdout) == (0, f"1 interview is copied to {copy}\n")
    assert diagnosis("sessions", "check", "--store", copy).stdout == "All is well: 1 interview can be read\n"
    used = diagnosis("sessions", "restore", copy, "--store", place, "--replace", "--lang", "lt")
    assert used.exit_code == 2 and "kažkas naudojasi" in used.stderr
    store.close()
    back = diagnosis("sessions", "restore", copy, "--store", place, "--replace")
    assert back.exit_code == 0 and back.stdout.startswith(f"1 interview is back in {place}\n")
    assert "delete it when you no longer need it" in back.stdout


def test_damage_is_told_and_repaired(tmp_path: Path, knowledge: Knowledge) -> None:
    place = tmp_path / "s.sqlite3"
    store = Store.open(place)
    id_ = start(store, knowledge).id
    store.record(id_, answer("82%"), knowledge)
    store.close()
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute("update events set facts = ''")
    told = diagnosis("sessions", "check", "--store", place)
    assert told.exit_code == 1 and told.stdout == ""
    assert "of 1 answers, those after number 0 cannot be read" in told.stderr and "--repair" in told.stderr
    repaired = diagnosis("sessions", "check", "--repair", "--store", place)
    assert repaired.exit_code == 1 and repaired.stdout.startswith("Repaired: 1 interview is kept\n")
    assert diagnosis("sessions", "check", "--store", place).exit_code == 0


def test_nothing_to_check_makes_nothing(tmp_path: Path) -> None:
    missing = diagnosis("sessions", "check", "--store", tmp_path / "none.sqlite3")
    assert missing.exit_code == 2 and "there is no database of sessions" in missing.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_store_in_memory_is_refused() -> None:
    for url in ("sqlite://", "sqlite:///:memory:"):
        refused = diagnosis("ask", "--list", "--store", url)
        assert refused.exit_code == 2 and "names no file" in refused.stderr
