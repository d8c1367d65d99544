"""The facts of a company as its departments write them down, with gaps and errors: teams as the intake would give
them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np

from benchmarks.companies import parameters as given
from benchmarks.companies.company import Company, Expected, Quarters, level
from benchmarks.evaluation.planting import Floats
from diagnosis.intake.model import Given, Member, Team
from diagnosis.kinds.counts import Counts

NOW, BEFORE = -1, -2
EXACT = frozenset({"revenue_target", "revenue_actual", "attainment", "target", "target_cascade"})
"""Facts that the books agree upon: no errors are made in these, and they are always known of the team."""

Facts = dict[str, Given]


@dataclass(frozen=True)
class Sheet:
    """All facts of a quarter: the team's, and those of each seller."""

    team: Facts
    sellers: list[Facts]


def number(value: float, digits: int) -> Given:
    """A number as it is written down."""
    return Given(Decimal(f"{value:.{digits}f}") + 0)


def counted(hits: int, of: int) -> Given | None:
    """A count out of a sample; nothing where there was none."""
    return Given(Counts(int(hits), int(of)).share, int(hits), int(of)) if of > 0 else None


def sheets(rng: np.random.Generator, company: Company, ahead: Expected, quarters: Quarters) -> tuple[Sheet, Sheet]:
    """The facts of the judged quarter and of the one before."""
    habits = {fact: float(rng.normal(0, row.apart)) if row.apart else 0.0 for fact, row in given.LEVELS.items()}
    levels = {
        fact: level(company, fact, habits[fact], rng.normal(0, row.noise, given.QUARTERS) if row.noise else 0.0)
        for fact, row in given.LEVELS.items()
    }
    style = _Style(rng, company)
    now, before = (_Reading(rng, company, ahead, quarters, levels, style, at).sheet() for at in (NOW, BEFORE))
    return now, before


class _Style:
    """What a company measures at all, and how: the same in both quarters."""

    def __init__(self, rng: np.random.Generator, company: Company) -> None:
        self.interviews = int(rng.integers(given.INTERVIEWS[0], given.INTERVIEWS[1] + 1))
        if rng.random() >= given.INTERVIEWING:
            self.interviews = 0
        self.surveyed = int(np.exp(rng.uniform(*np.log(given.SURVEYED))))
        self.tickets = int(np.exp(rng.uniform(*np.log(given.TICKETS))))
        self.counts = bool(rng.random() < given.GIVES_COUNTS)
        self.targets = bool(rng.random() < given.GIVES_TARGETS)
        self.new, self.discounted = rng.uniform(*given.NEW_CUSTOMERS), rng.uniform(*given.AT_DISCOUNT)
        self.crm_price, self.no_decision = rng.uniform(*given.CRM_PRICE), rng.uniform(*given.NO_DECISION)
        self.satisfied = rng.normal(0, given.SATISFACTION_APART)
        self.cascade_up = bool(rng.random() < 0.5)


