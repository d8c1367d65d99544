"""What stages and gates can still become."""

from __future__ import annotations

from diagnosis.interview import Interview
from diagnosis.interview.prospects import prospects_of


def test_at_the_start_nothing_is_settled_and_every_gate_may_open(interview: Interview) -> None:
    prospects = prospects_of(interview)
    stages = interview.knowledge.stages
    assert prospects.can_be_met and not prospects.is_met and prospects.gap_matters
    assert not any(prospects.settled(stage) for stage in stages.values())
    assert prospects.can_open(stages["skills"]) and not prospects.must_open(stages["skills"])
    assert set(prospects.undecided) == set(stages)


def test_a_confirmed_cause_stays_first_once_no_other_can_come_before_it(worsened: Interview) -> None:
    late = worsened.answer("revenue_target", "100").answer("revenue_actual", "90").answer("otif", "82%")
    prospects = prospects_of(late)
    delivery, skills = late.knowledge.stages["delivery"], late.knowledge.stages["skills"]
    assert not prospects.settled(delivery)
    assert not prospects.stays_first("late_delivery", None)
    while late.open_bases:
        subject, fact = min(late.open_bases)
        late = late.dont_know(fact) if subject == "team" else late.dont_know_table([fact], subject=subject)
    assert prospects_of(late).settled(delivery)
    assert not prospects_of(late).can_open(skills)
    assert prospects_of(late).stays_first("late_delivery", None)
    assert prospects_of(late).finished


def test_a_met_target_leaves_nothing_undecided(interview: Interview) -> None:
    prospects = prospects_of(interview.answer("revenue_target", "100").answer("revenue_actual", "100"))
    assert prospects.is_met and prospects.finished and prospects.undecided == {}
