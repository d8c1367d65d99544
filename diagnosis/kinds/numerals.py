"""Numbers as people, programs and spreadsheets write them.

Understood are `1200000`, `1 200 000`, `0.825`, `82,5`, `+45`, `-3`, `.5`, `1e-05` and `1E16`: groups of three
digits stand apart by spaces only, and one point or comma begins the decimals. All else is refused rather than guessed.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal

from diagnosis.kinds.text import LEAVE_BLANK, NUMBER_OR_BLANK, Wrong, quoted
from diagnosis.messages import say

MAX_DIGITS = 15
"""Significant digits: what spreadsheets keep, and what survives a binary floating-point number."""

LARGEST = Decimal("1e18")
SMALLEST = Decimal("1e-18")

_NUMERAL = re.compile(
    r"(?P<sign>[+\-−]?) ?(?P<whole>[0-9]{1,3}(?: [0-9]{3})+|[0-9]*)(?:[.,](?P<decimals>[0-9]*))?"
    r"(?:[eE](?P<exponent>[+-]?[0-9]+))?"
)
_GROUP_OR_DECIMALS = re.compile(r"[+\-−]? ?(?P<whole>[1-9][0-9]{0,2})(?P<mark>[.,])(?P<rest>[0-9]{3})")
_GROUPED = re.compile(
    r"[+\-−]? ?[0-9]{1,3}(?:(?:,[0-9]{3})+(?:\.[0-9]*)?|(?:\.[0-9]{3})+(?:,[0-9]*)?|(?:['’][0-9]{3})+)"
)
_ZEROS_KEPT = 18
_HUGE = 9_999

EXACT = Context(prec=60)
"""Digits enough to move the point of any number that can be written."""


def number(text: str, *, whole_units: bool = False) -> Decimal | Wrong:
    """The number that a tidy text writes, with the decimals that were written ("82.50" has two), or what is wrong.

    `whole_units` is for money and counts, which nobody writes with three decimals: there "1.200" is as ambiguous as
    "1,200" is everywhere.
    """
    doubtful = _GROUP_OR_DECIMALS.fullmatch(text)
    if doubtful and (whole_units or doubtful["mark"] == ","):
        whole, rest = doubtful["whole"], doubtful["rest"]
        return Wrong(
            say(
                "{text} can mean {whole}{rest} or {whole}.{decimals}",
                text=quoted(text),
                whole=whole,
                rest=rest,
                decimals=rest.rstrip("0") or "0",
            ),
            say("write {whole} {rest} for thousands, or {whole}.{rest}0 for decimals", whole=whole, rest=rest),
        )
    match = _NUMERAL.fullmatch(text)
    if not match or not (match["whole"] or match["decimals"]):
        return _no_number(text)
    digits = match["whole"].replace(" ", "") + (match["decimals"] or "")
    return _bounded(text, match["sign"] in ("-", "−"), digits, match)


def _bounded(text: str, negative: bool, digits: str, match: re.Match[str]) -> Decimal | Wrong:
    significant = len(digits.strip("0"))
    if significant > MAX_DIGITS:
        return Wrong(
            say("{text} has {significant} significant digits", text=quoted(text), significant=significant),
            say("round it to at most {most}", most=MAX_DIGITS),
        )
    exponent = min(max(int(match["exponent"] or 0), -_HUGE), _HUGE) - len(match["decimals"] or "")
    if not significant:
        # -0 is 0, and what is written behind the point of a zero says how exactly it is known.
        return Decimal((0, (0,), max(min(exponent, 0), -_ZEROS_KEPT)))
    digits = digits.lstrip("0")
    if len(digits) > _ZEROS_KEPT:
        exponent += len(digits) - len(digits.rstrip("0"))
        digits = digits.rstrip("0")
    value = Decimal((int(negative), tuple(map(int, digits)), exponent))
    size = value.copy_abs()
    if size > LARGEST:
        return Wrong(say("{text} is larger than 1e18", text=quoted(text)), say("check the figure"))
    if size < SMALLEST:
        return Wrong(say("{text} is nearer to zero than 1e-18", text=quoted(text)), say("write 0, or check the figure"))
    return value


def _no_number(text: str) -> Wrong:
    lower = text.lower()
    if lower.lstrip("+-") in ("nan", "inf", "infinity", ".nan", ".inf", "∞"):
        return Wrong(say("{text} is no number", text=quoted(text)), LEAVE_BLANK)
    if _GROUPED.fullmatch(text):
        marks = [char for char in text if char in ",.'’"]
        decimal_mark = marks[-1] if marks[-1] != marks[0] else ""
        ungrouped = "".join("." if char == decimal_mark else char for char in text if char not in marks[0] + " ")
        return Wrong(
            say("{text} has marks between its thousands", text=quoted(text)),
            say("write {ungrouped}", ungrouped=ungrouped),
        )
    if "_" in text or re.match(r"[+-]?0[xXoObB]", text):
        return Wrong(
            say("{text} is a number as programs write it", text=quoted(text)), say("write decimal digits only")
        )
    if any(char.isdigit() and not char.isascii() for char in text):
        return Wrong(
            say("{text} has digits other than 0 to 9", text=quoted(text)), say("write it with the digits 0 to 9")
        )
    if re.search(r"[€$£¥]|\b(?:EUR|USD|GBP)\b", text):
        return Wrong(
            say("{text} has a currency in it", text=quoted(text)),
            say("write the number only; the currency stands under `currency`"),
        )
    if text[:1].isdigit() or text[1:2].isdigit():
        return Wrong(
            say("{text} is not a number alone", text=quoted(text)), say("write the number without unit or words")
        )
    return Wrong(say("{text} is no number", text=quoted(text)), NUMBER_OR_BLANK)


def plain(value: Decimal) -> str:
    """`value` without exponent, with its decimals; what `number` reads back as the same value."""
    return format(value, "f")


def percent(text: str) -> Decimal | Wrong:
    """The share that a tidy text writes in per cent: "82%", "82,5 %"."""
    value = number(text[:-1].rstrip())
    return value if isinstance(value, Wrong) else hundredth(value)


def hundredth(value: Decimal) -> Decimal:
    """A hundredth, with all digits."""
    return value.scaleb(-2, EXACT)
