"""How much of a store one person may use, so that nobody's work stops that of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from diagnosis.faults import Fault, Faulty, Place
from diagnosis.interview import Event, Interview
from diagnosis.messages import Said, say

_BESIDE = 20
"""Lines that a table may have beside those of its members: titles, headings, units, remarks."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most `members` of a kind, `events` and characters of `text` in an interview, and `interviews` of an owner.

    `work` is how many changes at once are taken, times the members beside which they are checked.

    By judgement: no team has so many sellers, and an interview takes some forty answers. Of 500 sellers a state takes
    4 MB of memory, what-if is worked out in a second, and so much work in a few.
    """

    members: int = 500
    events: int = 2_000
    text: int = 500_000
    interviews: int = 300
    work: int = 25_000

    def require_rows(self, text: str) -> None:
        """Raises Faulty where a table has more rows than an interview may have members; it need not be read."""
        rows = text.count("\n")
        if rows > self.members + _BESIDE:
            raise _too_many_members(rows, self.members)

    def require_quick(self, interview: Interview, given: Sequence[Event]) -> None:
        """Raises Faulty where it would take too long to apply events: each is checked against all members."""
        for event in given:
            if event.kind == "table":
                self.require_rows(event.text or "")
        members = max(sum(map(len, interview.members.values())), 1)
        most = max(self.work // members, 1)
        if len(given) > most:
            what = say(
                "{count} changes at once are too many beside {members} members", count=len(given), members=members
            )
            raise _fault(what, say("change at most {most} at once", most=most))

    def require_members(self, interview: Interview) -> None:
        """Raises Faulty where an interview has more members of a kind than it may have."""
        most = max(map(len, interview.members.values()), default=0)
        if most > self.members:
            raise _too_many_members(most, self.members)

    def require_short(self, events: int, text: int, given: Sequence[Event]) -> None:
        """Raises Faulty where an interview of so many events and so much text cannot take `given` as well."""
        longer = text + sum(len(event.text or "") for event in given)
        if events + len(given) > self.events or longer > self.text:
            what = say("the interview holds as many answers as are kept of one")
            raise _fault(what, say("save its facts file on the page of results, and begin another interview from it"))

    def require_few(self, interviews: int) -> None:
        """Raises Faulty where an owner has as many interviews as one may have."""
        if interviews >= self.interviews:
            what = say("{count} interviews are kept for this browser already", count=interviews)
            raise _fault(what, say("delete one that is no longer needed, then begin this one"))


def _too_many_members(count: int, most: int) -> Faulty:
    what = say("{count} rows are more than the pages take ({most})", count=count, most=most)
    return _fault(what, say("divide the team, or diagnose it with diagnosis run"))


def _fault(what: Said, do: Said) -> Faulty:
    return Faulty([Fault(Place("team"), what, do)])
