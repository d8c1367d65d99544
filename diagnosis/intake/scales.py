"""Columns of amounts in thousands or millions: "Revenue (k€)", "Pajamos, tūkst. EUR", "Sales (EUR '000)".

What stands below such a heading is read as if the word stood behind each figure, as in `990k`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from diagnosis.intake.values import Parsed, Parser
from diagnosis.kinds.figures import CODES, CURRENCY, FACTORS, codes
from diagnosis.kinds.text import Wrong, quoted, tidy
from diagnosis.messages import Said, say

_LETTERS = {10**3: "k", 10**6: "m", 10**9: "bn"}
_WORDS = "|".join(re.escape(word) for word in sorted(FACTORS, key=len, reverse=True))
_WORD = rf"(?P<word>(?:1?[ ,.’']?)?000s?|(?i:{_WORDS})\.?)"
_UNIT = re.compile(
    rf"(?:(?P<before>{CURRENCY}|(?:{CODES})(?=k|m|bn|mn|mln))\s*)?{_WORD}(?:\s*(?:of\s+)?(?P<after>{CURRENCY}))?"
)
_OTHER_UNIT = re.compile(r"[^\W\d_]|[€$£¥₴%]")


@dataclass(frozen=True, slots=True)
class Scale:
    """By what the figures of a column are multiplied, and their currency where that stands there too.

    `plain` says whether it can mean nothing else: a letter alone can ("m" is metres, months or millions).
    """

    written: str
    factor: int
    currency: str | None
    plain: bool


def scale_of(unit: str) -> Scale | None:
    """The scale that a unit names; None where it names none."""
    match = _UNIT.fullmatch(tidy(unit))
    if match is None or (match["before"] and match["after"]):
        return None
    word = match["word"].lower().rstrip(".")
    sign = match["before"] or match["after"]
    currency = codes(sign)[0] if sign else None
    return Scale(tidy(unit), FACTORS.get(word, 1000), currency, currency is not None or len(word) > 2 or word == "k")


_SAID_OF_AMOUNTS = re.compile(
    r"(?:.*[\W_])?(?:in|amounts?|figures?|values?|revenues?|sales|money|sumos?|suma|skaičiai|vertės|pajamos|pardavimai)\s*"
    r"|.*[(\[,;:–—-]\s*|",
    re.IGNORECASE,
)


def scale_said(text: str) -> tuple[Scale, bool] | None:
    """The scale that a line beside a table says its figures are in, and whether that is plain. None where it says none.

    >>> scale_said("Sales, Q3 (in thousands of EUR)")[0].factor
    1000
    >>> scale_said("Sales of Thousand Oaks")[1]
    False
    """
    words = tidy(text).split()
    for count in (3, 2, 1):
        for first in range(len(words) - count + 1):
            part = " ".join(words[first : first + count])
            bare = part.strip("()[],;:.*")
            scale = scale_of(bare) if len(bare) > 1 else None
            if scale is not None and scale.plain:
                before = " ".join([*words[:first], part[: part.index(bare)]])
                plain = scale.currency is not None or _SAID_OF_AMOUNTS.fullmatch(before) is not None
                if plain or not bare.isdecimal():
                    return scale, plain
    return None


def say_where(unit: str) -> Said:
    """What to do where it is not plain which figures are in a unit."""
    return say(
        "write {unit} into the headings that it holds for, as in 'Revenue target ({unit})', and delete this line",
        unit=unit,
    )


def below_the_table(text: str, scale: Scale) -> tuple[Said, Said]:
    """What is wrong with a note below a table that says its figures are thousands, and what to do."""
    return say("{text} stands below the table, where it changes no figure", text=quoted(text)), say_where(scale.written)


def scaled_parser(scale: Scale) -> Callable[[Parser], Parser]:
    """What makes of a function that reads amounts one that reads them by a scale."""

    def scaled(read: Parser) -> Parser:
        def read_scaled(text: str) -> Parsed:
            bare = tidy(text)
            digits = [index for index, char in enumerate(bare) if char.isdecimal()]
            if not digits:
                return read(text)
            if _OTHER_UNIT.search(bare):
                what = say("{text} stands in a column in {unit}", text=quoted(bare), unit=scale.written)
                return Wrong(what, say("write the bare figure"))
            end = digits[-1] + 1
            parsed = read(f"{bare[:end]}{_LETTERS[scale.factor]}{bare[end:]}")
            if not isinstance(parsed, Wrong):
                return parsed
            # What can be answered to it otherwise are figures in full, which would be wrong in this column.
            do = say("write it so that it can mean one thing, with ! behind it if it is right though unusual")
            what = say("{what} (the column is in {unit})", what=parsed.what, unit=scale.written)
            return Wrong(what, do if parsed.readings else parsed.do)

        return read_scaled

    return scaled