class _Reading:
    """The facts of one quarter."""

    def __init__(  # each belongs to another room
        self,
        rng: np.random.Generator,
        company: Company,
        ahead: Expected,
        quarters: Quarters,
        levels: Mapping[str, Floats],
        style: _Style,
        at: int,
    ) -> None:
        self.rng, self.company, self.ahead, self.quarters = rng, company, ahead, quarters
        self.levels, self.style, self.at = levels, style, at
        self.past = slice(at - 4, at)

    def z(self, cause: str) -> float:
        return float(self.company.z(cause)[self.at])

    def level(self, fact: str) -> float:
        return float(self.levels[fact][self.at])

    def drawn(self, share: float, of: int) -> Given | None:
        """A share of a sample: with its counts where the company gives them."""
        value = counted(self.rng.binomial(of, min(1.0, max(0.0, share))), of)
        return value if value is None or self.style.counts else number(float(str(value.value)), 2)

    def part(self, share: float) -> tuple[int, int]:
        """Wins and decided deals of a part of the quarter's deals, drawn without looking at who won."""
        wins, decided = int(self.quarters.wins[self.at].sum()), int(self.quarters.decided[self.at].sum())
        won, lost = self.rng.binomial(wins, share), self.rng.binomial(decided - wins, share)
        return int(won), int(won + lost)

    def usual(self, fact: str, digits: int) -> Given:
        return number(float(self.levels[fact][self.past].mean()), digits)

    def sheet(self) -> Sheet:
        facts = {**self._goals(), **self._deals(), **self._customers(), **self._people()}
        known = {
            fact: value for fact, value in facts.items() if value is not None and fact not in self.company.kind.lacks
        }
        sellers = self._sellers()
        if not self.style.targets:
            share = float(self.level("cascade_gap")) * (1 if self.style.cascade_up else -1)
            known["target_cascade"] = number(1 + share, 2)
        return Sheet(known, sellers)

    def _goals(self) -> dict[str, Given | None]:
        rng, quarters, at, company = self.rng, self.quarters, self.at, self.company
        revenue, target = float(quarters.revenue[at]), float(quarters.target[at])
        year_ago = float(quarters.revenue[at - 4])
        usual_win = quarters.wins[self.past].sum() / max(1, quarters.decided[self.past].sum())
        deal = quarters.won[self.past].sum() / max(1, quarters.wins[self.past].sum())
        ahead = self.ahead
        opportunities = float((ahead.leads[at] * ahead.rates[0][at]).sum() * (1 - company.slipped))
        pipeline = opportunities * deal * np.exp(rng.normal(0, given.FORECAST_ERROR))
        existing = float(quarters.existing[self.past].mean() * company.trend[at] / company.trend[self.past].mean())
        places = round(company.sellers / max(0.4, 1 - self.level("vacancies")))
        told = rng.binomial(company.sellers + 2, self.level("target_acknowledged"))
        coverage = pipeline + (existing / max(usual_win, 0.02) if company.kind.renewals_in_pipeline else 0.0)
        return {
            "revenue_target": number(target, 0),
            "revenue_actual": number(revenue, 2),
            "target_growth": number(target / year_ago - 1, 3),
            "revenue_growth": number(revenue / year_ago - 1, 3),
            "market_growth": number(company.market + rng.normal(0, given.MARKET_ERROR), 2),
            "capacity_ratio": number((pipeline * usual_win + existing) / target, 2),
            "pipeline_coverage": number(coverage / target, 2),
            "target_issued_day": number(self.level("target_issued_day"), 0),
            "target_acknowledged": counted(told, company.sellers + 2),
            "vacancies": number(max(0.0, 1 - company.sellers / max(places, company.sellers)), 2),
        }

    def _deals(self) -> dict[str, Given | None]:
        rng, quarters, style = self.rng, self.quarters, self.style
        wins, decided = int(quarters.wins[self.at].sum()), int(quarters.decided[self.at].sum())
        past_wins, past = int(quarters.wins[self.past].sum()), int(quarters.decided[self.past].sum())
        rivals = self.company.kind.rivals
        # Deals with a rival are won a little less often; a gap of the product or the price counts double there.
        hurt = 1 - 0.1 * max(0.0, self.z("product_gap") + self.z("price_uncompetitive"))
        rival_won, rival_lost = rng.binomial(wins, rivals * max(0.3, hurt)), rng.binomial(decided - wins, rivals)
        past_rival = rng.binomial(past_wins, rivals), rng.binomial(past - past_wins, rivals)
        new_won, new_of = self.part(style.new)
        fit = self.level("icp_fit")
        fit_won = rng.binomial(wins, fit / (fit + (1 - fit) * given.UNFIT_WIN))
        rate = wins / max(1, decided)
        unfit = (1 - fit) * (1 - rate * given.UNFIT_WIN / (fit + (1 - fit) * given.UNFIT_WIN)) / max(0.01, 1 - rate)
        fit_lost = rng.binomial(decided - wins, min(1.0, max(0.0, 1 - unfit)))
        saved = given.RESCUED * max(0.0, self.level("price_losses") - 0.15)
        odds = style.discounted * (1 + saved)
        cheap_won, cheap_lost = rng.binomial(wins, min(0.95, odds)), rng.binomial(decided - wins, style.discounted)
        asked = min(style.interviews, decided - wins)
        price, crm = self.level("price_losses"), min(0.9, self.level("price_losses") + style.crm_price)
        feature = self.level("feature_gap_losses")
        return {
            "win_rate": counted(wins, decided),
            "win_rate_usual": number(past_wins / max(1, past), 3),
            "competitive_win_rate": counted(rival_won, rival_won + rival_lost),
            "competitive_win_rate_usual": number(past_rival[0] / max(1, sum(past_rival)), 3),
            "new_business_win_rate": counted(new_won, new_of),
            "win_rate_icp_fit": counted(fit_won, fit_won + fit_lost),
            "win_rate_discounted": counted(cheap_won, cheap_won + cheap_lost),
            "win_rate_full_price": counted(wins - cheap_won, decided - cheap_won - cheap_lost),
            "price_losses": counted(rng.binomial(asked, price), asked),
            "feature_gap_losses": counted(rng.binomial(asked, feature), asked),
            "price_losses_crm": counted(rng.binomial(decided - wins, crm), decided - wins),
            "no_decision_losses": counted(rng.binomial(decided - wins, style.no_decision), decided - wins),
            "price_index": number(self.level("price_index"), 2),
            "discount_depth": number(self.level("discount_depth"), 3),
        }

    def _customers(self) -> dict[str, Given | None]:
        rng, company, style, at = self.rng, self.company, self.style, self.at
        orders = int(company.kind.orders * company.sellers * 6)
        start = np.log(given.SATISFIED / (1 - given.SATISFIED)) + style.satisfied
        falls = [
            sum(
                both[side] * self.z(cause)
                for cause, both in given.SATISFACTION_FALLS.items()
                if cause not in company.kind.spared
            )
            for side in (0, 1)
        ]
        satisfied, on_time = (float(1 / (1 + np.exp(-(start - fall)))) for fall in falls)
        resolution = self.level("first_contact_resolution")
        odds = np.log(resolution / (1 - resolution)) - sum(
            fall * self.z(cause) for cause, fall in given.RESOLUTION_FALLS.items() if cause not in company.kind.spared
        )
        kept = company.renewal * np.minimum(1.05, self.ahead.factors["existing"] ** given.RENEWAL_FALLS)
        renewal = np.minimum(0.99, kept)
        marketing = self.ahead.factors["leads"] ** (2 / sum(company.kind.marketing)) * company.trend
        leads = rng.poisson(company.leads * company.sellers * marketing[[at, at - 4]] * 0.5)
        return {
            "otif": counted(rng.binomial(orders, self.level("otif")), orders),
            "order_errors": counted(rng.binomial(orders, min(0.5, self.level("order_errors"))), orders),
            "return_rate": number(min(0.5, self.level("return_rate")), 3),
            "return_rate_usual": self.usual("return_rate", 3),
            "backlog_weeks": number(self.level("backlog_weeks"), 1),
            "backlog_weeks_usual": self.usual("backlog_weeks", 1),
            "renewal_rate": number(min(0.99, float(renewal[at]) + rng.normal(0, 0.012)), 3),
            "renewal_rate_usual": number(float(renewal[self.past].mean()), 3),
            "csat": self.drawn(satisfied, style.surveyed),
            "csat_on_time": self.drawn(on_time, max(1, int(style.surveyed * 0.85))),
            "nps": number(float(np.clip(200 * (satisfied - 0.65) + rng.normal(0, 6), -100, 100)), 0),
            "first_contact_resolution": self.drawn(float(1 / (1 + np.exp(-odds))), style.tickets),
            "first_response_ratio": number(self.level("first_response_ratio"), 2),
            "icp_fit": self.drawn(self.level("icp_fit"), max(1, int(self.quarters.meetings[at].sum()))),
            "mql_to_sql": self.drawn(self.level("mql_to_sql"), max(1, int(leads[0]))),
            "lead_growth": number(leads[0] / max(1, leads[1]) - 1, 2),
            "speed_to_lead_hours": number(self.level("speed_to_lead_hours"), 1),
        }

    def _people(self) -> dict[str, Given | None]:
        rng, quarters, at, sellers = self.rng, self.quarters, self.at, self.company.sellers
        certified = self.ahead.certified[at]
        wins, decided = quarters.wins[at], quarters.decided[at]
        answers: dict[str, Given | None] = {}
        for fact, (cause, admitted, alarm) in given.YES_NO.items():
            wrong = self.z(cause) >= given.NO_FROM
            answers[fact] = Given(bool(rng.random() >= (admitted if wrong else alarm)))
        return {
            **answers,
            "certified": counted(certified.sum(), sellers),
            "days_since_training": number(self.level("days_since_training"), 0),
            "coaching_hours": number(min(40.0, self.level("coaching_hours")), 1),
            "same_stage_stall": counted(rng.binomial(sellers, self.level("same_stage_stall")), sellers),
            "selling_time": number(self.level("selling_time"), 2),
            "win_rate_certified": counted(wins[certified].sum(), decided[certified].sum()),
            "win_rate_uncertified": counted(wins[~certified].sum(), decided[~certified].sum()),
        }

    def _sellers(self) -> list[Facts]:
        rng, quarters, company, ahead = self.rng, self.quarters, self.company, self.ahead
        at = given.QUARTERS + self.at
        own = quarters.won + quarters.existing[:, None] * company.territory / company.sellers
        gap = float(self.level("cascade_gap")) * (1 if self.style.cascade_up else -1) if self.style.targets else 0.0
        targets = quarters.target / company.sellers * (1 + gap)
        attainment = own / targets[:, None]
        index = company.territory * np.exp(rng.normal(0, given.INDEX_ERROR, company.sellers))
        activity = ahead.activity[at] / ahead.activity[at].mean()
        activity = activity * np.exp(rng.normal(0, given.ACTIVITY_ERROR, company.sellers))
        certified = ahead.certified[at]
        most = certified.mean() > 0.5
        rows = []
        for seller in range(company.sellers):
            below = 0
            while below <= at and attainment[at - below, seller] < 1:
                below += 1
            facts = {
                "attainment": number(min(9.9, float(attainment[at, seller])), 3),
                "target": number(float(targets[at]), 0) if self.style.targets else None,
                "deals": counted(quarters.wins[at, seller], quarters.decided[at, seller]),
                "quarters_below_target": number(below, 0),
                "tenure_months": number(max(0.0, float(company.tenure[seller]) + 3 * (self.at + 1)), 0),
                "territory_index": number(float(index[seller]), 2),
                "activity_index": number(float(activity[seller]), 2),
                "meeting_rate": counted(quarters.meetings[at, seller], quarters.leads[at, seller]),
                "proposal_rate": counted(quarters.proposals[at, seller], quarters.decided[at, seller]),
                "close_rate": counted(quarters.wins[at, seller], quarters.proposals[at, seller]),
                "trained_like_peers": Given(bool(certified[seller] or not most)),
                "coaching_hours_targeted": number(0, 0),
                "coaching_quarters": number(0, 0),
            }
            rows.append({fact: value for fact, value in facts.items() if value is not None})
        return rows


