"""What scipy says, imported only where it is asked: that takes longer than most tests."""

from __future__ import annotations

from typing import Literal


def wilson_interval(count: int, of: int) -> tuple[float, float]:
    """Wilson's interval of 95%."""
    from scipy.stats import binomtest

    expected = binomtest(count, of).proportion_ci(0.95, method="wilson")
    return float(expected.low), float(expected.high)


def fisher_p(sample: tuple[int, int, int, int], side: Literal["less", "greater"]) -> float:
    """The p value of Fisher's exact test of `a` of `b` against `c` of `d`."""
    from scipy.stats import fisher_exact

    a, b, c, d = sample
    return float(fisher_exact([[a, b - a], [c, d - c]], alternative=side).pvalue)
