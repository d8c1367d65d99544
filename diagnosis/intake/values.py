"""From a text to the value of a fact: every way in types what it reads with these functions.

`parser(fact)` gives the function for one fact, so that a table asks once a column what kind it is. Such a function
is pure, takes any text and never raises: it gives the value, None for unknown, or what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Context, Decimal

from diagnosis.faults import suggest
from diagnosis.intake.model import Given
from diagnosis.intake.ranges import range_of
from diagnosis.kinds.counts import Counts, checked, counts, like_date
from diagnosis.kinds.numerals import number, plain
from diagnosis.kinds.text import UNKNOWN, Wrong, name, no_value, quoted, tidy
from diagnosis.knowledge.model import Fact, Kind
from diagnosis.messages import Said, say

Parsed = Given | Wrong | None
"""A value (without its place), what is wrong, or None: unknown."""

Parser = Callable[[str], Parsed]

BOOLEANS = {"true": True, "yes": True, "taip": True, "false": False, "no": False, "ne": False}

COUNTED: frozenset[Kind] = frozenset({"percentage", "rate"})
"""The kinds that may be given as counts ("11/80")."""

_SHARES: frozenset[Kind] = frozenset({"percentage", "rate", "change"})
_WHOLE_UNITS: frozenset[Kind] = frozenset({"money", "count"})
_LONGEST = 60
"""Characters of a number or of counts, with all their blanks and decimals."""

_EXACT = Context(prec=60)
_A: dict[Kind, Said] = {
    "percentage": say("a percentage"),
    "rate": say("a rate"),
    "ratio": say("a ratio"),
    "money": say("an amount of money"),
    "number": say("a number"),
    "count": say("a count"),
    "change": say("a change"),
}


def parse(text: str, fact: Fact) -> Parsed:
    """The value of `fact` that `text` writes; for many texts of one fact, take its `parser`."""
    return parser(fact)(text)


def parser(fact: Fact) -> Parser:
    """The function that reads texts as values of `fact`; what it finds wrong begins with the fact's id."""
    typed = _typed(fact)

    def read(text: str) -> Parsed:
        trimmed = tidy(text)
        if trimmed.lower() in UNKNOWN:
            return None
        value = no_value(trimmed) or typed(trimmed)
        return value.about(fact.fact) if isinstance(value, Wrong) else value

    return read


def _typed(fact: Fact) -> Callable[[str], Given | Wrong]:
    match fact.kind:
        case "boolean":
            return _boolean
        case "date":
            return _date
        case "text":
            return _text
        case "choice":
            return lambda text: _choice(text, fact.choices)
        case "band":
            return lambda text: _choice(text, ("healthy", "warning", "bad"))
        case _:
            return _numeric(fact)


def _boolean(text: str) -> Given | Wrong:
    known = BOOLEANS.get(text.lower())
    return (
        Wrong(say("{text} is neither yes nor no", text=quoted(text)), say("write yes or no"))
        if known is None
        else Given(known)
    )


def _text(text: str) -> Given | Wrong:
    read = name(text)
    return read if isinstance(read, Wrong) else Given(read)


def _choice(text: str, choices: tuple[str, ...]) -> Given | Wrong:
    if text in choices:
        return Given(text)
    meant = suggest(text.lower().replace(" ", "_"), choices)
    return Wrong(
        say("{text} is none of the choices", text=quoted(text)),
        say("did you mean {meant}?", meant=meant)
        if meant
        else say("write one of: {choices}", choices=", ".join(choices)),
    )


def _date(text: str) -> Given | Wrong:
    day = calendar_date(text)
    return day if isinstance(day, Wrong) else Given(day)


