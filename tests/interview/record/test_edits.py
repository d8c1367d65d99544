"""Edits: the events that changed answers mean."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from diagnosis.faults import Faulty
from diagnosis.interview import (
    Cell,
    Event,
    Interview,
    edit_events,
    faulty_events,
    table_events,
    what_if,
    written_answer,
)
from tests.interview.answering import TABLE, faults


@dataclass(frozen=True)
class Row:
    member: str
    texts: tuple[str, ...]
    removed: bool = False


def test_an_answer_is_written_as_it_would_be_given_again(interview: Interview) -> None:
    known = interview.answer("otif", "82,5 %").answer("tools_adequate", "true").dont_know("csat")
    written = [written_answer(known, Cell("team", fact)) for fact in ("otif", "tools_adequate", "csat", "order_errors")]
    assert written == ["82,5 %", "yes", "", ""]


def test_only_what_was_changed_becomes_an_event(interview: Interview) -> None:
    known = interview.answer("otif", "82%").answer("csat", "90%")
    texts = {Cell("team", "otif"): "97%", Cell("team", "csat"): "", Cell("team", "order_errors"): ""}
    assert edit_events(known, texts) == [
        Event("answer", "team", ("otif",), None, "97%"),
        Event("withdraw", "team", ("csat",)),
    ]


def test_figures_that_are_computed_from_others_are_taken_back_first_and_answered_last(interview: Interview) -> None:
    known = interview.answer("revenue_target", "100").answer("revenue_actual", "90").answer("attainment", "90%")
    texts = {Cell("team", "attainment"): "70%", Cell("team", "revenue_actual"): "70"}
    events = edit_events(known, texts)
    assert [(event.kind, event.facts[0]) for event in events] == [
        ("withdraw", "attainment"),
        ("answer", "revenue_actual"),
        ("answer", "attainment"),
    ]
    after, _ = what_if(known, events)
    assert after.diagnosis().gap.attainment == 0.7
    assert not list(faulty_events(known, events))


def test_events_that_cannot_be_are_told_one_by_one(interview: Interview) -> None:
    events = [
        Event("answer", "team", ("otif",), None, "lots"),
        Event("answer", "team", ("csat",), None, "90%"),
        Event("answer", "seller", ("deals",), "S-9", "1/2"),
    ]
    assert [event.facts for event, _ in faulty_events(interview, events)] == [("otif",), ("deals",)]


def test_a_table_that_was_filled_in_removes_empties_and_answers(interview: Interview) -> None:
    known = interview.answer_table(TABLE)
    rows = [
        Row("S-1", ("", "2 of 14")),
        Row("S-2", ("102%", ""), removed=True),
        Row("S-3", ("80%", "")),
        Row("", ("", "")),
    ]
    events = table_events(known, "seller", ["attainment", "close_rate"], (), rows)
    assert [(event.kind, event.member) for event in events] == [("remove", "S-2"), ("withdraw", "S-1"), ("table", None)]
    after, _ = what_if(known, events)
    assert after.members["seller"] == ("S-1", "S-3")
    assert written_answer(after, Cell("seller", "attainment", "S-1")) == ""
    assert written_answer(after, Cell("seller", "close_rate", "S-1")) == "2/14"


def test_a_table_that_says_nothing_new_is_no_event_unless_it_was_asked_for(interview: Interview) -> None:
    known = interview.answer_table(TABLE)
    columns = ["attainment", "close_rate"]
    rows = [Row(m, tuple(written_answer(known, Cell("seller", fact, m)) for fact in columns)) for m in ("S-1", "S-2")]
    assert table_events(known, "seller", columns, (), rows) == []
    (event,) = table_events(known, "seller", columns, ("attainment",), rows)
    assert (event.kind, event.facts) == ("table", ("attainment",))


def test_a_row_without_a_name_is_told_at_its_line(interview: Interview) -> None:
    rows = [Row("S-1", ("50%",)), Row("", ("60%",))]
    assert faults(lambda: table_events(interview, "seller", ["attainment"], (), rows)) == [
        "sellers.csv:3:1: the name is missing; write who it is"
    ]
    with pytest.raises(Faulty):
        table_events(interview, "seller", ["attainment"], ("attainment",), rows)
