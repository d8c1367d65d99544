"""What two states conclude differently."""

from __future__ import annotations

from diagnosis.interview import (
    Interview,
    changes,
)


def test_revising_leaves_the_rest_and_says_what_changed(worsened: Interview) -> None:
    before = worsened.answer("otif", "82%").answer("order_errors", "0.5%")
    after = before.answer("otif", "97%")
    assert after.team.facts["order_errors"] == before.team.facts["order_errors"]
    change = changes(before, after)
    assert [(stage.stage, stage.before, stage.after) for stage in change.stages] == [
        ("delivery", "confirmed", "ruled_out")
    ]
    (late,) = [cause for cause in change.causes if cause.cause == "late_delivery"]
    assert late.verdict == ("confirmed", "ruled_out") and late.weighty
    assert ("fix_delivery_schedule", None, False) in change.actions
    assert changes(before, before).nothing
