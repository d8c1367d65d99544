"""All numbers of the generator of companies, each with its reason. Frozen: see the last paragraph.

They were chosen from the definitions of the facts and from published practice, not from rules, grades, conditions
or bands. "Assumed" marks what nobody has counted. What follows from them is in RESULTS.md.

A trouble is described by its strength z: 0 is an ordinary company, 1 is plainly poor. `LEVELS` turns z into the
level of a fact, `LOSSES` into what the business loses. Numbers here are changed only together with a new name for
the generator (`GENERATOR`), in a commit of their own: figures of different names cannot be compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

GENERATOR: Final = "companies-1"

QUARTERS: Final = 12
"""Three years: long enough for a season, for a usual level and for sellers who have been weak for long."""
SELLERS: Final = (2, 40)
"""Even on the logarithm: small teams are as common as large ones (assumed; most firms are small)."""
MATERIAL: Final = 0.03
"""A planted trouble is a cause where the expected revenue without it is higher by this share of the target. Misses of
a few per cent are what managers are asked to explain; less than 3 % disappears in the luck of one quarter (assumed)."""


@dataclass(frozen=True)
class CompanyType:
    """What sort of company it is; ranges are drawn evenly, those of money and counts on the logarithm.

    `lacks` are the facts that such a company cannot have, `spared` the causes that cannot happen to it.
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
    renewals_in_pipeline: bool
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
        renewals_in_pipeline=False,
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
        renewals_in_pipeline=True,
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
        renewals_in_pipeline=False,
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
        renewals_in_pipeline=False,
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
        renewals_in_pipeline=False,
    ),
)
"""Each as likely as another: nobody has counted them."""

STEP_SPREAD: Final = 0.12
"""How companies of one type differ in each step, on the logarithm (assumed)."""
NEW_CUSTOMERS: Final = (0.35, 0.65)
AT_DISCOUNT: Final = (0.20, 0.50)
"""Shares of the decided deals with new customers, and with a discount (assumed)."""
UNFIT_WIN: Final = 0.55
"""Deals outside the target audience are won about half as often (assumed)."""

# --- time ---
MARKET: Final = (0.03, 0.04)
"""Yearly growth of a market: mean and spread; the nominal growth of an ordinary economy."""
OWN_GROWTH: Final = 0.02
"""How a company's own trend differs from its market (spread a year, assumed)."""
LUCK: Final = 0.04
"""A quarter's luck that all sellers share: a large order comes early or late (spread, assumed)."""
EXISTING_LUCK: Final = 0.03
"""The same for the revenue of existing customers: they are many, and it varies less (assumed)."""
SEASON_SPREAD: Final = 0.03
"""How the season of a company differs from that of its type (assumed)."""
STRETCH: Final = (0.0, 0.035)
"""What targets usually ask beyond the expected revenue: mean and spread. In surveys 50 to 60 % of sellers reach their
target, so targets lie near what may be expected."""

# --- sellers ---
SELLERS_DIFFER: Final = 0.07
"""Average sellers differ in each step and in activity by this (spread on the logarithm, assumed)."""
TERRITORY_SPREAD: Final = 0.06
"""Territories that were balanced differ by this; `TERRITORY_POOR` more at strength 1 (assumed)."""
TERRITORY_POOR: Final = 0.16
TENURE: Final = 30.0
"""Mean months in the job: a third leaves within a year and a half or so, as turnover of 26 to 36 % a year implies."""
RAMP: Final = (6.0, 0.4)
"""Months until full pace (published: 5 to 6), and the pace on the first day."""
WEAK_TEAMS: Final = 0.25
"""Teams with a truly weak seller; a second one in three tenths of those with six sellers or more (assumed)."""
SECOND_WEAK: Final = 0.3
WEAK_DEFICIT: Final = (0.25, 0.60)
WEAK_SINCE: Final = (2, 8)
"""By how much the weak step (or the activity) falls short, and for how many quarters it has (assumed)."""
ACTIVITY_ERROR: Final = 0.04
INDEX_ERROR: Final = 0.03
"""How exactly activity and the potential of territories are known (assumed)."""

