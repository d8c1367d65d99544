"""An interview as text and back: nothing is lost, and what today's catalogue does not take any more is told."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.faults import Faulty
from diagnosis.intake.model import Statements, Team
from diagnosis.interview import Cell, Event, Interview, begin, resume_from
from diagnosis.knowledge.base import Knowledge
from diagnosis.sessions.snapshot import restored, saved
from tests.interview.anything import any_event, any_start, some_interview
from tests.packaged import packaged_knowledge
from tests.profiles import examples


def forgotten(knowledge: Knowledge, fact: str) -> Knowledge:
    """The knowledge base without a fact of the team, as after an update."""
    team = {name: entry for name, entry in knowledge.facts["team"].items() if name != fact}
    return replace(knowledge, facts={**knowledge.facts, "team": team})


def told(interview: Interview) -> object:
    return (interview.particulars, interview.answers, interview.members, interview.measured)


@examples(50)
@given(st.randoms(use_true_random=False))
def test_an_interview_comes_back_as_it_was(random: Random) -> None:
    knowledge = packaged_knowledge()
    interview = any_start(knowledge, random)
    for event in (any_event(interview, random) for _ in range(random.randint(0, 6))):
        try:
            interview = interview.apply(event)
        except Faulty:
            continue
    again = restored(knowledge, saved(interview))
    assert again.lost == ()
    assert told(again.interview) == told(interview)
    assert again.interview.diagnosis() == interview.diagnosis()
    assert saved(again.interview) == saved(interview)


def test_events_are_applied_to_what_was_saved(knowledge: Knowledge) -> None:
    interview, events = some_interview(knowledge, Random(3), 12)
    start = begin(knowledge, "North", "2026-Q3")
    again = restored(knowledge, saved(start), events)
    assert again.lost == ()
    assert told(again.interview) == told(interview)


def test_an_answer_whose_fact_is_gone_is_told_and_the_others_stay(knowledge: Knowledge) -> None:
    interview = begin(knowledge, "North", "2026-Q3").answer("otif", "82%").answer("nps", "40")
    again = restored(forgotten(knowledge, "nps"), saved(interview))
    assert [str(cell.fact) for cell in again.interview.answers] == ["otif"]
    assert len(again.lost) == 1
    assert "nps" in str(again.lost[0])


def test_what_was_said_of_a_fact_that_is_gone_is_told_and_the_rest_stays(knowledge: Knowledge) -> None:
    said = Statements(since={"nps": "before", "otif": "2026-Q2"}, does_not_apply={"service": "services only"})
    begun = resume_from(knowledge, Team("North", "2026-Q3", statements=said))
    again = restored(forgotten(knowledge, "nps"), saved(begun))
    assert again.interview.team.statements == replace(said, since={"otif": "2026-Q2"})
    assert ["nps" in str(fault) for fault in again.lost] == [True]


def test_an_event_that_no_longer_reads_is_told_and_the_later_ones_count(knowledge: Knowledge) -> None:
    events = [
        Event("answer", "team", ("otif",), None, "82%"),
        Event("answer", "team", ("otif",), None, "182%"),
        Event("answer", "team", ("gone",), None, "1"),
        Event("answer", "team", ("nps",), None, "40"),
    ]
    again = restored(knowledge, saved(begin(knowledge, "North", "2026-Q3")), events)
    assert len(again.lost) == 2
    assert {cell.fact: answer.text for cell, answer in again.interview.answers.items()} == {"otif": "82%", "nps": "40"}


def test_what_was_said_to_be_unknown_stays_so(knowledge: Knowledge) -> None:
    interview = begin(knowledge, "North", "2026-Q3").dont_know("otif")
    again = restored(knowledge, saved(interview)).interview
    assert again.answers[Cell("team", "otif")].text is None
    assert not again.is_open(Cell("team", "otif"))


@pytest.mark.parametrize("text", ["", "{", "[]", '{"team": "- a", "previous": null}'])
def test_what_was_not_written_by_it_is_no_interview(knowledge: Knowledge, text: str) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        restored(knowledge, text)


def test_a_team_without_its_quarter_is_no_interview(knowledge: Knowledge) -> None:
    content = json.loads(saved(begin(knowledge, "North", "2026-Q3")))
    content["team"] = content["team"].replace("quarter:", "quartr:")
    with pytest.raises(ValueError, match="the particulars of the team cannot be read"):
        restored(knowledge, json.dumps(content))
