"""Columns of shares, which are read as a whole: `0.9` is 0.9 % beside `2.4`, but 90 % beside `0.85`.

A per cent sign in the heading decides. Else a bare number that can only be per cent (`71`) says so for its column,
and a column whose numbers point both ways is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Literal

from diagnosis.intake.plausible import SURE, shown
from diagnosis.intake.values import Parsed, Parser
from diagnosis.kinds import kind_of
from diagnosis.kinds.text import Wrong, quoted, tidy
from diagnosis.knowledge.model import Fact
from diagnosis.messages import say

_BARE = re.compile(
    r"['’]?(?P<sign>[+\-−–‒]?) ?(?P<digits>[0-9]*(?:[.,][0-9]*)?)|\(\s*(?P<inner>[0-9]+(?:[.,][0-9]*)?)\s*\)"
)

Way = Literal["as written", "in per cent", "doubtful"]


def way_of(fact: Fact, texts: Iterable[str]) -> tuple[Way, str]:
    """How the bare numbers of a column of shares are to be read, and the one that shows it."""
    in_range, _ = kind_of(fact).limits(fact)
    met = _met(fact)
    share_only = False
    per_cent, hard = "", False
    for text in texts:
        value = _bare(text)
        if not value or text.strip() in ("1", "-1", "+1"):
            continue
        as_share, as_per_cent = abs(value) < 2 and met(value), met(value / 100)
        share_only = share_only or (as_share and not as_per_cent)
        if as_per_cent and not as_share and not hard:
            per_cent, hard = text, abs(value) >= 2 or not in_range(value)
    if not per_cent:
        return "as written", ""
    return ("in per cent" if hard and not share_only else "doubtful"), per_cent


def may_be_per_cent(fact: Fact, texts: Iterable[str]) -> bool:
    """Whether a bare number of a column could be per cent as well: it is doubtful beside columns that are."""
    met = _met(fact)
    return any(met(value / 100) for value in map(_bare, texts) if value)


def _met(fact: Fact) -> Callable[[Decimal], bool]:
    """Whether a value is one that the fact usually has, or at least can have."""
    in_range, _ = kind_of(fact).limits(fact)
    return in_range if fact.plausible is None else fact.plausible.holds


def per_cent_parser(read: Parser) -> Parser:
    """The function that reads bare numbers of a column as per cent, and all else as it is written."""

    def in_per_cent(text: str) -> Parsed:
        bare = tidy(text)
        sure = SURE if bare.endswith(SURE) else ""
        if _bare(bare.removesuffix(SURE)) is None:
            return read(text)
        parsed = read(f"{bare.removesuffix(SURE).rstrip()}%{sure}")
        if isinstance(parsed, Wrong):
            return Wrong(say("{what} (the column is in per cent)", what=parsed.what), parsed.do)
        return parsed

    return in_per_cent


def doubtful_parser(read: Parser, fact: Fact) -> Parser:
    """The function that refuses bare numbers of a column that does not show how they are meant."""

    def undecided(text: str) -> Parsed:
        bare = tidy(text)
        value = _bare(bare)
        if not value:
            return read(text)
        what = say(
            "{text} can mean {bare}% or {share}, and the column does not show which",
            text=quoted(bare),
            bare=bare,
            share=shown(fact, value),
        )
        do = say(
            "write the per cent signs, or name the column {heading} if all of it is in per cent",
            heading=f"'{fact.fact} %'",
        )
        return Wrong(what, do).about(fact.fact)

    return undecided


def _bare(text: str) -> Decimal | None:
    """The number of a text that is nothing but one, without a sign for per cent; None where it is not."""
    match = _BARE.fullmatch(tidy(text))
    digits = match and (match["inner"] or match["digits"])
    if not match or not digits or not any(char.isdigit() for char in digits):
        return None
    value = Decimal(digits.replace(",", "."))
    return -value if match["inner"] or match["sign"] not in ("", "+") else value