# --- conditions ---
USUAL_SPREAD: Final = 0.25
"""How companies differ in z by themselves: a quarter of the way to plainly poor (assumed)."""
QUARTER_SPREAD: Final = 0.10
"""How z moves from quarter to quarter without a reason (assumed)."""
CHRONIC_TEAMS: Final = 0.5
CHRONIC_COUNT: Final = {1: 0.5, 2: 0.3, 3: 0.2}
CHRONIC_STRENGTH: Final = (0.8, 1.8)
"""Half of the companies live for years with one to three conditions that a textbook calls bad; their usual sales, and
so
their targets, contain the effect (the evaluation by others, issue 11, found the same to be the hardest trap)."""
CAUSE_COUNT: Final = {0: 0.40, 1: 0.36, 2: 0.16, 3: 0.08}
"""Listed causes that begin in this quarter or the last (before the teams that reach their target are left aside)."""
CAUSE_STRENGTH: Final = (0.4, 2.0)
"""What a cause adds to z, even on the logarithm: mild ones are as common as severe (assumed)."""
BEGAN_EARLIER: Final = 0.4
"""How often a cause began in the quarter before, not in this one (assumed)."""
SENSITIVITY: Final = 0.3
"""Companies suffer differently of the same trouble (spread of the loss on the logarithm, assumed)."""

Mechanism = Literal["leads", "meeting", "proposal", "close", "size", "existing", "activity", "slip", "target"]
MECHANISMS: Final[tuple[Mechanism, ...]] = (
    "leads", "meeting", "proposal", "close", "size", "existing", "activity", "slip", "target"
)  # fmt: skip

LOSSES: Final[Mapping[str, Mapping[Mechanism, float]]] = {
    # The target asks so much more; nothing is sold less.
    "target_unrealistic": {"target": 0.14},
    # Who does not know what is asked works on the wrong things (Verbeke 2011: role ambiguity costs performance).
    "target_not_communicated": {"activity": 0.12, "proposal": 0.04},
    "targets_misaligned": {"activity": 0.10, "size": 0.05},
    # Sellers in poor territories cannot use their time; sellers in rich ones leave customers unvisited.
    "territory_imbalance": {"activity": 0.12},
    "no_accountability": {"activity": 0.10, "meeting": 0.05, "proposal": 0.04},
    # Unfilled positions leave leads unworked and customers uncared for.
    "understaffed": {"activity": 0.18, "existing": 0.04},
    "product_gap": {"close": 0.22, "existing": 0.03},
    "product_quality": {"existing": 0.12, "close": 0.08},
    "price_uncompetitive": {"close": 0.20, "existing": 0.05},
    # Deeper discounts: 8 % becomes 20 % off the list, 13 % of the net price.
    "discounting": {"size": 0.14, "existing": 0.06},
    "late_delivery": {"existing": 0.13, "close": 0.05, "slip": 0.04},
    "order_errors": {"existing": 0.11, "size": 0.04},
    "slow_service": {"existing": 0.11, "close": 0.03},
    "unresolved_issues": {"existing": 0.12, "close": 0.03},
    # The loss of fit itself is computed (`UNFIT_WIN`); this is what is lost on the way to a proposal.
    "wrong_audience": {"proposal": 0.12},
    "low_demand": {"leads": 0.28},
    # Within an hour a lead is about seven times likelier to qualify (Harvard Business Review 2011).
    "slow_lead_followup": {"meeting": 0.20},
    # The loss is carried by sellers without a certificate (`UNCERTIFIED_LOSE`).
    "knowledge_gap": {},
    # The loss falls on one step, the same for most sellers.
    "shared_skill_gap": {"proposal": 0.24},
    # CSO Insights: win rates of 43 against 56 %; a correlation, of which two thirds are taken for an effect.
    "too_little_coaching": {"close": 0.14, "proposal": 0.05},
    "inadequate_tools": {"activity": 0.16, "slip": 0.03},
    "misaligned_incentives": {"activity": 0.10, "size": 0.08},
}
"""What is lost at z = 1, on the logarithm, at each mechanism. The sizes are assumed: each cause at z = 1 costs an
ordinary
company some 5 to 15 % of its revenue. `leads` by `low_demand` are those of marketing only."""

