"""The rows of a table below its header, whatever file or sheet they come from.

Titles above the header, a row of units below it, headings that are repeated and columns without a name are understood
here; what is left out is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from diagnosis.documents.source import Faults
from diagnosis.faults import Note, Place
from diagnosis.intake.columns import Columns, columns_of
from diagnosis.intake.csv_rows import HEADER_WITHIN
from diagnosis.intake.headings import Heading, Headings, is_unit, titles_units
from diagnosis.intake.row import Row
from diagnosis.intake.scales import say_where, scale_said
from diagnosis.kinds.given import Given
from diagnosis.kinds.text import Wrong, quoted
from diagnosis.knowledge.model import Subject
from diagnosis.messages import say

_SHOWN = 3
_LOOKED_AT = 200
"""Of so many rows values are kept, to be shown."""

Rows = Iterator[tuple[int, list[str]]]
"""Rows of a file or sheet: the line on which each begins, and its fields."""

Tell = Callable[[Note], None]


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """How a column was understood: its place, its heading, what it means, and values as written and as read.

    `column` is blank where the heading is not understood.
    """

    subject: Subject
    place: Place
    heading: str
    column: str
    samples: tuple[tuple[str, Given | None], ...]


Watch = Callable[[ReadColumn], None]


@dataclass(slots=True)
class TableRows:
    """A table that is read: its `columns` and the `line` of its header are known once its first row was.

    Of a table `of_one_team` the column of the team may be missing.
    """

    subject: Subject
    headings: Headings
    file: str
    faults: Faults
    tell: Tell
    of_one_team: bool = False
    line: int = 0
    columns: Columns | None = None
    _header: list[str] = field(default_factory=list)
    _texts: dict[int, list[str]] = field(default_factory=dict)
    _scaled: list[tuple[Place, str]] = field(default_factory=list)

    def is_header(self, fields: Sequence[str]) -> bool:
        """Whether fields name the columns without which rows cannot be told apart."""
        return self.headings.header(
            fields, self.subject, {self.subject} if self.of_one_team else {"team", self.subject}
        )

    def below(self, rows: Rows) -> Iterator[Row]:
        """The rows below the header, which is looked for first."""
        rows = self._begin(rows)
        columns = self.columns
        if columns is None:
            for _, fields in islice(rows, _LOOKED_AT):
                self._remember(fields)
            return
        self._in_thousands(columns)
        self._units(columns, rows_ahead := list(islice(rows, 1)))
        seen = 0
        for line, fields in chain(rows_ahead, rows):
            if fields == self._header:
                what = say("the headings are repeated here and are left out")
                self.tell(Note(Place(self.file, line, 1), what))
                continue
            row = Row(columns, line, fields)
            row.nameless()
            if seen < _LOOKED_AT:
                seen += 1
                self._remember(fields)
            yield row

    def understood(self) -> Iterator[ReadColumn]:
        """How the columns were understood, once the rows were read."""
        read = {index: remembered for _, index, remembered in self.columns.singles} if self.columns else {}
        for index, heading in enumerate(self._header):
            if not heading.strip():
                continue
            meant = self.headings.understood(heading, self.subject)
            samples: list[tuple[str, Given | None]] = []
            for text in self._texts.get(index, ()):
                parsed = read[index].get(text) if index in read else None
                samples.append((text, parsed if isinstance(parsed, Given) else None))
            place = Place(self.file, self.line, index + 1)
            column = meant.column if isinstance(meant, Heading) else ""
            yield ReadColumn(self.subject, place, heading.strip(), column, tuple(samples))

    def _remember(self, fields: Sequence[str]) -> None:
        """Keep a few values of each column to show."""
        for index, text in enumerate(fields):
            if text.strip() and len(kept := self._texts.setdefault(index, [])) < _SHOWN and text not in kept:
                kept.append(text)

    def _begin(self, rows: Rows) -> Rows:
        """Find the header; the rows below it."""
        ahead: list[tuple[int, list[str]]] = []
        for row in rows:
            ahead.append(row)
            if self.is_header(row[1]):
                break
            if len(ahead) == HEADER_WITHIN:
                break
        if not ahead:
            return iter(())
        at = len(ahead) - 1 if self.is_header(ahead[-1][1]) else 0
        for line, fields in ahead[:at]:
            self._title(line, fields)
        self.line, self._header = ahead[at]
        self.columns = self._columns(self._header)
        return chain(ahead[at + 1 :], rows)

    def _columns(self, header: list[str]) -> Columns | None:
        """The columns of the header, without one of the team where there need be none."""
        alone = self.of_one_team and not self.headings.header(header, self.subject, {"team"})
        columns = columns_of(
            [*header, "team"] if alone else header,
            self.line,
            self.subject,
            self.headings.catalogue,
            self.file,
            self.faults,
            self.headings,
            self.tell,
        )
        if columns is None or not alone:
            return columns
        own = {name: index for name, index in columns.own.items() if name != "team"}
        return replace(columns, own=own, width=len(header))

    def _title(self, line: int, fields: Sequence[str]) -> None:
        """A line above the header: it is left out, unless it says that figures are thousands."""
        scaled = next((field.strip() for field in fields if scale_said(field)), None)
        if scaled is not None:
            self._scaled.append((Place(self.file, line, 1), scaled))
            return
        text = next(field.strip() for field in fields if field.strip())
        what = say("the line {text} is above the table and is left out", text=quoted(text))
        self.tell(Note(Place(self.file, line, 1), what))

    def _in_thousands(self, columns: Columns) -> None:
        """Read the amounts of money as a line above the table says it, where it is plain which figures it means."""
        for place, text in self._scaled:
            said = scale_said(text)
            assert said is not None
            scale, plain = said
            if len(self._scaled) > 1 or not plain or not (scale.currency or columns.holds_only_money):
                what = say("{text} above the table: it is not plain which figures it means", text=quoted(text))
                self.faults.add(place, what, say_where(scale.written))
            elif own := columns.with_currency:
                what = say("{text} above the table: the heading of {name} says otherwise", text=quoted(text), name=own)
                self.faults.add(place, what, say_where(scale.written))
            else:
                self.tell(Note(place, say("{text} above the table holds for all amounts of money", text=quoted(text))))
                columns.in_thousands(scale)

    def _units(self, columns: Columns, ahead: list[tuple[int, list[str]]]) -> None:
        """Take a first row that holds nothing but units as such."""
        if not ahead:
            return
        line, fields = ahead[0]
        names = [columns.own[key] for key in ("team", self.subject) if key in columns.own]
        filled = {index: text.strip() for index, text in enumerate(fields) if text.strip() and index not in names}
        titled = all(index >= len(fields) or titles_units(fields[index]) for index in names)
        if not (filled and titled and all(is_unit(text) for text in filled.values())):
            return
        ahead.clear()
        for index, text in filled.items():
            column = columns.named.get(index)
            unit = self.headings.unit_of(text, column, self.subject) if column else None
            if isinstance(unit, Wrong):
                self.faults.add(Place(self.file, line, index + 1), unit.what, unit.do)
            elif unit is not None:
                columns.in_unit(index, unit)
        self.tell(Note(Place(self.file, line, 1), say("this row is read as the units of the columns")))
