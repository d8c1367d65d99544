"""Where the sessions are when nobody says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from diagnosis.sessions import default_place


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(variable, str(tmp_path))
    for variable in ("XDG_DATA_HOME", "LOCALAPPDATA", "DIAGNOSIS_SESSIONS"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path


def test_the_variable_says_where_sessions_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_place({"DIAGNOSIS_SESSIONS": "postgresql://host/x"}) == "postgresql://host/x"
    monkeypatch.setenv("DIAGNOSIS_SESSIONS", "here.sqlite3")
    assert default_place() == "here.sqlite3"


def test_else_they_are_in_the_users_own_data_folder(home: Path) -> None:
    assert Path(default_place()).is_relative_to(home)
    assert Path(default_place()).parts[-2:] == ("sales-diagnosis", "sessions.sqlite3")


@pytest.mark.parametrize("folder", [".local/share", "Library/Application Support", "AppData/Local"])
def test_sessions_at_an_earlier_place_are_found(home: Path, monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    earlier = home / folder / "sales-diagnosis" / "sessions.sqlite3"
    assert Path(default_place()) != earlier
    earlier.parent.mkdir(parents=True)
    earlier.touch()
    assert Path(default_place()) == earlier


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such variable")
def test_sessions_at_the_place_of_now_come_first(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    for folder in ("data", ".local/share"):
        file = home / folder / "sales-diagnosis" / "sessions.sqlite3"
        file.parent.mkdir(parents=True)
        file.touch()
    assert Path(default_place()).is_relative_to(home / "data")
