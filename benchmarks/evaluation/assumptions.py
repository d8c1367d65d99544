"""The other assumptions of the simulation: who sells, how many try, where trouble strikes, what gets lost on the way.

Sources are named where there are any; all else is assumed, and meant to be argued with.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CAUSES: Final = (
    "target_unrealistic",
    "target_not_communicated",
    "targets_misaligned",
    "territory_imbalance",
    "no_accountability",
    "understaffed",
    "product_gap",
    "product_quality",
    "price_uncompetitive",
    "discounting",
    "late_delivery",
    "order_errors",
    "slow_service",
    "unresolved_issues",
    "wrong_audience",
    "low_demand",
    "slow_lead_followup",
    "knowledge_gap",
    "shared_skill_gap",
    "too_little_coaching",
    "inadequate_tools",
    "misaligned_incentives",
)
"""The team causes that can be planted, each as likely as another: nobody has counted them."""

STEPS: Final = ("meeting", "proposal", "close")
WEAK: Final = ("prospecting", "qualification", "closing", "low_activity")
"""What a truly weak seller lacks: a step of `STEPS`, or activity."""

# --- what is planted ---
PLANTED: Final = {"nothing": 0.42, "weak": 0.20, "one": 0.21, "two": 0.11, "three": 0.06}
"""How often, before teams that reach their target are left aside (those with nothing planted mostly do)."""
COST: Final = (0.05, 0.40)
"""What a trouble costs at the place it strikes, evenly on the logarithm: mild ones are as common as severe.

Two fifths of the wins are what the product costs in the domain's first case.
"""
MATERIAL: Final = 0.10
"""From what cost on a trouble is called a cause of the miss: in the domain's cases that is the size of the miss.

Lesser troubles are planted too, and reported apart: finding one is not wrong, missing one no failure.
"""
DEFICIT: Final = (0.2, 0.6)
"""By how much a truly weak seller's step (or activity) falls short."""
TWO_WEAK: Final = 0.3

# --- the team ---
SELLERS: Final = (6, 12)
DECIDED: Final = (10, 80)
"""Decided deals of a seller in a quarter, evenly on the logarithm; a team has one pace.

The teams of the domain's worked cases decide 40 to 80 a seller (400 among ten, 640 among eight); teams that sell
larger things decide fewer, down to a quarter of the least of those.
"""
STEP_RATES: Final = ((0.40, 0.04), (0.52, 0.05), (0.57, 0.05))
"""Mean and spread between companies of lead to meeting, meeting to proposal, proposal to win (domain: 30 % won)."""
SELLERS_DIFFER: Final = 0.05
"""Average sellers are not alike: spread of each step's rate and of activity, in proportion."""
NEW_SELLERS: Final = 0.08
RAMP: Final = (6, 0.35)
"""Months until full pace (domain: about 5 to 6), and the pace on the first day."""
TERRITORIES_DIFFER: Final = 0.035
"""Spread of territories that were balanced; the index is measured to `INDEX_ERROR`."""
INDEX_ERROR: Final = 0.012
ACTIVITY_ERROR: Final = 0.03
REPEAT: Final = 0.35
"""Share of the revenue that comes from renewals and repeat orders; usual rate below."""
RENEWAL: Final = (0.88, 0.03)
DEAL_VARIES: Final = 0.8
"""Standard deviation of a deal's value, in proportion."""
LUCK: Final = 0.07
"""A quarter's luck that all share (deals slip, a customer is bought up): standard deviation, in proportion."""
HEADROOM: Final = 1.06
"""What a team of average sellers may expect of its target: 35 to 40 % of sellers then miss by chance (domain)."""
SINCE: Final = 4
"""Causes have been at work for one to so many quarters; truly weak sellers always were weak."""
PAST_VARIES: Final = 0.18
"""How much a seller's attainment varies from quarter to quarter."""

