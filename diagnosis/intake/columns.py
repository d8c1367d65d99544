"""What the columns of a table hold, worked out once from its header."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from diagnosis.documents.source import Faults
from diagnosis.faults import Note, Place
from diagnosis.intake.headings import LEFT_OUT, Heading, Headings
from diagnosis.intake.lookup import Catalogue, Homes, find_fact, find_measured
from diagnosis.intake.marks import in_doubt, marked_parser, shown_marks
from diagnosis.intake.particulars import is_review_day
from diagnosis.intake.scales import Scale, scale_of, scaled_parser
from diagnosis.intake.shares import doubtful_parser, may_be_per_cent, per_cent_parser, way_of
from diagnosis.intake.statements import DOES_NOT_APPLY_BY, key_and_name, wrong_name
from diagnosis.intake.values import PairParser, Parsed, Parser, pair_parser, parser
from diagnosis.kinds import kind_of
from diagnosis.kinds.kind import Style
from diagnosis.kinds.numeric import Numeric
from diagnosis.kinds.text import Wrong, quoted, tidy
from diagnosis.knowledge.model import COLLECTIONS, Fact, Subject
from diagnosis.messages import Said, say

TABLES: dict[Subject, str] = {"team": "teams.csv", **{subject: f"{key}.csv" for subject, key in COLLECTIONS.items()}}
"""The name of the table of each subject."""

HOMES: Homes = {subject: say("put it into {table}", table=table) for subject, table in TABLES.items()}

MEASURED = "measured."
_MOST_REMEMBERED = 50_000


class Remembered(dict[str, Parsed]):
    """What the texts of a column mean: a column repeats its texts, and reading one takes long beside looking it up."""

    def __init__(self, read: Parser) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, text: str) -> Parsed:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        parsed = self[text] = self.read(text)
        return parsed


class RememberedPairs(dict[tuple[str, str], Parsed]):
    """What counts in two columns mean: the same as `Remembered`, by both texts."""

    def __init__(self, read: PairParser) -> None:
        super().__init__()
        self.read = read

    def __missing__(self, texts: tuple[str, str]) -> Parsed:
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        parsed = self[texts] = self.read(*texts)
        return parsed


@dataclass(frozen=True, slots=True)
class CountColumns:
    """The columns `<fact>.count` and `<fact>.of`, beside the fact's own column or instead of it."""

    fact: str
    count: int
    of: int
    own: int | None
    remembered: RememberedPairs


