"""How a verdict came about."""

from __future__ import annotations

from diagnosis.interview import (
    Interview,
    how,
)


def test_how_tells_what_diagnosis_explain_tells(worsened: Interview) -> None:
    explanation = how(worsened.answer("otif", "82%"), "late_delivery")
    assert (explanation.cause, explanation.verdict) == ("late_delivery", "confirmed")
