"""Reading case files as tests write them, on the bases of the shipped ones."""

from __future__ import annotations

from functools import cache

from diagnosis.authoring.case_file import read_case_text, read_cases
from diagnosis.authoring.case_model import Case
from diagnosis.authoring.run import CaseResult, run_cases
from diagnosis.documents.source import Faults
from diagnosis.knowledge.base import Knowledge
from diagnosis.resources import rules_dir
from tests.packaged import packaged_knowledge

SHIPPED = rules_dir() / "tests"


@cache
def shipped() -> tuple[Case, ...]:
    """The cases that come with the knowledge base. Raises Faulty with every fault of their files."""
    faults = Faults()
    cases = read_cases([SHIPPED], packaged_knowledge(), faults)
    faults.raise_any()
    return cases


def read(text: str, knowledge: Knowledge) -> tuple[tuple[Case, ...], list[str]]:
    """The cases of a text, and its faults as they are told, in the order of their places."""
    faults = Faults()
    cases = read_case_text(text, "cases.yaml", knowledge, faults, [SHIPPED / "bases.yaml"])
    return cases, [str(fault) for fault in sorted(set(faults.found))]


def read_one(text: str, knowledge: Knowledge) -> Case:
    """The case of a text that has one and no fault."""
    cases, faults = read(text, knowledge)
    assert not faults
    (case,) = cases
    return case


def run_one(text: str, knowledge: Knowledge) -> CaseResult:
    """What comes out of the case of a text."""
    (result,) = run_cases([read_one(text, knowledge)], knowledge)
    return result


def changed(changes: str) -> str:
    """The text of a case that changes the healthy base and expects nothing to speak of."""
    return f"""
cases:
  - case: changed
    from: healthy
    says: The healthy base with changes.
    {changes}
    expect: {{target_met: false}}
"""
