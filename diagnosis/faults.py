"""Faults: what is wrong in something that a person wrote, where, and what to do.

Readers of knowledge and of facts collect faults and go on, so that one pass tells them all; at the
end they raise one `Faulty` that carries every one.
"""

from __future__ import annotations

import difflib
import errno
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from diagnosis.languages import SOURCE
from diagnosis.messages import NOTHING, Said, say, translated, verbatim

_ON_SHEET = re.compile(r".*\.xls[xm]\[.*\]", re.IGNORECASE | re.DOTALL)


def column_letters(column: int) -> str:
    """The letters of a column (from 1), as spreadsheets name it."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def visible(text: str) -> str:
    """A text with what cannot be seen written out: the name of a file may steer a terminal, or turn other words."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text)


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file: `line` and `column` count from 1; 0 means the file as a whole.

    A sheet of a workbook is `quarter.xlsx[Teams]`, and a place on it is told as spreadsheets name cells.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        file = visible(self.file)
        if not self.line:
            return file
        if _ON_SHEET.fullmatch(self.file):
            return f"{file}!{column_letters(self.column)}{self.line}"
        return f"{file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault: `place`, `what` is wrong, and what to `do` about it (both full sentences without a final stop)."""

    place: Place
    what: Said
    do: Said = NOTHING
    readings: tuple[str, ...] = field(default=(), repr=False)
    """Texts to answer with where one is asked what is meant (see `kinds.text.Wrong`)."""

    def __str__(self) -> str:
        return self.text(SOURCE)

    def text(self, language: str) -> str:
        """The whole fault on one line, in a language ("en", "lt")."""
        return f"{self.place}: {self.words(language)}"

    def words(self, language: str) -> str:
        """What is wrong and what to do, without the place."""
        return "; ".join(translated(part, language) for part in (self.what, self.do) if part)


class Note(Fault):
    """Something to tell that refuses nothing: how a doubtful thing was read, or what was left out."""


class Faulty(Exception):
    """Input that cannot be used; `faults` holds every fault found in one pass, ordered by place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(set(faults)))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def reason_of(error: OSError) -> Said:
    """Why a file cannot be read or written, as the operating system says it."""
    return _REASONS.get(error.errno or 0) or verbatim(error.strerror or str(error))


_REASONS = {
    errno.EACCES: say("Permission denied"),
    errno.EISDIR: say("Is a directory"),
    errno.ENOENT: say("No such file or directory"),
    errno.ENOSPC: say("No space left on device"),
    errno.ENOTDIR: say("Not a directory"),
    errno.EROFS: say("Read-only file system"),
}


_NEAR, _NEARER = 0.75, 0.85


def suggest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most likely meant by `word`, or None where none is plainly meant.

    A wrong suggestion is worse than none: most letters must be those of the word, or all of them in another order;
    nearly all, where the first is another, which is seldom mistyped. By judgement.
    """
    matches = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    if not matches:
        return None
    (match,) = matches
    near = _NEAR if match[:1] == word[:1] else _NEARER
    is_near = difflib.SequenceMatcher(None, match, word).ratio() >= near
    is_begun = min(len(match), len(word)) > 3 and (match.startswith(word) or word.startswith(match))
    return match if is_near or is_begun or sorted(match) == sorted(word) else None


def meant(guess: str | None, otherwise: Said) -> Said:
    """What to do about an unknown word: to ask whether `guess` was meant; `otherwise` where nothing is close."""
    return say("did you mean {guess!r}?", guess=guess) if guess else otherwise
