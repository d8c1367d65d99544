"""A file with one table, as CSV text: what a program saved becomes what somebody might have pasted."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

from diagnosis.documents.source import Faults
from diagnosis.faults import Note
from diagnosis.intake.csv_rows import csv_rows
from diagnosis.intake.headings import Headings
from diagnosis.intake.lookup import Catalogue
from diagnosis.knowledge.model import Subject


def table_text(path: Path, subject: Subject, catalogue: Catalogue, tell: Callable[[Note], None]) -> str:
    """The table of members of `subject` in a file, as CSV text with each row on the line that it has in the file.

    `tell` is told how the encoding was recognised. Raises Faulty where the file cannot be read.
    """
    faults, headings, text = Faults(), Headings(catalogue), io.StringIO()
    writer, lines = csv.writer(text, lineterminator="\n"), 1
    for line, fields in csv_rows(path, path.name, faults, lambda row: headings.header(row, subject, {subject}), tell):
        text.write("\n" * (line - lines))
        writer.writerow(fields)
        lines = max(line, lines) + 1 + sum(field.count("\n") for field in fields)
    faults.raise_any()
    return text.getvalue()