def calendar_date(text: str) -> date | Wrong:
    """The date that a tidy text writes as `2026-09-30`; no other order of day and month is guessed at."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return Wrong(say("{text} is not in the calendar", text=quoted(text)), say("check the day and the month"))
        return (
            day
            if 1900 <= day.year < 2200
            else Wrong(say("{text} is not of our time", text=quoted(text)), say("check the year"))
        )
    return Wrong(say("{text} is not a date", text=quoted(text)), say("write it as 2026-09-30, year first"))


def _numeric(fact: Fact) -> Callable[[str], Given | Wrong]:
    in_range, words = range_of(fact)
    kind = fact.kind

    def read(text: str) -> Given | Wrong:
        if len(text) > _LONGEST:
            return Wrong(say("{text} is too long for a number", text=quoted(text)), say("write the number only"))
        counted = counts(text)
        if counted is not None:
            if kind not in COUNTED:
                return Wrong(
                    say("{text} is a count out of a whole, but this is {kind}", text=quoted(text), kind=_A[kind]),
                    say("write one number"),
                )
            given: Given | Wrong = counted if isinstance(counted, Wrong) else from_counts(counted)
        elif kind in COUNTED and like_date(text):
            return _spreadsheet_date(text, fact)
        else:
            value = _share(text) if kind in _SHARES else _amount(text, kind)
            given = value if isinstance(value, Wrong) else Given(value)
        if isinstance(given, Given) and isinstance(given.value, Decimal) and not in_range(given.value):
            bare_percent = kind in COUNTED and given.value > 1 and not text.endswith("%")
            do = say("write {text}% if that is meant", text=text) if bare_percent else say("check the figure")
            return Wrong(say("{text} is out of range: {words}", text=quoted(text), words=words), do)
        return given

    return read


def from_counts(counted: Counts) -> Given:
    """The value of counts: their quotient, with both of them beside it."""
    return Given(counted.share, counted.count, counted.of)


def _share(text: str) -> Decimal | Wrong:
    """A share of one, written with a per cent sign ("82%", "82,5 %") or as decimals ("0.825")."""
    if text.endswith("%"):
        return _percent(text)
    value = number(text)
    if isinstance(value, Wrong) or not value:
        return value
    # Whoever writes a bare 82 means 82 %; a bare 1 beside it then means 1 %, but 100 % where a program wrote shares.
    size, bare = value.copy_abs(), plain(value)
    if size == 1 and not re.search(r"[.,eE]", text):
        return Wrong(
            say("{text} can mean {bare}% or {bare}00%", text=quoted(text), bare=bare),
            say("write {bare}% or {bare}00%", bare=bare),
        )
    if size >= 2:
        return Wrong(
            say("{text} has no per cent sign", text=quoted(text)),
            say("write {bare}% or {share}", bare=bare, share=plain(_hundredth(value))),
        )
    return value


def _percent(text: str) -> Decimal | Wrong:
    value = number(text[:-1].rstrip())
    return value if isinstance(value, Wrong) else _hundredth(value)


def _hundredth(value: Decimal) -> Decimal:
    return value.scaleb(-2, _EXACT)


def _amount(text: str, kind: Kind) -> Decimal | Wrong:
    """A number that is no share: a ratio may be written in per cent of par, all others are plain."""
    if text.endswith("%"):
        if kind != "ratio":
            return Wrong(
                say("{text} is in per cent, but this is {kind}", text=quoted(text), kind=_A[kind]),
                say("write the number itself"),
            )
        return _percent(text)
    value = number(text, whole_units=kind in _WHOLE_UNITS)
    if isinstance(value, Wrong) or kind != "count":
        return value
    if value != value.to_integral_value():
        return Wrong(say("{text} is no whole number", text=quoted(text)), say("write a count"))
    return value.to_integral_value()


def _spreadsheet_date(text: str, fact: Fact) -> Wrong:
    return Wrong(
        say("{text} looks like a date, which a spreadsheet makes of counts such as 9/10", text=quoted(text)),
        say("write 9/10, or in a table use two columns, {fact}.count and {fact}.of", fact=fact.fact),
    )


PairParser = Callable[[str, str], Parsed]


def pair_parser(fact: Fact) -> PairParser:
    """The function that reads counts in two texts, as a table has them in `<fact>.count` and `<fact>.of`."""

    def read(count_text: str, of_text: str) -> Parsed:
        texts = tidy(count_text), tidy(of_text)
        unknown = [text.lower() in UNKNOWN for text in texts]
        if all(unknown):
            return None
        if any(unknown):
            given, missing = (".of", ".count") if unknown[0] else (".count", ".of")
            return Wrong(
                say("{given} stands without {missing}", given=fact.fact + given, missing=fact.fact + missing),
                say("give both or neither"),
            )
        counted = no_value(texts[0]) or no_value(texts[1]) or checked(*texts)
        return counted.about(fact.fact) if isinstance(counted, Wrong) else from_counts(counted)

    return read


def agree(counted: Given, written: Given) -> bool:
    """Whether counts in two columns and the same fact in one say the same, to the digits written there."""
    if written.of is not None:
        return (counted.count, counted.of) == (written.count, written.of)
    if not isinstance(counted.value, Decimal) or not isinstance(written.value, Decimal):
        return False
    return abs(counted.value - written.value) * 2 <= Decimal((0, (1,), int(written.value.as_tuple().exponent)))
