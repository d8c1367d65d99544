"""Plain numbers, with the unit that the catalogue gives."""

from __future__ import annotations

from diagnosis.kinds.numeric import Numeric
from diagnosis.messages import Said, say


class Number(Numeric):
    """Any number."""

    name = "number"
    called = say("a number")
    hint = say("a number such as 4 or 4.5")
    example = say("4.5")
    plausible = ("0", "1", "4", "10", "30", "100")
    plausible_beside = ("4",)

    def hint_in(self, unit: str) -> Said:
        """With the unit."""
        return say("a number of {unit}, such as 4 or 4.5", unit=unit)


KIND = Number()
