"""The program itself fails: an exit code of its own, one line, and a report without facts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.terminal.commands import MISSED, diagnosis, team

SECRET = "Zuikis-7731"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    def fail(*_: object, **__: object) -> object:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise ValueError(f"{SECRET} is 82%") from error

    monkeypatch.setattr("diagnosis.terminal.running.evaluate", fail)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return team(tmp_path / "teams", SECRET, MISSED)


@pytest.mark.parametrize(("language", "told"), [("en", "an error of the program itself"), ("lt", "programos klaida")])
def test_a_failure_has_a_code_and_a_report_of_its_own(broken: Path, language: str, told: str) -> None:
    result = diagnosis("run", broken, "--lang", language)
    assert (result.exit_code, result.stdout) == (70, "")
    assert told in result.stderr and "diagnosis/terminal/running.py:" in result.stderr
    assert "Traceback" not in result.stderr and SECRET not in result.stderr.replace(str(broken), "")
    found = re.search(r"\S+diagnosis-crash-\w+\.txt", result.stderr)
    assert found
    report = Path(found[0])
    assert report.stat().st_mode & 0o777 == 0o600
    text = report.read_text("utf-8")
    assert "command: run" in text and "ValueError\n" in text and "KeyError\n" in text
    assert SECRET not in text and "82%" not in text and str(broken) not in text


def test_debug_shows_all(broken: Path) -> None:
    result = diagnosis("--debug", "run", broken)
    assert result.exit_code == 70
    assert "Traceback" in result.stderr and f"{SECRET} is 82%" in result.stderr
    assert list(broken.parents[1].glob("diagnosis-crash-*")) == []
