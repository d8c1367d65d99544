"""What expressions mean, by topic: each table pairs an expression with its value."""

from __future__ import annotations

from decimal import Decimal

import pytest

from diagnosis.feel import evaluate

FACTS = {
    "one": 1,
    "half": 0.5,
    "small": 1e-05,
    "large": 1e16,
    "exact": Decimal("0.10"),
    "text": "Žalgiris",
    "yes": True,
    "unknown": None,
    "minus_zero": -0.0,
    "not_a_number": float("nan"),
    "infinite": float("-inf"),
    "numbers": (1, 2.5, Decimal(4)),
    "previous": {"otif": 0.9, "deals": {"low": 3}},
    "price_losses.high": 0.4,
    "when": object(),
}


def table(rows: str) -> list[tuple[str, object]]:
    """Each line `expression => value`; the value as Python writes it."""
    parts = [line.split(" => ") for line in rows.strip().splitlines()]
    return [(expression.strip(), eval(value)) for expression, value in parts]


def check(expression: str, expected: object) -> None:
    result = evaluate(expression, FACTS)
    assert result == expected
    assert type(result) is type(expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    table("""
    1 => 1.0
    .5 => 0.5
    1.5e3 => 1500.0
    2E-2 => 0.02
    "he said \\"no\\"" => 'he said "no"'
    "tab\\there" => 'tab\\there'
    "\\u0160" => 'Š'
    "\\U01F600" => '😀'
    "\\ud83d\\ude00" => '😀'
    "back\\\\slash" => 'back\\\\slash'
    true => True
    null => None
    [1, "a", null] => [1.0, 'a', None]
    {a: 1, "b c": [2]} => {'a': 1.0, 'b c': [2.0]}
    {a: 1, b: a + 1} => {'a': 1.0, 'b': 2.0}
    [1..2] => None
    1 // one => 1.0
    /* one */ 1 => 1.0
    "//" => '//'
    """),
)
def test_literals(expression: str, expected: object) -> None:
    check(expression, expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    table("""
    one => 1.0
    half + exact => 0.6
    small < 0.0001 => True
    large = 10000000000000000 => True
    minus_zero = 0 => True
    minus_zero => 0.0
    not_a_number => None
    infinite => None
    when => None
    nowhere => None
    text = "Žalgiris" => True
    numbers => [1.0, 2.5, 4.0]
    previous.otif => 0.9
    previous.deals.low => 3.0
    previous.nothing => None
    one.nothing => None
    unknown.nothing => None
    yes + 1 => None
    """),
)
def test_facts(expression: str, expected: object) -> None:
    check(expression, expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    table("""
    1 + 2 * 3 => 7.0
    (1 + 2) * 3 => 9.0
    10 - 4 - 3 => 3.0
    12 / 3 / 2 => 2.0
    2 ** 3 ** 2 => 64.0
    -3 ** 2 => 9.0
    -(3 ** 2) => -9.0
    2 ** -1 => 0.5
    --2 => 2.0
    0.1 + 0.2 => 0.3
    1 / 0 => None
    0 / 0 => None
    0 ** 0 => None
    10 ** 7000 => None
    (-8) ** 0.5 => None
    1 + null => None
    1 + "a" => None
    "a" + "b" => 'ab'
    "a" - "b" => None
    true + true => None
    [1] + 1 => None
    -"a" => None
    -true => None
    """),
)
def test_arithmetic(expression: str, expected: object) -> None:
    check(expression, expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    table("""
    1 = 1.0 => True
    1 != 2 => True
    null = null => True
    null != null => False
    1 = null => False
    1 != null => True
    1 = "1" => None
    1 != "1" => None
    true = 1 => None
    [1, 2] = [1, 2] => True
    [1, 2] = [2, 1] => False
    [1] = 1 => None
    {a: 1, b: 2} = {b: 2, a: 1} => True
    {a: 1} = {a: 2} => False
    {a: 1} = {b: 1} => False
    [1..2] = [1..2] => True
    [1..2] = [1..2) => False
    1 < 2 => True
    2 <= 2 => True
    "a" < "b" => True
    "a" >= "b" => False
    1 < "b" => None
    1 > null => None
    null >= null => None
    true > false => None
    [1] < [2] => None
    """),
)
def test_comparison(expression: str, expected: object) -> None:
    check(expression, expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    table("""
    2 between 1 and 3 => True
    1 between 1 and 3 => True
    4 between 1 and 3 => False
    "b" between "a" and "c" => True
    null between 1 and 3 => None
    2 between null and 3 => None
    4 between null and 3 => False
    0 between 1 and 3 or true => True
    1 in [1..2] => True
    1 in (1..2] => False
    1 in ]1..2] => False
    2 in [1..2) => False
    2 in [1..2[ => False
    1.5 in ]1..2[ => True
    1.5 in ]1..2[ and true => True
    null in [1..2] => None
    "a" in [1..2] => None
    1 in [null..0] => False
    1 in < 2 => True
    1 in (< 0, > 0.5) => True
    1 in (< 0, > 2) => False
    1 in (0, 1) => True
    1 in (2, 3) => False
    1 in 1 => True
    1 in [0, 1] => True
    1 in ([5..6], 1) => True
    1 in [[5..6], [0..1]] => True
    1 in [(> 3), (<= 1)] => True
    1 in = 1 => True
    1 in != 1 => False
    null in (1, null) => True
    null in (1, < 2) => None
    1 in (null) => False
    1 in ("a", 1) => True
    1 in ("a", 2) => None
    {a: 1} in [{a: 1}] => True
    """),
)
def test_ranges_and_tests(expression: str, expected: object) -> None:
    check(expression, expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    table("""
    0.90 - 0.93 < -0.03 => False
    0.90 - 0.93 = -0.03 => True
    1 / 3 * 3 = 1 => True
    2 / 3 in [0.6666666667..1] => True
    2 / 3 between 0.6666666667 and 1 => True
    sqrt(2) ** 2 = 2 => True
    sum(0.1, 0.2) = 0.3 => True
    0.66666666666 = 0.6666666667 => False
    0.66666666666 + 0 = 0.6666666667 => True
    abs(0.66666666666) = 0.6666666667 => False
    max(0.66666666666 + 0, 0) = 0.6666666667 => True
    (if true then 0.66666666666 + 0 else 0) = 0.6666666667 => True
    [1 / 3] = [0.3333333333] => True
    """),
)
def test_what_is_derived_is_rounded_to_ten_digits_before_it_is_compared(expression: str, expected: object) -> None:
    check(expression, expected)


