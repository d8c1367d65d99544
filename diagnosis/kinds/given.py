"""One value of a fact as it was given, typed by its kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

Value = Decimal | str | bool | date
"""A known value. Percentages are shares (0.82), dates are dates; an unknown value is not there at all."""


@dataclass(frozen=True, slots=True)
class Given:
    """One value as given. A count out of a sample ("11/80") has `count` and `of`, and their quotient as `value`.

    `value` keeps the digits that were written, so that "82%" is known to two decimals. An estimate is `estimated`; that
    of a range ("10-15%") has its ends, `low` and `high`, with their middle as `value`. `currency` is what was written
    beside an amount: a code or a sign.
    """

    value: Value
    count: int | None = None
    of: int | None = None
    estimated: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    currency: str | None = field(default=None, compare=False)

    def settled(self, value: Decimal | None) -> Given:
        """An estimate as if one of its ends were the value; anything else as it is."""
        return self if value is None else Given(value, estimated=self.estimated)
