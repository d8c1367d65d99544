"""The facts of a company as its departments know them: read off the counts of its quarters, by the definitions of the
catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from benchmarks.companies import parameters as given
from benchmarks.companies.company import Company, Expected, Quarters, level
from benchmarks.evaluation.planting import Floats
from diagnosis.intake.model import Given
from diagnosis.kinds.counts import Counts

NOW, BEFORE = -1, -2
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


def sheets(
    rng: np.random.Generator,
    company: Company,
    ahead: Expected,
    quarters: Quarters,
    moved: Mapping[str, float] | None = None,
) -> tuple[Sheet, Sheet]:
    """The facts of the judged quarter and of the one before; `moved` are factors on levels of the judged quarter."""
    habits = {fact: float(rng.normal(0, row.apart)) if row.apart else 0.0 for fact, row in given.LEVELS.items()}
    levels = {
        fact: level(company, fact, habits[fact], rng.normal(0, row.noise, given.QUARTERS) if row.noise else 0.0)
        for fact, row in given.LEVELS.items()
    }
    for fact, factor in (moved or {}).items():
        levels[fact][NOW] *= factor
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
        self.repeat_in_pipeline = bool(rng.random() < company.kind.repeat_in_pipeline)
        self.open_later = float(np.exp(rng.uniform(*np.log(given.OPEN_LATER))))
        self.answers = {fact: float(rng.random()) for fact in given.YES_NO}
        self.usual_in_counts = bool(rng.random() < given.USUAL_IN_COUNTS)
        self.cycle_days = float(np.exp(rng.uniform(*np.log(given.CYCLE_DAYS))))
        norm = rng.random() < given.STALL_BY_NORM
        self.norm = np.array(company.kind.steps) if norm else None
        self.stall_quarters = 4 if rng.random() < given.STALL_OVER_YEAR else 1


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

    def usual_rate(self, hits: int, of: int) -> Given | None:
        """A rate over the four quarters before, with its counts where the company gives them."""
        if not of or self.style.usual_in_counts:
            return counted(hits, of)
        return number(hits / of, 3)

    def sheet(self) -> Sheet:
        facts = {**self._goals(), **self._drivers(), **self._deals(), **self._customers(), **self._people()}
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
        places = round(company.sellers / max(1 - given.VACANCIES_MOST, 1 - self.level("vacancies")))
        staff = company.sellers + given.STAFF_BESIDE
        told = rng.binomial(staff, self.level("target_acknowledged"))
        # Repeat business in the pipeline is worth what it brings at the usual rate of renewal.
        coverage = self.style.open_later * pipeline
        coverage += existing / company.renewal if self.style.repeat_in_pipeline else 0.0
        return {
            "revenue_target": number(target, 0),
            "revenue_actual": number(revenue, 2),
            "target_growth": number(target / year_ago - 1, 3),
            "revenue_growth": number(revenue / year_ago - 1, 3),
            "market_growth": number(company.market + rng.normal(0, given.MARKET_ERROR), 2),
            "capacity_ratio": number((pipeline * usual_win + existing) / target, 2),
            "pipeline_coverage": number(coverage / target, 2),
            "target_issued_day": number(self.level("target_issued_day"), 0),
            "target_acknowledged": counted(told, staff),
            "vacancies": number(max(0.0, 1 - company.sellers / max(places, company.sellers)), 2),
        }

    def _drivers(self) -> dict[str, Given | None]:
        """What revenue is made of, and what runs ahead of it; each with what is usual."""
        rng, quarters, company, at, past = self.rng, self.quarters, self.company, self.at, self.past
        decided, wins = quarters.decided.sum(axis=1), quarters.wins.sum(axis=1)
        meetings, won = quarters.meetings.sum(axis=1), quarters.won.sum(axis=1)
        slipped = meetings - decided
        cycle = self.style.cycle_days * np.exp(
            given.CYCLE_GROWS * (self.ahead.slip - company.slipped) + rng.normal(0, given.CYCLE_NOISE, given.QUARTERS)
        )
        left = 1 - np.minimum(given.RENEWAL_MOST, company.renewal * self.ahead.factors["existing"])
        base = float(quarters.existing[past].mean())
        churned = given.DUE * base * left * np.exp(rng.normal(0, given.CHURN_NOISE, given.QUARTERS))
        return {
            "revenue_usual": number(float(quarters.revenue[past].mean()), 2),
            "deals_decided": number(decided[at], 0),
            "deals_decided_usual": number(decided[past].mean(), 2),
            "average_deal": number(won[at] / wins[at], 2) if wins[at] else None,
            "average_deal_usual": number(won[past].sum() / wins[past].sum(), 2) if wins[past].sum() else None,
            "revenue_existing": number(quarters.existing[at], 2),
            "revenue_existing_usual": number(base, 2),
            "opportunities": number(meetings[at], 0),
            "opportunities_usual": number(meetings[past].mean(), 2),
            "sales_cycle_days": number(cycle[at], 0),
            "sales_cycle_days_usual": number(cycle[past].mean(), 0),
            "deals_slipped": counted(slipped[at], meetings[at]),
            "deals_slipped_usual": self.usual_rate(int(slipped[past].sum()), int(meetings[past].sum())),
            "churned_revenue": number(churned[at], 0),
            "churned_revenue_usual": number(churned[past].mean(), 0),
        }

    def _deals(self) -> dict[str, Given | None]:
        rng, quarters, style = self.rng, self.quarters, self.style
        wins, decided = int(quarters.wins[self.at].sum()), int(quarters.decided[self.at].sum())
        past_wins, past = int(quarters.wins[self.past].sum()), int(quarters.decided[self.past].sum())
        rivals = self.company.kind.rivals
        # Deals with a rival are won a little less often; a gap of the product or the price counts double there.
        hurt = 1 - given.RIVALS_TAKE * max(0.0, self.z("product_gap") + self.z("price_uncompetitive"))
        rival_won, rival_lost = (
            rng.binomial(wins, rivals * max(given.RIVALS_LEAVE, hurt)),
            rng.binomial(decided - wins, rivals),
        )
        past_rival = rng.binomial(past_wins, rivals), rng.binomial(past - past_wins, rivals)
        new_won, new_of = self.part(style.new)
        fit = self.level("icp_fit")
        fit_won = rng.binomial(wins, fit / (fit + (1 - fit) * given.UNFIT_WIN))
        rate = wins / max(1, decided)
        unfit = (1 - fit) * (1 - rate * given.UNFIT_WIN / (fit + (1 - fit) * given.UNFIT_WIN)) / max(0.01, 1 - rate)
        fit_lost = rng.binomial(decided - wins, min(1.0, max(0.0, 1 - unfit)))
        saved = given.RESCUED * max(0.0, self.level("price_losses") - given.NAMED_USUALLY)
        odds = style.discounted * (1 + saved)
        cheap_won, cheap_lost = (
            rng.binomial(wins, min(given.DISCOUNTED_MOST, odds)),
            rng.binomial(decided - wins, style.discounted),
        )
        asked = min(style.interviews, decided - wins)
        price, crm = self.level("price_losses"), min(given.CRM_MOST, self.level("price_losses") + style.crm_price)
        feature = self.level("feature_gap_losses")
        return {
            "win_rate": counted(wins, decided),
            "win_rate_usual": self.usual_rate(past_wins, past),
            "competitive_win_rate": counted(rival_won, rival_won + rival_lost),
            "competitive_win_rate_usual": self.usual_rate(int(past_rival[0]), int(sum(past_rival))),
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
        orders = int(company.kind.orders * company.sellers * given.ORDERS_FORTNIGHTS)
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
        promoters = given.NPS_SLOPE * (satisfied - given.NPS_ZERO) + rng.normal(0, given.NPS_NOISE)
        resolution = self.level("first_contact_resolution")
        odds = np.log(resolution / (1 - resolution)) - sum(
            fall * self.z(cause) for cause, fall in given.RESOLUTION_FALLS.items() if cause not in company.kind.spared
        )
        renewal = np.minimum(given.RENEWAL_MOST, company.renewal * self.ahead.kept)
        marketing = self.ahead.marketing * company.trend
        leads = rng.poisson(company.leads * company.sellers * marketing[[at, at - 4]] * given.LEADS_SHARE)
        return {
            "otif": counted(rng.binomial(orders, self.level("otif")), orders),
            "order_errors": counted(rng.binomial(orders, min(given.WRONG_MOST, self.level("order_errors"))), orders),
            "return_rate": number(min(given.WRONG_MOST, self.level("return_rate")), 3),
            "return_rate_usual": self.usual("return_rate", 3),
            "backlog_weeks": number(self.level("backlog_weeks"), 1),
            "backlog_weeks_usual": self.usual("backlog_weeks", 1),
            "renewal_rate": number(min(given.RENEWAL_MOST, float(renewal[at]) + rng.normal(0, given.RENEWAL_NOISE)), 3),
            "renewal_rate_usual": number(float(renewal[self.past].mean()), 3),
            "csat": self.drawn(satisfied, style.surveyed),
            "csat_on_time": self.drawn(on_time, max(1, int(style.surveyed * given.SERVED_ON_TIME))),
            "nps": number(float(np.clip(promoters, -100, 100)), 0),
            "first_contact_resolution": self.drawn(float(1 / (1 + np.exp(-odds))), style.tickets),
            "first_response_ratio": number(self.level("first_response_ratio"), 2),
            "icp_fit": self.drawn(self.level("icp_fit"), max(1, int(self.quarters.meetings[at].sum()))),
            "mql_to_sql": self.drawn(self.level("mql_to_sql"), max(1, int(leads[0]))),
            "lead_growth": number(leads[0] / max(1, leads[1]) - 1, 2),
            "speed_to_lead_hours": number(self.level("speed_to_lead_hours"), 1),
        }

    def _people(self) -> dict[str, Given | None]:
        quarters, at, sellers = self.quarters, self.at, self.company.sellers
        certified = self.ahead.certified[at]
        wins, decided = quarters.wins[at], quarters.decided[at]
        answers: dict[str, Given | None] = {}
        for fact, (cause, noes) in given.YES_NO.items():
            answers[fact] = Given(self.style.answers[fact] >= float(np.interp(self.z(cause), given.NO_AT, noes)))
        return {
            **answers,
            "certified": counted(certified.sum(), sellers),
            "days_since_training": number(self.level("days_since_training"), 0),
            "coaching_hours": number(min(given.COACHING_MOST, self.level("coaching_hours")), 1),
            "same_stage_stall": counted(self._stalled(), sellers),
            "selling_time": number(self.level("selling_time"), 2),
            "win_rate_certified": counted(wins[certified].sum(), decided[certified].sum()),
            "win_rate_uncertified": counted(wins[~certified].sum(), decided[~certified].sum()),
        }

    def _stalled(self) -> int:
        """How many sellers have the weakest step that most have: one clearly behind a norm, or the team's own past."""
        quarters, end = self.quarters, given.QUARTERS + self.at + 1
        recent, earlier = slice(end - self.style.stall_quarters, end), slice(0, end - 4)
        norm = self.style.norm
        if norm is None:
            norm = np.array([hits[earlier].sum() / max(1, of[earlier].sum()) for hits, of in quarters.steps])
        rates = np.array(
            [hits[recent].sum(axis=0) / np.maximum(1, of[recent].sum(axis=0)) for hits, of in quarters.steps]
        )
        tried = np.array([of[recent].sum(axis=0) > 0 for _, of in quarters.steps])
        behind = np.where(tried, rates / np.maximum(norm, 1e-9)[:, None], 1.0)
        weakest = behind.argmin(axis=0)[behind.min(axis=0) <= 1 - given.STALL_BEHIND]
        return int(np.bincount(weakest, minlength=3).max())

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
                "attainment": number(min(given.ATTAINMENT_MOST, float(attainment[at, seller])), 3),
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
