"""Limits of bands that cannot be meant: a decimal comma, bands that nothing falls into, bands that overlap."""

from __future__ import annotations

import pytest

from diagnosis.compiler.limits import decimal_comma, wrong_bands
from diagnosis.feel import parse_unary_tests
from diagnosis.knowledge.model import Fact

CATALOGUE = {
    "share": Fact.model_validate({"fact": "share", "kind": "percentage", "name": {"en": "share"}}),
    "number": Fact.model_validate({"fact": "number", "kind": "number", "name": {"en": "number"}}),
    "ranged": Fact.model_validate({"fact": "ranged", "kind": "number", "range": "[0..10]", "name": {"en": "ranged"}}),
}


def wrong(fact: str, healthy: str, bad: str, own: bool = True) -> str | None:
    fault = wrong_bands(CATALOGUE[fact], own, parse_unary_tests(healthy), parse_unary_tests(bad))
    return None if fault is None else f"{fault[0]}: {fault[1]}; {fault[2]}"


@pytest.mark.parametrize(("text", "column"), [("< 0,9", 4), (">= 12,5, < 3", 6), ("1,2", 2)])
def test_a_decimal_comma_is_told_with_its_column(text: str, column: int) -> None:
    comma = decimal_comma(text)
    assert comma is not None
    assert (comma[0], str(comma[1])) == (column, "a comma between digits makes two tests of one number")


@pytest.mark.parametrize("text", ["< 0.9", "1, 2", "< 1 , > 2", ""])
def test_several_tests_are_no_decimal_comma(text: str) -> None:
    assert decimal_comma(text) is None


@pytest.mark.parametrize(
    ("fact", "healthy", "bad", "told"),
    [
        (
            "share",
            ">= 97",
            "< 0.9",
            "healthy: no possible value of 'share' is healthy; write a share as 0.97, not as 97",
        ),
        ("share", ">= 0.9", "< 0", "bad: no possible value of 'share' is bad; write a share as 0.97, not as 97"),
        ("ranged", "<= 5", "> 10", "bad: no possible value of 'ranged' is bad; change the limit"),
        (
            "number",
            ">= 3",
            "< 4",
            "bad: the bands of 'number' overlap: 3 is both healthy and bad; leave no value in both",
        ),
        (
            "number",
            ">= 3",
            "<= 3",
            "bad: the bands of 'number' overlap: 3 is both healthy and bad; leave no value in both",
        ),
        ("number", "[1..5]", "(4..9]", "bad: the bands of 'number' overlap: 5 is both"),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_limit(fact: str, healthy: str, bad: str, told: str) -> None:
    assert (wrong(fact, healthy, bad) or "").startswith(told)


@pytest.mark.parametrize(
    ("fact", "healthy", "bad"),
    [
        ("share", ">= 0.97", "< 0.9"),
        ("share", ">= 1", "< 1"),
        ("number", "[1..5)", "[5..9]"),
        ("number", "< -100", "> 1000000"),
        ("ranged", "10", "< 10"),
        ("number", ">= other", "< 4"),
    ],
)
def test_what_may_be_meant_is_let_through(fact: str, healthy: str, bad: str) -> None:
    assert wrong(fact, healthy, bad) is None


def test_limits_on_a_formula_are_not_held_against_the_range_of_the_fact() -> None:
    assert wrong("share", ">= 97", "< 90", own=False) is None
    assert "overlap" in (wrong("share", ">= 97", "< 98", own=False) or "")
