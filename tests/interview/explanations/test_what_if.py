"""What would be concluded if something else were answered."""

from __future__ import annotations

import pytest

from diagnosis.faults import Faulty
from diagnosis.interview import (
    Event,
    Interview,
    what_if,
)


def test_what_if_commits_nothing(worsened: Interview) -> None:
    after, change = what_if(worsened, [Event("answer", "team", ("otif",), None, "82%")])
    assert worsened.answers == {}
    assert after.diagnosis().confirmed[0].cause == "late_delivery"
    assert not change.nothing


def test_what_if_takes_answers_that_agree_in_the_end(interview: Interview) -> None:
    known = interview
    for fact, text in (("revenue_target", "1000000"), ("revenue_actual", "900000"), ("attainment", "90%")):
        known = known.answer(fact, text)
    less = [
        Event("answer", "team", (fact,), None, text)
        for fact, text in (("revenue_actual", "700000"), ("attainment", "70%"))
    ]
    after, _ = what_if(known, less)
    assert after.diagnosis().gap.missing == 300_000
    with pytest.raises(Faulty):
        what_if(known, less[:1])