CAUSES: Final = tuple(LOSSES)
NEVER_CHRONIC: Final = frozenset({"target_unrealistic"})
"""A target that always asks too much is no harmless defect: it makes the gap."""
UNCERTIFIED_LOSE: Final = 0.35
"""How much less of their proposals sellers win who do not know the offer (assumed)."""

UNLISTED_TEAMS: Final = 1 / 3
UNLISTED_STRENGTH: Final = (0.5, 2.0)
UNLISTED: Final[Mapping[str, Mapping[Mechanism, float]]] = {
    "big_customer_lost": {"existing": 0.18},
    "market_slump": {"leads": 0.07, "close": 0.07, "size": 0.05, "existing": 0.05},
    "changed_strategy": {"activity": 0.08, "proposal": 0.08, "close": 0.05},
    "key_account_manager_away": {"existing": 0.12, "slip": 0.05},
    "regulation": {"close": 0.10, "slip": 0.12},
    "currency": {"size": 0.12, "existing": 0.05},
}
"""Causes that are on no list: they move the drivers, and no listed fact directly. What they lose at strength 1
(assumed)."""

SLIPPED: Final = (0.08, 0.16)
"""Share of a quarter's opportunities that are decided later than expected; as many come in from the quarter before."""

# --- levels of facts by z ---
Scale = Literal["linear", "log", "logit"]


@dataclass(frozen=True)
class Level:
    """How a fact stands at z = 0 and z = 1 of its cause, on which scale, and how exactly it is measured.

    `apart` is how companies differ by themselves, `noise` how a quarter does, both on the scale.
    """

    cause: str
    scale: Scale
    ordinary: float
    poor: float
    apart: float = 0.0
    noise: float = 0.0


LEVELS: Final[Mapping[str, Level]] = {
    "target_issued_day": Level("target_not_communicated", "linear", -3, 35, 6, 3),
    "target_acknowledged": Level("target_not_communicated", "logit", 0.95, 0.68, 0.3, 0.1),
    "cascade_gap": Level("targets_misaligned", "linear", 0.01, 0.20, 0.01, 0.01),
    "vacancies": Level("understaffed", "logit", 0.06, 0.22, 0.3, 0.15),
    "feature_gap_losses": Level("product_gap", "logit", 0.10, 0.38, 0.2, 0.05),
    "return_rate": Level("product_quality", "log", 0.02, 0.042, 0.5, 0.08),
    "price_losses": Level("price_uncompetitive", "logit", 0.15, 0.42, 0.2, 0.05),
    "price_index": Level("price_uncompetitive", "linear", 1.00, 1.14, 0.04, 0.015),
    "discount_depth": Level("discounting", "logit", 0.08, 0.20, 0.25, 0.08),
    # SCOR practice and large retailers: 90 to 98 % on time and in full.
    "otif": Level("late_delivery", "logit", 0.96, 0.86, 0.2, 0.08),
    "backlog_weeks": Level("late_delivery", "log", 4.0, 7.5, 0.5, 0.10),
    "order_errors": Level("order_errors", "log", 0.008, 0.032, 0.3, 0.10),
    "first_response_ratio": Level("slow_service", "log", 0.85, 2.1, 0.15, 0.08),
    "first_contact_resolution": Level("unresolved_issues", "logit", 0.80, 0.63, 0.2, 0.05),
    "icp_fit": Level("wrong_audience", "logit", 0.74, 0.48, 0.2, 0.06),
    "mql_to_sql": Level("wrong_audience", "logit", 0.24, 0.12, 0.25, 0.06),
    "speed_to_lead_hours": Level("slow_lead_followup", "log", 1.5, 26, 0.5, 0.15),
    "certified": Level("knowledge_gap", "logit", 0.88, 0.50, 0.3, 0.0),
    "days_since_training": Level("knowledge_gap", "log", 65, 190, 0.35, 0.25),
    "same_stage_stall": Level("shared_skill_gap", "logit", 0.22, 0.68, 0.2, 0.15),
    "coaching_hours": Level("too_little_coaching", "log", 1.9, 0.5, 0.3, 0.12),
    "selling_time": Level("inadequate_tools", "logit", 0.37, 0.25, 0.15, 0.08),
}
"""Ordinary and poor levels are those of published practice where there is any, else assumed."""

