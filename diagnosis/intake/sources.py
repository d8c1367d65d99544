"""Where the tables of a quarter stand: in the files of a folder (CSV, Parquet), or on the sheets of a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Protocol

from diagnosis.documents.source import Faults
from diagnosis.documents.source import shown as shown_path
from diagnosis.faults import Note, Place
from diagnosis.intake import targets
from diagnosis.intake.columns import TABLES
from diagnosis.intake.csv_rows import HEADER_WITHIN, csv_rows
from diagnosis.intake.headings import Heading, Headings, explains, sheet_subject
from diagnosis.intake.lookup import hint
from diagnosis.intake.table_rows import Rows, TableRows
from diagnosis.intake.workbook import WORKBOOKS, Sheet, number_text, sheets_of
from diagnosis.kinds.text import quoted
from diagnosis.knowledge.model import COLLECTIONS, Subject
from diagnosis.messages import say

TABLE_FILES = frozenset({".csv", ".parquet"})
"""The files of a folder of tables, by how their names end."""

_STEMS: dict[str, Subject] = {name.removesuffix(".csv"): subject for subject, name in TABLES.items()}
_MOST_PARQUET_CELLS = 200_000_000

Tell = Callable[[Note], None]


class QuarterTables(Protocol):
    """The tables of one quarter."""

    name: str
    """What may be the quarter: the name of the folder, or of the workbook without its ending."""
    shown: str

    def check(self, headings: Headings, faults: Faults, tell: Tell) -> None:
        """Find the tables; faults where some are not plain, and where there is none of teams."""

    def file(self, subject: Subject) -> str | None:
        """How faults name the table of a subject; None where there is none."""

    def rows(self, table: TableRows) -> Rows:
        """The rows of the table of a subject that there is."""

    def targets(self, faults: Faults, tell: Tell) -> tuple[str, Rows] | None:
        """The table of targets: how faults name it, and its rows; None where there is none."""


@dataclass(slots=True)
class Folder:
    """A folder of tables: teams.csv or teams.parquet, and beside it those of members."""

    path: Path
    name: str = ""
    shown: str = ""

    def __post_init__(self) -> None:
        self.name, self.shown = self.path.resolve().name, shown_path(self.path)

    def check(self, headings: Headings, faults: Faults, tell: Tell) -> None:
        """Faults for tables whose names say nothing, that are there twice, and for a folder without teams."""
        for path in sorted(self.path.iterdir()):
            if path.suffix.lower() not in TABLE_FILES or path.name.startswith("."):
                continue
            subject = _STEMS.get(path.stem) if path.suffix in TABLE_FILES else None
            if subject is None and path.name != f"{targets.NAME}.csv":
                what = say("{name} is not a table of a quarter", name=quoted(path.name))
                faults.add(Place(shown_path(path)), what, hint(path.name, (*TABLES.values(), f"{targets.NAME}.csv")))
            elif path.suffix != ".csv" and path.with_suffix(".csv").exists():
                what = say("this table is there as {name} too", name=quoted(path.with_suffix(".csv").name))
                faults.add(Place(shown_path(path)), what, say("keep one of them"))
        if self._path("team") is None:
            what, do = say("there is no {table}", table=TABLES["team"]), say("add it, one row a team")
            faults.add(Place(self.shown), what, do)

    def file(self, subject: Subject) -> str | None:
        """The file of a table, as it is named in faults."""
        path = self._path(subject)
        return shown_path(path) if path else None

    def rows(self, table: TableRows) -> Rows:
        """The rows of the file of a table."""
        path = self._path(table.subject)
        if path is None:
            return iter(())
        if path.suffix == ".parquet":
            return parquet_rows(path, table.file, table.faults)
        return csv_rows(path, table.file, table.faults, table.is_header, table.tell)

    def targets(self, faults: Faults, tell: Tell) -> tuple[str, Rows] | None:
        """The rows of targets.csv."""
        path = self.path / f"{targets.NAME}.csv"
        if not path.exists():
            return None
        return shown_path(path), csv_rows(path, shown_path(path), faults, targets.is_header, tell)

    def _path(self, subject: Subject) -> Path | None:
        paths = (self.path / TABLES[subject], (self.path / TABLES[subject]).with_suffix(".parquet"))
        return next((path for path in paths if path.exists()), None)


@dataclass(slots=True)
class Book:
    """A workbook: each table on a sheet of its own, found by the sheet's name or by its headings."""

    path: Path
    name: str = ""
    shown: str = ""
    sheets: dict[Subject, Sheet] | None = None
    targets_sheet: Sheet | None = None

    def __post_init__(self) -> None:
        self.name, self.shown = self.path.stem, shown_path(self.path)

    def check(self, headings: Headings, faults: Faults, tell: Tell) -> None:
        """Find which sheet is which table; those that are none are told and left alone."""
        sheets = [sheet for sheet in sheets_of(self.path, self.shown, faults, tell) if not explains(sheet.name)]
        self.sheets = {}
        named = {sheet.name: sheet_subject(sheet.name) for sheet in sheets}
        by_headings = {sheet.name: None if named[sheet.name] else _subject(sheet, headings) for sheet in sheets}
        if len(sheets) == 1 and not named[sheets[0].name] and not by_headings[sheets[0].name]:
            # It cannot be another table, and its headings are told then, or asked for.
            by_headings[sheets[0].name] = "team"
        for sheet in sheets:
            subject = named[sheet.name] or by_headings[sheet.name]
            if subject is None and any(targets.is_header(row) for _, row in sheet.rows[:HEADER_WITHIN]):
                self.targets_sheet = self.targets_sheet or sheet
                continue
            if subject is None or (named[sheet.name] is None and subject in named.values()):
                what = say("the sheet is no table of teams or their members and is not read")
                tell(Note(Place(sheet.file), what))
            elif subject in self.sheets:
                other = quoted(self.sheets[subject].name)
                what = say("this sheet and {other} hold the same table", other=other)
                do = say("keep one of them, or name one {name}", name=_title(subject))
                faults.add(Place(sheet.file), what, do)
            else:
                self.sheets[subject] = sheet
        if "team" not in self.sheets and not faults:
            do = say("name it teams, with a row of headings and a row for each team")
            faults.add(Place(self.shown), say("no sheet of the workbook holds teams"), do)

    def file(self, subject: Subject) -> str | None:
        """The sheet of a table, as it is named in faults."""
        sheet = (self.sheets or {}).get(subject)
        return sheet.file if sheet else None

    def rows(self, table: TableRows) -> Rows:
        """The rows of the sheet of a table."""
        return iter((self.sheets or {})[table.subject].rows)

    def targets(self, faults: Faults, tell: Tell) -> tuple[str, Rows] | None:
        """The rows of the sheet of targets, which is known by its headings."""
        return (self.targets_sheet.file, iter(self.targets_sheet.rows)) if self.targets_sheet else None


