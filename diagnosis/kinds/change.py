"""Changes: by how much something grew (+12%) or fell (-3%)."""

from __future__ import annotations

from decimal import Decimal

from diagnosis.kinds.share import Share
from diagnosis.messages import say


class Change(Share):
    """A change as a share of what there was before."""

    name = "change"
    called = say("a change")
    hint = say("a change such as +12% or -3%")
    example = say("+12%")
    lowest = Decimal(-1)
    range_in_words = say("nothing falls by more than 100%")
    plausible = ("-0.3", "-0.1", "0", "0.03", "0.1", "0.3")
    plausible_beside = ("0.03",)


KIND = Change()
