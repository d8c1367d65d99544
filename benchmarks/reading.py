"""Reading large tables: a quarter of many teams from CSV and from a workbook."""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import process_time

from benchmarks.figures import Extent, Figure, Goal, Report
from diagnosis.intake.read import read_paths
from diagnosis.knowledge.base import Knowledge
from diagnosis.resources import facts_dir

_COLUMNS = 70
ROWS: Mapping[Extent, int] = {"full": 50_000, "short": 5_000, "least": 50}
_ROUNDS: Mapping[Extent, int] = {"full": 3, "short": 3, "least": 1}


def reading(knowledge: Knowledge, extent: Extent) -> Report:
    """The time of the processor from the file to typed teams."""
    report = Report("reading", f"Reading {ROWS[extent]:,} teams by {_COLUMNS} columns (time of the processor)")
    with tempfile.TemporaryDirectory() as place:
        folder, book = Path(place) / "2026-Q3", Path(place) / "2026-Q3.xlsx"
        folder.mkdir()
        header, *rows = _rows(ROWS[extent])
        with (folder / "teams.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
        _workbook(book, header, rows)
        for name, path in (("CSV", folder), ("XLSX", book)):
            rounds = []
            for _ in range(_ROUNDS[extent]):
                begin = process_time()
                intake = read_paths([path], knowledge.facts)
                rounds.append(process_time() - begin)
                assert len(intake.teams) == ROWS[extent], intake.faults[:3]
            report.figures.append(Figure(name, "s", tuple(rounds)))
    if extent == "full":
        report.goals.append(Goal("a workbook is read in under 10 s", "XLSX", 10))
    report.notes.append("the example quarter again and again, each count varied; shares are cells in per cent")
    return report


def _rows(count: int) -> Iterator[list[str]]:
    """The teams of the example quarter, again and again under other names, with counts of their own."""
    with (facts_dir() / "examples" / "2026-Q3" / "teams.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    yield header[:_COLUMNS]
    draw = random.Random(1)
    counted = {index for index, name in enumerate(header[:_COLUMNS]) if name.endswith(".of")}
    for number in range(count):
        fields = rows[number % len(rows)][:_COLUMNS]
        varied = [
            str(int(text) + draw.randrange(50)) if index in counted and text else text
            for index, text in enumerate(fields)
        ]
        yield [f"Team {number}", *varied[1:]]


def _workbook(path: Path, header: list[str], rows: list[list[str]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet, per_cent = book.add_worksheet("teams"), book.add_format({"num_format": "0.0%"})
        sheet.write_row(0, 0, header)
        for row, fields in enumerate(rows, start=1):
            for column, text in enumerate(fields):
                if text.endswith("%"):
                    sheet.write_number(row, column, float(text[:-1]) / 100, per_cent)
                elif text.replace(".", "", 1).removeprefix("-").isdecimal():
                    sheet.write_number(row, column, float(text))
                elif text in ("true", "false"):
                    sheet.write_boolean(row, column, text == "true")
                elif text:
                    sheet.write_string(row, column, text)
