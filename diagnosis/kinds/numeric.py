"""What all kinds of numbers have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import ClassVar

from diagnosis.feel import compiled, parse_unary_tests
from diagnosis.feel.numbers import round10
from diagnosis.feel.tree import In, Name
from diagnosis.kinds.counts import counts
from diagnosis.kinds.figures import Figure, about, ends, figure
from diagnosis.kinds.given import Given
from diagnosis.kinds.kind import TYPED, USUAL, CatalogueFact, InRange, Kind, Reader, Style
from diagnosis.kinds.numerals import EXACT, LARGEST, Meant, doubtful, no_number, numbers, plain
from diagnosis.kinds.text import Wrong, quoted
from diagnosis.languages import LANGUAGES
from diagnosis.messages import NOTHING, Said, say

_LONGEST = 60
"""Characters of a number or of counts, with all their blanks and decimals."""

_LIKE_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}\.[0-9]{3}")

_PLAIN = re.compile(r"(?P<number>-?[0-9]{1,9}(?P<marked>\.(?P<decimals>[0-9]{1,6}))?)(?P<percent>%)?")
_BARE, _IN_PER_CENT = Figure(1, "."), Figure(1, ".", percent=True)

_SHORT_UNITS = {"h": "hour", "hr": "hour", "wk": "week", "mo": "month", "mth": "month"}

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
    """Whether nobody writes it with three decimals, so that 1.200 may mean a thousand, and 1.2k does."""
    has_currency: ClassVar[bool] = False
    plausible: ClassVar[tuple[str, ...]]
    """Values to try."""
    plausible_beside: ClassVar[tuple[str, ...]]
    """Values to take while another fact is tried out."""

    # --- reading ----------------------------------------------------------------------------------------------

    def reader(self, fact: CatalogueFact, style: Style = USUAL) -> Reader:
        """The function that reads numbers, and refuses those out of range and those that can mean several values."""
        limits = self.limits(fact)

        def read(text: str) -> Given | Wrong:
            meant = self._within(text, fact, style, limits)
            if isinstance(meant, Wrong):
                return meant
            return meant[0] if len(meant) == 1 else self.doubtful(text, meant)

        return read

    def readings(self, text: str, fact: CatalogueFact, style: Style = TYPED) -> tuple[Given, ...] | Wrong:
        """All values in range that a tidy text can mean."""
        return self._within(text, fact, style, self.limits(fact))

    def _within(
        self, text: str, fact: CatalogueFact, style: Style, limits: tuple[InRange, Said]
    ) -> tuple[Given, ...] | Wrong:
        if len(text) > _LONGEST:
            return Wrong(say("{text} is too long for a number", text=quoted(text)), say("write the number only"))
        plainly = None if style.typed or style.notation else self.plainly(text, style)
        meant = self.meant(text, fact, style) if plainly is None else plainly
        if isinstance(meant, Wrong):
            return meant
        in_range, words = limits
        within = tuple(given for given in meant if _all_in(in_range, given))
        if within:
            return within
        what = say("{text} is out of range: {words}", text=quoted(text), words=words)
        value = meant[0].value
        assert isinstance(value, Decimal)
        return Wrong(what, self.out_of_range(text, value))

    def plainly(self, text: str, style: Style) -> tuple[Given, ...] | Wrong | None:
        """What `meant` gives for a number as programs write it, which most are: only sooner. None for any other."""
        match = _PLAIN.fullmatch(text)
        if match is None or type(self).amounts is not Numeric.amounts:
            return None
        if self.counted and not (match["marked"] or match["percent"]):
            return None  # it may be a date, as a spreadsheet keeps one
        if self.whole_units and len(match["decimals"] or "") == 3:
            return None
        value = Decimal(match["number"])
        meant = self.of_kind(text, _IN_PER_CENT if match["percent"] else _BARE, (Meant(value),), style)
        if not value or isinstance(meant, Wrong):
            return None
        return tuple(Given(number.value) for number in meant)

    def read(self, text: str, fact: CatalogueFact) -> Given | Wrong:
        """The value that a tidy text writes, whatever its range."""
        meant = self.meant(text, fact, USUAL)
        if isinstance(meant, Wrong):
            return meant
        return meant[0] if len(meant) == 1 else self.doubtful(text, meant)

    def doubtful(self, text: str, meant: tuple[Given, ...]) -> Wrong:
        """That a text can mean several values, and how each is written."""
        return doubtful(text, tuple(map(self.unmistakable, meant)))

    def meant(self, text: str, fact: CatalogueFact, style: Style) -> tuple[Given, ...] | Wrong:
        """All values that a tidy text can mean, whatever their range: a number, or the estimate of one."""
        if counts(text) is not None:
            return Wrong(
                say("{text} is a count out of a whole, but this is {kind}", text=quoted(text), kind=self.called),
                say("write one number"),
            )
        return self.estimated(text, fact, style)

    def estimated(self, text: str, fact: CatalogueFact, style: Style) -> tuple[Given, ...] | Wrong:
        """A number, about a number, or a range of two."""
        bare, roughly = about(text)
        both = ends(bare)
        if both is None:
            amounts = self.amounts(bare, fact, style)
            if isinstance(amounts, Wrong):
                return amounts
            return tuple(Given(meant.value, estimated=roughly, currency=meant.currency) for meant in amounts)
        low, high = (self.amounts(end, fact, self.style_of_ends(style)) for end in both)
        if isinstance(low, Wrong) or isinstance(high, Wrong):
            wrong, end = (low, both[0]) if isinstance(low, Wrong) else (high, both[1])
            # What is no number by itself is told as it was written, with all that stands beside it.
            return wrong if isinstance(wrong, Wrong) and wrong != no_number(end) else no_number(text)
        ranges = tuple(
            _range(first, last) for first in low for last in high if first.value <= last.value and first.goes_with(last)
        )
        if ranges:
            return tuple(dict.fromkeys(ranges))
        return Wrong(say("{text} is no range from low to high", text=quoted(text)), say("write the lower figure first"))

    def style_of_ends(self, style: Style) -> Style:
        """How the ends of a range are read: nobody but a person writes one."""
        return Style(style.notation, typed=True)

    def amounts(self, text: str, fact: CatalogueFact, style: Style) -> tuple[Meant, ...] | Wrong:
        """All numbers that a tidy text can mean."""
        written = figure(text)
        if written is None or not self.may_stand_beside(written, fact):
            return no_number(text)
        amounts = numbers(written.digits, style.notation, whole_units=self.whole_units or style.typed, shown=text)
        if isinstance(amounts, Wrong):
            return amounts
        scaled = (written.of(meant) for meant in amounts)
        meant = self.of_kind(text, written, tuple(scaled), style)
        if isinstance(meant, Wrong):
            return meant
        if any(abs(meaning.value) > LARGEST for meaning in meant):
            return Wrong(say("{text} is larger than 1e18", text=quoted(text)), say("check the figure"))
        return meant

    def of_kind(
        self, text: str, written: Figure, meanings: tuple[Meant, ...], style: Style
    ) -> tuple[Meant, ...] | Wrong:
        """What the numbers of a text (`found`) mean as values of this kind."""
        if written.percent:
            return Wrong(
                say("{text} is in per cent, but this is {kind}", text=quoted(text), kind=self.called),
                say("write the number itself"),
            )
        return meanings

    def may_stand_beside(self, written: Figure, fact: CatalogueFact) -> bool:
        """Whether what stands beside the digits makes sense: a factor ("k"), a currency, the fact's own unit."""
        if written.currency is not None and not self.has_currency:
            return False
        if written.factor != 1 and not self.whole_units:
            return False
        units = [fact.unit.get(language) for language in LANGUAGES] if fact.unit else []
        return not written.unit or _bare_unit(written.unit) in map(_bare_unit, units)

    def out_of_range(self, text: str, value: Decimal) -> Said:
        """What to do about a number that is out of range."""
        return say("check the figure")

    def limits(self, fact: CatalogueFact) -> tuple[InRange, Said]:
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
        """Counts as 11/80, an estimate as ~10 or 10 to 15, else the number."""
        if given.estimated:
            return self.unmistakable(given)
        if given.count is not None:
            return f"{given.count}/{given.of}"
        assert isinstance(given.value, Decimal)
        return self.canonical_number(given.value)

    def unmistakable(self, given: Given) -> str:
        """As `canonical`, but with what a person who types might leave out."""
        if given.count is not None:
            return f"{given.count}/{given.of}"
        if given.low is not None and given.high is not None:
            return f"{self.unmistakable_number(given.low)} to {self.unmistakable_number(given.high)}"
        assert isinstance(given.value, Decimal)
        return f"{'~' if given.estimated else ''}{self.unmistakable_number(given.value)}"

    def unmistakable_number(self, value: Decimal) -> str:
        """A number as a text that has no other reading: three decimals would read as thousands."""
        text = self.canonical_number(value)
        return f"{text}0" if _LIKE_THOUSANDS.fullmatch(text) else text

    def canonical_number(self, value: Decimal) -> str:
        """A number as a text that is read as the same number, with the digits that are known."""
        return plain(value)

    # --- trying out -------------------------------------------------------------------------------------------

    def tried(self, fact: CatalogueFact, around: Iterable[Decimal], limits: Iterable[Decimal]) -> list[Given]:
        """Plausible values, and values beside the limits and around what the fact is held against."""
        values = set(map(Decimal, self.plausible))
        for limit in limits:
            values |= {limit, limit - _BESIDE, limit + _BESIDE, limit * 2, limit / 2}
        for value in around:
            values |= multiples(value) | {value + plus for plus in _PLUS}
            if value:
                values |= {round10(times / value) for times in _QUOTIENTS}
        return self.possible(fact, values)

    def usual(self, fact: CatalogueFact) -> list[Given]:
        """A plausible value or two."""
        return self.possible(fact, map(Decimal, self.plausible_beside))

    def possible(self, fact: CatalogueFact, values: Iterable[Decimal]) -> list[Given]:
        """Those of the values that a fact can have, from low to high, each once."""
        in_range, _ = self.limits(fact)
        given = (self.nearest(value, in_range) for value in sorted(values))
        return list(dict.fromkeys(value for value in given if value is not None))

    def nearest(self, value: Decimal, in_range: InRange) -> Given | None:
        """The nearest value that somebody might give; None where there is none in range."""
        return Given(value.normalize() + 0) if in_range(value) else None


def _all_in(in_range: InRange, given: Given) -> bool:
    values = (given.value, given.low, given.high)
    return all(in_range(value) for value in values if isinstance(value, Decimal))


def _range(low: Meant, high: Meant) -> Given:
    """The estimate of a range, in the middle of it."""
    currency = low.currency or high.currency
    if low.value == high.value:
        return Given(high.value, estimated=True, currency=currency)
    middle = EXACT.multiply(EXACT.add(low.value, high.value), Decimal("0.5"))
    return Given(middle, estimated=True, low=low.value, high=high.value, currency=currency)


def _bare_unit(word: str) -> str:
    """A unit in full, without full stops and the ending of a plural: week for weeks and wks, sav for sav."""
    parts = (part.strip(".").removesuffix("s") for part in word.casefold().split())
    return " ".join(_SHORT_UNITS.get(part, part) for part in parts)


def multiples(value: Decimal) -> set[Decimal]:
    """A number, and numbers well below and above it."""
    return {round10(value * times) for times in _TIMES}
