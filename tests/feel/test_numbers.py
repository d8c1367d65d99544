"""Which operands count as derived, and how they are rounded."""

from __future__ import annotations

import pickle
import subprocess
import sys
from decimal import Decimal

import pytest

from diagnosis.feel import FeelSyntaxError, parse
from diagnosis.feel.numbers import is_derived, number_of, round10


@pytest.mark.parametrize(
    "text",
    [
        "a + b",
        "a / b",
        "-(a - b)",
        "sum(a)",
        "mean(sellers.attainment)",
        "sqrt(a)",
        "abs(a - b)",
        "min(a, b * 2)",
        "max([a, b * 2])",
        "floor(n: a / b)",
        "round half up(a * b, 2)",
        "if c then a else a * 2",
        "{x: a * 2}.x",
        "[a * 2][1]",
    ],
)
def test_derived(text: str) -> None:
    assert is_derived(parse(text))


@pytest.mark.parametrize(
    "text",
    [
        "0.9",
        "-0.03",
        "a",
        "-a",
        "a.b",
        "abs(a)",
        "min(a, b)",
        "floor(a, 2)",
        "count(sellers[a * 2 > b])",
        "band(a)",
        "if a + b > 1 then a else b",
        "sellers[a + 1 > 2].a",
        "[a, b]",
        "a + b > 1",
        "some x in [a + b] satisfies x > 1",
        '"text"',
    ],
)
def test_given(text: str) -> None:
    assert not is_derived(parse(text))


@pytest.mark.parametrize(
    ("number", "rounded"),
    [
        ("0.123456789012", "0.1234567890"),
        ("0.12345678905", "0.1234567890"),
        ("0.12345678915", "0.1234567892"),
        ("1234567890.5", "1234567890"),
        ("12345678901", "1.234567890E+10"),
        ("-0.03000000000000001", "-0.03"),
        ("1E+9999", "1E+9999"),
    ],
)
def test_round10(number: str, rounded: str) -> None:
    assert round10(Decimal(number)) == Decimal(rounded)


def test_a_literal_has_34_digits() -> None:
    assert number_of("0." + "1" * 40) == Decimal("0." + "1" * 34)
    assert number_of("1e6145") is None


def test_lark_is_not_loaded_before_the_first_text() -> None:
    code = "import sys, diagnosis.feel as feel; before = 'lark' in sys.modules; feel.parse('1'); sys.exit(before)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_an_error_survives_a_process_boundary() -> None:
    error = pickle.loads(pickle.dumps(FeelSyntaxError("Wrong", 2, 3)))
    assert (error.message, error.line, error.column) == ("Wrong", 2, 3)
