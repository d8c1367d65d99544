"""Units, and what is built on from one state to the next."""

from __future__ import annotations

from diagnosis.interview import Interview
from diagnosis.interview.prospects import prospects_of
from diagnosis.interview.prospects.unit_prospects import ReusableUnits


def test_members_who_are_not_known_yet_are_one_unit_that_stands_for_any(interview: Interview) -> None:
    (anybody,) = prospects_of(interview).members("seller")
    assert anybody.anybody and anybody.member is None
    listed = interview.answer_table("seller,attainment\nS-1,50%\nS-2,90%\n")
    assert [unit.member for unit in prospects_of(listed).members("seller")] == ["S-1", "S-2"]


def test_a_later_state_is_handed_what_was_worked_out_and_what_has_changed(interview: Interview) -> None:
    assert prospects_of(interview).team.member is None
    later = interview.answer("otif", "82%")
    handed_on = later.earlier[ReusableUnits]
    assert isinstance(handed_on, ReusableUnits)
    assert ("team", None) in handed_on.units
    assert handed_on.differences(later) == frozenset({("team", "otif")})
    assert handed_on.differences(later.answer_table("seller,attainment\nS-1,50%\n")) is None


def test_a_state_on_which_nothing_was_worked_out_hands_on_what_it_was_handed(interview: Interview) -> None:
    assert prospects_of(interview).team.member is None
    later = interview.answer("otif", "82%").answer("csat", "90%")
    handed_on = later.earlier[ReusableUnits]
    assert isinstance(handed_on, ReusableUnits)
    assert handed_on.differences(later) == frozenset({("team", "otif"), ("team", "csat")})
