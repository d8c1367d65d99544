"""The benchmark of interviews: what it counts, and that it notices an interview that ends wrongly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.interview import report, walks
from benchmarks.interview.managers import asked, order, start_with
from benchmarks.interview.questions import askable
from benchmarks.interview.walks import Asked, Task, Walk, known, teams_of, walk
from diagnosis.interview import agenda_of, begin

pytestmark = pytest.mark.xdist_group("interviews")  # one worker sets up the costly fixtures

TASK = Task(7, 0, 1, ("chosen", "random"))

LATE = {
    "revenue_target": "100",
    "revenue_actual": "90",
    "otif": "82%",
    "backlog_weeks": "9",
    "backlog_weeks_usual": "4",
}
"""Late deliveries and a backlog twice the usual: a cause is confirmed."""


@pytest.fixture(scope="module")
def two_walks() -> list[Walk]:
    return walks.run_task(TASK)


def test_what_can_be_asked_is_what_bears_on_the_end() -> None:
    can_be_asked = askable(known())
    assert {("team", "otif"), ("team", "revenue_target"), ("seller", "close_rate")} <= set(can_be_asked.facts)
    # Recognition and strengths decide no cause, a review is never asked for, attainment is asked in two parts.
    kept_out = {("team", "turnover"), ("method", "deals"), ("team", "goals_review"), ("team", "attainment")}
    assert kept_out.isdisjoint(can_be_asked.facts)
    assert can_be_asked.questions == sum(subject == "team" for subject, _ in can_be_asked.facts) + 1


@pytest.mark.slow
def test_interviews_end_where_all_facts_lead(two_walks: list[Walk]) -> None:
    assert [walked.same for walked in two_walks] == [True, True]
    assert two_walks == walks.run_task(TASK)
    for walked in two_walks:
        assert 0 < walked.stop.questions <= askable(known()).questions
        assert walked.stop.questions <= walked.stop.facts


def test_an_interview_that_stops_too_early_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    state = begin(known(), "North", "2026-Q3")
    for fact, text in LATE.items():
        state = state.answer(fact, text)
    team = state.team
    assert walks.confirmed_of(walks.resume_from(known(), team)) == {("late_delivery", None)}
    monkeypatch.setattr(walks, "asked", lambda team, knowledge, choose: [(None, start_with(team, knowledge))])
    assert not walk(team, known(), "chosen", 7).same


def test_another_order_asks_what_still_matters_and_nothing_else() -> None:
    (team,) = teams_of(TASK)
    before = start_with(team, known())
    for question, after in asked(team, known(), order("catalogue", known(), 0)):
        if question is not None:
            assert question in agenda_of(before).questions
        before = after
    assert agenda_of(before).finished


@pytest.mark.slow
def test_the_report_tells_shares_and_goals(two_walks: list[Walk]) -> None:
    sample = [
        replace(two_walks[0], order="chosen", stop=Asked(questions, 60), confirmed=Asked(questions // 3, 20))
        for questions in (27, 28, 29)
    ]
    figures = report.figures_of(sample, askable(known()))
    waits = {part: {"p50": 1.0, "p95": 2.0, "max": 3.0, "processor_p95": 2.0, "times": 4} for part in report.PARTS}
    told = report.text({**figures, "waits": waits})
    assert f"28 (27.5 to 28.5), {28 / askable(known()).questions:.0%} | 70% at most: met" in told
    assert "3 of 3 | | | all: met" in told
    wrong = report.figures_of([replace(sample[0], same=False), *sample[1:]], askable(known()))
    assert "2 of 3 | | | all: missed" in report.text({**wrong, "waits": waits})
