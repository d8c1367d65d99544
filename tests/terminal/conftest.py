from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from diagnosis import loading
from diagnosis.intake.model import Team
from diagnosis.intake.read import read_paths
from diagnosis.knowledge.base import Knowledge
from diagnosis.resources import facts_dir
from tests.packaged import packaged_knowledge
from tests.terminal.asking import north_since


@pytest.fixture(scope="session", autouse=True)
def loaded_once() -> Iterator[None]:
    """The packaged knowledge base is read once for all commands of a test session; overlays are read each time."""
    original = loading.load_knowledge

    def load_knowledge(*overlays: Path | str, base: Path | None = None) -> Knowledge:
        return original(*overlays, base=base) if overlays or base else packaged_knowledge()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "load_knowledge", load_knowledge)
        yield


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a command."""
    for name in ("DIAGNOSIS_LANG", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the interviews of a test are kept."""
    path = tmp_path / "sessions.sqlite3"
    monkeypatch.setenv("DIAGNOSIS_SESSIONS", str(path))
    return path


@pytest.fixture
def reviewed(tmp_path: Path) -> tuple[str, ...]:
    """North, where results were reviewed until the quarter before: that they no longer are confirms a cause."""
    return north_since(tmp_path, results_reviewed=True)


@pytest.fixture(scope="session")
def teams(knowledge: Knowledge) -> dict[str, Team]:
    """The teams of the examples, by their names."""
    teams_of_example = read_paths(
        [facts_dir() / "examples" / "2026-Q3"], knowledge.facts, quarter=None, previous=None
    ).teams
    return {team.team: team for team in teams_of_example}
