"""The state of an interview: its diagnosis, and what is worked out of it once."""

from __future__ import annotations

from diagnosis import diagnose
from diagnosis.interview import (
    Cell,
    Interview,
)


def test_the_result_is_in_the_language_that_is_asked_for(interview: Interview) -> None:
    known = interview.answer("otif", "82%")
    assert known.diagnosis("lt") == diagnose(known.team, known.knowledge, language="lt")


def test_what_is_worked_out_of_a_state_is_worked_out_once_and_not_for_the_next(interview: Interview) -> None:
    made: list[dict[str, int]] = []

    def work_out() -> dict[str, int]:
        made.append({})
        return made[-1]

    assert interview.derived(dict, work_out) is interview.derived(dict, work_out)
    after = interview.answer("otif", "82%")
    assert after.derived(dict, work_out) is not interview.derived(dict, work_out)
    assert len(made) == 2


def test_a_fact_of_members_is_open_until_every_member_has_an_answer(interview: Interview) -> None:
    known = interview.answer_table("seller,attainment\nS-1,50%\n").answer_table("seller,close_rate\nS-2,2/14\n")
    assert known.is_open(Cell("seller", "tenure_months", "S-2"))
    assert ("seller", "tenure_months") in known.open_bases
    for member in ("S-1", "S-2"):
        known = known.dont_know("tenure_months", subject="seller", member=member)
    assert ("seller", "tenure_months") not in known.open_bases
