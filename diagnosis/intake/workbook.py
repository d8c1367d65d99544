"""The sheets of a workbook (.xlsx) as rows of text, as a CSV file would have them.

A cell in per cent is written with its sign, a date as 2026-09-30, an error and a formula without a value as they stand.
Cells that are merged downwards are filled down where they hold words. What is hidden is read; a hidden sheet is not.
All that is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from diagnosis.documents.source import Faults
from diagnosis.faults import Note, Place, column_letters, reason_of
from diagnosis.intake.scales import below_the_table, scale_said
from diagnosis.intake.xlsx_parts import SheetPart, parts_of
from diagnosis.kinds.text import Wrong, quoted
from diagnosis.messages import say

WORKBOOKS = frozenset({".xlsx", ".xlsm"})

Tell = Callable[[Note], None]


@dataclass(slots=True)
class Sheet:
    """A sheet that is shown: its `name`, how faults name it, and its rows that are not blank, by their numbers."""

    name: str
    file: str
    rows: list[tuple[int, list[str]]] = field(default_factory=list)


def sheets_of(path: Path, file: str, faults: Faults, tell: Tell) -> list[Sheet]:
    """The sheets of a workbook that are shown and not empty."""
    try:
        book = parts_of(path)
    except OSError as error:
        what = say("the file cannot be read ({reason})", reason=reason_of(error))
        faults.add(Place(file), what, say("check its permissions"))
        return []
    if isinstance(book, Wrong):
        faults.add(Place(file), book.what, book.do)
        return []
    from python_calamine import CalamineError, CalamineWorkbook

    sheets: list[Sheet] = []
    try:
        workbook = CalamineWorkbook.from_filelike(book.checked)
        for part in book.sheets:
            sheet = Sheet(part.name, f"{file}[{part.name}]")
            if not part.visible:
                tell(Note(Place(sheet.file), say("the sheet is hidden and is not read"), say("show it if it is meant")))
            elif part.wrong is not None:
                faults.add(Place(sheet.file), part.wrong.what, part.wrong.do)
            else:
                _read(sheet, part, workbook, faults, tell)
                if sheet.rows:
                    sheets.append(sheet)
    except (CalamineError, OSError, ValueError) as error:
        what = say("the workbook cannot be read ({reason})", reason=str(error).splitlines()[0][:100])
        faults.add(Place(file), what, say("open it in a spreadsheet and save it again"))
        return []
    return sheets


def _read(sheet: Sheet, part: SheetPart, workbook: object, faults: Faults, tell: Tell) -> None:
    content = workbook.get_sheet_by_name(part.name)  # type: ignore[attr-defined]
    before = [""] * (content.start[1] if content.start else 0)
    texts = _Texts()
    rows: dict[int, list[str]] = {}
    for number, cells in enumerate(content.iter_rows(), start=1):
        fields = before + [texts[cell] if cell.__class__ is float else _text(cell) for cell in cells]
        rows[number] = fields
    for (row, column), text in part.instead.items():
        _set(rows, row, column, text)
    per_cent = _PerCent()
    for row, columns in part.per_cent.items():
        fields = rows.get(row, [])
        for column in columns:
            if column <= len(fields):
                fields[column - 1] = per_cent[fields[column - 1]]
    _merge(sheet, part, rows, faults, tell)
    _tell_hidden(sheet, part, rows, tell)
    filled = {number: fields for number, fields in rows.items() if any(map(str.strip, fields))}
    sheet.rows = sorted(_above_notes(sheet, filled, faults, tell))


class _Texts(dict[float, str]):
    """Numbers as texts: columns repeat them."""

    def __missing__(self, number: float) -> str:
        text = self[number] = number_text(number)
        return text


class _PerCent(dict[str, str]):
    """The texts of cells in per cent: numbers are shown a hundredfold, with a sign; other texts as they are."""

    def __missing__(self, text: str) -> str:
        shifted = Decimal(text).scaleb(2) if _is_number(text) else None
        shown = text if shifted is None else f"{format(shifted.normalize() if shifted else Decimal(0), 'f')}%"
        self[text] = shown
        return shown


def number_text(number: float) -> str:
    """A number as spreadsheets keep and show it: with fifteen digits."""
    return format(Decimal(f"{number:.15g}"), "f") if number == number else ""


def _text(cell: object) -> str:
    match cell:
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case int() | float():
            return number_text(cell)
        case datetime():
            return cell.date().isoformat() if cell.time().isoformat() == "00:00:00" else cell.isoformat(" ")
        case date():
            return cell.isoformat()
        case None:
            return ""
        case _:
            return str(cell)


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdecimal()


def _set(rows: dict[int, list[str]], row: int, column: int, text: str) -> None:
    fields = rows.setdefault(row, [])
    fields.extend([""] * (column - len(fields)))
    fields[column - 1] = text


def _merge(sheet: Sheet, part: SheetPart, rows: dict[int, list[str]], faults: Faults, tell: Tell) -> None:
    """Fill down words in cells that are merged downwards; a figure there belongs to no single row.

    A row whose only cell is merged to the right is a title; it is told and left out.
    """
    for top, left, bottom, right in part.merged:
        fields = rows.get(top, [])
        text = fields[left - 1] if left <= len(fields) else ""
        where = f"{column_letters(left)}{top}:{column_letters(right)}{bottom}"
        place = Place(sheet.file, top, left)
        if not text.strip() or (left < right and len([field for field in fields if field.strip()]) > 1):
            continue
        if left < right:
            # What says that figures are thousands is left for whoever reads the table.
            if not scale_said(text):
                del rows[top]
                tell(Note(place, say("the line {text} is about the table and is left out", text=quoted(text))))
        elif _is_number(text.removesuffix("%")):
            what = say(
                "{text} stands in merged cells ({cells}) and belongs to no single row", text=quoted(text), cells=where
            )
            faults.add(place, what, say("write it into each row"))
        else:
            for row in range(top + 1, bottom + 1):
                _set(rows, row, left, text)
            what = say("{text} in merged cells ({cells}) is read in each of their rows", text=quoted(text), cells=where)
            tell(Note(place, what))


def _tell_hidden(sheet: Sheet, part: SheetPart, rows: dict[int, list[str]], tell: Tell) -> None:
    hidden = [str(row) for row in part.hidden_rows if any(map(str.strip, rows.get(row, ())))]
    if hidden:
        what = say("hidden rows are read like the others: {rows}", rows=", ".join(hidden[:20]))
        tell(Note(Place(sheet.file, int(hidden[0]), 1), what, say("delete them if they are not meant")))
    width = max((len(fields) for fields in rows.values()), default=0)
    columns = [column for column in part.hidden_columns if column <= width]
    if columns:
        what = say(
            "hidden columns are read like the others: {columns}", columns=", ".join(map(column_letters, columns[:20]))
        )
        tell(Note(Place(sheet.file), what, say("delete them if they are not meant")))


def _above_notes(
    sheet: Sheet, rows: dict[int, list[str]], faults: Faults, tell: Tell
) -> Iterator[tuple[int, list[str]]]:
    """The rows without the notes that stand below the table: single cells, after a blank row."""
    last = next(
        (number for number in sorted(rows, reverse=True) if sum(map(bool, map(str.strip, rows[number]))) > 1), 0
    )
    below = False
    width = max((len(fields) for fields in rows.values()), default=0)
    for number in sorted(rows):
        below = bool(last) and number > last and (below or number - 1 not in rows)
        fields = rows[number]
        if below:
            column, text = next((at, field.strip()) for at, field in enumerate(fields, start=1) if field.strip())
            place = Place(sheet.file, number, column)
            if said := scale_said(text):
                faults.add(place, *below_the_table(text, said[0]))
            else:
                tell(Note(place, say("the line {text} is about the table and is left out", text=quoted(text))))
        else:
            yield number, fields + [""] * (width - len(fields))
