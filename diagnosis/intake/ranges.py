"""Which numbers a fact can have: the catalogue's `range`, or what its kind allows.

A range is a FEEL unary test (`[-100..100]`, `>= 0`); what it means is said by the FEEL interpreter alone.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from diagnosis.feel import compiled, parse_unary_tests
from diagnosis.feel.tree import In, Name
from diagnosis.knowledge.model import Fact, Kind
from diagnosis.messages import NOTHING, Said, say

InRange = Callable[[Decimal], bool]

_LOWEST: dict[Kind, tuple[Decimal, Said]] = {
    "percentage": (Decimal(0), say("a percentage is 0% to 100%")),
    "rate": (Decimal(0), say("a rate is 0% to 100%")),
    "ratio": (Decimal(0), say("a ratio is not negative")),
    "money": (Decimal(0), say("an amount is not negative")),
    "count": (Decimal(0), say("a count is not negative")),
    "change": (Decimal(-1), say("nothing falls by more than 100%")),
}
_AT_MOST_ONE: frozenset[Kind] = frozenset({"percentage", "rate"})


def range_of(fact: Fact) -> tuple[InRange, Said]:
    """The test whether a number can be this fact's value, and the limit in words.

    Raises FeelSyntaxError where the catalogue's range is no unary test; loading the catalogue finds that first.
    """
    if fact.range is not None:
        test = compiled(In(Name("value"), parse_unary_tests(fact.range)))
        return lambda value: test({"value": value}) is True, say("it must be {range}", range=fact.range)
    if fact.kind not in _LOWEST:
        return lambda value: True, NOTHING
    lowest, words = _LOWEST[fact.kind]
    if fact.kind in _AT_MOST_ONE:
        return lambda value: lowest <= value <= 1, words
    return lambda value: value >= lowest, words
