"""Why a question is asked."""

from __future__ import annotations

import pytest

from diagnosis.interview import (
    Interview,
    agenda_of,
    changes,
    why,
)


def test_why_says_what_each_answer_would_change(interview: Interview) -> None:
    question = next(one for one in agenda_of(interview).questions if one.facts == ("results_reviewed",))
    found = {one.texts["results_reviewed"]: one for one in why(interview, question).possibilities}
    assert {text: (one.band, round(one.weight, 2)) for text, one in found.items()} == {
        "true": ("healthy", 0.7),
        "false": ("bad", 0.3),
    }
    (cause,) = found["false"].changes.causes
    assert (cause.cause, cause.verdict) == ("no_accountability", ("open", "confirmed"))


@pytest.mark.slow
def test_the_answers_that_why_goes_through_come_true(interview: Interview) -> None:
    for question in agenda_of(interview).questions:
        for one in why(interview, question).possibilities:
            after = interview
            for fact, text in one.texts.items():
                after = after.answer(fact, text)
            assert changes(interview, after) == one.changes
