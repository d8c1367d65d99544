"""How interviews begin."""

from __future__ import annotations

from dataclasses import replace

import pytest

from diagnosis.faults import Faulty
from diagnosis.intake.model import Statements
from diagnosis.intake.team_file import team_from_mapping
from diagnosis.intake.write import as_mapping
from diagnosis.interview import (
    Cell,
    Interview,
    begin,
    follow_up,
    resume_from,
)
from diagnosis.knowledge.base import Knowledge
from diagnosis.sessions.snapshot import restored, saved
from tests.interview.answering import TABLE, faults


def test_an_interview_begins_with_particulars_that_can_be(knowledge: Knowledge) -> None:
    assert faults(lambda: begin(knowledge, " ", "3/2026", currency="crowns")) == [
        "currency: 'crowns' is not the code of a currency; write its code, as EUR",
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


def test_what_is_said_of_facts_is_kept_from_the_file_to_the_file(interview: Interview) -> None:
    knowledge = interview.knowledge
    said = Statements(
        since={"otif": "2026-Q2", "csat": "before"},
        does_not_apply={"service": "services only", "return_rate": "no goods"},
        does_not_apply_by="head of sales",
        over={"competitive_win_rate": 4},
        said_by={"results_reviewed": "sales manager"},
    )
    begun = resume_from(knowledge, replace(interview.answer("otif", "82%").team, statements=said))
    assert begun.team.statements == said
    # Also while other facts are answered, and one of which it was said before its value was known.
    later = begun.answer("revenue_target", "100").answer("competitive_win_rate", "9/40").dont_know("results_reviewed")
    assert later.team.statements == said
    assert restored(knowledge, saved(later)).interview.team == later.team
    assert team_from_mapping(as_mapping(later.team, knowledge.facts), knowledge.facts).statements == said
    # A follow-up asks all anew.
    assert follow_up(knowledge, later.team, "2026-Q4").particulars.previous == replace(
        later.team, statements=Statements()
    )


def test_an_answer_renews_what_was_said_of_its_fact(interview: Interview) -> None:
    said = Statements(
        since={"otif": "2026-Q2", "results_reviewed": "before"},
        does_not_apply={"delivery": "services only", "return_rate": "no goods"},
        over={"win_rate": 4, "renewal_rate": 2},
        said_by={"win_rate": "sales manager", "renewal_rate": "sales manager"},
    )
    known = interview.answer("win_rate", "20%").answer("renewal_rate", "80%")
    begun = resume_from(interview.knowledge, replace(known.team, statements=said))
    same = begun.answer("win_rate", "20.0 %")
    assert same.team.statements == said
    other = same.answer("win_rate", "25%").answer("return_rate", "2%").answer("otif", "82%")
    assert other.team.statements == Statements(
        since={"otif": "2026-Q2", "results_reviewed": "before"},
        over={"renewal_rate": 2},
        said_by={"renewal_rate": "sales manager"},
    )


def test_an_interview_goes_on_from_a_facts_file(interview: Interview) -> None:
    known = interview.answer("otif", "82%").answer_table(TABLE)
    again = resume_from(interview.knowledge, known.team)
    assert again.team == known.team
    assert again.answers[Cell("team", "otif")].before
    assert again.diagnosis() == known.diagnosis()
