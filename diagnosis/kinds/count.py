"""Counts: whole numbers, with the unit that the catalogue gives."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from diagnosis.kinds.figures import Figure
from diagnosis.kinds.given import Given
from diagnosis.kinds.kind import InRange, Style
from diagnosis.kinds.numerals import Meant
from diagnosis.kinds.numeric import Numeric
from diagnosis.kinds.text import Wrong, quoted
from diagnosis.messages import Said, say

if TYPE_CHECKING:
    from diagnosis.kinds.number_formats import NumberFormats, Words


class Count(Numeric):
    """A whole number of something."""

    name = "count"
    called = say("a count")
    hint = say("a whole number such as 4")
    example = say("4")
    effort = 1.5
    lowest = Decimal(0)
    range_in_words = say("a count is not negative")
    whole_units = True
    plausible = ("0", "1", "2", "4", "10")
    plausible_beside = ("2",)

    def of_kind(
        self, text: str, written: Figure, meanings: tuple[Meant, ...], style: Style
    ) -> tuple[Meant, ...] | Wrong:
        """Whole numbers."""
        meant = super().of_kind(text, written, meanings, style)
        if isinstance(meant, Wrong):
            return meant
        whole = tuple(
            Meant(meaning.value.to_integral_value(), meaning.by)
            for meaning in meant
            if meaning.value == meaning.value.to_integral_value()
        )
        return whole or Wrong(say("{text} is no whole number", text=quoted(text)), say("write a count"))

    def figure(self, value: Decimal | float, formats: NumberFormats, places: int | None, unit: Words | None) -> str:
        """Without decimals."""
        return formats.in_unit(formats.count(value), unit)

    def hint_in(self, unit: str) -> Said:
        """With the unit."""
        return say("a whole number of {unit}, such as 4", unit=unit)

    def nearest(self, value: Decimal, in_range: InRange) -> Given | None:
        """The nearest whole number."""
        return super().nearest(value.to_integral_value(), in_range)


KIND = Count()
