from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from diagnosis.knowledge import load
from diagnosis.knowledge.base import Knowledge


@pytest.fixture(scope="session", autouse=True)
def loaded_once() -> Iterator[None]:
    """The packaged knowledge base is read once for all commands of a test session; overlays are read each time."""
    original, packaged = load.load_knowledge, cache(load.load_knowledge)

    def load_knowledge(*overlays: Path | str, base: Path | None = None) -> Knowledge:
        return original(*overlays, base=base) if overlays or base else packaged()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "load_knowledge", load_knowledge)
        yield


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a command."""
    for name in ("DIAGNOSIS_LANG", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
