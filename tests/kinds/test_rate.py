"""Rates are tried out as counts."""

from __future__ import annotations

from decimal import Decimal

from diagnosis.kinds.given import Given
from diagnosis.kinds.rate import KIND
from tests.intake.catalogue import fact


def test_rates_are_tried_with_the_tries_of_a_quarter() -> None:
    assert Given(Decimal("0.3"), 60, 200) in KIND.tried(fact("x", "rate"), [], [])


def test_a_member_is_tried_with_as_many_tries_as_the_others_have() -> None:
    assert [(given.count, given.of) for given in KIND.tried_out_of(10)] == [
        (0, 10),
        (1, 10),
        (2, 10),
        (3, 10),
        (5, 10),
        (7, 10),
        (9, 10),
    ]


def test_what_is_more_than_all_is_not_tried() -> None:
    assert max(given.value for given in KIND.tried(fact("x", "rate"), [Decimal(1)], [])) <= 1  # type: ignore[type-var]
