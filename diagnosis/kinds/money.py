"""Amounts of money, in the currency of the team."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from diagnosis.kinds.figures import Figure
from diagnosis.kinds.given import Given, Value
from diagnosis.kinds.kind import CatalogueFact, Style
from diagnosis.kinds.numerals import Meant
from diagnosis.kinds.numeric import Numeric, multiples
from diagnosis.kinds.text import Wrong
from diagnosis.messages import Said, say

if TYPE_CHECKING:
    from diagnosis.kinds.number_formats import NumberFormats, Words

_LIKE_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")
_LIKE_MILLIONS = re.compile(r"-?[0-9]{1,2}[.,](?!0+$)[0-9]{1,2}")


class Money(Numeric):
    """An amount of money; the currency stands once in a file, not in the value."""

    name = "money"
    called = say("an amount of money")
    hint = say("an amount such as 1 200 000")
    example = say("1200000")
    lowest = Decimal(0)
    range_in_words = say("an amount is not negative")
    whole_units = True
    has_currency = True
    plausible = ("50000", "95000", "100000", "120000")
    plausible_beside = ("100000",)

    def of_kind(
        self, text: str, written: Figure, meanings: tuple[Meant, ...], style: Style
    ) -> tuple[Meant, ...] | Wrong:
        """Amounts; 1,02 is hardly an amount and may be 1.02 million."""
        meant = super().of_kind(text, written, meanings, style)
        # A program, which writes a point, means what it writes.
        people = style.typed or "," in written.digits
        if isinstance(meant, Wrong) or not people or written.factor != 1 or style.notation is not None:
            return meant
        return tuple(size for amount in meant for size in _sizes(amount, written.digits))

    def canonical_number(self, value: Decimal) -> str:
        """Three decimals would read as thousands: one more decimal says what is meant."""
        text = super().canonical_number(value)
        return f"{text}0" if _LIKE_THOUSANDS.fullmatch(text) else text

    def unmistakable_number(self, value: Decimal) -> str:
        """With so many decimals that nobody takes them for thousands or millions."""
        text = self.canonical_number(value)
        while _LIKE_MILLIONS.fullmatch(text) or _LIKE_THOUSANDS.fullmatch(text):
            text += "0"
        return text

    def figure(self, value: Decimal | float, formats: NumberFormats, places: int | None, unit: Words | None) -> str:
        """With the currency."""
        return formats.money(value)

    def exact(self, value: Value, formats: NumberFormats, unit: Words | None = None) -> str:
        """With the currency, and cents where there are any."""
        return formats.money(value, exact=True)

    def hint_in(self, unit: str) -> Said:
        """With the currency."""
        return say("an amount in {currency}, such as 1 200 000", currency=unit)

    def unit_in(self, formats: NumberFormats, fact: CatalogueFact) -> str | None:
        """The currency."""
        return formats.currency

    def tried(self, fact: CatalogueFact, around: Iterable[Decimal], limits: Iterable[Decimal]) -> list[Given]:
        """Multiples of the amounts that it is held against: by itself an amount is neither much nor little."""
        amounts = [value for value in around if value]
        if not amounts:
            return super().tried(fact, around, limits)
        return self.possible(fact, {multiple for value in amounts for multiple in multiples(value)})


def _sizes(amount: Meant, digits: str) -> Iterable[Meant]:
    """An amount; of one as small as 1,02 its thousands and millions too: nobody's figures are a few cents over one."""
    yield amount
    if _LIKE_MILLIONS.fullmatch(digits) and amount.value != amount.value.to_integral_value():
        for size in (3, 6):
            yield Meant(Decimal(format(amount.value.scaleb(size), "f")), (*amount.by, ("size", str(size))))


KIND = Money()
