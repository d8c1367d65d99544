"""Amounts of money, in the currency of the team."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from diagnosis.kinds.given import Given
from diagnosis.kinds.kind import Entry
from diagnosis.kinds.numeric import Numeric, multiples
from diagnosis.messages import Said, say

if TYPE_CHECKING:
    from diagnosis.kinds.number_formats import NumberFormats, Words

_LIKE_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")


class Money(Numeric):
    """An amount of money; the currency stands once in a file, not in the value."""

    name = "money"
    called = say("an amount of money")
    hint = say("an amount such as 1 200 000")
    example = say("1200000")
    lowest = Decimal(0)
    range_in_words = say("an amount is not negative")
    whole_units = True
    plausible = ("50000", "95000", "100000", "120000")
    plausible_beside = ("100000",)

    def canonical_number(self, value: Decimal) -> str:
        """Three decimals would read as thousands: one more decimal says what is meant."""
        text = super().canonical_number(value)
        return f"{text}0" if _LIKE_THOUSANDS.fullmatch(text) else text

    def figure(self, value: Decimal | float, formats: NumberFormats, places: int | None, unit: Words | None) -> str:
        """With the currency."""
        return formats.money(value)

    def hint_in(self, unit: str) -> Said:
        """With the currency."""
        return say("an amount in {currency}, such as 1 200 000", currency=unit)

    def unit_in(self, formats: NumberFormats, fact: Entry) -> str | None:
        """The currency."""
        return formats.currency

    def tried(self, fact: Entry, around: Iterable[Decimal], limits: Iterable[Decimal]) -> list[Given]:
        """Multiples of the amounts that it is held against: by itself an amount is neither much nor little."""
        amounts = [value for value in around if value]
        if not amounts:
            return super().tried(fact, around, limits)
        return self.possible(fact, {multiple for value in amounts for multiple in multiples(value)})


KIND = Money()
