"""The rows of a CSV file, each with the line on which it begins, whatever wrote the file.

The delimiter (comma, semicolon or tab) is the one that the header has most of, or the one that a line `sep=;` above it
names. The encoding is told by `encodings`. A fault of the file as a whole ends the reading of it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import TextIO

from diagnosis.documents.source import Faults
from diagnosis.faults import Note, Place, reason_of
from diagnosis.intake.encodings import Unreadable, encoding_of
from diagnosis.messages import Said, say

MOST_BYTES = 2_000_000_000
MOST_COLUMNS = 2_000

_DELIMITERS = (",", ";", "\t")
_SEPARATOR_LINE = re.compile(r"""["']?sep=(?P<delimiter>[^"\w\s]|\t)["']?[\s,;]*""", re.IGNORECASE)
_MARK = "\ufeff"

IsHeader = Callable[[Sequence[str]], bool]
"""Whether fields name the columns that a table must have."""

_LONGEST_LINE = 1_000_000
"""Characters; a row of 2,000 columns has a hundredth of it."""

HEADER_WITHIN = 20
"""So many rows are looked at for the header: titles stand above it, and dates of export."""


def csv_rows(
    path: Path,
    file: str,
    faults: Faults,
    is_header: IsHeader | None = None,
    tell: Callable[[Note], None] = lambda note: None,
) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank: the line (from 1) on which each begins, and its fields.

    `file` is the file's name in faults; `tell` is told how the encoding was recognised. `is_header` tells by which
    line the delimiter is chosen; without it, and where no line is one, it is the first.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            what = say(
                "the file is too large ({size:.1f} GB; at most {most:.0f} GB)",
                size=size / 1e9,
                most=MOST_BYTES / 1e9,
            )
            faults.add(Place(file), what, say("split the teams over several folders"))
            return
        encoding = encoding_of(path)
        if isinstance(encoding, Unreadable):
            faults.add(_undecodable(path, file), encoding.what, encoding.do)
            return
        if encoding.note:
            tell(Note(Place(file), encoding.note, say("save it as CSV UTF-8 if that is wrong")))
        with path.open(encoding=encoding.codec, newline="") as text:
            yield from rows_of(_lines(text, file, faults), file, faults, is_header)
    except OSError as error:
        faults.add(
            Place(file),
            say("the file cannot be read ({reason})", reason=reason_of(error)),
            say("check its permissions"),
        )


def _lines(text: TextIO, file: str, faults: Faults) -> Iterator[str]:
    """The lines of a file, up to one that is so long that no table has it: it would fill the memory."""
    number = 0
    while line := text.readline(_LONGEST_LINE + 1):
        number += 1
        if len(line) > _LONGEST_LINE:
            what = say("a line of more than {count} characters cannot be read", count=_LONGEST_LINE)
            faults.add(Place(file, number, 1), what, say("save it as CSV UTF-8, a row on a line"))
            return
        yield line


def rows_of(
    text: Iterator[str], file: str, faults: Faults, is_header: IsHeader | None = None
) -> Iterator[tuple[int, list[str]]]:
    """The rows of the lines of a table, wherever they come from, as `csv_rows` gives those of a file."""
    begin: list[str] = []
    filled = 0
    for written in text:
        begin.append(written)
        filled += bool(written.strip())
        if filled > HEADER_WITHIN:
            break
    if begin:
        # A program that adds a byte order mark to what has one leaves two.
        begin[0] = begin[0].lstrip(_MARK)
    skipped = next((index for index, line in enumerate(begin) if line.strip()), len(begin))
    delimiter = None
    if skipped < len(begin) and (named := _SEPARATOR_LINE.fullmatch(begin[skipped].rstrip("\r\n"))):
        delimiter = named["delimiter"]
        skipped += 1
    begin = begin[skipped:]
    line, empty = skipped + 1, True
    try:
        delimiter = delimiter or _chosen(begin, is_header)
        reader = csv.reader(chain(begin, text), delimiter=delimiter, strict=True)
        for fields in reader:
            if any(map(str.strip, fields)):
                if len(fields) > MOST_COLUMNS:
                    what = say("a row of {count} fields cannot be read", count=len(fields))
                    faults.add(
                        Place(file, line, 1),
                        what,
                        say("give at most {most} columns", most=MOST_COLUMNS),
                    )
                    return
                empty = False
                yield line, fields
            line = skipped + reader.line_num + 1
    except csv.Error as error:
        faults.add(Place(file, line, 1), *_meaning(str(error)))
        return
    if empty:
        do = say("write a header with the names of the columns, and a row for each team")
        faults.add(Place(file), say("the file is empty"), do)


def _chosen(begin: Sequence[str], is_header: IsHeader | None) -> str:
    """The delimiter of the line that is the header, else of the first that holds anything."""
    filled = [index for index, line in enumerate(begin) if line.strip()]
    for index in filled if is_header else ():
        delimiter = _delimiter(begin[index])
        # A heading may hold a line break, so that the header goes on.
        if is_header is not None and is_header(next(csv.reader(begin[index:], delimiter=delimiter), [])):
            return delimiter
    return _delimiter(begin[filled[0]]) if filled else _DELIMITERS[0]


def _delimiter(header: str) -> str:
    """The delimiter that a header is written with; a comma where there is only one column."""
    return max(_DELIMITERS, key=lambda delimiter: len(_split(header, delimiter)))


def _split(header: str, delimiter: str) -> list[str]:
    # Not strict: a header that spans lines by a quoted line break ends in the middle of a field here.
    return next(csv.reader([header], delimiter=delimiter), [])


def _meaning(error: str) -> tuple[Said, Said]:
    if "field larger than" in error or "unexpected end of data" in error:
        return say("a quotation mark is not closed in this row"), say("close it, or write it twice inside a value")
    if "expected after" in error:
        return say("a quotation mark ends before its field does"), say("write a quotation mark inside a value twice")
    return say("the row cannot be read ({error})", error=error), say("save it as CSV UTF-8")


def _undecodable(path: Path, file: str) -> Place:
    """Where the first byte stands that is not UTF-8: its line, and the character in it."""
    with path.open("rb") as binary:
        for number, line in enumerate(binary, start=1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                return Place(file, number, len(line[: error.start].decode("utf-8")) + 1)
    return Place(file)
