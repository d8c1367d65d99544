"""Quarter, dates and currency of a team: how they are written, and what must hold between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache

from diagnosis.faults import Fault, Place
from diagnosis.intake.model import Given
from diagnosis.intake.quarters import first_day, last_day
from diagnosis.kinds.date import calendar_date
from diagnosis.kinds.figures import CURRENCY, codes
from diagnosis.kinds.numerals import either
from diagnosis.kinds.text import Wrong, is_unknown, quoted, tidy
from diagnosis.messages import say

_QUARTER = re.compile(r"((?:19|20|21)[0-9]{2})-Q([1-4])")
_YEAR = r"(?P<year>(?:19|20|21)[0-9]{2})"
_NUMBER = r"(?P<number>[1-4]|I{1,3}|IV)"
_WRITTEN_QUARTERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}(?: ?[-/ ] ?)?Q{_NUMBER}",
        rf"Q{_NUMBER}(?: ?[-/, ] ?)?{_YEAR}",
        rf"{_YEAR} ?(?:m\.?)? ?{_NUMBER}(?:-?(?:as|asis))? ?(?:ketv\.?|ketvirtis|ketvirčio)",
        rf"{_NUMBER}(?:-?(?:as|asis))? ?(?:ketv\.?|ketvirtis),? {_YEAR}(?: ?m\.?)?",
    )
)
"""The words that can mean nothing but a quarter; 2026-3 may be March."""
_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}
_QUARTER_PARTS = (re.compile(r"([0-9]{4})\D{0,3}([1-4])"), re.compile(r"\D{0,3}([1-4])\D{1,3}([0-9]{4})"))


@lru_cache(maxsize=4096)
def quarter(text: str) -> str | Wrong:
    """The quarter that `text` names, as `2026-Q3`: also of 2026 Q3, Q3 2026, 2026 m. III ketv."""
    trimmed = tidy(text)
    if _QUARTER.fullmatch(trimmed):
        return trimmed
    for written in _WRITTEN_QUARTERS:
        if match := written.fullmatch(trimmed):
            number = match["number"].upper()
            return f"{match['year']}-Q{_ROMAN.get(number, number)}"
    year_first, year_last = (pattern.fullmatch(trimmed) for pattern in _QUARTER_PARTS)
    do = say("write {quarter}, for example", quarter="2026-Q3")
    if year_first and _QUARTER.fullmatch(f"{year_first[1]}-Q{year_first[2]}"):
        do = say("write {quarter}", quarter=f"{year_first[1]}-Q{year_first[2]}")
    elif year_last and _QUARTER.fullmatch(f"{year_last[2]}-Q{year_last[1]}"):
        do = say("write {quarter}", quarter=f"{year_last[2]}-Q{year_last[1]}")
    return Wrong(say("{text} is not a quarter", text=quoted(trimmed)), do)


def is_quarter(text: str) -> bool:
    """Whether `text` is a quarter exactly as it is written here: `2026-Q3`."""
    return _QUARTER.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def as_of(text: str, quarter: str | None) -> date | Wrong | None:
    """The day for which the figures hold; None where it is left open.

    It lies in the quarter or at most a year behind it: figures are closed late, but not before they begin.
    """
    read = day(text)
    if not isinstance(read, date) or quarter is None:
        return read
    if read < first_day(quarter):
        return Wrong(
            say("{day} is before {quarter} begins", day=read, quarter=quarter), say("correct as_of or the quarter")
        )
    if read > last_day(quarter) + timedelta(days=366):
        return Wrong(
            say("{day} is more than a year after {quarter}", day=read, quarter=quarter),
            say("correct as_of or the quarter"),
        )
    return read


@lru_cache(maxsize=4096)
def currency(text: str) -> str | Wrong | None:
    """The currency of all money of a team, as its ISO 4217 code; None where it is left open."""
    trimmed = tidy(text)
    if is_unknown(trimmed):
        return None
    meant = codes(trimmed)
    if len(meant) == 1 and re.fullmatch(r"[A-Z]{3}", meant[0]):
        return meant[0]
    if len(meant) > 1:
        what = say("{text} is the sign of several currencies", text=quoted(trimmed))
        return Wrong(what, say("write its code: {codes}", codes=either(meant)), meant)
    code = trimmed.upper()
    if re.fullmatch(CURRENCY, code):
        return code
    do = say("write {code}", code=code) if re.fullmatch(r"[A-Z]{3}", code) else say("write its code, as EUR")
    return Wrong(say("{text} is not the code of a currency", text=quoted(trimmed)), do)


@lru_cache(maxsize=4096)
def day(text: str) -> date | Wrong | None:
    """A date; None where it is left open."""
    trimmed = tidy(text)
    return None if is_unknown(trimmed) else calendar_date(trimmed)


def is_review_day(fact: str) -> bool:
    """Whether a fact is the day of a stage's review."""
    return fact.endswith("_review_on")


def later_than_as_of(
    as_of: date | None,
    facts: Mapping[str, Given],
    places: Mapping[str, Place],
    measured: Mapping[str, date],
    measured_places: Mapping[str, Place],
) -> Iterator[Fault]:
    """The faults of days on which something was measured or reviewed after the day for which the figures hold.

    `places` says where each of `facts` was written, `measured_places` where each of `measured`.
    """
    if as_of is None:
        return
    do = say("correct the date or as_of")
    for fact, day in measured.items():
        if day > as_of:
            yield Fault(
                measured_places[fact],
                say("{key}: {day} is later than as_of, {as_of}", key=f"measured.{fact}", day=day, as_of=as_of),
                do,
            )
    for fact, given in facts.items():
        if is_review_day(fact) and isinstance(given.value, date) and given.value > as_of:
            yield Fault(
                places[fact],
                say("{key}: {day} is later than as_of, {as_of}", key=fact, day=given.value, as_of=as_of),
                do,
            )
