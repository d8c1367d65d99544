"""What a kind of value settles, with answers that suit most kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

from diagnosis.kinds.given import Given, Value
from diagnosis.kinds.text import Wrong
from diagnosis.messages import NOTHING, Said, say, translated

if TYPE_CHECKING:
    from diagnosis.kinds.number_formats import NumberFormats, Words
    from diagnosis.kinds.numerals import Notation

Type = Literal["number", "string", "boolean"]
"""The type of a value in FEEL."""

Reader = Callable[[str], Given | Wrong]
"""Reads a tidy text that is not blank. It never raises."""


@dataclass(frozen=True, slots=True)
class Style:
    """How texts are read.

    `notation` is how a file says that its numbers are written. `typed`: somebody typed the text by itself and can be
    asked, so that all that it can mean counts, and not only what a program would mean by it. `percent`: a bare number
    that only makes sense in per cent is taken so.
    """

    notation: Notation | None = None
    typed: bool = False
    percent: bool = True


_ALL_DIGITS = 18

USUAL = Style()
TYPED = Style(typed=True)

Printed = Value | float | None
"""A value as it is given or computed; None: unknown."""

InRange = Callable[[Decimal], bool]


class CatalogueFact(Protocol):
    """What a kind has to know of a fact in the catalogue; see `knowledge.model.Fact`."""

    @property
    def fact(self) -> str:
        """The fact's id."""

    @property
    def kind(self) -> str:
        """The name of its kind."""

    @property
    def unit(self) -> Words | None:
        """What it is counted in."""

    @property
    def range(self) -> str | None:
        """A FEEL unary test that its values pass."""

    @property
    def choices(self) -> tuple[str, ...]:
        """What can be chosen."""

    @property
    def sample(self) -> bool:
        """Whether it is a share of a sample."""

    @property
    def full_count(self) -> bool:
        """Whether it is a share of everything there is."""

    @property
    def smallest_sample(self) -> int | None:
        """Of how many cases it can be told healthy or bad."""

    @property
    def by_chance(self) -> Decimal | None:
        """What share of the cases of a full count would agree by chance alone."""

    @property
    def formula(self) -> str | None:
        """How it is computed."""

    @property
    def peers(self) -> object | None:
        """How it is tested against the other members."""


