from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from diagnosis.evaluation import diagnose
from diagnosis.knowledge.base import Knowledge
from diagnosis.result import Diagnosis
from tests.cases.cases import read_one
from tests.knowledge.bases import KnowledgeBase

Changed = Callable[..., Diagnosis]


@pytest.fixture
def base(tmp_path: Path) -> KnowledgeBase:
    """A small knowledge base that loads: delivery, and the skills of sellers behind it."""
    return KnowledgeBase(tmp_path)


@pytest.fixture
def changed(knowledge: Knowledge) -> Changed:
    """What comes out for a base of the worked cases, changed by lines such as `facts: {otif: 82%}`."""

    def result(*changes: str, base: str = "healthy") -> Diagnosis:
        lines = "".join(f"\n    {change}" for change in changes)
        head = f"cases:\n  - case: changed\n    from: {base}\n    says: Changed."
        text = f"{head}{lines}\n    expect: {{target_met: false}}\n"
        return diagnose(read_one(text, knowledge).team, knowledge)

    return result
