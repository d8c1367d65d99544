from __future__ import annotations

import pytest

from diagnosis.knowledge.load import load_knowledge
from diagnosis.knowledge.model import Knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()
