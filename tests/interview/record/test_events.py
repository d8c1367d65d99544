"""Answers, tables and what is taken back: what each event makes of a state."""

from __future__ import annotations

from decimal import Decimal

import pytest

from diagnosis.intake.team_file import team_from_mapping
from diagnosis.interview import (
    Cell,
    Interview,
    agenda_of,
)
from tests.interview.answering import TABLE, faults


def test_an_answer_is_read_as_in_a_team_file(interview: Interview) -> None:
    after = interview.answer("competitive_win_rate", "2 of 14").answer("csat", "82,5 %")
    assert (after.team.facts["competitive_win_rate"].count, after.team.facts["csat"].value) == (2, Decimal("0.825"))
    assert interview.team.facts == {}


@pytest.mark.parametrize(
    ("fact", "text"), [("otif", "82%%"), ("otif", "120%"), ("tools_adequate", "perhaps"), ("backlog_weeks", "x")]
)
def test_a_wrong_answer_has_the_fault_of_a_team_file(interview: Interview, fact: str, text: str) -> None:
    facts = interview.knowledge.facts
    (file,) = faults(lambda: team_from_mapping({"team": "N", "quarter": "2026-Q3", "facts": {fact: text}}, facts))
    assert faults(lambda: interview.answer(fact, text)) == [file]


def test_an_unknown_fact_gets_a_suggestion(interview: Interview) -> None:
    assert faults(lambda: interview.answer("otiff", "82%")) == [
        "facts.otiff: 'otiff' is not a fact of the team; did you mean otif?"
    ]


def test_a_computed_fact_cannot_be_answered(interview: Interview) -> None:
    (fault,) = faults(lambda: interview.answer("target_stretch", "3%"))
    assert fault == "facts.target_stretch: 'target_stretch' is computed and cannot be given; leave it out"


def test_an_answer_that_contradicts_others_is_refused(interview: Interview) -> None:
    known = interview.answer("revenue_target", "100").answer("revenue_actual", "50")
    (fault,) = faults(lambda: known.answer("attainment", "82%"))
    assert "the other facts make it 0.5" in fault


def test_what_nobody_knows_is_requested_of_its_department(interview: Interview) -> None:
    after = interview.dont_know("otif")
    assert not after.is_open(Cell("team", "otif"))
    requests = {request.fact: request.held_by for request in after.diagnosis().requests}
    assert requests["otif"] == "logistics"
    assert "otif" not in {fact for question in agenda_of(after).questions for fact in question.facts}


def test_unknown_may_be_written_as_an_answer(interview: Interview) -> None:
    assert interview.answer("otif", " ? ").answers == interview.dont_know("otif").answers


def test_an_answer_taken_back_is_asked_again(interview: Interview) -> None:
    assert interview.answer("otif", "82%").withdraw("otif") == interview
    assert interview.dont_know("otif").withdraw("otif") == interview


def test_a_pasted_table_gives_the_members(interview: Interview) -> None:
    after = interview.answer_table(TABLE, ["attainment", "close_rate", "tenure_months"])
    assert [(seller.member, sorted(seller.facts)) for seller in after.team.members["seller"]] == [
        ("S-1", ["attainment", "close_rate"]),
        ("S-2", ["attainment"]),
    ]
    # What was asked for and is not there is not asked for again; what was not asked for is still open.
    assert {("seller", "attainment"), ("seller", "close_rate"), ("seller", "tenure_months")}.isdisjoint(
        after.open_bases
    )
    assert ("seller", "territory_index") in after.open_bases


def test_one_cell_of_a_table_can_be_revised_and_taken_back(interview: Interview) -> None:
    known = interview.answer_table(TABLE)
    after = known.answer("attainment", "70%", subject="seller", member="S-1")
    assert after.team.members["seller"][0].facts["attainment"].value == Decimal("0.70")
    open_again = known.withdraw("attainment", subject="seller", member="S-1")
    assert open_again.is_open(Cell("seller", "attainment", "S-1"))
    assert not open_again.is_open(Cell("seller", "close_rate", "S-2"))
    assert [seller.member for seller in known.remove("S-1").team.members["seller"]] == ["S-2"]


def test_a_member_who_is_not_there_cannot_be_answered_for(interview: Interview) -> None:
    assert faults(lambda: interview.answer("attainment", "70%", subject="seller", member="S-9")) == [
        "sellers[S-9].attainment: there is no seller 'S-9'; add it with a table"
    ]
