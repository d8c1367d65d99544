"""What all kinds of numbers have in common."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from diagnosis.feel import compiled, parse_unary_tests
from diagnosis.feel.numbers import round10
from diagnosis.feel.tree import In, Name
from diagnosis.kinds.counts import counts
from diagnosis.kinds.given import Given
from diagnosis.kinds.kind import Entry, InRange, Kind, Reader
from diagnosis.kinds.numerals import number, plain
from diagnosis.kinds.text import Wrong, quoted
from diagnosis.messages import NOTHING, Said, say

_LONGEST = 60
"""Characters of a number or of counts, with all their blanks and decimals."""

_TIMES = tuple(map(Decimal, ("0.4", "0.75", "0.95", "1", "1.1", "1.5", "1.75", "2", "2.5")))
_PLUS = tuple(map(Decimal, ("-0.2", "-0.06", "0", "0.05", "0.15", "0.3")))
_QUOTIENTS = tuple(map(Decimal, ("0.5", "0.8", "1.2")))
_BESIDE = Decimal("0.02")


class Numeric(Kind):
    """A kind of number: plain, without a per cent sign."""

    type = "number"
    numeric = True
    called: ClassVar[Said]
    """What it is called in faults."""
    lowest: ClassVar[Decimal | None] = None
    highest: ClassVar[Decimal | None] = None
    range_in_words: ClassVar[Said] = NOTHING
    whole_units: ClassVar[bool] = False
    """Whether nobody writes it with three decimals, so that 1.200 may mean a thousand."""
    plausible: ClassVar[tuple[str, ...]]
    """Values to try."""
    plausible_beside: ClassVar[tuple[str, ...]]
    """Values to take while another fact is tried out."""

    # --- reading ----------------------------------------------------------------------------------------------

    def reader(self, fact: Entry) -> Reader:
        """The function that reads numbers and refuses those out of range."""
        in_range, words = self.limits(fact)

        def read(text: str) -> Given | Wrong:
            if len(text) > _LONGEST:
                return Wrong(say("{text} is too long for a number", text=quoted(text)), say("write the number only"))
            given = self.read(text, fact)
            if isinstance(given, Given) and isinstance(given.value, Decimal) and not in_range(given.value):
                what = say("{text} is out of range: {words}", text=quoted(text), words=words)
                return Wrong(what, self.out_of_range(text, given.value))
            return given

        return read

    def read(self, text: str, fact: Entry) -> Given | Wrong:
        """The value that a tidy text writes, whatever its range."""
        if counts(text) is not None:
            return Wrong(
                say("{text} is a count out of a whole, but this is {kind}", text=quoted(text), kind=self.called),
                say("write one number"),
            )
        value = self.amount(text)
        return value if isinstance(value, Wrong) else Given(value)

    def amount(self, text: str) -> Decimal | Wrong:
        """The number that a tidy text writes."""
        if text.endswith("%"):
            return Wrong(
                say("{text} is in per cent, but this is {kind}", text=quoted(text), kind=self.called),
                say("write the number itself"),
            )
        return number(text, whole_units=self.whole_units)

    def out_of_range(self, text: str, value: Decimal) -> Said:
        """What to do about a number that is out of range."""
        return say("check the figure")

    def limits(self, fact: Entry) -> tuple[InRange, Said]:
        """The test by the catalogue's `range`, a FEEL unary test, else by what the kind allows.

        Raises FeelSyntaxError where the catalogue's range is no unary test; loading the catalogue finds that first.
        """
        if fact.range is not None:
            test = compiled(In(Name("value"), parse_unary_tests(fact.range)))
            return lambda value: test({"value": value}) is True, say("it must be {range}", range=fact.range)
        lowest, highest = self.lowest, self.highest
        return (
            lambda value: (lowest is None or value >= lowest) and (highest is None or value <= highest),
            self.range_in_words,
        )

    # --- writing ----------------------------------------------------------------------------------------------

    def canonical(self, given: Given) -> str:
        """Counts as 11/80, else the number."""
        if given.count is not None:
            return f"{given.count}/{given.of}"
        assert isinstance(given.value, Decimal)
        return self.canonical_number(given.value)

    def canonical_number(self, value: Decimal) -> str:
        """A number as a text that is read as the same number, with the digits that are known."""
        return plain(value)

    # --- trying out -------------------------------------------------------------------------------------------

    def tried(self, fact: Entry, around: Iterable[Decimal], limits: Iterable[Decimal]) -> list[Given]:
        """Plausible values, and values beside the limits and around what the fact is held against."""
        values = set(map(Decimal, self.plausible))
        for limit in limits:
            values |= {limit, limit - _BESIDE, limit + _BESIDE, limit * 2, limit / 2}
        for value in around:
            values |= multiples(value) | {value + plus for plus in _PLUS}
            if value:
                values |= {round10(times / value) for times in _QUOTIENTS}
        return self.possible(fact, values)

    def usual(self, fact: Entry) -> list[Given]:
        """A plausible value or two."""
        return self.possible(fact, map(Decimal, self.plausible_beside))

    def possible(self, fact: Entry, values: Iterable[Decimal]) -> list[Given]:
        """Those of the values that a fact can have, from low to high, each once."""
        in_range, _ = self.limits(fact)
        given = (self.nearest(value, in_range) for value in sorted(values))
        return list(dict.fromkeys(value for value in given if value is not None))

    def nearest(self, value: Decimal, in_range: InRange) -> Given | None:
        """The nearest value that somebody might give; None where there is none in range."""
        return Given(value.normalize() + 0) if in_range(value) else None


def multiples(value: Decimal) -> set[Decimal]:
    """A number, and numbers well below and above it."""
    return {round10(value * times) for times in _TIMES}
