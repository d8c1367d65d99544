"""Interviews as files."""

from __future__ import annotations

from diagnosis.authoring.case_file import read_case_text
from diagnosis.authoring.run import run_cases
from diagnosis.documents.source import Faults
from diagnosis.interview import (
    Interview,
    case_file,
    facts_file,
)
from tests.interview.answering import TABLE


def test_a_facts_file_and_a_case_say_what_was_answered(interview: Interview) -> None:
    known = interview.answer("otif", "82%").answer("csat", "82/100").answer_table(TABLE)
    faults = Faults()
    (case,) = read_case_text(case_file(known, "late", "Deliveries are late."), "late.yaml", known.knowledge, faults)
    assert not faults.found
    assert run_cases([case], known.knowledge, "columnar")[0].passed
    assert "otif: 82%" in facts_file(known)
