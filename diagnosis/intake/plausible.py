"""Values that are possible but hardly ever met: they are asked for again, unless somebody is sure of them.

Whoever is sure writes `!` behind the value (`150%!`), in every file, table and answer alike.
"""

from __future__ import annotations

from decimal import Decimal

from diagnosis.kinds import kind_of
from diagnosis.kinds.given import Given
from diagnosis.kinds.numerals import plain
from diagnosis.kinds.text import Wrong, quoted
from diagnosis.knowledge.model import Fact
from diagnosis.messages import Said, say

SURE = "!"


def split_sure(text: str, fact: Fact) -> tuple[str, bool]:
    """A tidy text without the mark behind it, and whether it is there; a text that is no number keeps it."""
    if not kind_of(fact).numeric or not text.endswith(SURE):
        return text, False
    return text.removesuffix(SURE).rstrip(), True


def marked(text: str) -> str:
    """A text with the mark behind it, once."""
    return text if text.rstrip().endswith(SURE) else f"{text}{SURE}"


def is_plausible(fact: Fact, given: Given) -> bool:
    """Whether a value is met with. Counts are, whatever their share: of three deals all may be won."""
    if fact.plausible is None or given.count is not None or not isinstance(given.value, Decimal):
        return True
    ends = (given.value,) if given.low is None or given.high is None else (given.low, given.high)
    return all(map(fact.plausible.holds, ends))


def surely(fact: Fact, given: Given) -> str:
    """A value as a text that is read as the same value: with the mark where it needs it."""
    text = kind_of(fact).canonical(given)
    return text if is_plausible(fact, given) else text + SURE


def implausible(fact: Fact, text: str, given: Given) -> Wrong:
    """What to say of a value that is hardly ever met: how it was read, what is usual, and how to confirm it."""
    assert isinstance(given.value, Decimal)
    value = shown(fact, given.value)
    sure = surely(fact, given) if given.estimated else value + SURE
    what = say(
        "{text} would be {value}, which is hardly ever so: {usual}", text=quoted(text), value=value, usual=usual(fact)
    )
    other = _in_per_cent(fact, text)
    if other is not None:
        do = say("write {other} if that is meant, or {sure} if you are sure", other=other, sure=sure)
    else:
        do = say("correct it, or write {sure} if you are sure", sure=sure)
    return Wrong(what, do, (sure,))


def shown(fact: Fact, value: Decimal) -> str:
    """A value as it can be typed: shares in per cent."""
    scale = kind_of(fact).scale
    return plain((value * scale).normalize()) + ("%" if scale == 100 else "")


def usual(fact: Fact) -> Said:
    """The values that are met with, in words."""
    assert fact.plausible is not None
    limits = fact.plausible.least, fact.plausible.most
    least, most = (None if limit is None else shown(fact, limit) for limit in limits)
    if least is None:
        return say("{most} or less is usual", most=most)
    if most is None:
        return say("{least} or more is usual", least=least)
    return say("{least} to {most} is usual", least=least, most=most)


def _in_per_cent(fact: Fact, text: str) -> str | None:
    """A bare number with a per cent sign, where that would be a usual value."""
    if text.endswith("%"):
        return None
    read = kind_of(fact).reader(fact)(f"{text}%")
    return f"{text}%" if isinstance(read, Given) and is_plausible(fact, read) else None