SATISFIED: Final = 0.86
SATISFACTION_FALLS: Final[Mapping[str, tuple[float, float]]] = {
    "late_delivery": (0.65, 0.15),
    "order_errors": (0.40, 0.30),
    "slow_service": (0.70, 0.70),
    "unresolved_issues": (0.75, 0.75),
    "product_quality": (0.35, 0.35),
}
"""What z = 1 takes from the satisfaction of all customers, and of those served on time, on the logit scale."""
RESOLUTION_FALLS: Final[Mapping[str, float]] = {"late_delivery": 0.30, "product_quality": 0.20, "order_errors": 0.15}
"""Side effects on first contact resolution: late and wrong orders bring questions that no first contact can settle."""
SATISFACTION_APART: Final = 0.2
RENEWAL_FALLS: Final = 1.0
"""How far renewals follow the revenue of existing customers: all of it, on the logarithm."""

YES_NO: Final[Mapping[str, tuple[str, float, float]]] = {
    "results_reviewed": ("no_accountability", 0.65, 0.05),
    "incentive_aligned": ("misaligned_incentives", 0.75, 0.06),
    "tools_adequate": ("inadequate_tools", 0.75, 0.10),
}
"""The cause of a yes/no fact, how often the unwelcome truth is told, and how often an unwelcome untruth. The manager
says
these and is the one who is judged, most of all for `results_reviewed` (issue 11: precision of 75-78 %)."""
NO_FROM: Final = 0.6
"""From which z on the true answer is "no"."""

# --- measuring ---
INTERVIEWING: Final = 0.6
INTERVIEWS: Final = (4, 30)
"""Companies that interview lost buyers at all, and how many a quarter (practice asks for 15 to 20 at the least)."""
SURVEYED: Final = (20, 400)
TICKETS: Final = (40, 800)
"""Customers who answer a survey, and issues of a quarter."""
GIVES_COUNTS: Final = 0.6
"""How often a sampled share is given with its counts (assumed)."""
CRM_PRICE: Final = (0.10, 0.30)
"""Sellers log the price so much oftener than buyers name it (win-loss studies: sellers over-report price)."""
NO_DECISION: Final = (0.35, 0.60)
"""Share of losses to no decision (published studies: 40 to 60 %)."""
RESCUED: Final = 0.4
"""Share of deals endangered by the price that a discount saves (assumed)."""
FORECAST_ERROR: Final = 0.06
"""How exactly pipeline and capacity are estimated (assumed)."""
MARKET_ERROR: Final = 0.015
GIVES_TARGETS: Final = 0.5
"""Companies that list the sellers' own targets; the others know only the sum (assumed)."""

COMPLETENESS: Final = (1.0, 0.8, 0.6, 0.4)
PREVIOUS: Final = 0.6
"""Companies that kept the facts of the quarter before."""
ERRORS: Final = 0.03
ERROR_KINDS: Final = {"stale": 0.4, "digits": 0.2, "rounded": 0.4}
"""Share of cells with an error, and of which kind: the value of the quarter before, two digits swapped, or rounded to
tenths. Studies of spreadsheets find errors in 1 to 5 % of cells (Panko)."""
