"""Diagnoses as CSV tables for a spreadsheet: one row a stage, a cause, an action, a request.

The columns are ids and plain numbers, the same in every language; titles and texts are in that of the diagnosis.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TextIO

from diagnosis.reporting.names import Names
from diagnosis.result import CauseResult, Diagnosis

ENCODING = "utf-8-sig"
"""With a byte order mark: without one Excel takes UTF-8 for the code page of the machine, and š, ė and ų for rubbish.
LibreOffice, pandas, Polars and Diagnosis itself skip the mark."""

Cell = str | int | float | None
Rows = Callable[[Diagnosis, Names], Iterator[Sequence[Cell]]]

# What a spreadsheet would run as a formula (OWASP, "CSV Injection"): at the beginning of a cell, and behind a
# semicolon too, because where the decimal sign is a comma Excel splits lines at semicolons.
_FORMULA = re.compile(r"(^|;)(?=[=+\-@\t\r\n＝＋－＠])")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe says that text follows."""
    return _FORMULA.sub(r"\1'", text)


class Table:
    """Writes one table to a stream, row by row."""

    def __init__(self, stream: TextIO, columns: Sequence[str], rows: Rows) -> None:
        self._rows = rows
        # All texts are quoted, so that no separator within one can begin a new cell; numbers are not, and stay numbers.
        self._writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC)
        self._writer.writerow(columns)

    def add(self, diagnosis: Diagnosis, names: Names) -> None:
        """Write the rows of one diagnosis."""
        for row in self._rows(diagnosis, names):
            cells = (diagnosis.team, diagnosis.quarter, *row)
            self._writer.writerow(
                [harmless(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in cells]
            )


def _stages(diagnosis: Diagnosis, names: Names) -> Iterator[Sequence[Cell]]:
    for one in diagnosis.stages:
        yield one.stage, names.stage(one.stage), one.verdict, one.reason, _joined(one.missing), _joined(one.waiting_for)


def _causes(diagnosis: Diagnosis, names: Names) -> Iterator[Sequence[Cell]]:
    for one in diagnosis.causes:
        yield (
            one.rank,
            one.stage,
            one.cause,
            names.cause(one.cause),
            one.subject,
            one.verdict,
            one.reason,
            one.probability,
            one.coverage,
            _evidence(one, "for"),
            _evidence(one, "against"),
            _joined(one.missing),
        )


def _actions(diagnosis: Diagnosis, names: Names) -> Iterator[Sequence[Cell]]:
    for one in diagnosis.actions:
        yield (
            one.action,
            one.title,
            one.does,
            one.owner,
            names.department(one.owner),
            one.due_days,
            one.subject,
            _joined(one.for_),
            one.check.fact,
            one.check.band,
            _cell(one.check.now),
        )


def _requests(diagnosis: Diagnosis, names: Names) -> Iterator[Sequence[Cell]]:
    for one in diagnosis.requests:
        name = names.fact(one.fact, one.about)
        department = names.department(one.held_by)
        yield (
            one.fact,
            one.about,
            name,
            one.held_by,
            department,
            one.why,
            one.tries,
            _joined(one.subjects),
            _joined(one.for_),
        )


TABLES: Mapping[str, tuple[tuple[str, ...], Rows]] = {
    "stages.csv": (("stage", "title", "verdict", "reason", "missing", "waiting_for"), _stages),
    "causes.csv": (
        (
            "rank",
            "stage",
            "cause",
            "title",
            "subject",
            "verdict",
            "reason",
            "probability",
            "coverage",
            "evidence_for",
            "evidence_against",
            "missing",
        ),
        _causes,
    ),
    "actions.csv": (
        (
            "action",
            "title",
            "does",
            "owner",
            "department",
            "due_days",
            "subject",
            "for",
            "check_fact",
            "check_band",
            "check_now",
        ),
        _actions,
    ),
    "requests.csv": (("fact", "about", "name", "held_by", "department", "why", "tries", "subjects", "for"), _requests),
}


def table(name: str, stream: TextIO) -> Table:
    """The table that is written to the file `name`, one of `TABLES`."""
    columns, rows = TABLES[name]
    return Table(stream, ("team", "quarter", *columns), rows)


def _evidence(cause: CauseResult, direction: str) -> str:
    return _joined([one.text for one in cause.evidence if one.direction == direction])


def _joined(parts: Sequence[str]) -> str:
    return "; ".join(parts)


def _cell(value: float | str | bool | None) -> Cell:
    return str(value).lower() if isinstance(value, bool) else value
