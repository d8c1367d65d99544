"""One figure or a range of two, with all that people write around a number.

That is: a sign, an accountant's brackets, a currency, "k" and "mln.", a per cent sign, a unit, "about", "between".

>>> figure("€1.2M").factor, figure("€1.2M").currency, figure("(3.9%)").sign
(1000000, '€', -1)
>>> ends("10-15%")
('10%', '15%')
>>> ends("nuo 10 iki 15"), ends("1e-05")
(('10', '15'), None)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from diagnosis.kinds.numerals import EXACT, Meant
from diagnosis.kinds.text import Wrong, quoted
from diagnosis.messages import say

_THOUSAND, _MILLION, _BILLION = 10**3, 10**6, 10**9
FACTORS: Mapping[str, int] = {
    **dict.fromkeys(
        ("k", "thousand", "thousands", "tūkst", "tukst", "tūkstančių", "tūkstančiai", "tūkstantis"), _THOUSAND
    ),
    **dict.fromkeys(("m", "mm", "mn", "mln", "mio", "million", "millions"), _MILLION),
    **dict.fromkeys(("milijonas", "milijonai", "milijonų", "milijono"), _MILLION),
    **dict.fromkeys(("b", "bn", "mlrd", "mrd", "billion", "billions"), _BILLION),
    **dict.fromkeys(("milijardas", "milijardai", "milijardų", "milijardo"), _BILLION),
}
"""What is multiplied by, by the word behind a number, without its full stop."""

SIGNS: Mapping[str, tuple[str, ...]] = {
    "€": ("EUR",),
    "$": ("USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD"),
    "£": ("GBP",),
    "zł": ("PLN",),
    "¥": ("JPY", "CNY"),
    "₴": ("UAH",),
}
"""The currencies that a sign stands for, the most usual first."""

_EURO = r"[Ee][Uu][Rr](?:[oO][sS]?|[aAų][iIsS]?|ų|u|[aA][mM][sS])?"
CODES = (
    "EUR|USD|GBP|CHF|PLN|CZK|SEK|NOK|DKK|ISK|HUF|RON|BGN|UAH|RSD|TRY|ILS|AED|SAR|ZAR|EGP|JPY|CNY|HKD|TWD|KRW|SGD|INR|THB"
    "|IDR|MYR|PHP|VND|AUD|NZD|CAD|MXN|BRL|ARS|CLP|COP|KZT|GEL|AMD|AZN|MDL|LTL"
)
CURRENCY = rf"(?:{CODES})(?![A-Za-z])|{_EURO}(?!\w)|[€$£¥₴]|zł"
_MINUS = "−–‒-"
_BRACKETS = re.compile(r"\(\s*(?P<inner>[^()]+?)\s*\)(?P<percent>\s*%)?")
_FIGURE = re.compile(
    rf"(?P<sign>[+{_MINUS}]?)\s*(?:(?P<before>{CURRENCY})\s*(?P<inner>[+{_MINUS}]?)\s*)?"
    r"(?P<digits>(?:[0-9]|[.,](?=[0-9])|(?<=[0-9])[.,](?![0-9.,])|['’ ](?=[0-9]{3}))+(?:[eE][+-]?[0-9]+)?)"
    r"\s*(?P<rest>.*)"
)
_REST = re.compile(
    rf"(?:(?P<short>k|m|mm|mn|mln|mio|b|bn)(?P<beside>{CURRENCY})"
    rf"|(?:(?P<factor>[^\W\d_]+)\.?)?\s*(?P<after>{CURRENCY})?|(?P<only>{CURRENCY}))",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:[~≈]|(?:about|around|approximately|approx\.?|roughly|circa|ca\.?|apie|maždaug|mazdaug|apytiksliai|apytikriai"
    r"|apytiksl\.|apyt\.)(?![^\W\d_]))\s*(?P<rest>\S.*)",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"(?P<rest>.*\S)\s*\((?:an )?(?:estimate|estimated|approx\.?|įvertis|apytikriai|apytiksliai)\)", re.IGNORECASE
)
_DASH = r"(?:\.{2,3}|[…\-−–—‒])"
_RANGES = (
    re.compile(rf"(?:between|tarp)\s+(?P<low>.+?)\s*(?:\s(?:and|ir|iki|to)\s|{_DASH})\s*(?P<high>.+)", re.IGNORECASE),
    re.compile(
        rf"(?:from|nuo)\s+(?P<low>.+?)\s*(?:\s(?:up to|to|until|till|iki)\s|{_DASH})\s*(?P<high>.+)", re.IGNORECASE
    ),
    re.compile(r"(?P<low>.+?)\s+(?:to|iki)\s+(?P<high>.+)", re.IGNORECASE),
    re.compile(rf"(?P<low>[^0-9]*[0-9](?:.*?[^\s(.{_MINUS}])??)\s*{_DASH}\s*(?P<high>.*[0-9].*)"),
)
_PERCENT = re.compile(r"\s*(?:%|per ?cent|pct\.?|proc\.?|procent[^\W\d_]*)$", re.IGNORECASE)
_DASH_FOR_CENTS = re.compile(r"[.,]\s?[-–—]+$")
"""What stands in place of no cents: 1200,-"""
_TAIL = re.compile(r"[0-9]\s*(?P<tail>[^\W\d_]+\.?)?\s*(?:%|[€$£¥₴]|[A-Z]{3})?$")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number as it is written: its `sign` (1 or -1), its `digits` with their marks, and what stands beside them.

    `unit` is a word that is neither a currency nor a factor.
    """

    sign: int
    digits: str
    percent: bool = False
    factor: int = 1
    currency: str | None = None
    unit: str = ""

    def of(self, meant: Meant) -> Meant:
        """A number that the digits can mean, with the sign, the factor and the currency."""
        value = meant.value
        if self.factor != 1:
            # Without a positive exponent: 1.2 million is an amount like any other.
            value = Decimal(format(value.scaleb(len(str(self.factor)) - 1, EXACT), "f"))
        return Meant(value.copy_negate() + 0 if self.sign < 0 else value, meant.by, self.currency)


