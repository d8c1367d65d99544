"""Numbers as people, programs and spreadsheets write them.

Understood are `1200000`, `1 200 000`, `1,200,000`, `1.200.000,50`, `1'200.50`, `0.825`, `82,5`, `.5`, `1e-05` and
`1E16`. A text that can mean two numbers (`1,020`) gives both: whoever asked for it decides, or asks again. All else is
refused rather than guessed.

>>> [meant.value for meant in numbers("1,020")]
[Decimal('1020'), Decimal('1.020')]
>>> [meant.value for meant in numbers("1,020", notation("1.234,5"))]
[Decimal('1.020')]
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache

from diagnosis.kinds.text import LEAVE_BLANK, NUMBER_OR_BLANK, Wrong, quoted
from diagnosis.messages import Said, say, verbatim

MAX_DIGITS = 15
"""Significant digits: what spreadsheets keep, and what survives a binary floating-point number.

Programs print up to 17 digits of such a number; the last two are no more than how it is kept, and are rounded away.
"""

LARGEST = Decimal("1e18")
SMALLEST = Decimal("1e-18")

_EXPONENT = r"(?:[eE](?P<exponent>[+-]?[0-9]+))?"
_NUMERAL = re.compile(rf"(?P<whole>[0-9]{{1,3}}(?: [0-9]{{3}})+|[0-9]*)(?:[.,](?P<decimals>[0-9]*))?{_EXPONENT}")
_GROUP_OR_DECIMALS = re.compile(r"(?P<whole>[1-9][0-9]{0,2})(?P<mark>[.,])(?P<rest>[0-9]{3})")
_GROUPED = re.compile(
    r"(?P<whole>[0-9]{1,3}(?:(?:,[0-9]{3})+(?=\.|$)|(?:\.[0-9]{3})+(?=,|$)|(?:['’][0-9]{3})+))"
    r"(?:[.,](?P<decimals>[0-9]*))?(?P<exponent>$)"
)
_SAMPLE = re.compile(r"1(?P<group>[ .,'’]?)234(?P<point>[.,])5[0-9]*")
_ZEROS_KEPT = 18
_HUGE = 9_999

EXACT = Context(prec=60)
"""Digits enough to move the point of any number that can be written."""
_SPREADSHEET = Context(prec=MAX_DIGITS, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True)
class Meant:
    """A number that a text can mean.

    `by` says what was taken for what ("mark": "group"), where that is open; `currency` is what stands beside it.
    """

    value: Decimal
    by: tuple[tuple[str, str], ...] = ()
    currency: str | None = None

    def goes_with(self, other: Meant) -> bool:
        """Whether both take the same for the same, as the two ends of a range do."""
        chosen = dict(self.by)
        return all(chosen.get(axis, choice) == choice for axis, choice in other.by)


@dataclass(frozen=True, slots=True)
class Notation:
    """How a file says that its numbers are written: by a `sample`, with its marks of thousands and of decimals."""

    sample: str
    group: str
    point: str

    @property
    def pattern(self) -> re.Pattern[str]:
        """A number that is written so; spaces between thousands are never in doubt."""
        return _pattern(self.group, self.point)


@cache
def _pattern(group: str, point: str) -> re.Pattern[str]:
    groups = "|".join(rf"[1-9][0-9]{{0,2}}(?:{re.escape(mark)}[0-9]{{3}})+" for mark in {group, " "} if mark)
    return re.compile(rf"(?P<whole>{groups}|[0-9]*)(?:{re.escape(point)}(?P<decimals>[0-9]*))?{_EXPONENT}")


def notation(sample: str) -> Notation | Wrong:
    """How numbers are written, by the sample 1234.5 as it is written there: 1.234,5 or 1,234.5 or 1 234,5."""
    match = _SAMPLE.fullmatch(sample.strip())
    if match is None or match["group"] == match["point"]:
        what = say("{text} does not show how numbers are written", text=quoted(sample.strip()))
        return Wrong(what, say("write 1234.5 as it is written there, as in 1.234,5 or 1,234.5"))
    return Notation(sample.strip(), match["group"], match["point"])


def numbers(
    text: str, by: Notation | Wrong | None = None, *, whole_units: bool = False, shown: str | None = None
) -> tuple[Meant, ...] | Wrong:
    """All numbers that a tidy text without sign can mean, thousands before decimals; or what is wrong with it.

    The decimals that were written are kept ("82.50" has two). `whole_units` is for money and counts, which nobody
    writes with three decimals: there "1.200" is as doubtful as "1,200" is everywhere. A fault tells the text as
    `shown`, where there is more of it.
    """
    shown = text if shown is None else shown
    if isinstance(by, Notation):
        match = by.pattern.fullmatch(text)
        if not match or not (match["whole"] or match["decimals"]):
            what = say("{text} is not written as {sample}", text=quoted(shown), sample=by.sample)
            return Wrong(what, say("write it as the file says that its numbers are written"))
        return _only(_bounded(shown, match))
    doubtful = _GROUP_OR_DECIMALS.fullmatch(text)
    if doubtful and (whole_units or doubtful["mark"] == ","):
        whole, rest = doubtful["whole"], doubtful["rest"]
        return (
            Meant(Decimal(whole + rest), (("mark", "group"),)),
            Meant(Decimal(f"{whole}.{rest}"), (("mark", "point"),)),
        )
    match = _NUMERAL.fullmatch(text)
    if not match or not (match["whole"] or match["decimals"]):
        match = _GROUPED.fullmatch(text)
    return no_number(shown) if match is None else _only(_bounded(shown, match))


def _only(value: Decimal | Wrong) -> tuple[Meant, ...] | Wrong:
    return value if isinstance(value, Wrong) else (Meant(value),)


def _bounded(text: str, match: re.Match[str]) -> Decimal | Wrong:
    decimals = match["decimals"] or ""
    digits = re.sub(r"[^0-9]", "", match["whole"]) + decimals
    significant = len(digits.strip("0"))
    if significant > MAX_DIGITS and not decimals:
        return Wrong(
            say("{text} has {significant} significant digits", text=quoted(text), significant=significant),
            say("round it to at most {most}", most=MAX_DIGITS),
        )
    exponent = min(max(int(match["exponent"] or 0), -_HUGE), _HUGE) - len(decimals)
    if not significant:
        # -0 is 0, and what is written behind the point of a zero says how exactly it is known.
        return Decimal((0, (0,), max(min(exponent, 0), -_ZEROS_KEPT)))
    digits = digits.lstrip("0")
    if len(digits) > _ZEROS_KEPT:
        exponent += len(digits) - len(digits.rstrip("0"))
        digits = digits.rstrip("0")
    value = Decimal((0, tuple(map(int, digits)), exponent))
    if significant > MAX_DIGITS:
        value = _SPREADSHEET.plus(value).normalize()
        if value.adjusted() < _ZEROS_KEPT and value == value.to_integral_value():
            value = value.quantize(Decimal(1))
    if value > LARGEST:
        return Wrong(say("{text} is larger than 1e18", text=quoted(text)), say("check the figure"))
    if value < SMALLEST:
        return Wrong(say("{text} is nearer to zero than 1e-18", text=quoted(text)), say("write 0, or check the figure"))
    return value


def no_number(text: str) -> Wrong:
    """Why a text is no number."""
    lower = text.lower()
    if lower.lstrip("+-") in ("nan", "inf", "infinity", ".nan", ".inf", "∞"):
        return Wrong(say("{text} is no number", text=quoted(text)), LEAVE_BLANK)
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
    if text.count("%") > 1:
        return Wrong(say("{text} has more than one per cent sign", text=quoted(text)), say("write one"))
    if text[:1].isdigit() or text[1:2].isdigit():
        return Wrong(
            say("{text} is not a number alone", text=quoted(text)), say("write the number without unit or words")
        )
    return Wrong(say("{text} is no number", text=quoted(text)), NUMBER_OR_BLANK)


def doubtful(text: str, readings: tuple[str, ...]) -> Wrong:
    """That a text can mean several values, each as it is written without a doubt."""
    return Wrong(
        say("{text} can mean {readings}", text=quoted(text), readings=either(readings)),
        say("write {readings}", readings=either(readings)),
        readings,
    )


def either(written: Iterable[str]) -> Said:
    """Several ways to write: one, another or a third."""
    *others, told = map(verbatim, written)
    for index, text in enumerate(reversed(others)):
        told = (
            say("{first}, {rest}", first=text, rest=told) if index else say("{first} or {rest}", first=text, rest=told)
        )
    return told


def plain(value: Decimal) -> str:
    """`value` without exponent, with its decimals; what `numbers` reads back as the same value."""
    return format(value, "f")


def hundredth(value: Decimal) -> Decimal:
    """A hundredth, with all digits."""
    return value.scaleb(-2, EXACT)