@dataclass(slots=True)
class Columns:
    """The columns of one table, by their index from 0.

    `own` are the particulars (`team`, `quarter`, a member's id), `singles` the facts in one column, `pairs` those
    in two, `wholes` of how many the share in a fact's own column is, `dates` when facts were measured, `said` what
    else is said of facts, by key and name; `dated` says whether a row can hold a day of measurement or review.
    `named` says what each column was understood as, `nameless` are those that must be blank, and `currencies` are those
    that headings name. `shares` are the facts whose column does not say whether its bare numbers are in per cent,
    `amounts` those whose numbers may have marks between thousands. `at` says in which column each fact stands, in that
    of the count where there is one. `scales` are those of columns in thousands or millions, `in_full` the columns whose
    heading names a bare currency. `meaning` gives the column
    that a text names, as a heading does.
    """

    file: str
    width: int
    own: Mapping[str, int]
    singles: list[tuple[str, int, Remembered]] = field(default_factory=list)
    pairs: list[CountColumns] = field(default_factory=list)
    wholes: list[tuple[str, int]] = field(default_factory=list)
    dates: list[tuple[str, int]] = field(default_factory=list)
    said: list[tuple[str, str, int]] = field(default_factory=list)
    dated: bool = False
    named: dict[int, str] = field(default_factory=dict)
    nameless: list[int] = field(default_factory=list)
    currencies: dict[str, int] = field(default_factory=dict)
    shares: dict[int, Fact] = field(default_factory=dict)
    amounts: dict[int, Fact] = field(default_factory=dict)
    at: Mapping[str, int] = field(default_factory=dict)
    meaning: Callable[[str], str] = str
    scales: dict[int, Scale] = field(default_factory=dict)
    in_full: set[int] = field(default_factory=set)

    @property
    def says(self) -> bool:
        """Whether a row can say more of facts than their values and days."""
        return bool(self.said) or DOES_NOT_APPLY_BY in self.own

    def in_unit(self, index: int, unit: str) -> None:
        """Read a column in the unit that its heading, or a row of units, names."""
        if unit == "%":
            self.read_by(index, per_cent_parser)
        elif scale := scale_of(unit):
            self.read_by(index, scaled_parser(scale))
            self.scales[index] = scale
            if scale.currency is not None:
                self.currencies.setdefault(scale.currency, index)
        elif unit.isupper():
            self.currencies.setdefault(unit, index)
            self.in_full.add(index)

    @property
    def _money(self) -> Iterator[tuple[str, int]]:
        """The facts in money, and where they stand."""
        return ((fact.fact, index) for index, fact in sorted(self.amounts.items()) if fact.kind == "money")

    @property
    def holds_only_money(self) -> bool:
        """Whether no column holds other amounts that may be thousands: counts, and numbers of what is counted."""
        numbers = any(kind_of(fact).name in ("count", "number") for fact in self.amounts.values())
        return not (self.pairs or numbers)

    @property
    def with_currency(self) -> str:
        """A fact in money whose heading names its currency, and with that no thousands; blank where there is none."""
        return next((fact for fact, index in self._money if index in self.in_full), "")

    def in_thousands(self, scale: Scale) -> None:
        """Read all amounts of money in a unit, but for those whose heading names another one."""
        for _, index in [*self._money]:
            if index not in self.scales:
                self.in_unit(index, scale.written)

    def read_by(self, index: int, way: Callable[[Parser], Parser]) -> None:
        """Read a column in another way; it is settled then."""
        self.shares.pop(index, None)
        for at, (fact, single, remembered) in enumerate(self.singles):
            if single == index:
                self.singles[at] = fact, index, Remembered(way(remembered.read))

    def settle(self, rows: Sequence[Sequence[str]], line: int) -> list[Note]:
        """Look at each column of shares as a whole, to read its bare numbers one way; what is told about columns."""
        notes = []
        for index, scale in sorted(self.scales.items()):
            if name := self.named.get(index):
                what = say("the column {name} is read in {unit}", name=name, unit=scale.written)
                notes.append(Note(Place(self.file, line, index + 1), what))
        rows = [fields for fields in rows if len(fields) >= self.width and not any(fields[self.width :])]
        notes += self._settle_marks(rows, line)
        texts = {index: {fields[index] for fields in rows} for index in self.shares}
        ways = {index: way_of(fact, texts[index]) for index, fact in sorted(self.shares.items())}
        beside = any(way == "in per cent" for way, _ in ways.values())
        for index, (way, text) in ways.items():
            fact = self.shares[index]
            if way == "doubtful" or (beside and way == "as written" and may_be_per_cent(fact, texts[index])):
                self.read_by(index, lambda read, fact=fact: doubtful_parser(read, fact))  # type: ignore[misc]
            elif way == "in per cent":
                self.read_by(index, per_cent_parser)
                what = say(
                    "the column {name} is read as per cent: {text} can be nothing else", name=fact.fact, text=text
                )
                notes.append(Note(Place(self.file, line, index + 1), what))
        return notes

    def _settle_marks(self, rows: Sequence[Sequence[str]], line: int) -> Iterator[Note]:
        """Read amounts that can mean two numbers as those of the table that can mean one are written."""
        plain = {index: fact for index, fact in self.amounts.items() if index not in self.scales}
        texts = {index: {fields[index] for fields in rows} for index in sorted(plain)}
        doubtful = [index for index, written in texts.items() if in_doubt(written)]
        by, text = shown_marks(frozenset().union(*texts.values())) if doubtful else (None, "")
        if by is None:
            return
        for index in doubtful:
            self.read_by(index, marked_parser(plain[index], by))
            names = {"name": plain[index].fact, "sample": by.sample, "text": quoted(text)}
            what = say("the column {name} is read as {sample} is written, for {text} can be nothing else", **names)
            yield Note(Place(self.file, line, index + 1), what)


