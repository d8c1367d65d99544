"""Rows of a table that are no team and no member: remarks about the table, and totals."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from diagnosis.faults import Note, Place
from diagnosis.intake.names import is_remark, is_total
from diagnosis.intake.row import Row
from diagnosis.intake.scales import below_the_table, scale_said
from diagnosis.intake.totals import how_to_keep, leave_out, may_be_totals
from diagnosis.kinds.text import quoted
from diagnosis.knowledge.model import Subject
from diagnosis.messages import say


def is_set_aside(row: Row, subject: Subject, teams: Iterable[str], tell: Callable[[Note], None]) -> bool:
    """Whether a row is to be left out, which is told; one that only may be of totals is a fault of the row.

    `teams` are the names of the teams that there are, by `same`.
    """
    if is_remark(row.fields):
        text = next(field.strip() for field in row.fields if field.strip())
        if said := scale_said(text):
            row.fault(0, *below_the_table(text, said[0]))
            return False
        what = say("the line {text} is about the table and is left out", text=quoted(text))
        tell(Note(Place(row.columns.file, row.line, 1), what))
        return True
    for key in {"team": None, subject: None}:
        name = row.cell(key) if key in row.columns.own else ""
        total = is_total(name, teams) if name else False
        if total is False:
            continue
        if total:
            what = say("{text} is a row of totals and is left out", text=quoted(name))
            tell(Note(row.place(key), what, how_to_keep(name, key)))
            return True
        row.fault(row.columns.own[key], may_be_totals(name), leave_out(name, key))
    return False
