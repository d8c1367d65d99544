"""Quarters, written `2026-Q3`: their days, the one after, the one of a day."""

from __future__ import annotations

from datetime import date, timedelta


def first_day(quarter: str) -> date:
    """The first day of a quarter."""
    return date(int(quarter[:4]), 3 * int(quarter[6]) - 2, 1)


def last_day(quarter: str) -> date:
    """The last day of a quarter."""
    return first_day(quarter_after(quarter)) - timedelta(days=1)


def quarter_after(quarter: str) -> str:
    """The quarter after one."""
    year, number = int(quarter[:4]), int(quarter[6])
    return f"{year + number // 4}-Q{number % 4 + 1}"


def quarter_of(day: date) -> str:
    """The quarter of a day."""
    return f"{day.year}-Q{(day.month + 2) // 3}"


def quarter_over(day: date) -> str:
    """The last quarter that was over on a day."""
    return quarter_of(first_day(quarter_of(day)) - timedelta(days=1))


def quarters_between(earlier: str, later: str) -> int:
    """How many quarters lie from one to another; 0 from a quarter to itself.

    >>> quarters_between("2025-Q4", "2026-Q3")
    3
    """
    return 4 * (int(later[:4]) - int(earlier[:4])) + int(later[6]) - int(earlier[6])
