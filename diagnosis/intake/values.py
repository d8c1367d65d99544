"""From a text to the value of a fact: every way in types what it reads with these functions.

`parser(fact)` gives the function for one fact, so that a table asks once a column what kind it is. Such a function
is pure, takes any text and never raises: it gives the value, None for unknown, or what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from diagnosis.intake.plausible import implausible, is_plausible, split_sure
from diagnosis.kinds import kind_of
from diagnosis.kinds.counts import checked, from_counts
from diagnosis.kinds.given import Given
from diagnosis.kinds.text import UNKNOWN, Wrong, no_value, tidy
from diagnosis.knowledge.model import Fact
from diagnosis.messages import say

Parsed = Given | Wrong | None
"""A value (without its place), what is wrong, or None: unknown."""

Parser = Callable[[str], Parsed]


def parse(text: str, fact: Fact) -> Parsed:
    """The value of `fact` that `text` writes; for many texts of one fact, take its `parser`."""
    return parser(fact)(text)


def parser(fact: Fact) -> Parser:
    """The function that reads texts as values of `fact`; what it finds wrong begins with the fact's id."""
    typed = kind_of(fact).reader(fact)

    def read(text: str) -> Parsed:
        trimmed = tidy(text)
        if trimmed.lower() in UNKNOWN:
            return None
        bare, sure = split_sure(trimmed, fact)
        value = no_value(trimmed) or typed(bare)
        if not (sure or isinstance(value, Wrong) or is_plausible(fact, value)):
            value = implausible(fact, bare, value)
        return value.about(fact.fact) if isinstance(value, Wrong) else value

    return read


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
