"""A file with one table, as CSV text: what a program saved becomes what somebody might have pasted."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

from diagnosis.documents.source import Faults
from diagnosis.faults import Note, Place
from diagnosis.intake.csv_rows import csv_rows
from diagnosis.intake.headings import Headings, sheet_subject
from diagnosis.intake.lookup import Catalogue
from diagnosis.intake.sources import parquet_rows
from diagnosis.intake.workbook import WORKBOOKS, sheets_of
from diagnosis.knowledge.model import Subject
from diagnosis.messages import say


def table_text(path: Path, subject: Subject, catalogue: Catalogue, tell: Callable[[Note], None]) -> str:
    """The table of members of `subject` in a file, as CSV text with each row on the line that it has in the file.

    `tell` is told how the encoding was recognised. Raises Faulty where the file cannot be read.
    """
    faults, headings, text = Faults(), Headings(catalogue), io.StringIO()
    if path.exists() and not path.is_file():
        faults.add(Place(path.name), say("this is no file that can be read to its end"), say("give a regular file"))
        faults.raise_any()
    writer, lines = csv.writer(text, lineterminator="\n"), 1

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
    for line, fields in rows:
        text.write("\n" * (line - lines))
        writer.writerow(fields)
        lines = max(line, lines) + 1 + sum(field.count("\n") for field in fields)
    faults.raise_any()
    return text.getvalue()
