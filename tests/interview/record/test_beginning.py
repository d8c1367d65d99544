"""How interviews begin."""

from __future__ import annotations

import pytest

from diagnosis.faults import Faulty
from diagnosis.interview import (
    Cell,
    Interview,
    begin,
    follow_up,
    resume_from,
)
from diagnosis.knowledge.base import Knowledge
from tests.interview.answering import TABLE, faults


def test_an_interview_begins_with_particulars_that_can_be(knowledge: Knowledge) -> None:
    assert faults(lambda: begin(knowledge, " ", "3/2026", currency="czk")) == [
        "currency: 'czk' is not the code of a currency; write CZK",
        "quarter: '3/2026' is not a quarter; write 2026-Q3",
        "team: team is missing; write the team's name",
    ]


def test_last_quarter_becomes_the_quarter_before(interview: Interview) -> None:
    last = interview.answer("otif", "96%").team
    now = follow_up(interview.knowledge, last, "2026-Q4").answer("otif", "82%")
    (change,) = now.diagnosis().changes
    assert (change.fact, change.band_before, change.band) == ("otif", "healthy", "bad")
    assert now.open_bases == interview.answer("otif", "82%").open_bases
    with pytest.raises(Faulty):
        follow_up(interview.knowledge, last, "2026-Q3")


def test_an_interview_goes_on_from_a_facts_file(interview: Interview) -> None:
    known = interview.answer("otif", "82%").answer_table(TABLE)
    again = resume_from(interview.knowledge, known.team)
    assert again.team == known.team
    assert again.answers[Cell("team", "otif")].before
    assert again.diagnosis() == known.diagnosis()
