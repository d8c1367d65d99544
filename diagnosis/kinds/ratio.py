"""Ratios: one amount as a multiple of another, such as our price by that of the market."""

from __future__ import annotations

from decimal import Decimal

from diagnosis.kinds.figures import Figure
from diagnosis.kinds.kind import Style
from diagnosis.kinds.numerals import Meant, hundredth
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

    def of_kind(
        self, text: str, written: Figure, meanings: tuple[Meant, ...], style: Style
    ) -> tuple[Meant, ...] | Wrong:
        """Ratios; whoever types 104 may mean 104 times as much, or 104 %."""
        if written.percent:
            return tuple(Meant(hundredth(meant.value), meant.by) for meant in meanings)
        if not style.typed:
            return meanings
        percent = (
            Meant(hundredth(meant.value), (*meant.by, ("per", "cent"))) for meant in meanings if meant.value >= 2
        )
        return (*(Meant(meant.value, (*meant.by, ("per", "one"))) for meant in meanings), *percent)

    def style_of_ends(self, style: Style) -> Style:
        """As a single ratio: in a file, 2 to 3 times is no 2 to 3 per cent."""
        return style


KIND = Ratio()
