"""Diagnoses as CSV tables for a spreadsheet: one row a stage, a part of the bridge, a cause, an action, a request.

The columns are ids and plain numbers, the same in every language; titles and texts are in that of the diagnosis. Where
an overlay weakens the gate before persons, a last column says so in every row.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, TextIO

from diagnosis.messages import Said, say
from diagnosis.outputs.output import NewPage, Output, Writer

if TYPE_CHECKING:
    from diagnosis.reporting.names import Names
    from diagnosis.result import CauseResult, Diagnosis

Cell = str | int | float | None
Rows = Callable[["Diagnosis", "Names"], Iterator[Sequence[Cell]]]

# What a spreadsheet would run as a formula (OWASP, "CSV Injection"): at the beginning of a cell, and behind a
# semicolon too, because where the decimal sign is a comma Excel splits lines at semicolons.
_FORMULA = re.compile(r"(^|;)(?=[=+\-@\t\r\n＝＋－＠])")


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe says that text follows."""
    return _FORMULA.sub(r"\1'", text)


class CsvTable(Writer):
    """Writes one table, row by row."""

    def __init__(self, columns: Sequence[str], rows: Rows, stream: TextIO, names: Names) -> None:
        super().__init__(stream, names)
        self._rows = rows
        self._gate = ("; ".join(names.gate_changed),) if names.gate_changed else ()
        # All texts are quoted, so that no separator within one can begin a new cell; numbers are not, and stay numbers.
        self._writer = csv.writer(stream, quoting=csv.QUOTE_NONNUMERIC)
        self._writer.writerow(("team", "quarter", *columns, *("gate_changed" for _ in self._gate)))

    def add(self, diagnosis: Diagnosis) -> None:
        """Write the rows of one diagnosis."""
        for row in self._rows(diagnosis, self.names):
            cells = (diagnosis.team, diagnosis.quarter, *row, *self._gate)
            self._writer.writerow(
                [harmless(cell) if isinstance(cell, str) else "" if cell is None else cell for cell in cells]
            )


def _stages(diagnosis: Diagnosis, names: Names) -> Iterator[Sequence[Cell]]:
    for stage in diagnosis.stages:
        missing, waiting_for = _joined(stage.missing), _joined(stage.waiting_for)
        yield stage.stage, names.stage(stage.stage), stage.verdict, stage.reason, missing, waiting_for


def _causes(diagnosis: Diagnosis, names: Names) -> Iterator[Sequence[Cell]]:
    for cause in diagnosis.causes:
        yield (
            cause.rank,
            cause.stage,
            cause.cause,
            names.cause(cause.cause),
            cause.subject,
            cause.verdict,
            cause.reason,
            cause.probability,
            cause.coverage,
            _evidence(cause, "for"),
            _evidence(cause, "against"),
            _joined(cause.missing),
        )


def _actions(diagnosis: Diagnosis, names: Names) -> Iterator[Sequence[Cell]]:
    for action in diagnosis.actions:
        now = action.check.now
        yield (
            action.action,
            action.title,
            action.does,
            action.owner,
            names.department(action.owner),
            action.due_days,
            action.subject,
            _joined(action.for_),
            action.check.fact,
            action.check.band,
            str(now).lower() if isinstance(now, bool) else now,
        )


def _requests(diagnosis: Diagnosis, names: Names) -> Iterator[Sequence[Cell]]:
    for request in diagnosis.requests:
        yield (
            request.fact,
            request.about,
            names.fact(request.fact, request.about),
            request.held_by,
            names.department(request.held_by),
            request.why,
            request.tries,
            request.pool,
            _joined(request.subjects),
            _joined(request.for_),
        )


def _bridge(diagnosis: Diagnosis, names: Names) -> Iterator[Sequence[Cell]]:
    bridge = diagnosis.bridge
    for bar in bridge.bars if bridge else ():
        largest = str(bridge is not None and bar.part == bridge.located).lower()
        yield bar.part, names.texts.of("bridge.part", bar.part), bar.cents, largest, str(bar.worked_out).lower()


def _evidence(cause: CauseResult, direction: str) -> str:
    return _joined([evidence.text for evidence in cause.evidence if evidence.direction == direction])


def _joined(parts: Sequence[str]) -> str:
    return "; ".join(parts)


def _table(id_: str, title: Said, hint: Said, columns: str, rows: Rows) -> Output:
    """The format of one table; its columns are given in one line."""

    def writer(stream: TextIO, names: Names, new_page: NewPage) -> CsvTable:
        return CsvTable(columns.split(), rows, stream, names)

    return Output(
        id=id_,
        title=title,
        hint=hint,
        file_of_many=f"{id_}.csv",
        file_of_one=f"{id_}.csv",
        media_type="text/csv",
        writer=writer,
        # With a byte order mark: without one Excel takes UTF-8 for the code page of the machine, and š, ė and ų for
        # rubbish. LibreOffice, pandas, Polars and Diagnosis itself skip the mark.
        encoding="utf-8-sig",
        order=30,
    )


OUTPUTS = (
    _table(
        "stages",
        say("Stages as a table"),
        say("one row a stage, for a spreadsheet"),
        "stage title verdict reason missing waiting_for",
        _stages,
    ),
    _table(
        "bridge",
        say("Bridge as a table"),
        say("one row a part of what lies between target and actual revenue, for a spreadsheet"),
        "part title cents largest_fall worked_out",
        _bridge,
    ),
    _table(
        "causes",
        say("Causes as a table"),
        say("one row a cause, for a spreadsheet"),
        "rank stage cause title subject verdict reason probability coverage evidence_for evidence_against missing",
        _causes,
    ),
    _table(
        "actions",
        say("Actions as a table"),
        say("one row an action, for a spreadsheet"),
        "action title does owner department due_days subject for check_fact check_band check_now",
        _actions,
    ),
    _table(
        "requests",
        say("Requests as a table"),
        say("one row a fact to ask for, for a spreadsheet"),
        "fact about name held_by department why tries pool subjects for",
        _requests,
    ),
)
