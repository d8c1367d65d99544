"""The quarter before, joined with this one: by the names of members, however they are written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from diagnosis.faults import Note, Place
from diagnosis.intake.model import Member, Statements, Team
from diagnosis.intake.names import same
from diagnosis.kinds.text import quoted
from diagnosis.knowledge.called import MEMBERS
from diagnosis.knowledge.model import Subject
from diagnosis.messages import say

_ALIKE = 0.84
"""Names so alike differ by a slip: one letter of seven. An assumption; below, another person is as likely."""


def not_directly_before(place: Place, earlier: str, quarter: str) -> Note:
    """The note that a quarter is not compared, because it is not the one directly before."""
    what = say("previous: {earlier} is not used: it is not directly before {quarter}", earlier=earlier, quarter=quarter)
    return Note(place, what, say("give the quarter before"))


def joined_members(previous: Team, team: Team) -> tuple[Team, list[Note]]:
    """The quarter before with its members called as they are now, and what is to be told of that.

    What a file of its own says of facts beside their values is left out: it is said of the quarter of the file alone.
    """
    members: dict[Subject, tuple[Member, ...]] = {}
    notes: list[Note] = []
    for subject, earlier in previous.members.items():
        now = {same(member.member): member.member for member in team.members.get(subject, ())}
        renamed = [replace(member, member=now.get(same(member.member), member.member)) for member in earlier]
        members[subject] = tuple(sorted(renamed, key=lambda member: member.member))
        written = [
            f"{quoted(old.member)} = {quoted(new.member)}"
            for old, new in zip(earlier, renamed, strict=True)
            if old.member != new.member
        ]
        if written:
            what = say(
                "{team}: {subject} names are written otherwise in the quarter before: {names}",
                team=team.team,
                subject=MEMBERS[subject],
                names=", ".join(written),
            )
            notes.append(Note(previous.place, what))
        notes += _misspelt(previous, earlier, now, subject)
    return replace(previous, members=members, statements=Statements()), notes


def _misspelt(previous: Team, earlier: tuple[Member, ...], now: dict[str, str], subject: Subject) -> Iterator[Note]:
    """Members of the quarter before who are not there now, where somebody new has nearly the same name."""
    before = {same(member.member) for member in earlier}
    new = {key: name for key, name in now.items() if key not in before}
    for member in earlier:
        key = same(member.member)
        digits = [char for char in key if char.isdigit()]
        alike = [
            name
            for other, name in new.items()
            if [char for char in other if char.isdigit()] == digits
            and SequenceMatcher(None, key, other).ratio() >= _ALIKE
        ]
        if key not in now and alike:
            said = {"team": previous.team, "subject": MEMBERS[subject], "member": quoted(member.member)}
            what = say("{team}: {subject} {member} of the quarter before is not compared", **said)
            place = member.place if member.place.file else previous.place
            yield Note(place, what, say("did you mean {meant}?", meant=alike[0]))
