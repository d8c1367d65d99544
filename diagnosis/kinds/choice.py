"""One of the choices that the catalogue gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diagnosis.faults import suggest
from diagnosis.kinds.given import Given, Value
from diagnosis.kinds.kind import Entry, Kind, Reader
from diagnosis.kinds.text import Wrong, quoted
from diagnosis.messages import NOTHING, Said, say

if TYPE_CHECKING:
    from diagnosis.kinds.formats import Formats


class Choice(Kind):
    """One of several words."""

    name = "choice"
    hint = NOTHING
    effort = 1.0
    has_bands = False

    def wrong_entry(self, fact: Entry) -> Said | None:
        """It needs its choices."""
        return super().wrong_entry(fact) if self.words(fact) else say("a choice needs its choices")

    def words(self, fact: Entry) -> tuple[str, ...]:
        """What can be chosen."""
        return fact.choices

    def reader(self, fact: Entry) -> Reader:
        """The function that reads one of the choices."""
        choices = self.words(fact)

        def read(text: str) -> Given | Wrong:
            if text in choices:
                return Given(text)
            meant = suggest(text.lower().replace(" ", "_"), choices)
            return Wrong(
                say("{text} is none of the choices", text=quoted(text)),
                say("did you mean {meant}?", meant=meant)
                if meant
                else say("write one of: {choices}", choices=", ".join(choices)),
            )

        return read

    def written(self, value: Value | float, formats: Formats, places: int | None = None, unit: object = None) -> str:
        """In words, without underscores."""
        return value.replace("_", " ") if isinstance(value, str) else super().written(value, formats, places)

    def choices(self, fact: Entry) -> tuple[tuple[str, Value], ...]:
        """What can be chosen."""
        return tuple((word, word) for word in self.words(fact))

    def hint_for(self, fact: Entry, formats: Formats) -> Said:
        """All choices, as they are written."""
        labels = (self.written(value, formats) for _, value in self.choices(fact))
        return say("one of: {choices}", choices=", ".join(labels))

    def understood_in_cell(self, fact: Entry, formats: Formats) -> str:
        """All choices, as they are read."""
        return ", ".join(self.words(fact))


KIND = Choice()
