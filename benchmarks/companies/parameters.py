"""All numbers of the generator of companies, each with its reason (with `trades`, which has the sorts of company).

They were chosen from the definitions of the facts and from published practice, not from rules, grades, conditions
or bands. "Assumed" marks what nobody has counted. What follows from them is in RESULTS.md.

A trouble is described by its strength z: 0 is an ordinary company, 1 is plainly poor. `LEVELS` turns z into the
level of a fact, `LOSSES` into what the business loses. The numbers are frozen: they are changed only together with a
new name for the generator (`GENERATOR`), in a commit of their own, with the reasons. Figures of different names cannot
be compared.

"companies-2" came before any rule changed to suit the companies. Reasons for what differs from "companies-1":
1. One person keeps to one answer: a false "no" no longer comes and goes by itself, and few are left. Answers follow
   the condition by degrees.
2. A market slump takes marketing's leads as it takes all others, not several times as much.
3. Renewals count customers: one great customer who leaves, or a currency that falls, hardly moves them.
4. Sellers with the same weakest step are counted from the sellers' own steps, as the catalogue defines it.
5. The open pipeline holds deals that are decided later, and in half of the companies repeat business.
6. People round to fives and to whole per cents; 0.8 % is not written as 0.
7. Facts that must agree with one another are mended when they are entered.
8. The drivers of revenue are given, with what is usual, wherever the catalogue knows them.
9. What is missing hangs on the names of the facts alone: a new fact in the catalogue moves no other.
10. A cause takes 5 % of the target, not 3 %: luck alone moves these companies by 6 to 17 %, as measured since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from benchmarks.companies.trades import TYPES as TYPES
from benchmarks.companies.trades import CompanyType as CompanyType

GENERATOR: Final = "companies-2"

QUARTERS: Final = 12
"""Three years: long enough for a season, for a usual level and for sellers who have been weak for long."""
SELLERS: Final = (2, 40)
"""Even on the logarithm: small teams are as common as large ones (assumed; most firms are small)."""
MATERIAL: Final = 0.05
"""A planted trouble is a cause where the expected revenue without it is higher by this share of the target. Auditors
call 5 % material by rule of thumb (SEC, Staff Accounting Bulletin 99). A quarter's luck alone moves the revenue of
these companies by 6 % (20 to 40 sellers) to 17 % (2 to 4), one standard deviation; nobody can see less in it. Lesser
troubles are slight: neither planted nor absent."""


STEP_SPREAD: Final = 0.12
"""How companies of one type differ in each step, on the logarithm (assumed)."""
NEW_CUSTOMERS: Final = (0.35, 0.65)
AT_DISCOUNT: Final = (0.20, 0.50)
"""Shares of the decided deals with new customers, and with a discount (assumed)."""
STEP_MOST: Final = 0.97
"""No step succeeds oftener than this."""
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

TARGET_MOVES: Final = 0.01
"""How that differs from quarter to quarter. Planners are taken to know what may be expected: who plans from last year's
result alone, and so from its luck, is not simulated."""

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
SECOND_WEAK_FROM: Final = 6
WEAK_DEFICIT: Final = (0.25, 0.60)
WEAK_SINCE: Final = (2, 8)
"""By how much the weak step (or the activity) falls short, and for how many quarters it has (assumed)."""
ACTIVITY_ERROR: Final = 0.04
INDEX_ERROR: Final = 0.03
"""How exactly activity and the potential of territories are known (assumed)."""

# --- conditions ---
USUAL_SPREAD: Final = 0.25
"""How companies differ in z by themselves: a quarter of the way to plainly poor (assumed). In the units of the facts it
is small: nineteen of twenty companies deliver 91 to 98 % on time and in full and lose 4 to 23 % of the interviewed
buyers for a feature (with what `LEVELS` adds); RESULTS.md shows it fact by fact. One ordinary condition in some 120
lies beyond 0.6."""
CHRONIC_FROM: Final = 0.6
"""Whose usual z is at least this is called chronic, planted so or not: it is nearer to plainly poor than to
ordinary, and was so when the target was met."""
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

UNLISTED_LEAVE: Final[Mapping[str, float]] = {
    "big_customer_lost": 0.1, "market_slump": 0.5, "key_account_manager_away": 0.5, "currency": 0.0
}  # fmt: skip
"""How far renewals, which count customers, follow the loss of existing business there: one customer of many left, or
none did, and the rest is that they bought less (assumed)."""

SLIPPED: Final = (0.08, 0.16)
"""Share of a quarter's opportunities that are decided later than expected; as many come in from the quarter before."""
SLIPPED_MOST: Final = 0.6
CYCLE_DAYS: Final = (25, 110)
CYCLE_GROWS: Final = 1.5
CYCLE_NOISE: Final = 0.05
"""How long a deal takes in a company, by how much longer it takes (on the logarithm) for each share that slips beyond
the usual, and how a quarter differs (assumed)."""
DUE: Final = 0.35
CHURN_NOISE: Final = 0.10
"""Share of the existing business that is due for renewal in a quarter, and how what is lost of it differs (assumed)."""

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

