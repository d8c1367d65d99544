"""Days: 2026-09-30, and all else that can mean one day only, such as 30.9.2026 and "30 Sep 2026".

>>> calendar_date("30/09/2026"), calendar_date("2026 m. rugsėjo 30 d.")
(datetime.date(2026, 9, 30), datetime.date(2026, 9, 30))
>>> calendar_date("3/9/2026").readings
('2026-09-03', '2026-03-09')
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import cache

from diagnosis.kinds.given import Given
from diagnosis.kinds.kind import CatalogueFact, Kind, Printed
from diagnosis.kinds.numerals import doubtful
from diagnosis.kinds.text import Wrong, quoted
from diagnosis.languages import LANGUAGES
from diagnosis.messages import say


class Day(Kind):
    """A day of the calendar; in conditions it is a text."""

    name = "date"
    hint = say("a day such as 2026-09-30")
    example = say("2026-09-30")
    effort = 1.5
    has_bands = False

    def read(self, text: str, fact: CatalogueFact) -> Given | Wrong:
        """A day."""
        day = calendar_date(text)
        return day if isinstance(day, Wrong) else Given(day)

    def restored(self, value: Printed) -> Printed:
        """A day again."""
        return date.fromisoformat(value) if isinstance(value, str) else value


_YEAR_FIRST = re.compile(r"(?P<year>[0-9]{4})(?P<mark>[-./]) ?(?P<month>[0-9]{1,2})(?P=mark) ?(?P<day>[0-9]{1,2})\.?")
_YEAR_LAST = re.compile(r"(?P<first>[0-9]{1,2})(?P<mark>[-./]) ?(?P<second>[0-9]{1,2})(?P=mark) ?(?P<year>[0-9]{4})")
_TIME = re.compile(r"(?:T| )[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?$")
_WORD = r"(?P<word>[^\W\d_]{3,})\.?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.| ?d\.)?"
_YEAR = r"(?P<year>[0-9]{4})(?: ?m\.)?"
_WITH_WORD = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_DAY}[-/ ]*(?:of )?{_WORD}[-/, ]*{_YEAR}",
        rf"{_WORD}[- ]*{_DAY}[-, ]+{_YEAR}",
        rf"{_YEAR}[-, ]*{_WORD}[- ]*{_DAY}",
    )
)


def calendar_date(text: str) -> date | Wrong:
    """The day that a tidy text writes. Where day and month can change places (3/9/2026), it is refused with both."""
    bare = _TIME.sub("", text)
    if match := _YEAR_FIRST.fullmatch(bare):
        return _day(text, match["year"], match["month"], match["day"])
    if match := _YEAR_LAST.fullmatch(bare):
        first, second, year = match["first"], match["second"], match["year"]
        day_first, month_first = _day(text, year, second, first), _day(text, year, first, second)
        if isinstance(day_first, date) and isinstance(month_first, date) and day_first != month_first:
            return doubtful(text, (day_first.isoformat(), month_first.isoformat()))
        return month_first if isinstance(month_first, date) else day_first
    for pattern in _WITH_WORD:
        match = pattern.fullmatch(bare)
        if match and (number := _month(match["word"])):
            return _day(text, match["year"], str(number), match["day"])
    return Wrong(say("{text} is not a date", text=quoted(text)), say("write it as 2026-09-30, year first"))


def _day(text: str, year: str, month: str, day: str) -> date | Wrong:
    try:
        read = date(int(year), int(month), int(day))
    except ValueError:
        return Wrong(say("{text} is not in the calendar", text=quoted(text)), say("check the day and the month"))
    if 1900 <= read.year < 2200:
        return read
    return Wrong(say("{text} is not of our time", text=quoted(text)), say("check the year"))


def _month(word: str) -> int | None:
    """The month (from 1) of which a word is the name or its beginning, in any language; None where several may be."""
    beginning = _bare(word)
    months = {number for name, number in _months() if name.startswith(beginning)}
    return months.pop() if len(months) == 1 else None


@cache
def _months() -> tuple[tuple[str, int], ...]:
    """The names of the months with their numbers, without capitals and accents."""
    from babel.dates import get_month_names  # it loads slowly, and most days are written in digits

    return tuple(
        (_bare(name).rstrip("."), number)
        for language in LANGUAGES
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, context, language).items()
    )


def _bare(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


KIND = Day()
