"""Ratios: one amount as a multiple of another, such as our price by that of the market."""

from __future__ import annotations

from decimal import Decimal

from diagnosis.kinds.numerals import percent
from diagnosis.kinds.numeric import Numeric
from diagnosis.kinds.text import Wrong
from diagnosis.messages import say


class Ratio(Numeric):
    """A ratio; it may also be written in per cent of par."""

    name = "ratio"
    called = say("a ratio")
    hint = say("a ratio such as 0.95, or 95%")
    example = say("0.95")
    effort = 2.5
    lowest = Decimal(0)
    range_in_words = say("a ratio is not negative")
    plausible = ("0.5", "0.8", "1", "1.2", "2", "3")
    plausible_beside = ("1",)

    def amount(self, text: str) -> Decimal | Wrong:
        """The ratio that a tidy text writes."""
        return percent(text) if text.endswith("%") else super().amount(text)


KIND = Ratio()
