"""Rates: how many tries were hits. They are tested against the peers and against the quarter before."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from diagnosis.kinds.given import Given
from diagnosis.kinds.kind import InRange
from diagnosis.kinds.share import COUNTS, Part
from diagnosis.messages import say

PLAUSIBLE_SAMPLE = 200
"""The tries of a rate that is tried out: as many as a team has in a quarter."""


class Rate(Part):
    """A rate, best given as counts: 11 of 80."""

    name = "rate"
    called = say("a rate")
    hint = COUNTS
    example = say("11/80")
    effort = 3.0
    tested = True
    range_in_words = say("a rate is 0% to 100%")
    plausible = ("0.02", "0.1", "0.2", "0.3", "0.5", "0.7", "0.9")
    plausible_beside = ("0.3",)

    def nearest(self, value: Decimal, in_range: InRange) -> Given | None:
        """The nearest counts of a plausible number of tries."""
        return _out_of(PLAUSIBLE_SAMPLE, value) if in_range(value) else None

    def tried_out_of(self, tries: int) -> Iterator[Given]:
        """The plausible rates, from low to high."""
        return (_out_of(tries, Decimal(share)) for share in self.plausible)


def _out_of(tries: int, share: Decimal) -> Given:
    hits = int((share * tries).to_integral_value())
    return Given(Decimal(hits) / tries, hits, tries)


KIND = Rate()
