"""Plain numbers, with the unit that the catalogue gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diagnosis.kinds.kind import Entry
from diagnosis.kinds.numeric import Numeric
from diagnosis.messages import Said, say

if TYPE_CHECKING:
    from diagnosis.kinds.formats import Formats


class Number(Numeric):
    """Any number."""

    name = "number"
    called = say("a number")
    hint = say("a number such as 4 or 4.5")
    example = say("4.5")
    plausible = ("0", "1", "4", "10", "30", "100")
    plausible_beside = ("4",)

    def hint_for(self, fact: Entry, formats: Formats) -> Said:
        """With the unit."""
        unit = self.unit_in_cell(fact, formats)
        return say("a number of {unit}, such as 4 or 4.5", unit=unit) if unit else self.hint


KIND = Number()
