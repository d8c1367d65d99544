"""The parts of a workbook (.xlsx) before it is read: whether it may be, and what its reader does not tell.

python-calamine reads fast, but it takes all the memory for one stray cell in the last corner of a sheet, or for a part
that unpacks without end, and then aborts the process. So sizes and the addresses of cells are checked here, and it
is given only the very bytes that were checked. It does not tell which cells are in per cent, hold errors, are formulas
without a value, are merged or hidden: that is read here too.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from diagnosis.faults import column_letters
from diagnosis.kinds.text import Wrong
from diagnosis.messages import say

MOST_UNPACKED = 600_000_000
"""Bytes of all parts together: some 300,000 rows of 70 columns."""
MOST_CELLS = 15_000_000
"""Cells of the rectangle that a sheet fills; each takes some 40 bytes while it is read."""
_MOST_IN_SMALL_PART = 20_000_000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384

_SKIPPED = re.compile(
    r"xl/(?:drawings|media|charts|embeddings|pivot\w+|externalLinks|printerSettings|vbaProject).*", re.IGNORECASE
)
_USUAL_CELL = re.compile(rb'<c r="([A-Z]+)')
_ANY_CELL = re.compile(rb"[<:]c[\s>/]")
_ADDRESS = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)([0-9]+)""")
_FILLED = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]+)([0-9]+)["'](?:[^>]*[^>/])?>""")
_USUAL_STYLE = rb'<c r="([A-Z]+)([0-9]+)"[^>]* s="(?:%s)"'
_STYLE = rb"""<(?:\w+:)?c\s(?=[^>]*\bs\s*=\s*["'](?:%s)["'])(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]+)([0-9]+)["']"""
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\s(?=[^>]*\bt\s*=\s*["']e["'])(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]+)([0-9]+)["'][^>]*>"""
    rb"""(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)</""",
    re.DOTALL,
)
_ENDS_WITHOUT_VALUE = re.compile(
    rb"""(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
_NO_VALUE = re.compile(
    rb"""<(?:\w+:)?c\s(?![^>]*\bt\s*=\s*["']str["'])(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]+)([0-9]+)["'][^>]*>\s*"""
    rb"""<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>([^<]*)</(?:\w+:)?f>)\s*"""
    rb"""(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"""
)
_ROW_HIDDEN = re.compile(rb"""<(?:\w+:)?row\s(?=[^>]*\bhidden\s*=\s*["'](?:1|true)["'])[^>]*?\br\s*=\s*["']([0-9]+)""")
_COLUMN_HIDDEN = re.compile(rb"""<(?:\w+:)?col\s(?=[^>]*\bhidden\s*=\s*["'](?:1|true)["'])[^>]*>""")
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*["']([A-Za-z]+)([0-9]+):([A-Za-z]+)([0-9]+)""")
_BUILT_IN_PER_CENT = frozenset((9, 10))

Cell = tuple[int, int]
"""Row and column, from 1."""


@dataclass(slots=True)
class SheetPart:
    """A sheet: its name, whether it is shown, and what its XML tells of cells (row and column, from 1)."""

    name: str
    visible: bool
    per_cent: dict[int, tuple[int, ...]] = field(default_factory=dict)
    instead: dict[Cell, str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    wrong: Wrong | None = None


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a workbook, and the workbook again, of its checked parts only and unpacked."""

    sheets: tuple[SheetPart, ...]
    checked: io.BytesIO


def parts_of(path: Path) -> Workbook | Wrong:
    """What a workbook holds, or why it may not be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError):
        return _no_workbook()
    except (ET.ParseError, KeyError, ValueError, UnicodeError, zipfile.zlib.error):  # type: ignore[attr-defined]
        return _no_workbook()


def _no_workbook() -> Wrong:
    return Wrong(say("this is no whole workbook, or one with a password"), say("save it as .xlsx without a password"))


def _read(archive: zipfile.ZipFile) -> Workbook | Wrong:
    entries = {info.filename: info for info in archive.infolist() if not _SKIPPED.fullmatch(info.filename)}
    parts = {name: info for name, info in entries.items() if name.endswith((".xml", ".rels"))}
    if sum(info.file_size for info in parts.values()) > MOST_UNPACKED or len(parts) > 5_000:
        return _too_large()
    checked = io.BytesIO()
    content: dict[str, bytes] = {}
    unpacked = 0
    with zipfile.ZipFile(checked, "w", zipfile.ZIP_STORED) as copy:
        for name, info in parts.items():
            with archive.open(info) as part:
                # A directory that lies about a size is found by what was read.
                data = part.read(MOST_UNPACKED - unpacked + 1)
            unpacked += len(data)
            if unpacked > MOST_UNPACKED:
                return _too_large()
            if b"<!DOCTYPE" in data or b"\0" in data[:200]:
                return Wrong(
                    say("the part {name} is not as spreadsheets write it", name=name),
                    say("open it in a spreadsheet and save it again"),
                )
            copy.writestr(name, data)
            content[name] = data
    checked.seek(0)
    return Workbook(tuple(_sheets(content)), checked)


def _too_large() -> Wrong:
    return Wrong(
        say("unpacked, the workbook is too large (at most {most} MB)", most=MOST_UNPACKED // 10**6),
        say("split it into several, or save its sheets as CSV"),
    )


def _sheets(content: Mapping[str, bytes]) -> Iterator[SheetPart]:
    book = "xl/workbook.xml"
    targets = {
        relation.get("Id"): posixpath.normpath(posixpath.join("xl", (relation.get("Target") or "").lstrip("/")))
        for relation in _tree(content["xl/_rels/workbook.xml.rels"])
    }
    targets = {key: part if part in content else part.removeprefix("xl/") for key, part in targets.items()}
    styles = _per_cent_styles(content.get("xl/styles.xml"))
    for sheet in _tree(content[book]).iterfind("{*}sheets/{*}sheet"):
        relation = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
        part = SheetPart(sheet.get("name") or "", sheet.get("state", "visible") == "visible")
        data = content.get(targets.get(relation, ""), b"")
        usual = _is_usual(data)
        part.wrong = _beyond(data, usual)
        if part.wrong is None:
            _note_cells(part, data, styles, usual)
        yield part


def _tree(data: bytes) -> ET.Element:
    if len(data) > _MOST_IN_SMALL_PART:
        raise ValueError(len(data))
    # Document types, and with them entities, are refused before.
    return ET.fromstring(data)  # noqa: S314


def _per_cent_styles(data: bytes | None) -> frozenset[int]:
    """The numbers of the cell styles that show a number in per cent."""
    if data is None:
        return frozenset()
    styles = _tree(data)
    formats = {
        int(each.get("numFmtId", "0")): each.get("formatCode", "") for each in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    per_cent = {number for number, code in formats.items() if "%" in re.sub(r'"[^"]*"|\\.|\[[^\]]*\]', "", code)}
    per_cent |= _BUILT_IN_PER_CENT - formats.keys()
    cells = styles.iterfind("{*}cellXfs/{*}xf")
    return frozenset(index for index, cell in enumerate(cells) if int(cell.get("numFmtId", "0")) in per_cent)


def _beyond(data: bytes, usual: bool) -> Wrong | None:
    """What is wrong with the addresses of a sheet: the rectangle of all cells would be too large, or one has none."""
    if usual and _fits(data):
        return None
    # Cells that are only formatted take no place.
    if _too_wide(set(_ADDRESS.findall(data))) and _too_wide(filled := set(_FILLED.findall(data))):
        row, column = _corner(filled)
        corner = f"{column_letters(min(column, _LAST_COLUMN))}{row}"
        what = say("the sheet reaches to the cell {cell}: too many cells", cell=corner)
        return Wrong(what, say("delete what stands beyond the table"))
    if not usual and re.search(rb"""<(?:\w+:)?c(?:[>/]|\s(?![^>]*\br\s*=)[^>]*>)""", data):
        return Wrong(say("cells of the sheet have no addresses"), say("open it in a spreadsheet and save it again"))
    return None


def _is_usual(data: bytes) -> bool:
    """Whether every cell is written as nearly all programs do, so that quick patterns find them all."""
    begin, end = data.find(b"<sheetData"), data.rfind(b"</sheetData")
    quick = 0 <= begin < end and data.count(b"<c", begin, end) == data.count(b'<c r="', begin, end)
    if quick and b":c" not in data:
        return not (_ANY_CELL.search(data, 0, begin) or _ANY_CELL.search(data, end))
    return len(_ANY_CELL.findall(data)) == data.count(b'<c r="')


def _fits(data: bytes) -> bool:
    """Whether the rectangle of all cells is small, told quickly: no row has more digits than the last one may have."""
    columns = _USUAL_CELL.findall(data)
    width = max(map(number_of, set(columns)), default=0)
    digits = next((count for count in range(6, 1, -1) if (10**count - 1) * max(1, width) <= MOST_CELLS), 0)
    return (
        len(columns) == data.count(b"<c ")
        and digits > 0
        and width <= _LAST_COLUMN
        and re.search(rb'<c r="[A-Z]+[0-9]{%d}' % (digits + 1), data) is None
    )


def _too_wide(addresses: set[tuple[bytes, bytes]]) -> bool:
    row, column = _corner(addresses)
    return row * column > MOST_CELLS or row > _LAST_ROW or column > _LAST_COLUMN


def _corner(addresses: set[tuple[bytes, bytes]]) -> Cell:
    columns = {name for name, _ in addresses if name}
    row = max((int(row[:9]) for _, row in addresses), default=0)
    return row, max((number_of(name) for name in columns), default=0)


def number_of(name: bytes) -> int:
    """The number of a column (from 1) that letters name."""
    number = 0
    for letter in name[:6].upper():
        number = number * 26 + letter - 64
    return number


def _note_cells(part: SheetPart, data: bytes, per_cent: frozenset[int], usual: bool) -> None:
    if per_cent:
        styles = b"|".join(str(number).encode() for number in sorted(per_cent))
        part.per_cent = _rows_in_per_cent(data, (_USUAL_STYLE if usual else _STYLE) % styles)
    if b'"e"' in data or b"'e'" in data:
        for name, row, text in _ERROR.findall(data):
            part.instead[int(row), number_of(name)] = text.decode("utf-8", "replace")
    if (b"<f" in data or b":f" in data) and _ENDS_WITHOUT_VALUE.search(data):
        for name, row, formula in _NO_VALUE.findall(data):
            part.instead[int(row), number_of(name)] = "=" + formula.decode("utf-8", "replace")
    if b"mergeCell" in data:
        for first, top, last, bottom in _MERGED.findall(data):
            part.merged.append((int(top), number_of(first), int(bottom), number_of(last)))
    if b"hidden" in data:
        part.hidden_rows = [int(row) for row in _ROW_HIDDEN.findall(data)]
        for column in _COLUMN_HIDDEN.findall(data):
            limits = [re.search(rb"""\b%s\s*=\s*["']([0-9]+)""" % key, column) for key in (b"min", b"max")]
            first_last = [int(limit[1]) for limit in limits if limit]
            if len(first_last) == 2 and first_last[1] - first_last[0] < 200:
                part.hidden_columns += range(first_last[0], first_last[1] + 1)


def _rows_in_per_cent(data: bytes, pattern: bytes) -> dict[int, tuple[int, ...]]:
    """The columns of the cells in per cent, by their rows."""
    rows: dict[int, tuple[int, ...]] = {}
    first, names = re.compile(pattern), re.compile(pattern.replace(b"([0-9]+)", b"[0-9]+"))
    # Most rows have the same cells in per cent as others.
    known: dict[tuple[bytes, ...], tuple[int, ...]] = {}
    for chunk in re.split(rb"<(?:\w+:)?row\b", data):
        if cell := first.search(chunk):
            cells = tuple(names.findall(chunk))
            rows[int(cell[2])] = known.get(cells) or known.setdefault(cells, tuple(map(number_of, cells)))
    return rows
