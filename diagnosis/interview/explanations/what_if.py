"""What would be concluded if something else were answered."""

from __future__ import annotations

from collections.abc import Iterable

from diagnosis.interview.record import Changes, Event, Interview, changes


def what_if(interview: Interview, events: Iterable[Event]) -> tuple[Interview, Changes]:
    """The state after `events`, which are not committed to anything, and what would be concluded otherwise.

    Raises Faulty, also where answers contradict one another in the end.
    """
    state = interview
    for event in events:
        # A figure and what it is computed of can only be changed one after the other.
        state = state.apply(event, check=False)
    state.require_agreement()
    return state, changes(interview, state)
