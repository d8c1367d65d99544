"""A folder of results: every diagnosis as JSON, tables for a spreadsheet, and a summary to read."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from diagnosis.outputs import csv_tables, markdown
from diagnosis.outputs.files import Files
from diagnosis.reporting.names import Names
from diagnosis.reporting.run_summary import RunSummary
from diagnosis.result import Diagnosis


def write_folder(
    folder: Path, diagnoses: Iterable[Diagnosis], names: Names, summary: RunSummary, refused: Collection[str]
) -> tuple[Path, ...]:
    """Write the diagnoses as they come, and count them in `summary`; the files, or none where there was no diagnosis.

    `refused` may grow while the diagnoses come. All files are complete before the first gets its name. Raises OSError.
    """
    with Files(folder) as files:
        passing = iter(diagnoses)
        first = next(passing, None)
        if first is None:
            return ()
        lines = files.open("diagnoses.jsonl")
        tables = [csv_tables.table(name, files.open(name, encoding=csv_tables.ENCODING)) for name in csv_tables.TABLES]

        def add(diagnosis: Diagnosis) -> None:
            summary.add(diagnosis)
            lines.write(diagnosis.to_json() + "\n")
            for table in tables:
                table.add(diagnosis, names)

        add(first)
        for diagnosis in passing:
            add(diagnosis)
        summary.refused = len(refused)
        markdown.write_summary(files.open("summary.md"), summary, names)
        return files.commit()
