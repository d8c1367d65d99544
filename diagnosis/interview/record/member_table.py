"""A table of members, pasted or imported as CSV text: read by the intake, for the team that is asked about."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, replace

from diagnosis.documents.source import Faults
from diagnosis.faults import Fault, Place
from diagnosis.intake.columns import TABLES, Columns, columns_of
from diagnosis.intake.csv_rows import rows_of
from diagnosis.intake.lookup import Catalogue
from diagnosis.intake.model import Given, Member
from diagnosis.intake.names import same
from diagnosis.intake.row import Row
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
    """What a table says: its members, ordered by id, and the facts that it has columns for."""

    members: tuple[Member, ...]
    facts: tuple[str, ...]


def read_table(
    text: str, subject: Subject, team: str, catalogue: Catalogue, currency: str | None = None
) -> MemberTable:
    """The members of `team` that CSV `text` holds. Raises Faulty with all faults, placed as in a file of that name.

    A column `team` may be there, as in a quarter's folder of tables; rows of another team are then a fault, and so are
    amounts in another currency than the team's.
    """
    faults = Faults()
    table = _read(text, subject, team, catalogue, faults, currency)
    faults.raise_any()
    return table


def _read(
    text: str, subject: Subject, team: str, catalogue: Catalogue, faults: Faults, currency: str | None
) -> MemberTable:
    file = TABLES[subject]
    if len(text) > MOST_CHARACTERS:
        what = say("the table is too long ({count} characters)", count=len(text))
        faults.add(Place(file), what, say("paste the members of one team"))
        return MemberTable((), ())
    rows = rows_of(iter(io.StringIO(text.removeprefix("\ufeff"), newline="")), file, faults)
    line, header = next(rows, (0, []))
    columns = _columns(header, line, subject, catalogue, file, faults) if header else None
    if columns is None:
        return MemberTable((), ())
    members: dict[str, Member] = {}
    given = list(rows)
    columns.settle([fields for _, fields in given], line)
    for line, fields in given:
        row = Row(columns, line, fields)
        row.nameless()
        if row.fits():
            _add(row, subject, team, members)
            row.faults.extend(wrong_currencies(row.beside, currency))
        faults.found.extend(row.faults)
    for total, what, do in members_of_totals(team, subject, [*members.values()], catalogue.get(subject, {})):
        faults.add(total.place, what, do)
    if not members and not faults:
        do = say("write a row for each {kind}", kind=MEMBERS[subject])
        faults.add(Place(file), say("there are no members below the header"), do)
    facts = {fact for fact, _, _ in columns.singles} | {pair.fact for pair in columns.pairs}
    return MemberTable(tuple(members[member] for member in sorted(members)), tuple(sorted(facts)))


def _columns(
    header: list[str], line: int, subject: Subject, catalogue: Catalogue, file: str, faults: Faults
) -> Columns | None:
    """The columns of a header; the column `team`, which a folder's table needs, may be missing here."""
    if any(name.strip() == "team" for name in header):
        return columns_of(header, line, subject, catalogue, file, faults)
    columns = columns_of([*header, "team"], line, subject, catalogue, file, faults)
    if columns is None:
        return None
    own: Mapping[str, int] = {name: index for name, index in columns.own.items() if name != "team"}
    return replace(columns, width=len(header), own=own)


def _add(row: Row, subject: Subject, team: str, members: dict[str, Member]) -> None:
    member, place = row.id_of(subject), row.place(subject)
    if "team" in row.columns.own and (other := row.id_of("team")) and same(other) != same(team):
        what = say("team {other} is not {team}", other=quoted(other), team=quoted(team))
        row.faults.append(Fault(row.place("team"), what, say("correct it, or leave the row out")))
    facts: dict[str, Given] = row.facts()
    if member in members:
        kind, line = MEMBERS[subject], members[member].place.line
        what = say("{subject} {member} is already given on line {line}", subject=kind, member=quoted(member), line=line)
        row.faults.append(Fault(place, what, say("keep one of the rows")))
    elif member:
        members[member] = Member(member, facts, place)
