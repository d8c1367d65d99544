"""Percentages: a share of a whole or, with `sample`, of a sample of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from diagnosis.kinds.kind import CatalogueFact
from diagnosis.kinds.share import COUNTS, Part
from diagnosis.messages import Said, say

if TYPE_CHECKING:
    from diagnosis.kinds.number_formats import NumberFormats


class Percentage(Part):
    """A percentage; only of a sample is it known how sure it is."""

    name = "percentage"
    called = say("a percentage")
    hint = say("a percentage such as 82%, or counts such as 11 of 80")
    sampled = True
    example = say("82% or 11/80")
    range_in_words = say("a percentage is 0% to 100%")
    plausible = ("0.02", "0.1", "0.3", "0.5", "0.7", "0.9", "0.98")
    plausible_beside = ("0.3", "0.8")

    def hint_for(self, fact: CatalogueFact, formats: NumberFormats) -> Said:
        """Of a sample, counts are better."""
        return COUNTS if fact.sample else self.hint


KIND = Percentage()
