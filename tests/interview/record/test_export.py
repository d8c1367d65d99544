"""Interviews as files."""

from __future__ import annotations

from dataclasses import replace

from diagnosis.authoring.case_file import read_case_text
from diagnosis.authoring.run import run_cases
from diagnosis.documents.source import Faults
from diagnosis.intake.model import Statements
from diagnosis.interview import (
    Interview,
    case_file,
    facts_file,
    resume_from,
)
from tests.interview.answering import TABLE


def test_a_facts_file_and_a_case_say_what_was_answered(interview: Interview) -> None:
    known = interview.answer("otif", "82%").answer("csat", "82/100").answer_table(TABLE)
    faults = Faults()
    (case,) = read_case_text(case_file(known, "late", "Deliveries are late."), "late.yaml", known.knowledge, faults)
    assert not faults.found
    assert run_cases([case], known.knowledge, "columnar")[0].passed
    assert "otif: 82%" in facts_file(known)


def test_both_say_of_facts_what_the_file_said(interview: Interview) -> None:
    said = Statements(since={"otif": "before"}, does_not_apply={"service": "no customers yet"}, does_not_apply_by="CEO")
    known = resume_from(interview.knowledge, replace(interview.answer("otif", "82%").team, statements=said))
    faults = Faults()
    text = case_file(known, "early", "There are no customers yet.")
    (case,) = read_case_text(text, "early.yaml", known.knowledge, faults)
    assert not faults.found and case.team.statements == said
    assert 'does_not_apply:\n  service: "no customers yet"\n' in facts_file(known)
