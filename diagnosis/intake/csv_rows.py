"""The rows of a CSV file, each with the line on which it begins, whatever wrote the file.

The delimiter (comma, semicolon or tab) is the one that the header has most of; the encoding is UTF-8, with or without a
byte order mark. A fault of the file as a whole ends the reading of it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from diagnosis.documents.source import Faults
from diagnosis.faults import Place, reason_of
from diagnosis.messages import Said, say

MOST_BYTES = 2_000_000_000
MOST_COLUMNS = 2_000

_DELIMITERS = (",", ";", "\t")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def csv_rows(path: Path, file: str, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, the header first: the line (from 1) on which each begins, and its fields.

    `file` is the file's name in faults.
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
        with path.open("rb") as binary:
            if binary.read(2) in _UTF_16:
                faults.add(Place(file), say("the file is in UTF-16"), say("save it as CSV UTF-8"))
                return
        with path.open(encoding="utf-8-sig", newline="") as text:
            yield from rows_of(text, file, faults)
    except OSError as error:
        faults.add(
            Place(file),
            say("the file cannot be read ({reason})", reason=reason_of(error)),
            say("check its permissions"),
        )
    except UnicodeDecodeError:
        faults.add(_undecodable(path, file), say("the file is not in UTF-8 here"), say("save it as CSV UTF-8"))


def rows_of(text: Iterator[str], file: str, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """The rows of the lines of a table, wherever they come from, as `csv_rows` gives those of a file."""
    # The delimiter is sniffed on the first line that holds anything; before it, only blank lines are skipped.
    first, skipped, empty = "", 0, True
    for first in text:
        if first.strip():
            break
        skipped += 1
    line = skipped + 1
    try:
        reader = csv.reader(chain((first,), text), delimiter=_delimiter(first), strict=True)
        for fields in reader:
            if any(fields):
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
