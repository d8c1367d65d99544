"""Days, as 2026-09-30."""

from __future__ import annotations

import re
from datetime import date

from diagnosis.kinds.given import Given
from diagnosis.kinds.kind import CatalogueFact, Kind, Printed
from diagnosis.kinds.text import Wrong, quoted
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


def calendar_date(text: str) -> date | Wrong:
    """The date that a tidy text writes as `2026-09-30`; no other order of day and month is guessed at."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return Wrong(say("{text} is not in the calendar", text=quoted(text)), say("check the day and the month"))
        return (
            day
            if 1900 <= day.year < 2200
            else Wrong(say("{text} is not of our time", text=quoted(text)), say("check the year"))
        )
    return Wrong(say("{text} is not a date", text=quoted(text)), say("write it as 2026-09-30, year first"))


KIND = Day()
