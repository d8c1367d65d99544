"""How many tries would decide: against the figures of the method, and against the bands themselves."""

from __future__ import annotations

from decimal import Decimal

import pytest

from diagnosis.measures.samples import tries_to_decide, tries_to_see_half


@pytest.mark.parametrize(("rate", "tests", "tries"), [(0.30, 1, 49), (0.20, 1, 82), (0.30, 24, 116)])
def test_seeing_half_the_rate_takes_so_many_tries(rate: float, tests: int, tries: int) -> None:
    assert tries_to_see_half(rate, 0.05, tests) == pytest.approx(tries, abs=1)


def test_a_rate_of_nothing_has_no_half() -> None:
    assert tries_to_see_half(0.0, 0.05, 1) is None


def test_the_interval_around_a_healthy_share_leaves_the_bad_limit_behind() -> None:
    # 5 % is healthy (under 15 %); the question is from when on the high end no longer reaches 30 %.
    tries = tries_to_decide(Decimal("0.05"), lambda low, high: high <= Decimal("0.30"))
    assert tries is not None
    assert 5 <= tries <= 15


def test_a_share_between_the_limits_is_decided_by_no_sample() -> None:
    assert tries_to_decide(Decimal("0.2"), lambda low, high: False) is None
