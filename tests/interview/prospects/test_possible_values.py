"""What expressions can become while facts are open."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from diagnosis.feel import parse
from diagnosis.feel.tree import Node
from diagnosis.interview.prospects.possible_values import (
    ANY,
    CAN_FALSE,
    CAN_NULL,
    CAN_TRUE,
    NULL,
    Possible,
    Span,
    all_of,
    any_of,
    only,
    possible,
)


class Variables:
    def __init__(self, values: Mapping[str, Possible]) -> None:
        self.values = values

    def value_of(self, variable: str) -> Possible:
        return self.values[variable]

    def exact(self, node: Node) -> Possible | None:
        return None


BETWEEN = Span(Decimal("0.4"), Decimal("0.6"), null=False)
TRUE, FALSE, EITHER = only(True), only(False), frozenset({True, False})


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("x > 0.3", {"x": BETWEEN}, TRUE),
        ("x > 0.5", {"x": BETWEEN}, EITHER),
        ("x >= 0.6", {"x": BETWEEN}, EITHER),
        ("x > 0.6", {"x": BETWEEN}, FALSE),
        ("0.7 < x", {"x": BETWEEN}, FALSE),
        ("x > 0.3", {"x": Span(Decimal("0.4"), Decimal("0.6"), null=True)}, frozenset({True, None})),
        ("x = 0.5", {"x": BETWEEN}, frozenset({True, False, None})),
        ("x between 0.3 and 0.7", {"x": BETWEEN}, TRUE),
        ("x in [0.7..0.9]", {"x": BETWEEN}, FALSE),
        ('x = "bad"', {"x": frozenset({"bad", "healthy"})}, EITHER),
        ('x in ("bad", "warning")', {"x": only("healthy")}, FALSE),
        ("known(x)", {"x": BETWEEN}, TRUE),
        ("known(x)", {"x": NULL}, FALSE),
        ("known(x)", {"x": ANY}, EITHER),
        ("x and y", {"x": FALSE, "y": ANY}, FALSE),
        ("x or y", {"x": TRUE, "y": ANY}, TRUE),
        ("not(x)", {"x": EITHER}, EITHER),
        ("if x then 1 else 2", {"x": EITHER}, frozenset({Decimal(1), Decimal(2)})),
        ("x + 1", {"x": NULL}, NULL),
        ("x + 1", {"x": BETWEEN}, ANY),
    ],
)
def test_an_expression_can_become(text: str, values: Mapping[str, Possible], expected: Possible) -> None:
    assert possible(parse(text), Variables(values)) == expected


def test_masks_follow_the_logic_of_three_values() -> None:
    assert all_of([CAN_TRUE, CAN_TRUE]) == CAN_TRUE
    assert all_of([CAN_TRUE | CAN_FALSE, CAN_TRUE]) == CAN_TRUE | CAN_FALSE
    assert all_of([CAN_NULL, CAN_FALSE]) == CAN_FALSE
    assert all_of([CAN_NULL, CAN_TRUE]) == CAN_NULL
    assert any_of([CAN_NULL, CAN_TRUE]) == CAN_TRUE
    assert any_of([CAN_NULL, CAN_FALSE]) == CAN_NULL
    assert all_of([]) == CAN_TRUE
    assert any_of([]) == CAN_FALSE
