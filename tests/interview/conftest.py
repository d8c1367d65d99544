from __future__ import annotations

import pytest

from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.load import load_knowledge


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()
