"""A quarter as a folder of tables: teams.csv, and beside it sellers.csv, methods.csv and product_lines.csv.

A fault of a row refuses its team, a fault of a header or of a whole file refuses the folder; all are told in one pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from diagnosis.documents.source import Faults
from diagnosis.faults import Fault, Note, Place
from diagnosis.intake import particulars, targets
from diagnosis.intake.columns import TABLES
from diagnosis.intake.headings import Headings
from diagnosis.intake.lookup import Catalogue
from diagnosis.intake.model import Given, Intake, Member, Refused, Statements, Team
from diagnosis.intake.names import near, same
from diagnosis.intake.row import Row
from diagnosis.intake.set_aside import is_set_aside
from diagnosis.intake.sources import source_of
from diagnosis.intake.table_rows import TableRows, Watch
from diagnosis.intake.totals import is_the_sum, keeps_its_name, leave_out, rows_of_totals
from diagnosis.intake.values import wrong_currencies
from diagnosis.kinds.figures import codes
from diagnosis.kinds.text import Wrong, quoted, tidy
from diagnosis.knowledge.called import MEMBERS
from diagnosis.knowledge.model import COLLECTIONS, Subject
from diagnosis.messages import Said, say

_FEW = 1_000
"""A fault that may concern more teams than this refuses the whole folder; so does looking for too many names."""


def read_tables(
    path: Path,
    catalogue: Catalogue,
    quarter: str | None = None,
    headings: Headings | None = None,
    watch: Watch | None = None,
) -> Intake:
    """The teams of a folder of tables, or of a workbook; it is of one quarter and has one currency.

    The quarter is what the column `quarter` says, and must then be `quarter` if that is given; without such a
    column (or where it is blank) it is `quarter`, or the name of the folder or workbook if that is a quarter.
    """
    folder = _Folder(path, catalogue, quarter, headings)
    intake = folder.read()
    if watch is not None:
        for table in folder.tables:
            for column in table.understood():
                watch(column)
    return intake


@dataclass(slots=True)
class _Draft:
    """A team while its rows are read."""

    team: str
    place: Place
    quarter: str | None = None
    as_of: date | None = None
    currency: str | None = None
    facts: Mapping[str, Given] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    measured: Mapping[str, date] = field(default_factory=dict)
    statements: Statements = field(default_factory=Statements)
    members: dict[Subject, dict[str, Member]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    beside: list[tuple[str, Place]] = field(default_factory=list)

    @property
    def told(self) -> tuple[Fault, ...]:
        """Its faults in the order of their places."""
        return tuple(sorted(set(self.faults)))

    def finished(self, currency: str | None) -> Team:
        """The team, in the currency of the folder."""
        members: dict[Subject, tuple[Member, ...]] = {
            subject: tuple(sorted(given.values(), key=lambda member: member.member))
            for subject, given in self.members.items()
        }
        return Team(
            self.team,
            self.quarter or "",
            self.as_of,
            currency,
            self.facts,
            members,
            self.measured,
            None,
            self.statements,
            place=self.place,
            places=self.places,
        )


class _Folder:
    """The reading of one folder."""

    def __init__(self, path: Path, catalogue: Catalogue, quarter: str | None, headings: Headings | None) -> None:
        self.source = source_of(path)
        self.catalogue = catalogue
        self.headings = headings or Headings(catalogue)
        self.expected = quarter
        own_name = self.source.name
        self.fallback = quarter or (own_name if particulars.is_quarter(own_name) else None)
        self.faults = Faults()
        self.notes: dict[tuple[object, ...], Note] = {}
        self.teams_known = False
        self.tables: list[TableRows] = []
        self.names: set[str] = set()
        # By what `same` makes of their names, as members are in a draft.
        self.drafts: dict[str, _Draft] = {}
        # Rows of no team: those without a name, and members of teams that are not in teams.csv.
        self.strays: dict[str, _Draft] = {}
        self.meant: dict[str, list[str]] = {}
        self.quarters: dict[str, Place] = {}
        self.currencies: dict[str, Place] = {}

    def read(self) -> Intake:
        self.source.check(self.headings, self.faults, self.note)
        for row in self.rows("team"):
            self.team_row(row)
        given = ((draft.team, draft.place, draft.facts, draft) for draft in self.drafts.values())
        self.refuse_totals("team", list(given))
        for subject in COLLECTIONS:
            rows = list(self.rows(subject))
            self.fill_down(subject, rows)
            for row in rows:
                self.member_row(subject, row)
            for draft in self.drafts.values():
                members = draft.members.get(subject, {}).values()
                self.refuse_totals(subject, [(each.member, each.place, each.facts, draft) for each in members])
        self.follow_targets()
        if self.teams_known and not (self.drafts or self.strays or self.faults):
            file = self.source.file("team")
            self.faults.add(
                Place(file or self.source.shown),
                say("there are no teams below the header"),
                say("write a row for each team"),
            )
        if self.expected is None:
            self.one_of(say("quarters"), self.quarters, say("give each a folder of its own"))
        currency = self.currency()
        refused = [Refused(draft.team, draft.told) for draft in self.drafts.values() if draft.faults]
        # A row that cannot be read may be a member of any kind.
        refused += [
            Refused(stray.team, stray.told, tuple(stray.members) or tuple(COLLECTIONS))
            for stray in self.strays.values()
            if stray.faults
        ]
        refused.sort(key=lambda each: (each.team, each.faults))
        notes = tuple(sorted(self.notes.values()))
        if self.faults:
            return Intake(refused=tuple(refused), faults=tuple(sorted(set(self.faults.found))), notes=notes)
        drafts = sorted(self.drafts.values(), key=lambda draft: draft.team)
        teams = (draft.finished(currency) for draft in drafts if not draft.faults)
        return Intake(tuple(teams), tuple(refused), notes=notes)

    def currency(self) -> str | None:
        """The currency of the folder: as its columns say, else as it stands beside the amounts."""
        if not self.currencies:
            beside = (each for draft in self.drafts.values() for each in draft.beside)
            self.currencies = {codes(written)[0]: place for written, place in sorted(beside, key=lambda two: two[1])}
        self.one_of(say("currencies"), self.currencies, say("nothing is converted; give each its own folder"))
        currency = next(iter(self.currencies), None)
        for draft in self.drafts.values():
            draft.faults.extend(wrong_currencies(draft.beside, currency))
        return currency

    def rows(self, subject: Subject) -> Iterator[Row]:
        """The rows of a table below its header, as far as they can be read."""
        file = self.source.file(subject)
        if file is None:
            return
        table = TableRows(subject, self.headings, file, self.faults, self.note)
        self.tables.append(table)
        read = list(table.below(self.source.rows(table)))
        if table.columns is None:
            return
        if subject == "team":
            self.names = {same(row.cell("team")) for row in read}
        kept = [row for row in read if not is_set_aside(row, subject, self.names, self.note)]
        for note in table.columns.settle([row.fields for row in kept], table.line):
            self.note(note)
        yield from kept
        for currency, index in table.columns.currencies.items():
            self.currencies.setdefault(currency, Place(file, table.line, index + 1))
        if subject == "team":
            self.teams_known = True
            if self.fallback is None and "quarter" not in table.columns.own:
                do = say("add a column quarter, name the folder 2026-Q3, or give --quarter 2026-Q3")
                self.faults.add(Place(file, table.line, 1), say("the quarter is not known"), do)

    def follow_targets(self) -> None:
        """Put what the table of targets says beside what the others do."""
        table = self.source.targets(self.faults, self.note)
        if table is None:
            return
        file, rows = table
        currencies: dict[str, Place] = {}
        read = targets.read_targets(rows, file, self.faults, currencies)
        for currency, place in currencies.items():
            self.currencies.setdefault(currency, place)
        known = self.catalogue.get("team", {})
        for draft in self.drafts.values():
            sellers = draft.members.get("seller", {})
            for key, seller in sellers.items():
                own = targets.of_seller(seller.member, read)
                facts, places = targets.follow(seller.facts, seller.places, own, draft.faults)
                sellers[key] = Member(seller.member, facts, seller.place, places)
            members = [seller.member for seller in sellers.values()]
            of_team = targets.of_team(draft.team, draft.quarter, members, read)
            following = [each for each in of_team if each.fact in known]
            draft.facts, draft.places = targets.follow(draft.facts, draft.places, following, draft.faults)
        self.note_unknown(read)

    def note_unknown(self, read: targets.Targets) -> None:
        """Tell the targets of teams and sellers that no other table has."""
        have = {
            "team": {same(draft.team) for draft in self.drafts.values()},
            "seller": {key for draft in self.drafts.values() for key in draft.members.get("seller", {})},
        }
        for target in read:
            if target.level in have and same(target.unit) not in have[target.level]:
                what = say("{unit} has a target, but no row in another table", unit=quoted(target.unit))
                self.note(Note(target.place, what))

    def refuse_totals(self, subject: Subject, rows: Sequence[tuple[str, Place, Mapping[str, Given], _Draft]]) -> None:
        """Refuse the teams of rows that are the sums of the others."""
        for number in rows_of_totals([facts for _, _, facts, _ in rows], self.catalogue.get(subject, {})):
            name, place, _, draft = rows[number]
            if not keeps_its_name(name, subject):
                draft.faults.append(Fault(place, is_the_sum(name), leave_out(name, subject)))

    def note(self, note: Note, *once: object) -> None:
        """Tell something that is no fault, the first time only where that is wanted (by `once`)."""
        self.notes.setdefault(once or (note,), note)

    def fill_down(self, subject: Subject, rows: list[Row]) -> None:
        """Give rows without a team the one above them, where the table shows that cells were merged.

        It shows that where each team is named once, at the head of its rows, and most have more than one; every row
        has an id, and none would be there twice.
        """
        named = [row for row in rows if row.cell("team")]
        if len(named) == len(rows) or not named or named[0] is not rows[0]:
            return
        heads = {same(row.cell("team")) for row in named}
        blanks = len(rows) - len(named)
        if len(heads) < len(named) or (blanks < max(2, len(named)) and len(self.drafts) > 1):
            return
        team, filled = "", []
        for row in rows:
            team = row.cell("team") or team
            filled.append(team)
        ids = {(team, same(row.cell(subject))) for team, row in zip(filled, rows, strict=True) if row.cell(subject)}
        if len(ids) < len(rows):
            return
        first = next(row for row in rows if not row.cell("team"))
        for team, row in zip(filled, rows, strict=True):
            row.fields[row.columns.own["team"]] = team
        what = say("{count} rows without a team are taken as those of the team above, as in merged cells", count=blanks)
        self.note(Note(first.place("team"), what))

    def team_row(self, row: Row) -> None:
        """Read a row of teams.csv. A second row of a team is checked too, but not mixed with the first."""
        team = row.id_of("team")
        draft = _Draft(team, row.place("team"))
        owner = draft
        if not team:
            owner = self.stray("")
        elif same(team) in self.drafts:
            owner = self.drafts[same(team)]
            what = say("team {team} is already given on line {line}", team=quoted(team), line=owner.place.line)
            row.faults.append(Fault(draft.place, what, say("keep one of the rows")))
        else:
            self.drafts[same(team)] = draft
        if row.fits():
            self.fill(draft, row)
        owner.faults.extend(row.faults)

    def fill(self, draft: _Draft, row: Row) -> None:
        """Put what a row of teams.csv says into the draft of its team."""
        quarter = draft.quarter = self.quarter(row)
        draft.as_of = row.particular("as_of", lambda text: particulars.as_of(text, quarter))
        currency = row.particular("currency", particulars.currency)
        if currency is not None:
            self.currencies.setdefault(currency, row.place("currency"))
        draft.facts = row.facts()
        draft.places = row.places(draft.facts)
        draft.beside.extend(row.beside)
        draft.measured, days = row.measured()
        if row.columns.says:
            draft.statements = row.statements(quarter, draft.facts, self.catalogue)
        if draft.as_of is not None and row.columns.dated:
            later = particulars.later_than_as_of(draft.as_of, draft.facts, draft.places, draft.measured, days)
            row.faults.extend(later)

    def quarter(self, row: Row) -> str | None:
        """The quarter of a row of teams.csv."""
        before = len(row.faults)
        quarter = row.particular("quarter", _quarter_or_blank)
        if len(row.faults) > before:
            return None
        if quarter is None:
            if self.fallback is None and "quarter" in row.columns.own:
                row.faults.append(Fault(row.place("quarter"), say("quarter is missing"), say("write it as 2026-Q3")))
            return self.fallback
        self.quarters.setdefault(quarter, row.place("quarter"))
        if self.expected is not None and quarter != self.expected:
            what = say(
                "quarter: the row is of {quarter}, but {expected} is asked for", quarter=quarter, expected=self.expected
            )
            row.faults.append(Fault(row.place("quarter"), what, say("correct it, or leave the row out")))
        return quarter

    def member_row(self, subject: Subject, row: Row) -> None:
        """Read a row of a table of members into the draft of its team."""
        team = row.id_of("team")
        draft = self.drafts.get(same(team)) or self.stray(team)
        concerned: list[_Draft] = []
        if team and self.teams_known and draft.team != team:
            what = say("{team} is taken as team {meant}", team=quoted(team), meant=quoted(draft.team))
            self.note(Note(row.place("team"), what), subject, team)
        elif not team:
            # It may be a member of any team.
            concerned = list(self.drafts.values())
        elif self.teams_known and same(team) not in self.drafts:
            meant = self.near(team)
            do = say("did you mean {meant}?", meant=meant[0]) if meant else say("correct its name or leave it out")
            what = say("team {team} is not in {table}", team=quoted(team), table=TABLES["team"])
            row.faults.append(Fault(row.place("team"), what, do))
            concerned = [self.drafts[same(other)] for other in meant]
        if row.fits():
            self.fill_member(draft, subject, row)
        draft.faults.extend(row.faults)
        if len(concerned) > _FEW:
            self.faults.found.extend(row.faults)
        else:
            for other in concerned:
                other.faults.extend(row.faults)

    def near(self, team: str) -> list[str]:
        """The teams that a name that is none may mean."""
        if team not in self.meant:
            if len(self.meant) * len(self.drafts) > 50 * _FEW:
                what = say("team {team} is not in {table}", team=quoted(team), table=TABLES["team"])
                self.faults.add(Place(self.source.shown), what, say("correct its name or leave it out"))
                return []
            self.meant[team] = near(team, [draft.team for draft in self.drafts.values()])
        return self.meant[team]

    def fill_member(self, draft: _Draft, subject: Subject, row: Row) -> None:
        """Put what a row of a table of members says into the draft of its team."""
        member, place = row.id_of(subject), row.place(subject)
        quarter = row.particular("quarter", _quarter_or_blank)
        if quarter is not None and draft.quarter is not None and quarter != draft.quarter:
            what = say(
                "quarter: the row is of {quarter}, but its team is of {other}",
                quarter=quarter,
                other=draft.quarter,
            )
            row.faults.append(Fault(row.place("quarter"), what, say("correct it, or leave the row out")))
        facts = row.facts()
        draft.beside.extend(row.beside)
        if not member:
            return
        members = draft.members.setdefault(subject, {})
        if same(member) in members:
            what = say(
                "{subject} {member} is already given on line {line}",
                subject=MEMBERS[subject],
                member=quoted(member),
                line=members[same(member)].place.line,
            )
            row.faults.append(Fault(place, what, say("keep one of the rows")))
        else:
            members[same(member)] = Member(member, facts, place, row.places(facts))

    def stray(self, team: str) -> _Draft:
        return self.strays.setdefault(team, _Draft(team, Place("")))

    def one_of(self, what: Said, place_of: Mapping[str, Place], do: Said) -> None:
        """A fault where a folder has more than one quarter or currency."""
        if len(place_of) > 1:
            first, second, *_ = place_of
            self.faults.add(
                place_of[second],
                say("the {what} {first} and {second} are mixed", what=what, first=first, second=second),
                do,
            )


def _quarter_or_blank(text: str) -> str | Wrong | None:
    trimmed = tidy(text)
    return particulars.quarter(trimmed) if trimmed else None