class Kind:
    """A kind of value. A new kind gives its name and hints, and overrides what it settles in another way."""

    name: ClassVar[str]
    hint: ClassVar[Said]
    """What answers are understood, for people."""
    example: ClassVar[Said] = NOTHING
    """The same, short, for a cell of a table."""
    type: ClassVar[Type] = "string"
    effort: ClassVar[float] = 2.0
    """How much work an answer is: 1 for yes or no, which is said at once. An assumption."""
    numeric: ClassVar[bool] = False
    sampled: ClassVar[bool] = False
    """Whether it may be of a sample, or counted in full, as the catalogue says."""
    tested: ClassVar[bool] = False
    """Whether it is always of a sample, and tested against the peers and the quarter before."""
    counted: ClassVar[bool] = False
    """Whether it may be given as counts, such as 11 of 80."""
    has_bands: ClassVar[bool] = True
    is_band: ClassVar[bool] = False
    """Whether the value is itself a band."""
    scale: ClassVar[int] = 1
    """What a value is multiplied by where it is written: 100 for shares."""
    places: ClassVar[int] = 2
    """The decimals with which it is written, at most."""

    # --- the catalogue ----------------------------------------------------------------------------------------

    def wrong_entry(self, fact: CatalogueFact) -> Said | None:
        """What is wrong with the catalogue's entry of a fact of this kind."""
        if (fact.sample or fact.full_count) and not self.sampled:
            return say("sample and full_count are for percentages")
        if fact.sample and fact.full_count:
            return say("a percentage is either a sample or a full count")
        if fact.smallest_sample is not None and not (fact.full_count or self.has_interval(fact)):
            return say("smallest_sample is for rates, and for percentages that are a sample or a full count")
        if fact.by_chance is not None and not fact.full_count:
            return say("by_chance is for full counts")
        return say("peers is for rates") if fact.peers and not self.tested else None

    def has_interval(self, fact: CatalogueFact) -> bool:
        """Whether a fact carries `.low .high .count .of` beside its value."""
        return self.tested or fact.sample

    # --- reading ----------------------------------------------------------------------------------------------

    def read(self, text: str, fact: CatalogueFact) -> Given | Wrong:
        """The value of a fact that a text writes, whatever its range."""
        raise NotImplementedError

    def readings(self, text: str, fact: CatalogueFact, style: Style = TYPED) -> tuple[Given, ...] | Wrong:
        """All values of a fact that a tidy text can mean and that it can have; or what is wrong with the text."""
        given = self.read(text, fact)
        return given if isinstance(given, Wrong) else (given,)

    def reader(self, fact: CatalogueFact, style: Style = USUAL) -> Reader:
        """The function that reads texts as values of a fact."""
        return lambda text: self.read(text, fact)

    def limits(self, fact: CatalogueFact) -> tuple[InRange, Said]:
        """The test whether a number can be a fact's value, and the limit in words."""
        return lambda value: True, NOTHING

    # --- writing ----------------------------------------------------------------------------------------------

    def canonical(self, given: Given) -> str:
        """A value as a text that is read as the same value."""
        return str(given.value)

    def unmistakable(self, given: Given) -> str:
        """A value as a text that has no other reading, even where somebody typed it."""
        return self.canonical(given)

    def restored(self, value: Printed) -> Printed:
        """A value as conditions hold it, as it was given: dates are texts there."""
        return value

    def written(
        self, value: Value | float, formats: NumberFormats, places: int | None = None, unit: Words | None = None
    ) -> str:
        """A value as people of a language write it, with at most `places` decimals."""
        if isinstance(value, bool):
            return formats.words["true" if value else "false"]
        if isinstance(value, date):
            return formats.day(value)
        return self.word(value, formats) if isinstance(value, str) else self.figure(value, formats, places, unit)

    def word(self, value: str, formats: NumberFormats) -> str:
        """A text as people of a language write it."""
        return value

    def figure(self, value: Decimal | float, formats: NumberFormats, places: int | None, unit: Words | None) -> str:
        """A number as people of a language write it."""
        return formats.in_unit(formats.number(value, self.places if places is None else places), unit)

    def exact(self, value: Value, formats: NumberFormats, unit: Words | None = None) -> str:
        """A value with all of its digits, to show how an answer was understood."""
        return self.written(value, formats, _ALL_DIGITS, unit)

    # --- asking -----------------------------------------------------------------------------------------------

    def choices(self, fact: CatalogueFact) -> tuple[tuple[str, Value], ...]:
        """The answers to pick from, each as a text with its value; none where a value has to be written."""
        return ()

    def understood(self, fact: CatalogueFact, formats: NumberFormats) -> str:
        """What answers are understood, in a language."""
        return translated(self.hint_for(fact, formats), formats.language)

    def hint_for(self, fact: CatalogueFact, formats: NumberFormats) -> Said:
        """The hint as it suits a fact, with its unit."""
        unit = self.unit_in(formats, fact)
        return self.hint_in(unit) if unit else self.hint

    def hint_in(self, unit: str) -> Said:
        """The hint with a unit, where it has a place for one."""
        return self.hint

    def understood_in_cell(self, fact: CatalogueFact, formats: NumberFormats) -> str:
        """An example of what may stand in a cell of a table."""
        example, unit = translated(self.example, formats.language), self.unit_in(formats, fact)
        return f"{example} {unit}" if unit else example

    def unit_in(self, formats: NumberFormats, fact: CatalogueFact) -> str | None:
        """The unit of a fact, in a language."""
        return fact.unit.get(formats.language) if fact.unit else None

    # --- trying out -------------------------------------------------------------------------------------------

    def tried(self, fact: CatalogueFact, around: Iterable[Decimal], limits: Iterable[Decimal]) -> list[Given]:
        """Representative answers: values on each side of the `limits` of conditions, and of the values `around` it."""
        return [Given(value) for _, value in self.choices(fact)]

    def usual(self, fact: CatalogueFact) -> list[Given]:
        """What a fact is taken to be while another one is tried out."""
        return self.tried(fact, (), ())

    def tried_out_of(self, tries: int) -> Iterator[Given]:
        """Counts from few to many hits of `tries`."""
        return iter(())
