"""One of the choices that the catalogue gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diagnosis.faults import suggest
from diagnosis.kinds.given import Given, Value
from diagnosis.kinds.kind import CatalogueFact, Kind
from diagnosis.kinds.text import Wrong, quoted
from diagnosis.messages import NOTHING, Said, say

if TYPE_CHECKING:
    from diagnosis.kinds.number_formats import NumberFormats


class Choice(Kind):
    """One of several words."""

    name = "choice"
    hint = NOTHING
    effort = 1.0
    has_bands = False

    def wrong_entry(self, fact: CatalogueFact) -> Said | None:
        """It needs its choices."""
        return super().wrong_entry(fact) if self.words(fact) else say("a choice needs its choices")

    def words(self, fact: CatalogueFact) -> tuple[str, ...]:
        """What can be chosen."""
        return fact.choices

    def read(self, text: str, fact: CatalogueFact) -> Given | Wrong:
        """One of the choices, exactly as it is written."""
        choices = self.words(fact)
        if text in choices:
            return Given(text)
        meant = suggest(text.lower().replace(" ", "_"), choices)
        otherwise = say("write one of: {choices}", choices=", ".join(choices))
        do = say("did you mean {meant}?", meant=meant) if meant else otherwise
        return Wrong(say("{text} is none of the choices", text=quoted(text)), do)

    def word(self, value: str, formats: NumberFormats) -> str:
        """Without underscores."""
        return value.replace("_", " ")

    def choices(self, fact: CatalogueFact) -> tuple[tuple[str, Value], ...]:
        """What can be chosen."""
        return tuple((word, word) for word in self.words(fact))

    def hint_for(self, fact: CatalogueFact, formats: NumberFormats) -> Said:
        """All choices, as they are written."""
        labels = (self.written(value, formats) for _, value in self.choices(fact))
        return say("one of: {choices}", choices=", ".join(labels))

    def understood_in_cell(self, fact: CatalogueFact, formats: NumberFormats) -> str:
        """All choices, as they are read."""
        return ", ".join(self.words(fact))


KIND = Choice()
