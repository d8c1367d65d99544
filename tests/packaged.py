"""The packaged knowledge base, read once in each process of a test run."""

from __future__ import annotations

from functools import cache

from diagnosis.knowledge.base import Knowledge
from diagnosis.loading import load_knowledge


@cache
def packaged_knowledge() -> Knowledge:
    """For helpers; a test takes the fixture `knowledge`, which is the same object."""
    return load_knowledge()
