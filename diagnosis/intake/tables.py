"""A quarter as a folder of tables: teams.csv, and beside it sellers.csv, methods.csv and product_lines.csv.

A fault of a row refuses its team, a fault of a header or of a whole file refuses the folder; all are told in one pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from diagnosis.documents.source import Faults
from diagnosis.documents.source import shown as shown_path
from diagnosis.faults import Fault, Place
from diagnosis.intake import particulars
from diagnosis.intake.columns import TABLES, columns_of
from diagnosis.intake.csv_rows import csv_rows
from diagnosis.intake.lookup import Catalogue, hint
from diagnosis.intake.model import Given, Intake, Member, Refused, Team
from diagnosis.intake.row import Row
from diagnosis.kinds.text import Wrong, quoted, tidy
from diagnosis.knowledge.called import MEMBERS
from diagnosis.knowledge.model import COLLECTIONS, Subject
from diagnosis.messages import Said, say

_FEW = 1_000
"""Among more teams than this no likely meant name is looked for: that takes long."""


def read_tables(folder: Path, catalogue: Catalogue, quarter: str | None = None) -> Intake:
    """The teams of a folder of tables, which is of one quarter and has one currency.

    The quarter is what the column `quarter` says, and must then be `quarter` if that is given; without such a
    column (or where it is blank) it is `quarter`, or the folder's name if that is a quarter.
    """
    return _Folder(folder, catalogue, quarter).read()


@dataclass(slots=True)
class _Draft:
    """A team while its rows are read."""

    team: str
    place: Place
    quarter: str | None = None
    as_of: date | None = None
    currency: str | None = None
    facts: Mapping[str, Given] = field(default_factory=dict)
    measured: Mapping[str, date] = field(default_factory=dict)
    members: dict[Subject, dict[str, Member]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def finished(self, currency: str | None) -> Team:
        """The team, in the currency of the folder."""
        members: dict[Subject, tuple[Member, ...]] = {
            subject: tuple(given[member] for member in sorted(given)) for subject, given in self.members.items()
        }
        return Team(
            self.team, self.quarter or "", self.as_of, currency, self.facts, members, self.measured, None, self.place
        )


class _Folder:
    """The reading of one folder."""

    def __init__(self, folder: Path, catalogue: Catalogue, quarter: str | None) -> None:
        self.folder = folder
        self.catalogue = catalogue
        self.expected = quarter
        own_name = folder.resolve().name
        self.fallback = quarter or (own_name if particulars.is_quarter(own_name) else None)
        self.faults = Faults()
        self.teams_known = False
        self.drafts: dict[str, _Draft] = {}
        # Rows of no team: those without a name, and members of teams that are not in teams.csv.
        self.strays: dict[str, _Draft] = {}
        self.quarters: dict[str, Place] = {}
        self.currencies: dict[str, Place] = {}

    def read(self) -> Intake:
        self.check_names()
        for row in self.rows("team"):
            self.team_row(row)
        for subject in COLLECTIONS:
            for row in self.rows(subject):
                self.member_row(subject, row)
        if self.teams_known and not (self.drafts or self.strays or self.faults):
            file = shown_path(self.folder / TABLES["team"])
            self.faults.add(Place(file), say("there are no teams below the header"), say("write a row for each team"))
        if self.expected is None:
            self.one_of(say("quarters"), self.quarters, say("give each a folder of its own"))
        self.one_of(say("currencies"), self.currencies, say("nothing is converted; give each its own folder"))
        refused = sorted(
            (
                Refused(draft.team, tuple(sorted(set(draft.faults))))
                for draft in (*self.drafts.values(), *self.strays.values())
                if draft.faults
            ),
            key=lambda each: (each.team, each.faults),
        )
        if self.faults:
            return Intake(refused=tuple(refused), faults=tuple(sorted(set(self.faults.found))))
        currency = next(iter(self.currencies), None)
        teams = (self.drafts[team].finished(currency) for team in sorted(self.drafts) if not self.drafts[team].faults)
        return Intake(tuple(teams), tuple(refused))

    def check_names(self) -> None:
        """Faults for tables whose names say nothing, and for a folder without teams."""
        for path in sorted(self.folder.iterdir()):
            if path.suffix.lower() == ".csv" and path.name not in TABLES.values() and not path.name.startswith("."):
                what = say("{name} is not a table of a quarter", name=quoted(path.name))
                self.faults.add(Place(shown_path(path)), what, hint(path.name, TABLES.values()))
        if not (self.folder / TABLES["team"]).exists():
            self.faults.add(
                Place(shown_path(self.folder)),
                say("there is no {table}", table=TABLES["team"]),
                say("add it, one row a team"),
            )

    def rows(self, subject: Subject) -> Iterator[Row]:
        """The rows of a table below its header, as far as they can be read."""
        path = self.folder / TABLES[subject]
        if not path.exists():
            return
        file = shown_path(path)
        found = csv_rows(path, file, self.faults)
        line, header = next(found, (0, []))
        columns = columns_of(header, line, subject, self.catalogue, file, self.faults) if header else None
        if columns is None:
            return
        if subject == "team":
            self.teams_known = True
            if self.fallback is None and "quarter" not in columns.own:
                do = say("add a column quarter, name the folder 2026-Q3, or give --quarter 2026-Q3")
                self.faults.add(Place(file, line, 1), say("the quarter is not known"), do)
        for line, fields in found:
            yield Row(columns, line, fields)

    def team_row(self, row: Row) -> None:
        """Read a row of teams.csv. A second row of a team is checked too, but not mixed with the first."""
        team = row.id_of("team")
        draft = _Draft(team, row.place("team"))
        owner = draft
        if not team:
            owner = self.stray("")
        elif team in self.drafts:
            owner = self.drafts[team]
            what = say("team {team} is already given on line {line}", team=quoted(team), line=owner.place.line)
            row.faults.append(Fault(draft.place, what, say("keep one of the rows")))
        else:
            self.drafts[team] = draft
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
        draft.measured, places = row.measured()
        if draft.as_of is not None and row.columns.dated:
            row.faults.extend(particulars.later_than_as_of(draft.as_of, draft.facts, draft.measured, places))

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
        draft = self.drafts.get(team) or self.stray(team)
        if team and self.teams_known and team not in self.drafts:
            do = hint(team, self.drafts) if len(self.drafts) <= _FEW else say("add it there, or correct its name here")
            row.faults.append(
                Fault(
                    row.place("team"),
                    say("team {team} is not in {table}", team=quoted(team), table=TABLES["team"]),
                    do,
                )
            )
        if row.fits():
            self.fill_member(draft, subject, row)
        draft.faults.extend(row.faults)

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
        if not member:
            return
        members = draft.members.setdefault(subject, {})
        if member in members:
            what = say(
                "{subject} {member} is already given on line {line}",
                subject=MEMBERS[subject],
                member=quoted(member),
                line=members[member].place.line,
            )
            row.faults.append(Fault(place, what, say("keep one of the rows")))
        else:
            members[member] = Member(member, facts, place)

    def stray(self, team: str) -> _Draft:
        return self.strays.setdefault(team, _Draft(team, Place("")))

    def one_of(self, what: Said, found: Mapping[str, Place], do: Said) -> None:
        """A fault where a folder has more than one quarter or currency."""
        if len(found) > 1:
            first, second, *_ = found
            self.faults.add(
                found[second],
                say("the {what} {first} and {second} are mixed", what=what, first=first, second=second),
                do,
            )


def _quarter_or_blank(text: str) -> str | Wrong | None:
    trimmed = tidy(text)
    return particulars.quarter(trimmed) if trimmed else None
