"""How large a sample must be to decide."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable
from decimal import Decimal
from statistics import NormalDist

from diagnosis.measures.statistics import wilson

POWER = 0.8
"""The usual chance with which a study is planned to see what is there (J. Cohen, 1988)."""

MOST_TRIES_ASKED = 100_000
"""A sample that would have to be larger is nothing to ask for."""


def tries_to_decide(share: Decimal, decides: Callable[[Decimal, Decimal], bool]) -> int | None:
    """The tries from which on an interval around `share` decides, if the share stays as it is.

    `decides` says whether a low and a high end give a band other than warning. None where no sample would.
    """

    def enough(of: int) -> bool:
        ends = wilson(round(float(share) * of), of)
        return ends is not None and decides(*ends)

    high = 1
    while not enough(high):
        high *= 2
        if high > MOST_TRIES_ASKED:
            return None
    between = range(high // 2 + 1, high)
    return between.start + bisect_left(between, True, key=enough)


def tries_to_see_half(rate: float, significance: float, tests: int) -> int | None:
    """The tries that show a rate of half of `rate` in a one-sided test, with the chance POWER.

    The significance is shared among `tests` (the strictest step of Holm's correction). By the normal approximation of
    the test of a proportion: 49 at a rate of 30 %, 83 at 20 %, in a single test.
    """
    half = rate / 2
    if not 0 < rate < 1 or tests < 1:
        return None
    normal = NormalDist()
    alpha, beta = normal.inv_cdf(1 - significance / tests), normal.inv_cdf(POWER)
    spread = alpha * math.sqrt(rate * (1 - rate)) + beta * math.sqrt(half * (1 - half))
    return math.ceil((spread / (rate - half)) ** 2 - 0.5)
