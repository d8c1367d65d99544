"""A file with one table, as CSV text: what a program saved becomes what somebody might have pasted."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from diagnosis.documents.source import Faults
from diagnosis.faults import Note, Place
from diagnosis.intake.columns import TABLES
from diagnosis.intake.csv_rows import csv_rows, rows_of
from diagnosis.intake.headings import Headings, fold, sheet_subject
from diagnosis.intake.lookup import Catalogue
from diagnosis.intake.sources import parquet_rows
from diagnosis.intake.table_rows import ReadColumn, TableRows
from diagnosis.intake.workbook import WORKBOOKS, sheets_of
from diagnosis.knowledge.model import Subject
from diagnosis.messages import say


def table_text(path: Path, subject: Subject, catalogue: Catalogue, tell: Callable[[Note], None]) -> str:
    """The table of members of `subject` in a file, as CSV text with each row on the line that it has in the file.

    `tell` is told how the encoding was recognised. Raises Faulty where the file cannot be read.
    """
    faults, headings = Faults(), Headings(catalogue)
    if path.exists() and not path.is_file():
        faults.add(Place(path.name), say("this is no file that can be read to its end"), say("give a regular file"))
        faults.raise_any()

    def is_header(row: Sequence[str]) -> bool:
        return headings.header(row, subject, {subject})

    if path.suffix.lower() == ".parquet":
        rows = parquet_rows(path, path.name, faults)
    elif path.suffix.lower() in WORKBOOKS:
        sheets = sheets_of(path, path.name, faults, tell)
        sheet = next((each for each in sheets if sheet_subject(each.name) == subject), None)
        sheet = sheet or next((each for each in sheets if any(is_header(row) for _, row in each.rows)), None)
        if sheet is None:
            faults.add(Place(path.name), say("no sheet holds such a table"), say("choose a file that has one"))
        rows = iter(sheet.rows if sheet else [])
    else:
        rows = csv_rows(path, path.name, faults, is_header, tell)
    text = _as_csv(rows)
    faults.raise_any()
    return text


def columns_of_text(text: str, subject: Subject, catalogue: Catalogue) -> tuple[ReadColumn, ...]:
    """How the columns of a pasted table of members are understood, whatever else is wrong with it."""
    table = _pasted(subject, Headings(catalogue))
    for _ in table.below(rows_of(io.StringIO(text, newline=""), table.file, table.faults, table.is_header)):
        pass
    return tuple(table.understood())


def with_headings(text: str, subject: Subject, catalogue: Catalogue, meanings: Mapping[str, str]) -> str:
    """A pasted table whose headings (folded) are replaced by what they mean; each row keeps its line."""
    table = _pasted(subject, Headings(catalogue, {subject: meanings}))
    rows = list(rows_of(io.StringIO(text, newline=""), table.file, table.faults, table.is_header))
    # The header is looked for with the meanings that were given.
    for _ in table.below(iter(rows)):
        pass
    return _as_csv(
        (line, [meanings.get(fold(field), field) for field in fields] if line == table.line else fields)
        for line, fields in rows
    )


def _pasted(subject: Subject, headings: Headings) -> TableRows:
    return TableRows(subject, headings, TABLES[subject], Faults(), lambda note: None, of_one_team=True)


def _as_csv(rows: Iterable[tuple[int, Sequence[str]]]) -> str:
    """Rows as CSV text, each on its line."""
    text, lines = io.StringIO(), 1
    writer = csv.writer(text, lineterminator="\n")
    for line, fields in rows:
        text.write("\n" * (line - lines))
        writer.writerow(fields)
        lines = max(line, lines) + 1 + sum(field.count("\n") for field in fields)
    return text.getvalue()
