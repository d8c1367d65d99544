"""Bands as values: a computed fact that says itself whether it is healthy, a warning or bad."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from diagnosis.kinds.choice import Choice
from diagnosis.kinds.given import Given
from diagnosis.kinds.kind import CatalogueFact
from diagnosis.messages import Said, say

if TYPE_CHECKING:
    from diagnosis.kinds.number_formats import NumberFormats


class Band(Choice):
    """A band, which only a formula makes."""

    name = "band"
    effort = 2.0
    is_band = True

    def wrong_entry(self, fact: CatalogueFact) -> Said | None:
        """It needs a formula."""
        if fact.formula is None:
            return say("a fact of kind band is computed: it needs a formula")
        return super().wrong_entry(fact)

    def words(self, fact: CatalogueFact) -> tuple[str, ...]:
        """The bands."""
        return "healthy", "warning", "bad"

    def word(self, value: str, formats: NumberFormats) -> str:
        """In the words of the language."""
        return formats.words.get(value, value)

    def tried(self, fact: CatalogueFact, around: Iterable[Decimal], limits: Iterable[Decimal]) -> list[Given]:
        """None: what it is computed of is tried out instead."""
        return []


KIND = Band()
