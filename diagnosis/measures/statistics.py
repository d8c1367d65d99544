"""Intervals and tests, each with its source; what is compared is rounded to 10 significant digits."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy as np

Z95 = 1.959963984540054
"""The 97.5 % quantile of the normal distribution: two-sided 95 % intervals."""

_EXACT_TRIES = 2000
"""Up to so many tries a test is quick in whole numbers, without the 0.7 s that loading scipy takes."""

MOST_TRIES = 10**7
"""Samples above this are no sales figures, and the exact test would take seconds: such tests give nothing."""


def digits10(value: float) -> Decimal | None:
    """A computed number as a decimal of 10 significant digits; None for nan and infinities."""
    if not math.isfinite(value):
        return None
    return Decimal(format(value, ".9e")).normalize() + 0


def wilson(count: int, of: int) -> tuple[Decimal, Decimal] | None:
    """The 95 % Wilson score interval of a proportion (E. B. Wilson, JASA 22, 1927); None without tries."""
    if of <= 0 or not 0 <= count <= of:
        return None
    share, z2 = count / of, Z95 * Z95
    centre = share + z2 / (2 * of)
    spread = Z95 * math.sqrt(share * (1 - share) / of + z2 / (4 * of * of))
    scale = 1 + z2 / of
    low, high = (centre - spread) / scale, (centre + spread) / scale
    ends = digits10(max(0.0, low) if count else 0.0), digits10(min(1.0, high) if count < of else 1.0)
    return (ends[0], ends[1]) if ends[0] is not None and ends[1] is not None else None


def agree_by_chance(count: int, of: int, share: Decimal) -> float:
    """The chance, at most 1, that `count` or more of `of` cases fall on the same one of several outcomes.

    Each outcome has the chance `share`, so there are 1 / `share` of them; their chances are added up (C. E.
    Bonferroni, 1936), which is exact where `count` is more than half.
    """
    chance = float(share)
    if of > _EXACT_TRIES:
        from scipy.stats import binom

        tail = float(binom.sf(count - 1, of, chance))
    else:
        # Through logarithms, as the binomial coefficients outgrow a float.
        sure, other = math.log(chance), math.log1p(-chance)
        ways = math.lgamma(of + 1)
        tail = math.fsum(
            math.exp(ways - math.lgamma(k + 1) - math.lgamma(of - k + 1) + k * sure + (of - k) * other)
            for k in range(count, of + 1)
        )
    return min(1.0, tail / chance)


def fisher_below(samples: Sequence[tuple[int, int, int, int]]) -> list[float | None]:
    """One-sided p-values of Fisher's exact test (R. A. Fisher, 1935) that the first proportion is below the second.

    Each sample is (count, of, count of the others, of the others). None where a side has no tries or too many.
    """
    usable = [b > 0 and d > 0 and b + d <= MOST_TRIES for _, b, _, d in samples]
    chosen = [sample for sample, good in zip(samples, usable, strict=True) if good]
    if not chosen:
        return [None] * len(samples)
    small = all(b + d <= _EXACT_TRIES for _, b, _, d in chosen)
    p_values = iter([_tail(*sample) for sample in chosen] if small else _tails(chosen))
    return [next(p_values) if good else None for good in usable]


def _tail(a: int, b: int, c: int, d: int) -> float:
    """The chance of `a` hits or fewer among `b` tries where `a + c` of all `b + d` are hits, in whole numbers."""
    hits, misses = a + c, b + d - a - c
    least = max(0, b - misses)
    # How many ways there are with each number of hits, each from the one before.
    ways = total = math.comb(hits, least) * math.comb(misses, b - least)
    for i in range(least, a):
        ways = ways * (hits - i) * (b - i) // ((i + 1) * (misses - b + i + 1))
        total += ways
    return total / math.comb(hits + misses, b)


def _tails(samples: Sequence[tuple[int, int, int, int]]) -> list[float]:
    """The same for large samples."""
    # All that scipy is for, and it stays: whole numbers take 2 s at 200,000 tries, and sums of math.lgamma differ from
    # the tenth digit on, which is compared.
    from scipy.stats import hypergeom

    a, b, c, d = np.array(samples, dtype=np.int64).T
    p_values: list[float] = np.atleast_1d(hypergeom.cdf(a, b + d, a + c, b)).tolist()
    return p_values


def fisher_above(samples: Sequence[tuple[int, int, int, int]]) -> list[float | None]:
    """As `fisher_below`, for the first proportion being above the second: the failures are then below."""
    return fisher_below([(b - a, b, d - c, d) for a, b, c, d in samples])


def star_among(samples: Sequence[tuple[int, int]], significance: float) -> int | None:
    """Which of the members, if any, is so far above the others that it would make all of them look bad.

    The best share is held against the others without the worst of them (one whom they would make look bad), by
    Fisher's exact test, corrected for having chosen the best (C. E. Bonferroni, 1936). None among fewer than three.
    """
    shares = {index: hits / tries for index, (hits, tries) in enumerate(samples) if tries > 0}
    ranked = sorted(shares, key=lambda index: shares[index])
    if len(ranked) < 3:
        return None
    *between, best = ranked[1:]
    hits, tries = (sum(samples[index][side] for index in between) for side in (0, 1))
    (p,) = fisher_above([(*samples[best], hits, tries)])
    return best if p is not None and p * len(ranked) < significance else None


def holm(values: Iterable[float | None]) -> list[float | None]:
    """p-values adjusted by Holm's step-down method (S. Holm, 1979) over those that are known; the order is kept."""
    listed = list(values)
    known = sorted((value, index) for index, value in enumerate(listed) if value is not None)
    result: list[float | None] = [None] * len(listed)
    highest = 0.0
    for rank, (value, index) in enumerate(known):
        highest = max(highest, min(1.0, value * (len(known) - rank)))
        result[index] = highest
    return result
