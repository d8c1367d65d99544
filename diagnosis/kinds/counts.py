"""Counts out of a sample or a whole, as people write them: "11/80", "2 of 14", "2 iš 14", "82% of 400".

A spreadsheet takes "9/10" for a date. What it makes of it is recognised here, so that the fault can say so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal

from diagnosis.kinds.given import Given
from diagnosis.kinds.text import BLANK_OR_UNKNOWN, Wrong, quoted
from diagnosis.messages import say

MAX_COUNT = 10**15

_WHOLE = r"[0-9]{1,3}(?: [0-9]{3})+|[0-9]+"
_COUNTS = re.compile(rf"(?P<count>{_WHOLE})\s*(?:/|\b(?:out of|of|iš|is)\b)\s*(?P<of>{_WHOLE})", re.IGNORECASE)
_SHARE_OF = re.compile(
    rf"(?P<share>[0-9]{{1,3}}(?:[.,][0-9]{{1,6}})?)\s*%\s*(?:out of|of|iš|is)\s*(?P<of>{_WHOLE})", re.IGNORECASE
)
_LIKE_COUNTS = re.compile(r".*[0-9].*(?:/|\s(?:out of|of|iš|is)\s).*[0-9].*", re.IGNORECASE)

# The first letters of the months in English, German and Lithuanian, as spreadsheets shorten them.
_MONTH = (
    r"(?:jan|feb|m[aä]r|apr|ma[yi]|jun|jul|aug|sept?|o[ck]t|nov|de[cz]"
    r"|saus?|vas|kov|bal|geg|bir|liep?|rgp|rugp|rgs|rugs|spa|lap|gruo?)[a-zä]{0,8}"
)
_LIKE_DATE = re.compile(
    rf"[0-9]{{1,4}}[-./ ]+{_MONTH}\.?(?:[-./ ]+[0-9]{{2,4}})?"
    rf"|{_MONTH}[-./ ]+[0-9]{{1,4}}(?:[-./, ]+[0-9]{{2,4}})?"
    r"|[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}(?:[ T].*)?"
    r"|[0-9]{1,2}[-./][0-9]{1,2}[-./][0-9]{2,4}(?: .*)?"
    r"|[0-9]{1,2}-[0-9]{1,2}",
    re.IGNORECASE,
)
_QUOTIENT = Context(prec=28)


@dataclass(frozen=True, slots=True)
class Counts:
    """`count` out of `of`, of which there is at least one."""

    count: int
    of: int

    @property
    def share(self) -> Decimal:
        """The quotient, to 28 digits where it does not come out even."""
        return _QUOTIENT.divide(Decimal(self.count), Decimal(self.of))


def counts(text: str) -> Counts | Wrong | None:
    """The counts that a tidy text writes, what is wrong with them, or None where it does not look like counts."""
    match = _COUNTS.fullmatch(text)
    if match:
        return checked(match["count"], match["of"])
    share = _SHARE_OF.fullmatch(text)
    if share:
        return share_of(text, Decimal(share["share"].replace(",", ".")), share["of"])
    if like_date(text):
        return None
    if _LIKE_COUNTS.fullmatch(text):
        if re.search(r"[-−]\s*[0-9]", text):
            return Wrong(
                say("{text} has a negative count", text=quoted(text)), say("write counts of 0 and more, as in 11/80")
            )
        return Wrong(say("{text} is not two whole numbers", text=quoted(text)), say("write them as in 11/80"))
    return None


def share_of(text: str, percent: Decimal, of_text: str) -> Counts | Wrong:
    """The counts of a share that says of how many it is: the whole number that makes it, to the digits written."""
    whole = checked("0", of_text)
    if isinstance(whole, Wrong):
        return whole
    counted = checked(str(int((percent * whole.of / 100).to_integral_value())), of_text)
    if isinstance(counted, Counts) and abs(counted.share * 100 - percent) > Decimal(5).scaleb(_exponent(percent) - 1):
        return Wrong(
            say("no whole number out of {of} makes {text}", of=whole.of, text=quoted(text)),
            say("write counts, as in 11/80"),
        )
    return counted


def _exponent(number: Decimal) -> int:
    """The exponent of the last digit written."""
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


def from_counts(counted: Counts) -> Given:
    """The value of counts: their quotient, with both of them beside it."""
    return Given(counted.share, counted.count, counted.of)


def checked(count_text: str, of_text: str) -> Counts | Wrong:
    """The counts of two tidy texts, as a table has them in two columns."""
    parts: list[int] = []
    for text in (count_text, of_text):
        # A program that keeps counts as floating-point numbers writes "11.0".
        whole = text.removesuffix(".0")
        if not re.fullmatch(_WHOLE, whole):
            negative = re.fullmatch(r"[-−] ?[0-9.]+", text)
            wrong = say("{text} is negative", text=quoted(text))
            if not negative:
                wrong = say("{text} is no whole number", text=quoted(text))
            return Wrong(wrong, say("write counts as in 11 and 80"))
        digits = whole.replace(" ", "").lstrip("0") or "0"
        if len(digits) > len(str(MAX_COUNT)) or int(digits) > MAX_COUNT:
            return Wrong(say("{text} is too large for a count", text=quoted(text)), say("check the figure"))
        parts.append(int(digits))
    count, of = parts
    if of == 0:
        return Wrong(say("{count} of 0 says nothing", count=count), BLANK_OR_UNKNOWN)
    if count > of:
        return Wrong(
            say("{count} of {of} is more than all", count=count, of=of),
            say("write the part first, then the whole, as in 11/80"),
        )
    return Counts(count, of)


def like_date(text: str) -> bool:
    """Whether a tidy text looks like the date that a spreadsheet makes of counts, or the number behind one."""
    return _LIKE_DATE.fullmatch(text) is not None or (
        text.isascii() and text.isdigit() and 36_526 <= int(text) <= 73_050
    )
