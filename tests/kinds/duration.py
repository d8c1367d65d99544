"""A kind that a test adds: hours and minutes, written 1:30 and kept in hours. It is one file, as any kind is."""

from __future__ import annotations

import re
from decimal import Decimal

from diagnosis.kinds.formats import Formats, Words
from diagnosis.kinds.kind import CatalogueFact, Style
from diagnosis.kinds.numerals import Meant
from diagnosis.kinds.numeric import Numeric
from diagnosis.kinds.text import Wrong, quoted
from diagnosis.messages import say

_WRITTEN = re.compile(r"([0-9]+):([0-5][0-9])")


class Duration(Numeric):
    """Hours and minutes."""

    name = "duration"
    called = say("a duration")
    hint = say("hours and minutes such as 1:30")
    example = say("1:30")
    lowest = Decimal(0)
    range_in_words = say("a duration is not negative")
    plausible = ("0.5", "4", "12", "48")
    plausible_beside = ("4",)

    def amounts(self, text: str, fact: CatalogueFact, style: Style) -> tuple[Meant, ...] | Wrong:
        """The hours that a tidy text writes."""
        match = _WRITTEN.fullmatch(text)
        if match is None:
            return Wrong(say("{text} is no duration", text=quoted(text)), say("write it as 1:30"))
        return (Meant(Decimal(match[1]) + Decimal(match[2]) / 60),)

    def canonical_number(self, value: Decimal) -> str:
        """1:30."""
        minutes = int((value * 60).to_integral_value())
        return f"{minutes // 60}:{minutes % 60:02}"

    def figure(self, value: Decimal | float, formats: Formats, places: int | None, unit: Words | None) -> str:
        """1 h 30 min, 1 val. 30 min."""
        hours, minutes = self.canonical_number(Decimal(value)).split(":")
        return f"{hours} {'val.' if formats.language == 'lt' else 'h'} {int(minutes)} min"


KIND = Duration()
