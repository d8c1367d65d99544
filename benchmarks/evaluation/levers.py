"""The assumptions about departments: how each quantity stands in a sound company, and which trouble moves it.

A trouble has a *cost*: the share of the business that it takes away at the place where it strikes. A lever says by
how much its quantity moves for each tenth of the business that a trouble costs (twice that for a fifth, and so on),
so a mild trouble moves it little. Nothing here is taken from the bands, grades or priors of the rules: the figures
of sound companies are those that published practice calls usual, the movements are assumptions, each with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Lever:
    """A quantity of a department. `usual` and `spread` (mean and standard deviation) describe sound companies.

    Where `log` is set, the quantity is spread and moved in proportion: a movement of 0.7 doubles it.
    """

    usual: float
    spread: float
    basis: str
    moves: Mapping[str, float] = field(default_factory=dict)
    log: bool = False
    low: float = 0.0
    high: float = 1.0


LEVERS: Mapping[str, Lever] = {
    # --- goals ---
    "market_growth": Lever(0.04, 0.03, "assumed: markets that grow by some per cent", low=-0.5),
    "stretch": Lever(0.04, 0.02, "assumed: a sound target grows a little faster than the market", low=-0.5, high=3),
    "reserve": Lever(
        1.10, 0.05, "assumed: more is in the pipeline than is decided within the quarter", log=True, high=3
    ),
    "issued_day": Lever(
        -10,
        4,
        "assumed: targets go out a week or two ahead; without one, a third of a day's work misses the mark",
        low=-60,
        high=90,
    ),
    "acknowledged": Lever(
        0.996, 0.004, "assumed: nearly all staff agree; who did not, does a third less (Verbeke 2011)"
    ),
    "cascade": Lever(1.02, 0.02, "assumed: sellers' targets add up to a little more than the team's", high=3),
    "vacancies": Lever(
        0.04,
        0.03,
        "assumed: colleagues make up for a fifth of what an empty position does not sell",
        {"understaffed": 0.12},
        high=0.7,
    ),
    # --- product ---
    "feature_losses": Lever(0.035, 0.02, "domain: 1 of 30 in a sound team", {"wrong_audience": 0.02}),
    "returns": Lever(
        1.0,
        0.15,
        "against the own usual; returned goods and the customers lost with them",
        {"product_quality": 0.75, "order_errors": 0.15},
        log=True,
        high=12,
    ),
    # --- pricing ---
    "price_losses": Lever(0.04, 0.02, "domain: 1 of 30 in a sound team", {"wrong_audience": 0.03, "product_gap": 0.01}),
    "price_index": Lever(
        0.99, 0.025, "assumed: one per cent dearer loses one and a half of wins", {"price_uncompetitive": 0.07}, high=3
    ),
    "discount": Lever(
        0.07,
        0.013,
        "what is given away is lost at once; sellers give some to save a deal that price or product endanger",
        {"discounting": 0.09, "price_uncompetitive": 0.02, "product_gap": 0.01, "misaligned_incentives": 0.015},
        high=0.6,
    ),
    # --- delivery ---
    "otif": Lever(
        0.97,
        0.008,
        "SCOR practice; domain case 2: 15 points cost a fifth",
        {"late_delivery": -0.08, "order_errors": -0.015},
    ),
    "order_errors": Lever(0.005, 0.0015, "assumed: a wrong order costs three", {"order_errors": 0.035}, low=0.0005),
    "backlog": Lever(
        1.0, 0.10, "against the own usual; domain case 2: 9 weeks for 4", {"late_delivery": 0.42}, log=True, high=12
    ),
    "renewals": Lever(
        0.0,
        0.012,
        "against the own usual; domain case 2: 17 points less where a fifth is lost",
        {
            "late_delivery": -0.07,
            "order_errors": -0.04,
            "product_quality": -0.05,
            "slow_service": -0.06,
            "unresolved_issues": -0.06,
            "product_gap": -0.02,
            "price_uncompetitive": -0.02,
        },
        low=-0.7,
    ),
    # --- service ---
    "csat": Lever(
        0.90,
        0.015,
        "published practice; domain case 2: 24 points less where a fifth is lost",
        {
            "late_delivery": -0.11,
            "order_errors": -0.05,
            "product_quality": -0.06,
            "slow_service": -0.07,
            "unresolved_issues": -0.08,
        },
    ),
    "csat_on_time": Lever(
        0.91,
        0.015,
        "customers served on time mind the delay of others little",
        {
            "late_delivery": -0.012,
            "order_errors": -0.03,
            "product_quality": -0.05,
            "slow_service": -0.06,
            "unresolved_issues": -0.07,
        },
    ),
    "first_contact": Lever(
        0.86,
        0.022,
        "published practice",
        {"unresolved_issues": -0.10, "late_delivery": -0.02, "product_quality": -0.03, "order_errors": -0.02},
    ),
    "first_response": Lever(
        0.75,
        0.12,
        "against what is promised; who must call again, and who waits for an order, jams the line",
        {"slow_service": 0.9, "unresolved_issues": 0.2, "late_delivery": 0.15},
        log=True,
        high=30,
    ),
    "nps": Lever(
        45,
        8,
        "published practice",
        {
            "late_delivery": -18,
            "order_errors": -10,
            "product_quality": -15,
            "slow_service": -15,
            "unresolved_issues": -18,
            "product_gap": -8,
            "price_uncompetitive": -6,
        },
        low=-100,
        high=100,
    ),
    # --- marketing ---
    "icp_fit": Lever(0.79, 0.025, "a deal off target is won half as often", {"wrong_audience": -0.17}, low=0.05),
    "mql_to_sql": Lever(
        0.27, 0.03, "published practice", {"wrong_audience": -0.07, "slow_lead_followup": -0.02}, low=0.01
    ),
    "lead_growth": Lever(
        0.07,
        0.03,
        "assumed: sellers make up for a third of the leads that do not come",
        {"low_demand": -0.14, "wrong_audience": 0.08},
        low=-0.95,
        high=3,
    ),
    "speed": Lever(
        0.45,
        0.30,
        "hours; within one hour a lead is about 7 times likelier to qualify (HBR 2011)",
        {"slow_lead_followup": 2.5, "understaffed": 0.25, "inadequate_tools": 0.2},
        log=True,
        high=2000,
    ),
    # --- training ---
    "certified": Lever(0.95, 0.02, "who is not certified wins a third less", {"knowledge_gap": -0.29}, low=0.0),
    "training_age": Lever(0.0, 0.0, "added to the days since a quarterly training", {"knowledge_gap": 65}, high=700),
    "coaching": Lever(
        2.7,
        0.3,
        "hours a week; above two, win rates of 56 against 43 % (CSO Insights)",
        {"too_little_coaching": -1.25, "understaffed": -0.15, "no_accountability": -0.25},
        high=12,
    ),
    "selling_time": Lever(
        0.41,
        0.025,
        "assumed: poor tools cost time before anything else",
        {"inadequate_tools": -0.06, "understaffed": -0.02, "order_errors": -0.02, "unresolved_issues": -0.015},
        low=0.02,
    ),
    "no_decision": Lever(
        0.49, 0.03, "40 to 60 % of losses end without a decision", {"shared_skill_gap": 0.03, "wrong_audience": 0.03}
    ),
}

SOUND_VARIES = 0.25
"""How unlike companies are: the movement for the same cost varies by a quarter (standard deviation, in proportion)."""
