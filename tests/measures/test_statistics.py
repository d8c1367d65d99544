"""Intervals and tests against figures worked out elsewhere."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diagnosis.measures.statistics import MOST_TRIES, digits10, fisher_above, fisher_below, holm, wilson
from tests.measures.scipys import fisher_p, wilson_interval

pytestmark = pytest.mark.xdist_group("scipy")  # one worker imports it

counts = st.integers(0, 400).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of)))
samples = st.tuples(counts, counts).map(lambda pair: (*pair[0], *pair[1]))


@given(counts.filter(lambda pair: pair[1] > 0))
def test_the_interval_is_wilsons(sample: tuple[int, int]) -> None:
    count, of = sample
    low, high = wilson(count, of) or (None, None)
    least, most = wilson_interval(count, of)
    assert float(low) == pytest.approx(max(least, 0.0), abs=1e-9)
    assert float(high) == pytest.approx(min(most, 1.0), abs=1e-9)


def test_nothing_tried_has_no_interval() -> None:
    assert wilson(0, 0) is None


@pytest.mark.parametrize(
    ("sample", "p"),
    [
        ((11, 80, 168, 560), 0.0012),  # a seller clearly below the peers
        ((1, 9, 120, 400), 0.20),  # a new seller: too little to tell
    ],
)
def test_a_seller_against_the_peers(sample: tuple[int, int, int, int], p: float) -> None:
    assert fisher_below([sample])[0] == pytest.approx(p, rel=0.05)


@given(st.lists(samples, max_size=5))
def test_the_tests_are_fishers_one_sided(rows: list[tuple[int, int, int, int]]) -> None:
    for values, side in ((fisher_below(rows), "less"), (fisher_above(rows), "greater")):
        for row, p in zip(rows, values, strict=True):
            if row[1] == 0 or row[3] == 0:
                assert p is None
            else:
                assert p == pytest.approx(fisher_p(row, side), rel=1e-9, abs=1e-12)


def test_a_sample_that_is_no_sales_figure_is_not_tested() -> None:
    assert fisher_below([(1, MOST_TRIES, 1, 10)]) == [None]


def test_holm_multiplies_the_smallest_by_the_number_of_tests_and_never_falls() -> None:
    assert holm([0.01, None, 0.04, 0.03]) == pytest.approx([0.03, None, 0.06, 0.06])
    assert holm([0.5, 0.9]) == [1.0, 1.0]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=20))
def test_a_corrected_value_is_never_smaller_and_keeps_the_order(values: list[float]) -> None:
    corrected = holm(values)
    for value, adjusted in zip(values, corrected, strict=True):
        assert adjusted is not None
        assert value <= adjusted <= 1
    ranks = sorted(range(len(values)), key=lambda i: values[i])
    assert [corrected[i] for i in ranks] == sorted(x for x in corrected if x is not None)


def test_computed_numbers_have_ten_digits() -> None:
    assert digits10(1 / 3) == Decimal("0.3333333333")
    assert digits10(0.9 - 0.93) == Decimal("-0.03")
    assert digits10(float("nan")) is None
    assert digits10(float("inf")) is None
