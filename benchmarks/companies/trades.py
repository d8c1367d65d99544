"""The five trades of simulated companies. A part of the parameters, and frozen with them (see `parameters`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class CompanyType:
    """What sort of company it is; ranges are drawn evenly, those of money and counts on the logarithm.

    `marketing` is the share of leads that marketing brings, `orders` those of a seller in a fortnight,
    `repeat_in_pipeline` how often repeat business is entered there as opportunities are. `lacks` are the facts that
    such a company cannot have, `spared` the causes that cannot happen to it.
    """

    name: str
    leads: tuple[float, float]
    average_deal: tuple[float, float]
    deal_spread: float
    existing: tuple[float, float]
    renewal: tuple[float, float]
    season: tuple[float, float, float, float]
    marketing: tuple[float, float]
    steps: tuple[float, float, float]
    rivals: float
    orders: float
    repeat_in_pipeline: float
    lacks: frozenset[str] = frozenset()
    spared: frozenset[str] = frozenset()


_NO_GOODS = frozenset(
    {"return_rate", "return_rate_usual", "otif", "backlog_weeks", "backlog_weeks_usual", "csat_on_time"}
)

TYPES: Final = (
    # Industrial orders: long steps, many repeat orders, a strong last quarter of the budget year.
    CompanyType(
        "manufacturer",
        leads=(40, 160),
        average_deal=(8_000, 60_000),
        deal_spread=0.9,
        existing=(0.40, 0.70),
        renewal=(0.82, 0.94),
        season=(0.95, 1.02, 0.93, 1.10),
        marketing=(0.25, 0.55),
        steps=(0.40, 0.50, 0.48),
        rivals=0.65,
        orders=8.0,
        repeat_in_pipeline=0.5,
    ),
    # Published software benchmarks: 85-95 % of customers renew, most leads come from marketing, wins 20-25 %.
    CompanyType(
        "software subscription",
        leads=(80, 320),
        average_deal=(4_000, 30_000),
        deal_spread=0.8,
        existing=(0.45, 0.75),
        renewal=(0.84, 0.95),
        season=(0.94, 1.00, 0.95, 1.11),
        marketing=(0.50, 0.80),
        steps=(0.32, 0.52, 0.44),
        rivals=0.60,
        orders=0.0,
        repeat_in_pipeline=0.8,
        lacks=_NO_GOODS | {"order_errors"},
        spared=frozenset({"product_quality", "late_delivery", "order_errors"}),
    ),
    # Many small orders of known goods: the existing customers are most of the business.
    CompanyType(
        "wholesale",
        leads=(80, 300),
        average_deal=(800, 6_000),
        deal_spread=0.7,
        existing=(0.60, 0.85),
        renewal=(0.80, 0.93),
        season=(0.90, 1.03, 0.97, 1.10),
        marketing=(0.20, 0.45),
        steps=(0.45, 0.60, 0.55),
        rivals=0.75,
        orders=40.0,
        repeat_in_pipeline=0.3,
        lacks=frozenset({"backlog_weeks", "backlog_weeks_usual", "feature_gap_losses"}),
    ),
    # Projects: nothing is delivered, returned or stocked.
    CompanyType(
        "services firm",
        leads=(25, 110),
        average_deal=(5_000, 50_000),
        deal_spread=1.0,
        existing=(0.35, 0.65),
        renewal=(0.75, 0.92),
        season=(1.00, 1.03, 0.90, 1.07),
        marketing=(0.15, 0.45),
        steps=(0.45, 0.58, 0.46),
        rivals=0.50,
        orders=0.0,
        repeat_in_pipeline=0.5,
        lacks=_NO_GOODS | {"order_errors"},
        spared=frozenset({"product_quality", "late_delivery", "order_errors"}),
    ),
    # Machines and vehicles: few customers return within a year, spring is strong.
    CompanyType(
        "equipment dealer",
        leads=(40, 180),
        average_deal=(6_000, 70_000),
        deal_spread=0.8,
        existing=(0.15, 0.45),
        renewal=(0.70, 0.90),
        season=(0.92, 1.12, 1.00, 0.96),
        marketing=(0.30, 0.60),
        steps=(0.42, 0.52, 0.50),
        rivals=0.80,
        orders=5.0,
        repeat_in_pipeline=0.5,
    ),
)
"""Each as likely as another: nobody has counted them."""