@pytest.mark.parametrize(
    ("expression", "expected"),
    table("""
    if 1 < 2 then "a" else "b" => 'a'
    if 1 > 2 then "a" else "b" => 'b'
    if null then "a" else "b" => 'b'
    if "true" then "a" else "b" => 'b'
    if true then 1 else 2 + 3 => 1.0
    (if true then 1 else 2) + 3 => 4.0
    true and some x in [1, 2] satisfies x = 2 or false => True
    false or if false then true else false => False
    some x in [1, 2] satisfies x > 1 => True
    some x in [1, null] satisfies x > 1 => None
    some x in [2, null] satisfies x > 1 => True
    every x in [2, null] satisfies x > 1 => None
    every x in [1, null] satisfies x > 1 => False
    some x in [] satisfies true => False
    every x in [] satisfies false => True
    some x in null satisfies true => None
    some x in 5 satisfies x = 5 => True
    some x in [1] satisfies "yes" => None
    some x in [1, 2], y in [3, x + 4] satisfies x + y = 8 => True
    every x in [1, 2], y in [1, 2] satisfies x + y < 4 => False
    some one in [7] satisfies one = 7 => True
    """),
)
def test_choices_and_quantifiers(expression: str, expected: object) -> None:
    check(expression, expected)


def test_a_resolved_name_with_a_dot_is_one_key() -> None:
    from diagnosis.feel import compiled
    from diagnosis.feel.tree import Compare, Literal, Name, Path, Quantified

    flat = Compare(">", Name("price_losses.high"), Literal(Decimal("0.3")))
    assert compiled(flat)(FACTS) is True
    member = Compare("=", Path(Name("s"), "deals.low"), Literal(Decimal(2)))
    some = Quantified("some", (("s", Name("sellers")),), member)
    assert compiled(some)({"sellers": [{"deals.low": 1}, {"deals.low": 2}]}) is True


def test_true_and_one_are_different_trees() -> None:
    assert evaluate("1", {}) == 1.0
    assert evaluate("true", {}) is True
