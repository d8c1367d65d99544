"""A company: its type, its sellers, what is wrong with it for years, what went wrong now, and twelve quarters as
counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.companies import parameters as given
from benchmarks.companies.parameters import CAUSES, LOSSES, MECHANISMS, QUARTERS, UNLISTED, CompanyType, Mechanism
from benchmarks.evaluation.planting import Bools, Floats, Ints

STEPS = ("meeting", "proposal", "close")
WEAK = (*STEPS, "activity")


@dataclass(frozen=True)
class Company:
    """What is true of a company.

    `usual` and `acute` are z by (cause, quarter); `weak` by seller is -1 or a place in `WEAK`.
    """

    kind: CompanyType
    sellers: int
    usual: Floats
    acute: Floats
    chronic: tuple[str, ...]
    unlisted: str | None
    unlisted_z: Floats
    sensitivity: Floats
    weak: Ints
    deficit: Floats
    weak_since: Ints
    leads: float
    deal: float
    existing: float
    renewal: float
    rates: Floats
    skill: Floats
    territory: Floats
    tenure: Floats
    certificate_luck: Floats
    trend: Floats
    market: float
    stretch: Floats
    slipped: float

    def z(self, cause: str) -> Floats:
        """How strong a trouble is in each quarter."""
        place = CAUSES.index(cause)
        strength: Floats = self.usual[place] + self.acute[place]
        return strength

    def without(self, cause: str) -> Company:
        """The same company, had this cause not begun."""
        acute = self.acute.copy()
        acute[CAUSES.index(cause)] = 0
        return replace(self, acute=acute)

    def as_usual(self) -> Company:
        """The same company in ordinary quarters: nothing began, nobody is weak, everybody is past the ramp."""
        flat = np.repeat(self.usual.mean(axis=1, keepdims=True), QUARTERS, axis=1)
        none = np.full(self.sellers, -1)
        tenure = np.full_like(self.tenure, 99.0)
        return replace(self, usual=flat, acute=0 * flat, unlisted_z=0 * self.unlisted_z, weak=none, tenure=tenure)


def _log_uniform(rng: np.random.Generator, ends: tuple[float, float]) -> float:
    return float(np.exp(rng.uniform(np.log(ends[0]), np.log(ends[1]))))


def _count(rng: np.random.Generator, shares: Mapping[int, float]) -> int:
    return int(rng.choice(list(shares), p=list(shares.values())))


def draw_company(rng: np.random.Generator) -> Company:
    """A company by chance, with all that is planted in it."""
    kind = given.TYPES[rng.integers(len(given.TYPES))]
    sellers = min(given.SELLERS[1], int(_log_uniform(rng, (given.SELLERS[0], given.SELLERS[1] + 1))))
    shape = (len(CAUSES), QUARTERS)
    own = rng.normal(0, given.USUAL_SPREAD, (len(CAUSES), 1))
    possible = [cause for cause in CAUSES if cause not in kind.spared]
    chronic: tuple[str, ...] = ()
    if rng.random() < given.CHRONIC_TEAMS:
        lasting = [cause for cause in possible if cause not in given.NEVER_CHRONIC]
        chronic = tuple(rng.choice(lasting, _count(rng, given.CHRONIC_COUNT), replace=False).tolist())
    for cause in chronic:
        own[CAUSES.index(cause)] = rng.uniform(*given.CHRONIC_STRENGTH)
    acute = np.zeros(shape)
    fresh = [cause for cause in possible if cause not in chronic]
    for cause in rng.choice(fresh, _count(rng, given.CAUSE_COUNT), replace=False).tolist():
        first = QUARTERS - 1 - int(rng.random() < given.BEGAN_EARLIER)
        acute[CAUSES.index(cause), first:] = _log_uniform(rng, given.CAUSE_STRENGTH)
    unlisted = str(rng.choice(list(UNLISTED))) if rng.random() < given.UNLISTED_TEAMS else None
    unlisted_z = np.zeros(QUARTERS)
    if unlisted:
        unlisted_z[QUARTERS - 1 - int(rng.random() < given.BEGAN_EARLIER) :] = rng.uniform(*given.UNLISTED_STRENGTH)
    weak = np.full(sellers, -1)
    if rng.random() < given.WEAK_TEAMS:
        number = 1 + int(sellers >= given.SECOND_WEAK_FROM and rng.random() < given.SECOND_WEAK)
        weak[rng.choice(sellers, number, replace=False)] = rng.integers(0, len(WEAK), number)
    spread = given.TERRITORY_SPREAD + given.TERRITORY_POOR * max(
        0.0, float(own[CAUSES.index("territory_imbalance"), 0] + acute[CAUSES.index("territory_imbalance"), -1])
    )
    territory = np.exp(rng.normal(0, spread, sellers))
    growth = rng.normal(*given.MARKET)
    yearly = growth + rng.normal(0, given.OWN_GROWTH)
    season = np.tile(np.array(kind.season) * np.exp(rng.normal(0, given.SEASON_SPREAD, 4)), QUARTERS // 4)
    # The judged quarter is a third one of a year.
    trend = np.roll(season, 1) * (1 + yearly) ** (np.arange(QUARTERS) / 4)
    return Company(
        kind,
        sellers,
        own + rng.normal(0, given.QUARTER_SPREAD, shape),
        acute,
        chronic,
        unlisted,
        unlisted_z,
        np.exp(rng.normal(0, given.SENSITIVITY, len(CAUSES))),
        weak,
        rng.uniform(*given.WEAK_DEFICIT, sellers),
        rng.integers(given.WEAK_SINCE[0], given.WEAK_SINCE[1] + 1, sellers),
        _log_uniform(rng, kind.leads),
        _log_uniform(rng, kind.average_deal),
        rng.uniform(*kind.existing),
        rng.uniform(*kind.renewal),
        np.minimum(given.STEP_MOST, np.array(kind.steps) * np.exp(rng.normal(0, given.STEP_SPREAD, 3))),
        np.exp(rng.normal(0, given.SELLERS_DIFFER, (4, sellers))),
        territory / territory.mean(),
        np.ceil(rng.exponential(given.TENURE, sellers)),
        rng.random(sellers),
        trend,
        growth,
        rng.normal(*given.STRETCH) + rng.normal(0, given.TARGET_MOVES, QUARTERS),
        rng.uniform(*given.SLIPPED),
    )


@dataclass(frozen=True)
class Expected:
    """What a company may expect, by quarter (and seller): leads, rates of the steps, deal size, existing customers.

    `marketing` is the factor of marketing's leads, `kept` that of the customers who renew.
    """

    factors: Mapping[Mechanism, Floats]
    marketing: Floats
    kept: Floats
    leads: Floats
    rates: Floats
    slip: Floats
    deal: Floats
    existing: Floats
    certified: Bools
    activity: Floats

    @property
    def revenue(self) -> Floats:
        """Expected revenue by quarter."""
        wins = self.leads * (1 - self.slip)[:, None] * self.rates.prod(axis=0)
        revenue: Floats = wins.sum(axis=1) * self.deal + self.existing
        return revenue


def level(company: Company, fact: str, apart: float = 0.0, noise: Floats | float = 0.0) -> Floats:
    """How a fact stands in each quarter: `apart` is the company's own difference, `noise` the quarters'."""
    row = given.LEVELS[fact]
    z = company.z(row.cause)
    if row.scale == "linear":
        linear: Floats = row.ordinary + z * (row.poor - row.ordinary) + apart + noise
        return linear
    if row.scale == "log":
        log: Floats = np.exp(np.log(row.ordinary) + z * np.log(row.poor / row.ordinary) + apart + noise)
        return log
    start, end = (np.log(value / (1 - value)) for value in (row.ordinary, row.poor))
    logit: Floats = 1 / (1 + np.exp(-(start + z * (end - start) + apart + noise)))
    return logit


def expected(company: Company) -> Expected:
    """What this company may expect in each quarter, before chance."""
    loss: dict[Mechanism, Floats] = {mechanism: np.zeros(QUARTERS) for mechanism in MECHANISMS}
    by_marketing = sum(company.kind.marketing) / 2
    marketing_alone = np.zeros(QUARTERS)
    for place, (cause, losses) in enumerate(LOSSES.items()):
        for mechanism, size in losses.items():
            lost = size * company.sensitivity[place] * company.z(cause)
            if cause == "low_demand":
                # Sellers find their own leads all the same.
                marketing_alone = lost * (1 - by_marketing)
                lost = lost * by_marketing
            loss[mechanism] = loss[mechanism] + lost
    leaving = loss["existing"].copy()
    for mechanism, size in UNLISTED.get(company.unlisted or "", {}).items():
        loss[mechanism] = loss[mechanism] + size * company.unlisted_z
        if mechanism == "existing":
            leaving += size * company.unlisted_z * given.UNLISTED_LEAVE[company.unlisted or ""]
    factors = {mechanism: np.exp(-lost) for mechanism, lost in loss.items()}
    since = np.arange(QUARTERS)[:, None] > QUARTERS - 1 - company.weak_since
    short = [np.where(since & (company.weak == place), 1 - company.deficit, 1.0) for place in range(4)]
    months = company.tenure - 3.0 * (QUARTERS - 1 - np.arange(QUARTERS)[:, None])
    full, start = given.RAMP
    ramp = np.where(months < 0, 1.0, np.minimum(1.0, start + (1 - start) * months / full))
    activity = company.skill[3] * short[3] * ramp * factors["activity"][:, None]
    leads = company.leads * company.territory * activity * (factors["leads"] * company.trend)[:, None]
    certified = company.certificate_luck < level(company, "certified")[:, None]
    fit = level(company, "icp_fit")
    usual_fit = given.LEVELS["icp_fit"].ordinary
    fits = (fit + (1 - fit) * given.UNFIT_WIN) / (usual_fit + (1 - usual_fit) * given.UNFIT_WIN)
    close = factors["close"] * fits
    rates = [
        company.rates[step] * company.skill[step] * short[step] * factor[:, None]
        for step, factor in enumerate((factors["meeting"], factors["proposal"], close))
    ]
    rates[2] = rates[2] * np.where(certified, 1.0, 1 - given.UNCERTIFIED_LOSE)
    slip = np.clip(company.slipped + loss["slip"], 0, given.SLIPPED_MOST)
    base = company.leads * company.sellers * company.rates.prod() * (1 - company.slipped) * company.deal
    existing = base * company.existing / (1 - company.existing) * factors["existing"] * company.trend
    return Expected(
        factors,
        np.exp(-loss["leads"] - marketing_alone),
        np.exp(-given.RENEWAL_FALLS * leaving),
        leads,
        np.minimum(given.STEP_MOST, np.array(rates)),
        slip,
        company.deal * factors["size"],
        existing,
        certified,
        activity,
    )


@dataclass(frozen=True)
class Quarters:
    """Twelve quarters as they came out, by quarter and seller; money by quarter. All facts are read off these."""

    leads: Ints
    meetings: Ints
    decided: Ints
    proposals: Ints
    wins: Ints
    won: Floats
    existing: Floats
    target: Floats

    @property
    def steps(self) -> tuple[tuple[Ints, Ints], ...]:
        """What succeeded at each step of `STEPS`, and out of how many."""
        return (self.meetings, self.leads), (self.proposals, self.decided), (self.wins, self.proposals)

    @property
    def revenue(self) -> Floats:
        """Revenue by quarter: decided deals x win rate x average deal + existing customers."""
        revenue: Floats = self.won.sum(axis=1) + self.existing
        return revenue


def run(rng: np.random.Generator, company: Company, ahead: Expected) -> Quarters:
    """Draw the quarters."""
    luck = np.exp(rng.normal(0, given.LUCK, (QUARTERS, 1)))
    leads = rng.poisson(ahead.leads * luck)
    meetings = rng.binomial(leads, ahead.rates[0])
    decided = rng.binomial(meetings, (1 - ahead.slip)[:, None])
    proposals = rng.binomial(decided, ahead.rates[1])
    wins = rng.binomial(proposals, ahead.rates[2])
    # The sum of log-normal deals by its mean and spread; of many deals it hardly differs from a gamma.
    shape = np.maximum(wins, 1) / company.kind.deal_spread**2
    won = np.where(wins > 0, rng.gamma(shape, (ahead.deal * company.kind.deal_spread**2)[:, None]), 0.0).round(2)
    existing = (ahead.existing * np.exp(rng.normal(0, given.EXISTING_LUCK, QUARTERS))).round(2)
    usual = expected(company.as_usual())
    target = (usual.revenue * (1 + company.stretch) / ahead.factors["target"]).round(-2)
    return Quarters(leads, meetings, decided, proposals, wins, won, existing, target)


def gains(company: Company, ahead: Expected, target: float) -> Floats:
    """For each planted cause, the share of the target that would not be missing without it; zero for the others."""
    shares = np.zeros(len(CAUSES))
    for place, cause in enumerate(CAUSES):
        if company.acute[place, -1] > 0:
            other = expected(company.without(cause))
            lower = 1 - ahead.factors["target"][-1] / other.factors["target"][-1]
            shares[place] = max(1e-9, (other.revenue[-1] - ahead.revenue[-1]) / target + lower)
    return shares
