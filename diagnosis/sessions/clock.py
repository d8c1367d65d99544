"""The clock. Whoever needs the time is handed one, so that tests can set it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the moment it is now, with its time zone."""


def system_clock() -> datetime:
    """The moment it is now, in UTC."""
    return datetime.now(UTC)