def columns_of(
    header: list[str],
    line: int,
    subject: Subject,
    catalogue: Catalogue,
    file: str,
    faults: Faults,
    headings: Headings | None = None,
    tell: Callable[[Note], None] = lambda note: None,
) -> Columns | None:
    """The columns that a header names; None where rows cannot be told apart (no column for the team or the member).

    Columns with a fault are told and left out, so that the rows can still be checked by the others. `tell` is told of
    columns that are left out, and how headings were understood that are no names of the catalogue.
    """
    return _Header(line, subject, catalogue, file, faults, headings or Headings(catalogue), tell).columns(header)


@dataclass(slots=True)
class _Header:
    line: int
    subject: Subject
    catalogue: Catalogue
    file: str
    faults: Faults
    headings: Headings
    tell: Callable[[Note], None]
    units: dict[int, str] = field(default_factory=dict)

    @property
    def style(self) -> Style:
        """How values are read: in a column 2.4 per cent would stand above 0.9, which is 90 % there."""
        return Style(self.headings.notation, percent=False)

    def columns(self, header: list[str]) -> Columns | None:
        written = [tidy(name) for name in header]
        while written and not written[-1]:
            written.pop()
        names = self.understood(written)
        required = ["team"] if self.subject == "team" else ["team", self.subject]
        own = ["as_of", "currency", DOES_NOT_APPLY_BY] if self.subject == "team" else [self.subject]
        particular = ["team", *own, "quarter", "sure", "estimated"]
        at = self.index(names)
        columns = Columns(self.file, len(names), {name: at[name] for name in particular if name in at})
        for name in required:
            if name not in at:
                what = say("there is no column {name}", name=quoted(name))
                self.faults.add(Place(self.file, self.line, 1), what, say("add it, or correct its name"))
        for name, index in sorted(at.items()):
            if name not in particular:
                self.add(columns, name, index, at, particular)
        columns.named = {index: name for name, index in at.items()}
        columns.nameless = [index for index, name in enumerate(written) if not name]
        for index, unit in self.units.items():
            columns.in_unit(index, unit)
        columns.meaning = self.meaning
        columns.at = {fact: index for fact, index, _ in columns.singles}
        columns.at |= {pair.fact: pair.count for pair in columns.pairs}
        columns.dated = bool(columns.dates) or any(is_review_day(fact) for fact, _, _ in columns.singles)
        return columns if all(name in at for name in required) else None

    def understood(self, written: list[str]) -> list[str]:
        """The columns that headings mean; blank for those that are left out."""
        names: list[str] = []
        otherwise: list[str] = []
        for index, text in enumerate(written):
            heading = self.headings.understood(text, self.subject) if text else None
            if isinstance(heading, Wrong):
                self.fault(index, heading.what, heading.do)
                names.append("")
            elif heading is None:
                names.append(self.of_another_table(text))
            elif heading.column == LEFT_OUT:
                what = say("the column {heading} is left out", heading=quoted(text))
                self.tell(Note(Place(self.file, self.line, index + 1), what))
                names.append("")
            else:
                names.append(heading.column)
                self.units[index] = heading.unit
                if not heading.named:
                    otherwise.append(f"{quoted(text)} = {heading.column}")
        if otherwise:
            what = say("headings are understood so: {headings}", headings=", ".join(otherwise))
            self.tell(Note(Place(self.file, self.line, 1), what))
        return names

    def meaning(self, text: str) -> str:
        """The column that a text means, read as a heading; itself where it means none."""
        heading = self.headings.understood(text, self.subject)
        return heading.column.removesuffix(".count").removesuffix(".of") if isinstance(heading, Heading) else text

    def of_another_table(self, text: str) -> str:
        """The column of another table that a heading means, so that its fault can say where it belongs."""
        for subject in TABLES:
            heading = self.headings.understood(text, subject)
            if isinstance(heading, Heading) and heading.column != LEFT_OUT:
                return heading.column
        return text

    def index(self, names: list[str]) -> dict[str, int]:
        """Where each name stands; repeated columns are faults."""
        at: dict[str, int] = {}
        for index, name in enumerate(names):
            if not name:
                continue
            if name in at:
                self.fault(
                    index,
                    say("the column {name} is already there as column {first}", name=quoted(name), first=at[name] + 1),
                    say("keep one of them"),
                )
            else:
                at[name] = index
        return at

    def add(self, columns: Columns, name: str, index: int, at: Mapping[str, int], particular: list[str]) -> None:
        """Add a column that holds a fact, a part of one, when it was measured, or what else is said of it."""
        base, _, part = name.rpartition(".")
        if name.startswith(MEASURED):
            fact = name.removeprefix(MEASURED)
            if self.subject != "team":
                self.fault(index, say("{name} is said once for the team", name=quoted(name)), HOMES["team"])
            elif wrong := find_measured(self.catalogue, fact):
                self.fault(index, wrong.about("measured").what, wrong.do)
            else:
                columns.dates.append((fact, index))
        elif said := key_and_name(name):
            if self.subject != "team":
                self.fault(index, say("{name} is said once for the team", name=quoted(name)), HOMES["team"])
            elif wrong := wrong_name(self.catalogue, *said):
                self.fault(index, wrong.about(said[0]).what, wrong.do)
            else:
                columns.said.append((*said, index))
        elif base and part in ("count", "of"):
            self.add_pair(columns, base, part, index, at)
        else:
            meant = find_fact(self.catalogue, self.subject, name, HOMES)
            if not isinstance(meant, Wrong):
                columns.singles.append((name, index, Remembered(parser(meant, self.style))))
                if kind_of(meant).scale == 100:
                    columns.shares[index] = meant
                elif isinstance(kind := kind_of(meant), Numeric) and kind.whole_units and not self.headings.notation:
                    columns.amounts[index] = meant
            elif name in ("as_of", "currency", DOES_NOT_APPLY_BY):
                self.fault(index, say("{name} is said once for the team", name=quoted(name)), HOMES["team"])
            elif any(name in facts for facts in self.catalogue.values()):
                self.fault(index, meant.what, meant.do)
            else:
                self.fault(
                    index,
                    say("{name} is not a column of {table}", name=quoted(name), table=TABLES[self.subject]),
                    self.advice(name),
                )

    def advice(self, name: str) -> Said:
        """What to do about a heading that means nothing: the one that it may be, or how to say what it means."""
        if near := self.headings.near(name, self.subject):
            return say("did you mean {meant}?", meant=near)
        return say("correct its name, or give --columns a file with a line such as {line}", line=f"{name}: {LEFT_OUT}")

    def add_pair(self, columns: Columns, fact: str, part: str, index: int, at: Mapping[str, int]) -> None:
        meant = find_fact(self.catalogue, self.subject, fact, HOMES)
        other = f"{fact}.of" if part == "count" else f"{fact}.count"
        if isinstance(meant, Wrong):
            self.fault(index, meant.what, meant.do)
        elif part == "of" and other not in at and fact in at and kind_of(meant).counted:
            columns.wholes.append((fact, index))
        elif not kind_of(meant).counted:
            self.fault(
                index,
                say("{name} is not a share, so it has no counts", name=quoted(fact)),
                say("name the column {fact}", fact=fact),
            )
        elif other not in at:
            self.fault(
                index,
                say("there is no column {other} beside {name}", other=quoted(other), name=quoted(f"{fact}.{part}")),
                say("add it"),
            )
        elif part == "count":
            columns.pairs.append(
                CountColumns(fact, index, at[other], at.get(fact), RememberedPairs(pair_parser(meant)))
            )

    def fault(self, index: int, what: Said, do: Said) -> None:
        self.faults.add(Place(self.file, self.line, index + 1), what, do)
