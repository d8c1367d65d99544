"""Yes or no."""

from __future__ import annotations

from diagnosis.kinds.given import Given, Value
from diagnosis.kinds.kind import CatalogueFact, Kind
from diagnosis.kinds.text import Wrong, quoted
from diagnosis.messages import say

MEANT = {"true": True, "yes": True, "taip": True, "y": True, "t": True} | dict.fromkeys(
    ("false", "no", "ne", "n"), False
)
"""What is meant by a word, in small letters, in any language of ours: t is true and taip, n is no and ne."""


class Boolean(Kind):
    """Yes or no."""

    name = "boolean"
    hint = say("yes or no")
    example = say("yes, no")
    type = "boolean"
    effort = 1.0

    def read(self, text: str, fact: CatalogueFact) -> Given | Wrong:
        """Yes or no, in any language of ours."""
        value = MEANT.get(text.lower())
        if value is None:
            return Wrong(say("{text} is neither yes nor no", text=quoted(text)), say("write yes or no"))
        return Given(value)

    def canonical(self, given: Given) -> str:
        """As programs write it."""
        return "true" if given.value else "false"

    def choices(self, fact: CatalogueFact) -> tuple[tuple[str, Value], ...]:
        """Yes and no."""
        return ("yes", True), ("no", False)


KIND = Boolean()
