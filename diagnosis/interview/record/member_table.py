"""A table of members, pasted or imported as CSV text: read by the intake, for the team that is asked about."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from diagnosis.documents.source import Faults
from diagnosis.faults import Fault, Note, Place
from diagnosis.intake.columns import TABLES
from diagnosis.intake.csv_rows import rows_of
from diagnosis.intake.headings import Headings
from diagnosis.intake.lookup import Catalogue
from diagnosis.intake.model import Given, Member
from diagnosis.intake.names import same
from diagnosis.intake.row import Row
from diagnosis.intake.set_aside import is_set_aside
from diagnosis.intake.table_rows import TableRows
from diagnosis.intake.totals import members_of_totals
from diagnosis.intake.values import wrong_currencies
from diagnosis.kinds.text import quoted
from diagnosis.knowledge.called import MEMBERS
from diagnosis.knowledge.model import Subject
from diagnosis.messages import say

MOST_CHARACTERS = 2_000_000
"""A pasted table that is longer is no table of one team's members."""


@dataclass(frozen=True, slots=True)
class MemberTable:
    """What a table says: its members, ordered by id, and the facts that it has columns for.

    `notes` tell how doubtful things were read, and what was left out.
    """

    members: tuple[Member, ...] = ()
    facts: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def read_table(
    text: str,
    subject: Subject,
    team: str,
    catalogue: Catalogue,
    currency: str | None = None,
    known: Iterable[str] = (),
) -> MemberTable:
    """The members of `team` that CSV `text` holds. Raises Faulty with all faults, placed as in a file of that name.

    A column `team` may be there, as in a quarter's folder of tables; rows of another team are then a fault, and so are
    amounts in another currency than the team's. Members that are `known` keep their ids, also where the table writes
    them otherwise.
    """
    reading = _TableReading(subject, team, currency, _headings(catalogue), {same(member): member for member in known})
    table = reading.table(text)
    reading.faults.raise_any()
    return table


@dataclass(slots=True)
class _TableReading:
    """The reading of one table; members are known by what `same` makes of their ids."""

    subject: Subject
    team: str
    currency: str | None
    headings: Headings
    ids: Mapping[str, str]
    faults: Faults = field(default_factory=Faults)
    members: dict[str, Member] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    def table(self, text: str) -> MemberTable:
        file = TABLES[self.subject]
        if len(text) > MOST_CHARACTERS:
            what = say("the table is too long ({count} characters)", count=len(text))
            self.faults.add(Place(file), what, say("paste the members of one team"))
            return MemberTable()
        table = TableRows(self.subject, self.headings, file, self.faults, self.notes.append, of_one_team=True)
        lines = iter(io.StringIO(text, newline=""))
        read = list(table.below(rows_of(lines, file, self.faults, table.is_header)))
        if table.columns is None:
            return MemberTable()
        teams = {same(self.team)}
        aside = [is_set_aside(row, self.subject, teams, self.notes.append) for row in read]
        kept = [row.fields for row, left_out in zip(read, aside, strict=True) if not left_out]
        self.notes += table.columns.settle(kept, table.line)
        for row, left_out in zip(read, aside, strict=True):
            if not left_out and row.fits():
                self.add(row)
                row.faults.extend(wrong_currencies(row.beside, self.currency))
            self.faults.found.extend(row.faults)
        facts_known = self.headings.catalogue.get(self.subject, {})
        for total, what, do in members_of_totals(self.team, self.subject, [*self.members.values()], facts_known):
            self.faults.add(total.place, what, do)
        if not self.members and not self.faults:
            do = say("write a row for each {kind}", kind=MEMBERS[self.subject])
            self.faults.add(Place(file), say("there are no members below the header"), do)
        columns = table.columns
        facts = {fact for fact, _, _ in columns.singles} | {pair.fact for pair in columns.pairs}
        members = sorted(self.members.values(), key=lambda member: member.member)
        return MemberTable(tuple(members), tuple(sorted(facts)), tuple(self.notes))

    def add(self, row: Row) -> None:
        member, place = row.id_of(self.subject), row.place(self.subject)
        if "team" in row.columns.own and (other := row.id_of("team")) and same(other) != same(self.team):
            what = say("team {other} is not {team}", other=quoted(other), team=quoted(self.team))
            row.faults.append(Fault(row.place("team"), what, say("correct it, or leave the row out")))
        facts: dict[str, Given] = row.facts()
        if before := self.members.get(same(member)):
            kind, line = MEMBERS[self.subject], before.place.line
            what = say(
                "{subject} {member} is already given on line {line}", subject=kind, member=quoted(member), line=line
            )
            row.faults.append(Fault(place, what, say("keep one of the rows")))
        elif member:
            meant = self.ids.get(same(member), member)
            if meant != member:
                what = say("{member} is taken as {meant}", member=quoted(member), meant=quoted(meant))
                self.notes.append(Note(place, what))
            self.members[same(member)] = Member(meant, facts, place, row.places(facts))


_known: list[Headings] = []


def _headings(catalogue: Catalogue) -> Headings:
    """The headings of a catalogue; those of the last one are kept, as an interview has one catalogue all along."""
    if not _known or _known[0].catalogue is not catalogue:
        _known[:] = [Headings(catalogue)]
    return _known[0]
