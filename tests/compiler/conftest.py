from __future__ import annotations

from pathlib import Path

import pytest

from tests.knowledge.bases import KnowledgeBase


@pytest.fixture
def base(tmp_path: Path) -> KnowledgeBase:
    """A small knowledge base that loads."""
    return KnowledgeBase(tmp_path)
