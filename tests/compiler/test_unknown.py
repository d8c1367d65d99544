"""No rule fires, and none clears, for want of data: a comparison of what is unknown is itself unknown."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.compiler.names import value


@pytest.mark.parametrize(
    "text",
    [
        'state = "bad"',
        'not(state = "bad")',
        'state != "bad"',
        'state in ("bad", "warning")',
        'not(state in ("bad", "warning"))',
        "nps in ([1, 2])",
        "nps = deals",
        "nps > 3",
        "nps between 1 and 3",
    ],
)
def test_a_comparison_of_what_is_unknown_is_unknown(text: str) -> None:
    assert value(text) is None


@pytest.mark.parametrize("text", ["3 in (nps, 4)", "not(3 in (nps, 4))", "deals in (nps)", "3 = nps", "not(3 != nps)"])
def test_a_comparison_with_what_is_unknown_is_unknown(text: str) -> None:
    assert value(text, deals=Decimal(3)) is None


@pytest.mark.parametrize(
    ("text", "result"), [("4 in (nps, 4)", True), ("3 in (nps, 4) or late", True), ("4 in ([nps, 4])", True)]
)
def test_what_another_test_decides_needs_nothing_more(text: str, result: bool) -> None:
    assert value(text, late=True) is result


@pytest.mark.parametrize(
    ("text", "result"),
    [('state = "bad"', False), ('not(state = "bad")', True), ("3 in (nps, 4)", True), ("nps in ([1, 2])", False)],
)
def test_what_is_known_is_compared(text: str, result: bool) -> None:
    assert value(text, state="healthy", nps=Decimal(3)) is result
