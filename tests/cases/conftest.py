from __future__ import annotations

from collections.abc import Callable

import pytest

from diagnosis.authoring.case_file import read_case_text
from diagnosis.authoring.case_model import Case
from diagnosis.knowledge.load import load_knowledge
from diagnosis.knowledge.model import Knowledge
from diagnosis.knowledge.source import Faults

Reader = Callable[[str], tuple[tuple[Case, ...], list[str]]]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load_knowledge()


@pytest.fixture
def read(knowledge: Knowledge) -> Reader:
    """Reads a text as a case file: its cases, and its faults as they are told, in the order of their places."""

    def reader(text: str) -> tuple[tuple[Case, ...], list[str]]:
        faults = Faults()
        cases = read_case_text(text, "cases.yaml", knowledge, faults)
        return cases, [str(fault) for fault in sorted(set(faults.found))]

    return reader
