"""The drivers of revenue, through which causes work: what it is made of, and what runs ahead of that.

Revenue = deals decided x win rate x average deal + revenue of existing customers. A driver is the fact of that name;
beside it stands what is usual (`<driver>_usual`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Driver:
    """A driver: the part of the bridge that holds its money, and the fact that says whether it is worse than usual.

    Where that part is not known, its money is within the part `within`.
    """

    part: str
    worse: str
    within: str | None = None


TARGET, MARKET, UNKNOWN = "revenue_target", "market_growth", "unknown"
DEALS, SLIPPED, WIN_RATE, AVERAGE = "deals_decided", "deals_slipped", "win_rate", "average_deal"
EXISTING = "revenue_existing"

FACTORS = (DEALS, WIN_RATE, AVERAGE)
"""What new business is the product of."""
MADE_OF = (*FACTORS, EXISTING)
"""What revenue is made of."""

PARTS = (MARKET, TARGET, DEALS, SLIPPED, WIN_RATE, AVERAGE, EXISTING)
"""The parts of the bridge from the target to the actual revenue, in order; `UNKNOWN` may follow."""

DRIVERS: Mapping[str, Driver] = {
    TARGET: Driver(TARGET, "target_raised"),
    "opportunities": Driver(DEALS, "opportunities_fell"),
    DEALS: Driver(DEALS, "deals_decided_fell"),
    SLIPPED: Driver(SLIPPED, "deals_slipped_rose", within=DEALS),
    "sales_cycle_days": Driver(SLIPPED, "sales_cycle_days_rose", within=DEALS),
    WIN_RATE: Driver(WIN_RATE, "win_rate_fell"),
    AVERAGE: Driver(AVERAGE, "average_deal_fell"),
    EXISTING: Driver(EXISTING, "revenue_existing_fell"),
    "churned_revenue": Driver(EXISTING, "churned_revenue_rose"),
}
