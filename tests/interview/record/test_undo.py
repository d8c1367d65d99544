"""Back: what was answered last."""

from __future__ import annotations

from diagnosis.interview import AnsweredQuestion, Event, last_answered


def answer(fact: str) -> Event:
    return Event("answer", "team", (fact,), text="82%")


def test_back_goes_to_the_last_answer_and_then_to_those_before() -> None:
    events = [answer("otif"), Event("unknown", "team", ("csat",)), Event("table", "seller", ("deals",), text="...")]
    assert [question.facts for question in last_answered(events)] == [("deals",), ("csat",), ("otif",)]


def test_an_answer_that_was_revised_counts_once_and_as_the_last() -> None:
    events = [answer("otif"), answer("csat"), answer("otif")]
    assert last_answered(events) == (AnsweredQuestion("team", ("otif",)), AnsweredQuestion("team", ("csat",)))


def test_what_was_taken_back_or_removed_is_no_answer() -> None:
    events = [answer("otif"), Event("withdraw", "team", ("csat",)), Event("remove", "seller", (), "S-1")]
    assert last_answered(events) == (AnsweredQuestion("team", ("otif",)),)
    assert last_answered([]) == ()


def test_a_value_of_one_member_is_told_with_the_member() -> None:
    events = [Event("answer", "seller", ("deals",), "S-1", "2/14")]
    assert last_answered(events) == (AnsweredQuestion("seller", ("deals",), "S-1"),)
