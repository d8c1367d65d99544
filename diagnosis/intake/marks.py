"""Columns of amounts in a table, which is read as a whole: `420,000` is no 420 beside `1,200,000`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from diagnosis.intake.values import Parsed, Parser, parser
from diagnosis.kinds.kind import Style
from diagnosis.kinds.numerals import Notation, notation
from diagnosis.kinds.text import Wrong, tidy
from diagnosis.knowledge.model import Fact
from diagnosis.messages import Said, say

_IN_DOUBT = re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}[.,][0-9]{3}(?![0-9.,])")
_POINTS = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:(?:,[0-9]{3}){2,}(?![0-9,])|(?:,[0-9]{3})+\.[0-9])")
"""Commas between thousands. A point alone shows nothing: it is how workbooks keep their numbers."""
_COMMAS = re.compile(
    r"(?<![0-9.,])(?:[0-9]{1,3}(?:(?:\.[0-9]{3}){2,}(?![0-9.])|(?:\.[0-9]{3})+,[0-9])|[0-9]+,[0-9]{1,2}(?![0-9,.]))"
)


def in_doubt(texts: Iterable[str]) -> bool:
    """Whether a text of a column can mean two numbers."""
    return any(map(_IN_DOUBT.search, texts))


def shown_marks(texts: Iterable[str]) -> tuple[Notation | None, str]:
    """How amounts of a table are written, and the one that shows it; None where none does, or some do otherwise."""
    texts = sorted(map(tidy, texts))
    points, commas = (next(filter(way.search, texts), "") for way in (_POINTS, _COMMAS))
    if bool(points) == bool(commas):
        return None, ""
    by = notation("1,234.5" if points else "1.234,5")
    assert isinstance(by, Notation)
    return by, points or commas


def for_all_of_them(do: Said) -> Said:
    """What to do about amounts that can mean two numbers: about this one (`do`), or about all at once."""
    return say("{do}, or say how all are written: --numbers 1,234.5, or numbers: 1.234,5 in a file of columns", do=do)


def marked_parser(fact: Fact, by: Notation) -> Callable[[Parser], Parser]:
    """What makes of a function that reads amounts one that reads those in doubt in one way."""
    by_notation = parser(fact, Style(by, percent=False))

    def marked(read: Parser) -> Parser:
        def read_marked(text: str) -> Parsed:
            parsed = read(text)
            return by_notation(text) if isinstance(parsed, Wrong) and len(parsed.readings) > 1 else parsed

        return read_marked

    return marked