# --- where a cause strikes: shares of its cost ---
STRIKES: Final[Mapping[str, Mapping[str, float]]] = {
    "target_unrealistic": {"target": 1.0},
    "target_not_communicated": {"work": 1.0},
    "targets_misaligned": {"work": 1.0},
    "territory_imbalance": {},  # by the territories themselves
    "no_accountability": {"work": 0.4, "meeting": 0.3, "proposal": 0.3},
    "understaffed": {"staff": 1.0},
    "product_gap": {"proposal": 0.2, "close": 0.8},
    "product_quality": {"close": 0.3, "value": 0.3},  # the rest through renewals
    "price_uncompetitive": {"proposal": 0.2, "close": 0.8},
    "discounting": {"value": 1.0},
    "late_delivery": {"value": 0.5},
    "order_errors": {"value": 0.6},
    "slow_service": {"close": 0.5},
    "unresolved_issues": {"close": 0.5},
    "wrong_audience": {"proposal": 0.4, "close": 0.6},
    "low_demand": {"leads": 1.0},
    "slow_lead_followup": {"meeting": 1.0},
    "knowledge_gap": {},  # by the sellers who lack it
    "shared_skill_gap": {},  # by the sellers who lack it
    "too_little_coaching": {"meeting": 0.3, "proposal": 0.3, "close": 0.4},
    "inadequate_tools": {"work": 1.0},
    "misaligned_incentives": {"work": 0.5, "value": 0.5},
}
UNCERTIFIED_LOSE: Final = 0.34
"""What a seller wins less who does not know the offer (assumed; knowledge_gap only)."""
SHARED_BY: Final = 0.8
"""Share of the sellers who have a shared gap."""
UNFIT_WIN: Final = 0.5
"""Deals off target are won half as often."""
NEW_CUSTOMERS: Final = 0.45
"""Share of decided deals with new customers; `NAMED_RIVAL`: against a named competitor.

In one quarter these are few, and the diagnosis often asks for more.
"""
NAMED_RIVAL: Final = 0.55
AT_DISCOUNT: Final = 0.35
RESCUED: Final = 0.5
"""Share of the deals endangered by price that a discount saves."""
RESTATE: Final = 1.0
"""How many of the buyers lost anyway name the obstacle (price or feature) where they met it.

Domain case 1: where it costs two fifths of the wins, six tenths of the lost buyers name it; this gives five tenths.
"""

# --- measuring ---
INTERVIEWS: Final = (20, 40)
"""Buyers asked by somebody other than the seller, where that is done at all.

The domain's teams ask 30. Practice asks for at the least 15 to 20 in any group that is reported on by itself (The
Insight Advantage, "How many interviews is enough?"). Whoever asked fewer is told how many more are needed.
"""
SURVEYED: Final = (60, 400)
"""Customers who answer about satisfaction."""
OVERSTATED: Final = (0.05, 0.40)
"""Share of losses that sellers log as price though the buyer did not say so (domain: they over-report price)."""
HONEST: Final[Mapping[str, tuple[float, float]]] = {
    "no_accountability": (0.80, 0.98),  # a calendar shows it
    "misaligned_incentives": (0.75, 0.98),  # the pay plan is on paper
    "inadequate_tools": (0.60, 0.95),  # an opinion
}
"""How often a yes-or-no question is answered with the unwelcome truth: at the least and the greatest cost."""
FALSE_ALARM: Final[Mapping[str, float]] = {
    "no_accountability": 0.01,
    "misaligned_incentives": 0.01,
    "inadequate_tools": 0.015,
}
"""How often it is answered with an unwelcome untruth; an opinion oftener than what is on paper."""
STALL: Final = 0.15
"""A seller counts as failing at a step that lies clearly (by this share) behind the norm over four quarters."""
NORM_ERROR: Final = 0.02
"""How well baselines (the usual win rate and so on) are known: spread, in proportion.

As of some thousands of deals, several teams' or years'. One team's four quarters alone would give 4 to 7 %.
"""

REVIEWED: Final = 0.15
"""Share of the stages whose head of department has held a review; blind to a cause of the own department, or naming
one that is not there, as often as said below (assumed)."""
BLIND: Final = 0.25
SEES_GHOSTS: Final = 0.02
NAMES_IT: Final = 0.7
"""How often a review that found the cause names it rather than saying plainly that there is one."""