def figure(text: str) -> Figure | None:
    """The figure of a tidy text; None where it is none."""
    # A spreadsheet marks with an apostrophe what it is to take for text.
    bare = text[1:].lstrip() if re.match(r"['’]\s*[+\-−–‒(]?\s*[0-9.,]", text) else text
    negative = _BRACKETS.fullmatch(bare)
    if negative:
        inner = figure(negative["inner"] + (negative["percent"] or ""))
        return None if inner is None or inner.sign < 0 or "+" in text else _turned(inner)
    bare = _DASH_FOR_CENTS.sub("", bare) if re.match(r".*[0-9]", bare) else bare
    percent = _PERCENT.search(bare)
    match = _FIGURE.fullmatch(bare[: percent.start()] if percent else bare)
    if match is None or (match["sign"] and match["inner"]):
        return None
    sign = -1 if (match["sign"] or match["inner"] or "+") in _MINUS else 1
    rest = match["rest"].strip()
    if not rest:
        return Figure(sign, match["digits"], percent is not None, 1, match["before"])
    return _with_rest(Figure(sign, match["digits"], percent is not None, 1, match["before"]), rest)


def _turned(figure: Figure) -> Figure:
    return Figure(-figure.sign, figure.digits, figure.percent, figure.factor, figure.currency, figure.unit)


def _with_rest(figure: Figure, rest: str) -> Figure | None:
    """A figure with what is written behind its digits: a factor, a currency, or a unit."""
    match = _REST.fullmatch(rest)
    word = (match["short"] or match["factor"] or "").lower() if match else ""
    if match and (word in FACTORS or re.fullmatch(CURRENCY, rest)):
        after = rest if re.fullmatch(CURRENCY, rest) else match["beside"] or match["after"]
        after = after.upper() if after and re.fullmatch(CODES, after.upper()) else after
        if figure.currency and after:
            return None
        factor = 1 if after == rest else FACTORS[word]
        return Figure(figure.sign, figure.digits, figure.percent, factor, figure.currency or after)
    return Figure(figure.sign, figure.digits, figure.percent, 1, figure.currency, rest)


def about(text: str) -> tuple[str, bool]:
    """A tidy text without what says that it is an estimate, and whether something did."""
    said = _SAID.fullmatch(text)
    rest = said["rest"] if said else text
    match = _ABOUT.fullmatch(rest)
    return (match["rest"], True) if match else (rest, said is not None)


def ends(text: str) -> tuple[str, str] | None:
    """The two ends of a range, each written as fully as the other: "10-15%" is 10% and 15%. None where it is none."""
    if figure(text) is not None and not figure(text).unit:  # type: ignore[union-attr]
        return None
    for pattern in _RANGES:
        match = pattern.fullmatch(text)
        if match:
            low, high = match["low"].strip(), match["high"].strip()
            return _completed(low, high)
    return None


def _completed(low: str, high: str) -> tuple[str, str]:
    """Ends of which the first may lean on the second: 10-15%, 1.2-1.5m, €1-1.2M."""
    first, second = figure(low), figure(high)
    if first is None or second is None:
        return low, high
    if second.percent and not first.percent:
        low += "%"
    elif first.percent and not second.percent:
        high += "%"
    if not first.percent and not second.percent and first.factor == 1 and not first.unit:
        tail = _TAIL.search(high)
        if (tail and tail["tail"] and first.currency is None) or (tail and tail["tail"] and second.factor != 1):
            low += f" {tail['tail']}"
    return low, high


def wrong_currency(written: str | None, code: str | None) -> Wrong | None:
    """What is wrong with a currency beside an amount, where all money is in the currency of that code."""
    if written is None or code is None or code in codes(written):
        return None
    return Wrong(
        say("{written} stands beside the amount, but the currency is {code}", written=quoted(written), code=code),
        say("nothing is converted; correct one of them"),
    )


def codes(written: str) -> tuple[str, ...]:
    """The codes of currencies that a sign, a code or a word can stand for."""
    if re.fullmatch(_EURO, written):
        return ("EUR",)
    return SIGNS.get(written, (written,))
