"""The functions a rule may call."""

from __future__ import annotations

import pytest

from diagnosis.feel import evaluate


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("abs(-2)", 2),
        ("abs(n: -2)", 2),
        ("abs([-2])", 2),
        ("abs(number: -2)", None),
        ("abs()", None),
        ("abs(1, 2)", None),
        ('abs("-2")', None),
        ("abs(true)", None),
        ("abs(null)", None),
        ("sqrt(9)", 3),
        ("sqrt(number: 9)", 3),
        ("sqrt(-1)", None),
        ("floor(1.9)", 1),
        ("floor(-1.1)", -2),
        ("floor(1.19, 1)", 1.1),
        ("floor(19, -1)", 10),
        ("floor(n: 1.19, scale: 1)", 1.1),
        ("floor(scale: 1, n: 1.19)", 1.1),
        ("floor(scale: 1)", None),
        ("floor(1.5, 0.5)", None),
        ("floor(1.5, 7000)", None),
        ("floor(1.5, null)", None),
        ("floor(1e40)", 1e40),
        ("ceiling(1.1)", 2),
        ("ceiling(-1.9)", -1),
        ("ceiling(1.11, 1)", 1.2),
        ("ceiling(9999999999999999999999999999999999.5, 0)", 1e34),
        ("round half up(2.5, 0)", 3),
        ("round half up(-2.5, 0)", -3),
        ("round half up(1.25, 1)", 1.3),
        ("round  half\nup(1.24, 1)", 1.2),
        ("round half up(1.5)", None),
        ("round half up(n: 5.5, scale: 0, more: 1)", None),
        ("count([1, null, 3])", 3),
        ("count([])", 0),
        ("count(1, 2)", 2),
        ("count(5)", 1),
        ("count(null)", None),
        ("count()", None),
        ("sum([1, 2, 3])", 6),
        ("sum(1, 2, 3)", 6),
        ("sum(list: [1, 2])", 3),
        ("sum([])", None),
        ("sum([1, null])", None),
        ('sum([1, "a"])', None),
        ("mean([1, 2, 6])", 3),
        ("mean([])", None),
        ("min([3, 1, 2])", 1),
        ("max(3, 1, 2)", 3),
        ('max("a", "c", "b")', "c"),
        ('min(1, "a")', None),
        ("min([1, null])", None),
        ("max([])", None),
        ("max(4)", 4),
    ],
)
def test_function(expression: str, expected: object) -> None:
    assert evaluate(expression, {}) == expected


def test_band_reads_the_band_of_a_fact() -> None:
    facts = {"attainment": {"value": 0.85, "band": "low"}, "plain": 0.85, "bandless": {"value": 1}}
    assert evaluate('band(attainment) = "low"', facts) is True
    assert evaluate("band(plain)", facts) is None
    assert evaluate("band(bandless)", facts) is None
    assert evaluate("band(nowhere)", facts) is None


def test_known_is_never_null() -> None:
    facts = {"given": 0, "empty": {"value": None, "band": None}, "full": {"value": False}, "context": {"other": 1}}
    assert evaluate("known(given) and known(full) and known(context)", facts) is True
    assert evaluate("known(empty)", facts) is False
    assert evaluate("known(nowhere)", facts) is False
    assert evaluate("known(1 / 0)", facts) is False
