"""Numbers and dates as people of a language write them: `82%` and `82 %`, `1,200,000` and `1 200 000`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache, lru_cache
from typing import Protocol

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

from diagnosis.languages import Language
from diagnosis.texts import texts

Value = Decimal | float | int | str | bool | date | None

_WIDE = Context(prec=10_000)
"""Digits enough for every number that can be computed: facts may be as large as 1e18, and their products larger."""


class Words(Protocol):
    """The same words in each language."""

    def get(self, language: Language) -> str:
        """The words in one language."""


@dataclass(frozen=True)
class NumberFormats:
    """How numbers and dates are written in a language; money in `currency` (an ISO code) if it is known."""

    language: Language
    currency: str | None = None

    @property
    def words(self) -> Mapping[str, str]:
        """The fixed words of the language."""
        return _words(self.language)

    def number(self, value: Value, places: int = 2) -> str:
        """A number with at most `places` decimals; small ones keep two digits that count."""
        amount = decimal(value)
        if amount is None:
            return self.words["unknown"]
        return _number(str(amount), places, self.language)

    def percent(self, value: Value, places: int = 1) -> str:
        """A share as a percentage with at most `places` decimals."""
        amount = decimal(value)
        if amount is None:
            return self.words["unknown"]
        return _percent(str(amount), places, self.language)

    def points(self, value: Value) -> str:
        """A difference of shares in percentage points."""
        amount = decimal(value)
        if amount is None:
            return self.words["unknown"]
        points = rounded(amount * 100, 1)
        return self.words["point" if abs(points) == 1 else "points"].format(self.number(points))

    def money(self, value: Value, *, exact: bool = False) -> str:
        """An amount of money, in whole units from 1000 on; `exact` with all of its digits."""
        amount = decimal(value)
        if amount is None:
            return self.words["unknown"]
        with localcontext(_WIDE):
            return self._money(amount, exact)

    def _money(self, amount: Decimal, exact: bool) -> str:
        whole = (abs(amount) >= 1000 and not exact) or amount == amount.to_integral_value()
        places = max(2, -int(amount.normalize().as_tuple().exponent)) if exact else 2
        amount = amount.quantize(Decimal(1) if whole else Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if self.currency is None:
            return str(format_decimal(amount, locale=_locale(self.language), decimal_quantization=False))
        pattern = _locale(self.language).currency_formats["standard"].pattern
        return str(
            format_currency(
                amount,
                self.currency,
                format=pattern.replace(".00", "") if whole else pattern,
                locale=_locale(self.language),
                currency_digits=False,
                decimal_quantization=False,
            )
        )

    def count(self, value: Value) -> str:
        """A whole number."""
        return self.number(value, 0)

    def p(self, value: Value) -> str:
        """A p-value: two digits that count, at most four decimals, `< 0.0001` below."""
        amount = decimal(value)
        if amount is None:
            return self.words["unknown"]
        if amount < Decimal("0.0001"):
            return f"< {self.number(Decimal('0.0001'), 4)}"
        return self.number(amount, 4 if amount < Decimal("0.01") else 3 if amount < Decimal("0.1") else 2)

    def day(self, value: date) -> str:
        """A date: 9 August 2026, 2026 m. rugpjūčio 9 d."""
        return str(format_date(value, format="long", locale=_locale(self.language)))

    def in_unit(self, number: str, unit: Words | None) -> str:
        """A number that is written already, with its unit."""
        return number if unit is None else f"{number}\N{NO-BREAK SPACE}{self._unit(unit, number)}"

    def _unit(self, unit: Words, number: str) -> str:
        """The unit of a number: 1 week, 9 weeks. Lithuanian units are abbreviations, which do not change."""
        words = unit.get(self.language)
        if number in ("1", "-1"):
            first, space, rest = words.partition(" ")
            return first.removesuffix(self.words["plural_ending"]) + space + rest
        return words


@cache
def _words(language: Language) -> Mapping[str, str]:
    """The words for values: the texts `values.*`."""
    prefix = "values."
    forms = texts(language).forms.items()
    return {key.removeprefix(prefix): form[""] for key, form in forms if key.startswith(prefix)}


@cache
def _locale(language: Language) -> Locale:
    return texts(language).locale


# The same values are printed over and over: limits, shares, usual values. Amounts come as their digits, because
# decimals that are equal need not print the same.
@lru_cache(maxsize=16384)
def _number(amount: str, places: int, language: Language) -> str:
    with localcontext(_WIDE):
        short = rounded(Decimal(amount), places)
        return str(format_decimal(short, locale=_locale(language), decimal_quantization=False))


@lru_cache(maxsize=16384)
def _percent(amount: str, places: int, language: Language) -> str:
    with localcontext(_WIDE):
        share = rounded(Decimal(amount) * 100, places).scaleb(-2)
        return str(format_percent(share, locale=_locale(language), decimal_quantization=False))


def decimal(value: Value) -> Decimal | None:
    """A number as an exact decimal; None for what is no number."""
    if isinstance(value, bool) or value is None or isinstance(value, str | date):
        return None
    return value if isinstance(value, Decimal) else Decimal(repr(value))


def rounded(value: Decimal, places: int) -> Decimal:
    """Rounded half up to `places` decimals without trailing zeros; a small value that would vanish keeps two digits."""
    short = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _WIDE)
    if not short and value:
        short = value.quantize(Decimal(1).scaleb(value.adjusted() - 1), ROUND_HALF_UP, _WIDE)
    short = short.normalize(_WIDE)
    return short.quantize(Decimal(1), context=_WIDE) if short == short.to_integral_value() else short
