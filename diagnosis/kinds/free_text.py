"""Free text, such as a name; no condition weighs it."""

from __future__ import annotations

from diagnosis.kinds.given import Given
from diagnosis.kinds.kind import CatalogueFact, Kind
from diagnosis.kinds.text import Wrong, name
from diagnosis.messages import say


class FreeText(Kind):
    """A few words, kept as they were written."""

    name = "text"
    hint = say("a few words")
    example = say("a few words")
    has_bands = False

    def read(self, text: str, fact: CatalogueFact) -> Given | Wrong:
        """The words as they are."""
        words = name(text)
        return words if isinstance(words, Wrong) else Given(words)


KIND = FreeText()
