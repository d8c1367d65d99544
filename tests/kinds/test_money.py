"""Amounts are held against other amounts, and written so that they are not read as thousands."""

from __future__ import annotations

from decimal import Decimal

import pytest

from diagnosis.kinds.formats import Formats
from diagnosis.kinds.given import Given
from diagnosis.kinds.money import KIND
from tests.intake.catalogue import fact

MONEY = fact("x", "money")


@pytest.mark.parametrize(("amount", "text"), [("1.234", "1.2340"), ("1234", "1234"), ("0.125", "0.125")])
def test_three_decimals_are_not_written_like_thousands(amount: str, text: str) -> None:
    assert KIND.canonical(Given(Decimal(amount))) == text


def test_an_amount_is_tried_around_the_others() -> None:
    tried = [given.value for given in KIND.tried(MONEY, [Decimal(1000), Decimal(0)], [Decimal(7)])]
    assert tried == [400, 750, 950, 1000, 1100, 1500, 1750, 2000, 2500]


def test_the_hint_names_the_currency() -> None:
    assert KIND.understood(MONEY, Formats("en", "EUR")) == "an amount in EUR, such as 1 200 000"
    assert KIND.understood(MONEY, Formats("en")) == "an amount such as 1 200 000"
    assert KIND.understood_in_cell(MONEY, Formats("lt", "EUR")) == "1200000 EUR"
