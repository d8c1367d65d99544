"""One value of a fact as it was given, typed by its kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from diagnosis.faults import Place

Value = Decimal | str | bool | date
"""A known value. Percentages are shares (0.82), dates are dates; an unknown value is not there at all."""


@dataclass(frozen=True, slots=True)
class Given:
    """One value as given. A count out of a sample ("11/80") has `count` and `of`, and their quotient as `value`.

    `value` keeps the digits that were written, so that "82%" is known to two decimals.
    """

    value: Value
    count: int | None = None
    of: int | None = None
    place: Place = field(default=Place(""), compare=False)