def source_of(path: Path) -> QuarterTables:
    """The tables at a path: a folder, or a workbook."""
    return Book(path) if path.suffix.lower() in WORKBOOKS else Folder(path)


def _title(subject: Subject) -> str:
    return TABLES[subject].removesuffix(".csv")


def _subject(sheet: Sheet, headings: Headings) -> Subject | None:
    """The subject of a sheet by its headings: those that a table must have, and for teams a fact beside them."""
    for _, fields in sheet.rows[:HEADER_WITHIN]:
        for subject in COLLECTIONS:
            if headings.header(fields, subject, ("team", subject)):
                return subject
        meant = [headings.understood(field, "team") for field in fields]
        columns = {each.column for each in meant if isinstance(each, Heading)}
        if "team" in columns and columns & headings.catalogue.get("team", {}).keys():
            return "team"
    return None


def parquet_rows(path: Path, file: str, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """The rows of a Parquet file as texts, its columns' names first."""
    import polars as pl

    do = say("save it as CSV UTF-8")
    try:
        lazy = pl.scan_parquet(path, glob=False)
        names = lazy.collect_schema().names()
        count = lazy.select(pl.len()).collect().item()
        if count * max(1, len(names)) > _MOST_PARQUET_CELLS:
            faults.add(Place(file), say("the table has too many rows ({count})", count=count), do)
            return
        frame = lazy.collect()
    except (pl.exceptions.PolarsError, OSError, ValueError) as error:
        reason = (str(error).splitlines() or [""])[0][:100]
        faults.add(Place(file), say("the table cannot be read ({reason})", reason=reason), do)
        return
    yield 1, names
    for line, row in enumerate(frame.iter_rows(), start=2):
        yield line, [_text(value) for value in row]


def _text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return number_text(value) if isfinite(value) else str(value)
        case date():
            text = value.isoformat()
            return text.removesuffix("T00:00:00")
        case _:
            return str(value)
