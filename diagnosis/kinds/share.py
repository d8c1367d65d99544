"""Shares of one, which are written in per cent; and those that are a part of a whole, which may be given as counts."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from diagnosis.kinds.counts import counts, from_counts, like_date
from diagnosis.kinds.figures import Figure, ends
from diagnosis.kinds.given import Given
from diagnosis.kinds.kind import CatalogueFact, Style
from diagnosis.kinds.numerals import EXACT, Meant, hundredth, plain
from diagnosis.kinds.numeric import Numeric
from diagnosis.kinds.text import Wrong, quoted
from diagnosis.messages import Said, say

if TYPE_CHECKING:
    from diagnosis.kinds.number_formats import NumberFormats, Words


class Share(Numeric):
    """A share of one, written with a per cent sign ("82%", "82,5 %") or as decimals ("0.825")."""

    scale = 100
    places = 1

    def of_kind(
        self, text: str, written: Figure, meanings: tuple[Meant, ...], style: Style
    ) -> tuple[Meant, ...] | Wrong:
        """Shares; a bare number can be one or be per cent."""
        if written.percent:
            return tuple(Meant(hundredth(meant.value), meant.by) for meant in meanings)
        shares: list[Meant] = []
        for meant in meanings:
            value = meant.value
            size = value.copy_abs()
            if size >= 2 and not style.typed and not style.percent:
                bare = plain(value)
                return Wrong(
                    say("{text} has no per cent sign", text=quoted(text)),
                    say("write {bare}% or {share}", bare=bare, share=plain(hundredth(value))),
                )
            share = Meant(value, (*meant.by, ("per", "one")))
            percent = Meant(hundredth(value), (*meant.by, ("per", "cent")))
            if not value:
                shares.append(meant)
            elif size >= 2 or (size == 1 and not re.search(r"[.,eE]", text)):
                # Whoever writes a bare 82 means 82 %; a bare 1 beside it is 1 %, but 100 % where a program wrote it.
                shares += [percent, share]
            else:
                shares += [share, percent] if style.typed else [share]
        return tuple(shares)

    def unmistakable_number(self, value: Decimal) -> str:
        """In per cent."""
        return f"{plain(value.scaleb(2, EXACT))}%"

    def canonical_number(self, value: Decimal) -> str:
        """In per cent, or bare where it is known to less than a hundredth."""
        exponent = value.as_tuple().exponent
        if (exponent == -1 and abs(value) < 2) or (exponent == 0 and value.is_zero()):
            return plain(value)
        return f"{plain(value.scaleb(2, EXACT))}%"

    def figure(self, value: Decimal | float, formats: NumberFormats, places: int | None, unit: Words | None) -> str:
        """In per cent."""
        return formats.percent(value, self.places if places is None else places)


class Part(Share):
    """A part of a whole, from 0% to 100%; it may be given as counts, such as 11 of 80."""

    counted = True
    lowest, highest = Decimal(0), Decimal(1)

    def meant(self, text: str, fact: CatalogueFact, style: Style) -> tuple[Given, ...] | Wrong:
        """Counts, or a share; a date is what a spreadsheet made of counts."""
        counted = counts(text)
        if counted is not None:
            return counted if isinstance(counted, Wrong) else (from_counts(counted),)
        if like_date(text) and not (style.typed and ends(text)):
            return Wrong(
                say("{text} looks like a date, which a spreadsheet makes of counts such as 9/10", text=quoted(text)),
                say("write 9/10, or in a table use two columns, {fact}.count and {fact}.of", fact=fact.fact),
            )
        return self.estimated(text, fact, style)

    def out_of_range(self, text: str, value: Decimal) -> Said:
        """What to do: somebody may have forgotten the per cent sign."""
        if value > 1 and not text.endswith("%"):
            return say("write {text}% if that is meant", text=text)
        return super().out_of_range(text, value)


COUNTS = say("counts such as 11 of 80 (they show how sure the figure is), or a percentage such as 14%")
"""The hint for samples, whose counts are worth more than their share."""
