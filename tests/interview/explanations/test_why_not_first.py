"""Why a cause is not the first."""

from __future__ import annotations

import pytest

from diagnosis.interview import (
    Interview,
    what_if,
    why_not,
)


def test_why_not_finds_the_smallest_change(interview: Interview) -> None:
    late = interview.answer("otif", "82%").answer("backlog_weeks", "9").answer("backlog_weeks_usual", "4")
    told = why_not(late, "order_errors")
    assert told.before[0] == ("late_delivery", None)
    assert told.otherwise
    for otherwise in told.otherwise:
        after, brought = what_if(late, otherwise.events)
        assert after.diagnosis().causes[0].cause == "order_errors"
        assert brought == otherwise.changes
        assert len(otherwise.texts) == 2
    assert why_not(late, "late_delivery").otherwise == ()


def test_why_not_knows_the_members_and_the_causes(interview: Interview) -> None:
    with pytest.raises(KeyError):
        why_not(interview, "no_such_cause")
    with pytest.raises(KeyError):
        why_not(interview, "late_delivery", "S-1")
