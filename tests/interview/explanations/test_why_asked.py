"""Why a question is asked."""

from __future__ import annotations

import pytest

from diagnosis.interview import (
    Interview,
    agenda_of,
    changes,
    why,
)


def test_why_says_what_each_answer_would_change(worsened: Interview) -> None:
    question = next(asked for asked in agenda_of(worsened).questions if asked.facts == ("results_reviewed",))
    possible = {
        possibility.texts["results_reviewed"]: possibility for possibility in why(worsened, question).possibilities
    }
    assert {text: (possibility.band, round(possibility.weight, 2)) for text, possibility in possible.items()} == {
        "true": ("healthy", 0.7),
        "false": ("bad", 0.3),
    }
    (cause,) = possible["false"].changes.causes
    assert (cause.cause, cause.verdict) == ("no_accountability", ("open", "confirmed"))


@pytest.mark.slow
def test_the_answers_that_why_goes_through_come_true(interview: Interview) -> None:
    for question in agenda_of(interview).questions:
        for possibility in why(interview, question).possibilities:
            after = interview
            for fact, text in possibility.texts.items():
                after = after.answer(fact, text)
            assert changes(interview, after) == possibility.changes