def with_errors(rng: np.random.Generator, now: Facts, before: Facts) -> Facts:
    """The facts with an error in a few of the cells: stale, two digits swapped, or rounded to tenths."""
    kinds, odds = list(given.ERROR_KINDS), list(given.ERROR_KINDS.values())
    wrong: Facts = {}
    for fact, value in now.items():
        wrong[fact] = value
        if fact in EXACT or rng.random() >= given.ERRORS or not isinstance(value.value, Decimal):
            continue
        kind = str(rng.choice(kinds, p=odds))
        if kind == "stale":
            wrong[fact] = before.get(fact, value)
        elif kind == "rounded" and 0 < value.value < 1:
            wrong[fact] = Given(round(value.value, 1))
        elif kind == "digits" and value.of is None and re.search(r"[0-9.]{2}[0-9]{2}$", text := str(value.value)):
            wrong[fact] = Given(Decimal(text[:-2] + text[-1] + text[-2]))
    return wrong


class Gaps:
    """Luck of each fact: of two completenesses the lower knows nothing that the higher does not."""

    def __init__(self, rng: np.random.Generator, holders: Mapping[str, str | None], sheet: Sheet) -> None:
        self.holders = holders
        departments = sorted({holder for holder in holders.values() if holder})
        self.silent = dict(zip(departments, rng.random(len(departments)).tolist(), strict=True))
        names = sorted({*sheet.team, *(f"seller.{fact}" for row in sheet.sellers for fact in row)})
        self.single = dict(zip(names, rng.random(len(names)).tolist(), strict=True))

    def known(self, name: str, completeness: float) -> bool:
        """Whether a fact is known: half of what is missing goes with its department, half singly."""
        silent = (1 - completeness) / 2
        single = 1 - completeness / (1 - silent)
        holder = self.holders.get(name)
        return self.single.get(name, 1.0) >= single and (not holder or self.silent[holder] >= silent)


def team_at(name: str, sheet: Sheet, previous: Sheet | None, gaps: Gaps, completeness: float) -> Team:
    """The team with that share of its facts."""

    def kept(facts: Facts, prefix: str = "") -> Facts:
        return {
            fact: facts[fact]
            for fact in sorted(facts)
            if (not prefix and fact in EXACT) or gaps.known(prefix + fact, completeness)
        }

    def team(own: Sheet, quarter: str, day: date, before: Team | None) -> Team:
        members = tuple(
            Member(f"S-{seller + 1:02}", kept(facts, "seller.")) for seller, facts in enumerate(own.sellers)
        )
        return Team(name, quarter, day, None, kept(own.team), {"seller": members}, previous=before)

    last = team(previous, "2026-Q2", date(2026, 6, 30), None) if previous else None
    return team(sheet, "2026-Q3", date(2026, 9, 30), last)
