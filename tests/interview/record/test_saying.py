"""What is said of facts beside their values, in an interview."""

from __future__ import annotations

import pytest

from diagnosis import diagnose
from diagnosis.faults import Faulty
from diagnosis.intake.model import Statements
from diagnosis.interview import Event, Interview, agenda_of, cells_changed, facts_file, resume_from
from diagnosis.knowledge.base import Knowledge
from tests.interview.managers import interview_about


def said(state: Interview, kind: str, name: str, text: str) -> Interview:
    return state.apply(Event(kind, "team", (name,), None, text))  # type: ignore[arg-type]


@pytest.fixture
def late(interview: Interview) -> Interview:
    return interview.answer("revenue_target", "100").answer("revenue_actual", "90").answer("otif", "70%")


def test_it_ends_as_a_file_with_the_same_statements(late: Interview, knowledge: Knowledge, tmp_path: object) -> None:
    state = said(said(late, "since", "otif", "2026-Q3"), "does_not_apply", "service", "no customer service")
    state = state.apply(Event("does_not_apply_by", "team", (), None, "head of sales"))
    expected = Statements({"otif": "2026-Q3"}, {"service": "no customer service"}, "head of sales")
    assert state.particulars.statements == expected
    assert state.diagnosis() == diagnose(state.team, knowledge)
    from_file = resume_from(knowledge, state.team)
    assert from_file.diagnosis() == state.diagnosis()
    assert {question.facts for question in agenda_of(from_file).questions} == {
        question.facts for question in agenda_of(state).questions
    }
    assert "does_not_apply" in facts_file(state)


def test_since_when_it_is_so_weighs_and_can_be_taken_back(late: Interview) -> None:
    def probability(state: Interview) -> float:
        return next(cause.probability for cause in state.diagnosis().causes if cause.cause == "late_delivery")

    new, old = said(late, "since", "otif", "2026-Q3"), said(late, "since", "otif", "before")
    assert probability(old) < probability(late) < probability(new)
    assert said(old, "since", "otif", "") == late
    assert cells_changed(late, old) == ({"since.otif": None}, {"since.otif": "before"})


def test_what_does_not_apply_takes_its_answer_back_and_is_not_asked(late: Interview) -> None:
    state = said(late.dont_know("order_errors"), "does_not_apply", "delivery", "services only")
    assert not any(cell.fact in ("otif", "order_errors") for cell in state.answers)
    assert all("otif" not in question.facts for question in agenda_of(state).questions)
    again = state.withdraw("otif")
    assert again.particulars.statements.does_not_apply == {}
    assert again.answer("otif", "70%").diagnosis() == late.diagnosis()


@pytest.mark.parametrize(
    ("kind", "name", "text"),
    [
        ("since", "otif", "2027-Q1"),
        ("since", "otif", "long ago"),
        ("since", "delivery", "before"),
        ("does_not_apply", "delivry", "services only"),
        ("does_not_apply", "delivery", "x"),
        ("does_not_apply", "skills", "none"),
    ],
)
def test_what_cannot_be_said_is_refused(late: Interview, kind: str, name: str, text: str) -> None:
    with pytest.raises(Faulty):
        said(late, kind, name, text)


def test_nothing_of_an_earlier_state_is_taken_over(knowledge: Knowledge, late: Interview) -> None:
    asked = agenda_of(late).questions
    assert asked
    state = said(late, "does_not_apply", "pricing", "prices are fixed by law")
    fresh = resume_from(knowledge, state.team)
    assert agenda_of(state).prospects.team.bounds.can_rule_out.tolist() == (
        agenda_of(fresh).prospects.team.bounds.can_rule_out.tolist()
    )
    assert interview_about(state.team, knowledge).particulars.statements == Statements()
