"""What people and spreadsheets write in place of a value, and how a text is quoted in a fault.

A text is read as it stands: blanks around it are dropped, nothing else is repaired.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from diagnosis.messages import Said, labelled, say

MAX_LENGTH = 10_000
"""Longer texts are no values; a stray quotation mark makes such cells."""

MAX_NAME = 200
"""The longest id of a team or member, and the longest fact that is a text."""

UNKNOWN = frozenset(
    {"", "-", "–", "—", "?", "??", "???", "~", "null", "unknown", "n/a", "n.a.", "tbd", "no data", "not known"}
    | {"not available", "nežinoma", "nežinomas", "nezinoma", "nėra duomenų", "nera duomenu"}
)
"""What stands for "not known", in any case of letters. "none" and "nėra" do not: they often mean zero."""

LEAVE_BLANK = say("leave it blank if it is unknown")
BLANK_OR_UNKNOWN = say("leave it blank or write unknown")
CORRECT_OR_BLANK = say("correct its formula, or leave it blank")
NUMBER_OR_BLANK = say("write a number, or leave it blank if it is unknown")
BLANK_ADVICE = frozenset({LEAVE_BLANK, BLANK_OR_UNKNOWN, CORRECT_OR_BLANK, NUMBER_OR_BLANK})
"""What to do in files and tables. Beside a field of a form there is a button for "don't know" instead."""

_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f\t", " "))
_SPREADSHEET_ERRORS = re.compile(
    r"#+|#(?:DIV/0|N/A|NAME|NULL|NUM|REF|VALUE|SPILL|CALC|GETTING_DATA)[!?]?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Wrong:
    """Why a text is refused: `what` is wrong and what to `do`; whoever read the text knows the place."""

    what: Said
    do: Said
    readings: tuple[str, ...] = field(default=(), compare=False)
    """Texts that say what may be meant; to give one of them as the value settles it."""

    def about(self, key: str) -> Wrong:
        """The same, said of what is written under `key`."""
        return Wrong(labelled(key, self.what), self.do, self.readings)


def is_unknown(text: str) -> bool:
    """Whether a tidy text says that a value is not known."""
    return text.lower() in UNKNOWN


def tidy(text: str) -> str:
    """`text` without blanks around it and with plain spaces for no-break, thin and figure spaces and tabs."""
    return text.translate(_BLANKS).strip()


def quoted(text: str) -> str:
    """`text` in quotes for a fault: on one line, at most 40 characters of it, invisible ones escaped."""
    short = text if len(text) <= 40 else text[:39] + "…"
    return "'" + "".join(char if _is_shown(char) else f"\\u{ord(char):04x}" for char in short) + "'"


def _is_shown(char: str) -> bool:
    return char.isprintable() and char not in BLANK_LETTERS


def no_value(text: str) -> Wrong | None:
    """What is wrong with a tidy text that holds what a spreadsheet left behind instead of a value."""
    if len(text) > MAX_LENGTH:
        return Wrong(
            say("{count} characters are too many for a value", count=len(text)),
            say("look for a quotation mark that is not closed"),
        )
    if text.startswith("#") and _SPREADSHEET_ERRORS.fullmatch(text):
        if set(text) == {"#"}:
            return Wrong(
                say("{text} is a column too narrow to show its value", text=quoted(text)),
                say("widen the column and export again"),
            )
        return Wrong(
            say("{text} is an error of the spreadsheet", text=quoted(text)),
            CORRECT_OR_BLANK,
        )
    if text.startswith("="):
        return Wrong(say("{text} is a formula", text=quoted(text)), say("write the value that it gives"))
    return None


def name(text: str) -> str | Wrong:
    """The id of a team or member, or a fact that is a text: kept as written (`0017`, quotes, any script), but trimmed.

    Wrong where it is too long, left behind by a spreadsheet, or holds control characters. A blank text is given back
    blank: whether it may be is for the caller to say.
    """
    trimmed = text.strip()
    if wrong := no_value(trimmed):
        return wrong
    if len(trimmed) > MAX_NAME:
        return Wrong(
            say("{text} has {count} characters", text=quoted(trimmed), count=len(trimmed)),
            say("write at most {most}", most=MAX_NAME),
        )
    # Controls, line separators, surrogates and direction marks: invisible in a report, and two ids could look alike.
    if not trimmed.isprintable() and any(unicodedata.category(char) in _INVISIBLE for char in _joined(trimmed)):
        return Wrong(
            say("{text} holds a character that cannot be seen", text=quoted(trimmed)),
            say("write it on one line, without it"),
        )
    if trimmed and not any(unicodedata.category(char)[0] in "LNPS" and char not in BLANK_LETTERS for char in trimmed):
        return Wrong(say("{text} cannot be seen", text=quoted(trimmed)), say("write a name with letters"))
    return trimmed


JOINERS = "\u200c\u200d"
"""What joins letters or keeps them apart: many scripts are not written rightly without."""

BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0\U0001d159")
"""Letters and signs, by Unicode, that show nothing."""


_KEPT = "\n\t\u00ad"


def unseen(text: str) -> str | None:
    """The first character of a text of several lines that cannot be seen, as it steers a terminal or turns lines."""
    unlike = (char for char in _joined(text) if not char.isprintable() and char not in _KEPT)
    return next((char for char in unlike if unicodedata.category(char) in _INVISIBLE), None)


def _joined(text: str) -> str:
    """A text without the joiners that stand between two of its characters."""
    return re.sub(f"(?<=[^{JOINERS}])[{JOINERS}](?=[^{JOINERS}])", "", text)


_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