YES_NO: Final[Mapping[str, tuple[str, tuple[float, float, float]]]] = {
    # The calendar shows it, but the manager who says it is the one who is judged.
    "results_reviewed": ("no_accountability", (0.02, 0.65, 0.85)),
    # The pay plan is on paper; whether it rewards what the target asks is a judgement.
    "incentive_aligned": ("misaligned_incentives", (0.03, 0.75, 0.90)),
    # An opinion.
    "tools_adequate": ("inadequate_tools", (0.05, 0.75, 0.90)),
}
"""The cause of a yes-or-no fact, and how often the answer is "no" at the z of `NO_AT` (between them in proportion).

An unwelcome untruth harms whoever says it, so few are left: a question misread, oftener of opinions than of what is on
paper. Nearly all that are wrong are welcome ones (issue 11: precision of such answers 75 to 78 %). One person
answers in every quarter and keeps to it: the same luck decides in both (assumed)."""
NO_AT: Final = (0.3, 0.9, 2.0)
"""Half-way between them, at 0.6, a condition is nearer to plainly poor than to ordinary."""

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
CRM_MOST: Final = 0.9
WRONG_MOST: Final = 0.5
COACHING_MOST: Final = 40.0
ATTAINMENT_MOST: Final = 9.9
"""Bounds of what can be: prices named in the sales system, returns and wrong orders, hours a week, attainment."""
NO_DECISION: Final = (0.35, 0.60)
"""Share of losses to no decision (published studies: 40 to 60 %)."""
NAMED_USUALLY: Final = 0.15
"""Share of lost buyers who name the price anywhere; what is named beyond it can be rescued."""
DISCOUNTED_MOST: Final = 0.95
RIVALS_TAKE: Final = 0.10
"""How much oftener still a deal with a rival is lost at z = 1 of the product's gap or the price (assumed)."""
RIVALS_LEAVE: Final = 0.3
RESCUED: Final = 0.4
"""Share of deals endangered by the price that a discount saves (assumed)."""
FORECAST_ERROR: Final = 0.06
"""How exactly pipeline and capacity are estimated (assumed)."""
OPEN_LATER: Final = (1.0, 2.0)
"""The open pipeline over what of it is decided in the quarter: the rest is decided later (assumed; even on the
logarithm, a company's own). Capacity counts what is decided now."""
STAFF_BESIDE: Final = 2
"""Staff beside the sellers with whom the target is discussed."""
VACANCIES_MOST: Final = 0.6
ORDERS_FORTNIGHTS: Final = 6
SERVED_ON_TIME: Final = 0.85
"""Share of the surveyed customers who were served on time (assumed)."""
LEADS_SHARE: Final = 0.5
"""Marketing's leads as counted, over the sellers' own count of leads (assumed)."""
NPS_SLOPE: Final = 200
NPS_ZERO: Final = 0.65
NPS_NOISE: Final = 6
"""The promoter score by the share of satisfied customers: 86 % go with 42, an ordinary score (assumed)."""
RENEWAL_NOISE: Final = 0.012
RENEWAL_MOST: Final = 0.99
USUAL_IN_COUNTS: Final = 0.4
"""Companies that give usual rates with their counts, of four quarters (assumed)."""
STALL_BEHIND: Final = 1 / 7
STALL_OVER_YEAR: Final = 0.5
STALL_BY_NORM: Final = 0.3
"""A seller stalls at the step furthest behind, if by a seventh (the catalogue's definition). Half of the companies look
at four quarters, the others at one; three tenths hold sellers against a norm of the trade, the others against the
team's own earlier figures (assumed). The fact is counted from the sellers' own meetings, proposals and wins."""
MARKET_ERROR: Final = 0.015
GIVES_TARGETS: Final = 0.5
"""Companies that list the sellers' own targets; the others know only the sum (assumed)."""

COMPLETENESS: Final = (1.0, 0.8, 0.5)
PREVIOUS: Final = 0.6
"""Companies that kept the facts of the quarter before."""
ERRORS: Final = 0.03
ERROR_KINDS: Final = {"stale": 0.4, "digits": 0.2, "rounded": 0.4}
"""Share of cells with an error, and of which kind: the value of the quarter before, two digits swapped, or rounded.
Studies of spreadsheets find errors in 1 to 5 % of cells (Panko)."""
ROUNDED_TO: Final = ("0.05", "0.01")
ROUNDED_FINELY_BELOW: Final = 0.1
"""People round shares to fives, and small ones to whole per cents (heaping, as in censuses)."""
