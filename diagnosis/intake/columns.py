"""What the columns of a table hold, worked out once from its header."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from diagnosis.documents.source import Faults
from diagnosis.faults import Place
from diagnosis.intake.lookup import Catalogue, Homes, find_fact, find_measured, hint
from diagnosis.intake.particulars import is_review_day
from diagnosis.intake.values import PairParser, Parsed, Parser, pair_parser, parser
from diagnosis.kinds import kind_of
from diagnosis.kinds.kind import Style
from diagnosis.kinds.text import Wrong, quoted, tidy
from diagnosis.knowledge.model import COLLECTIONS, Subject
from diagnosis.messages import Said, say

TABLES: dict[Subject, str] = {"team": "teams.csv", **{subject: f"{key}.csv" for subject, key in COLLECTIONS.items()}}
"""The name of the table of each subject."""

HOMES: Homes = {subject: say("put it into {table}", table=table) for subject, table in TABLES.items()}

MEASURED = "measured."
_MOST_REMEMBERED = 50_000
_STYLE = Style(percent=False)
"""In a column 2.4 per cent would stand above 0.9, which is 90 % there."""


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


@dataclass(frozen=True, slots=True)
class Pair:
    """The columns `<fact>.count` and `<fact>.of`, beside the fact's own column or instead of it."""

    fact: str
    count: int
    of: int
    own: int | None
    read: PairParser


@dataclass(slots=True)
class Columns:
    """The columns of one table, by their index from 0.

    `own` are the particulars (`team`, `quarter`, a member's id), `singles` the facts in one column, `pairs` those
    in two, `dates` when facts were measured; `dated` says whether a row can hold a day of measurement or review.
    """

    file: str
    width: int
    own: Mapping[str, int]
    singles: list[tuple[str, int, Remembered]] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)
    dates: list[tuple[str, int]] = field(default_factory=list)
    dated: bool = False
    currencies: dict[str, Place] = field(default_factory=dict)
    """The currencies that stand beside amounts, each with the first place where it does."""


def columns_of(
    header: list[str], line: int, subject: Subject, catalogue: Catalogue, file: str, faults: Faults
) -> Columns | None:
    """The columns that a header names; None where rows cannot be told apart (no column for the team or the member).

    Columns with a fault are told and left out, so that the rows can still be checked by the others.
    """
    return _Header(line, subject, catalogue, file, faults).columns(header)


@dataclass(slots=True)
class _Header:
    line: int
    subject: Subject
    catalogue: Catalogue
    file: str
    faults: Faults

    def columns(self, header: list[str]) -> Columns | None:
        names = [tidy(name) for name in header]
        while names and not names[-1]:
            names.pop()
        required = ["team"] if self.subject == "team" else ["team", self.subject]
        particular = ["team", "quarter", "as_of", "currency"] if self.subject == "team" else [*required, "quarter"]
        at = self.index(names)
        columns = Columns(self.file, len(names), {name: at[name] for name in particular if name in at})
        for name in required:
            if name not in at:
                what = say("there is no column {name}", name=quoted(name))
                self.faults.add(Place(self.file, self.line, 1), what, say("add it, or correct its name"))
        for name, index in sorted(at.items()):
            if name not in particular:
                self.add(columns, name, index, at, particular)
        columns.dated = bool(columns.dates) or any(is_review_day(fact) for fact, _, _ in columns.singles)
        return columns if all(name in at for name in required) else None

    def index(self, names: list[str]) -> dict[str, int]:
        """Where each name stands; nameless and repeated columns are faults."""
        at: dict[str, int] = {}
        for index, name in enumerate(names):
            if not name:
                self.fault(
                    index, say("column {index} has no name", index=index + 1), say("name it, or delete the column")
                )
            elif name in at:
                self.fault(
                    index,
                    say("the column {name} is already there as column {first}", name=quoted(name), first=at[name] + 1),
                    say("keep one of them"),
                )
            else:
                at[name] = index
        return at

    def add(self, columns: Columns, name: str, index: int, at: Mapping[str, int], particular: list[str]) -> None:
        """Add a column that holds a fact, a part of one, or when it was measured."""
        base, _, part = name.rpartition(".")
        if name.startswith(MEASURED):
            fact = name.removeprefix(MEASURED)
            if self.subject != "team":
                self.fault(index, say("{name} is said once for the team", name=quoted(name)), HOMES["team"])
            elif wrong := find_measured(self.catalogue, fact):
                self.fault(index, wrong.about("measured").what, wrong.do)
            else:
                columns.dates.append((fact, index))
        elif base and part in ("count", "of"):
            self.add_pair(columns, base, part, index, at)
        else:
            found = find_fact(self.catalogue, self.subject, name, HOMES)
            if not isinstance(found, Wrong):
                columns.singles.append((name, index, Remembered(parser(found, _STYLE))))
            elif name in ("as_of", "currency"):
                self.fault(index, say("{name} is said once for the team", name=quoted(name)), HOMES["team"])
            elif any(name in facts for facts in self.catalogue.values()):
                self.fault(index, found.what, found.do)
            else:
                known = [*particular, *self.catalogue.get(self.subject, {})]
                self.fault(
                    index,
                    say("{name} is not a column of {table}", name=quoted(name), table=TABLES[self.subject]),
                    hint(name, known),
                )

    def add_pair(self, columns: Columns, fact: str, part: str, index: int, at: Mapping[str, int]) -> None:
        found = find_fact(self.catalogue, self.subject, fact, HOMES)
        other = f"{fact}.of" if part == "count" else f"{fact}.count"
        if isinstance(found, Wrong):
            self.fault(index, found.what, found.do)
        elif not kind_of(found).counted:
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
            columns.pairs.append(Pair(fact, index, at[other], at.get(fact), pair_parser(found)))

    def fault(self, index: int, what: Said, do: Said) -> None:
        self.faults.add(Place(self.file, self.line, index + 1), what, do)
