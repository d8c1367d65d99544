"""What is measured of a quarter: counts out of finite samples, shares as a department rounds them, answers of people.

The facts are columns, one entry a team; an entry is None where there is nothing to measure (no deal at a discount).
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from benchmarks.evaluation import assumptions as given
from benchmarks.evaluation.planting import Bools, Floats, Ints, Plan
from benchmarks.evaluation.process import Quarter
from diagnosis.intake.model import Given
from diagnosis.kinds.counts import Counts

Column = list[Given | None]


def rounded(values: Floats | Ints, digits: int) -> Column:
    """Numbers as people write them down."""
    return [Given(Decimal(f"{value:.{digits}f}") + 0) for value in values.tolist()]


def counted(hits: Ints, tries: Ints) -> Column:
    """Counts out of a sample; nothing where there was none."""
    return [_count(hit, of) for hit, of in zip(hits.tolist(), tries.tolist(), strict=True)]


def _count(hit: int, of: int) -> Given | None:
    return Given(Counts(hit, of).share, hit, of) if of else None


def yes_no(values: Bools) -> Column:
    """Answers to a question."""
    return [Given(value) for value in values.tolist()]


def team_facts(rng: np.random.Generator, plan: Plan, quarter: Quarter) -> dict[str, Column]:
    """The facts of the teams, by the names of the catalogue; reviews are in `reviews`."""
    return {
        **_goals(rng, plan, quarter),
        **_deals(rng, plan, quarter),
        **_customers(rng, quarter),
        **_training(rng, plan, quarter),
    }


def _goals(rng: np.random.Generator, plan: Plan, quarter: Quarter) -> dict[str, Column]:
    teams = len(plan.sellers)
    market = quarter.lever("market_growth")
    growth = np.round(market + quarter.lever("stretch"), 3)
    beyond = (1 - plan.of("target_unrealistic")) * (1 - plan.of("understaffed"))
    # Usual repeat business is counted on; the rest comes from the pipeline as it stands, at the usual win rate.
    usual = _company_win(quarter)
    pipeline = given.HEADROOM * (1 - given.REPEAT) * quarter.volume * quarter.lever("reserve") * beyond
    expected = pipeline * quarter.usual_win / usual + given.HEADROOM * given.REPEAT * beyond
    coverage = pipeline / (1 - given.REPEAT) / usual
    staff = plan.sellers + rng.integers(2, 7, teams)
    agreed = rng.binomial(staff, quarter.lever("acknowledged"))
    last_year = quarter.target / (1 + growth)
    return {
        "revenue_target": rounded(quarter.target, 0),
        "revenue_actual": rounded(quarter.revenue, 0),
        "target_growth": rounded(growth, 3),
        "market_growth": rounded(market + rng.normal(0, 0.01, teams), 3),
        "revenue_growth": rounded(quarter.revenue / last_year - 1, 3),
        "capacity_ratio": rounded(expected * np.exp(rng.normal(0, 0.03, teams)), 2),
        "pipeline_coverage": rounded(coverage * np.exp(rng.normal(0, 0.03, teams)), 2),
        "target_issued_day": rounded(quarter.lever("issued_day"), 0),
        "target_acknowledged": counted(agreed, staff),
        "target_cascade": rounded(quarter.lever("cascade"), 2),
        "results_reviewed": yes_no(~_admitted(rng, plan, "no_accountability")),
        "vacancies": rounded(quarter.lever("vacancies"), 3),
    }


def _company_win(quarter: Quarter) -> Floats:
    return quarter.rates[:, 1] * quarter.rates[:, 2]


def _deals(rng: np.random.Generator, plan: Plan, quarter: Quarter) -> dict[str, Column]:
    """What became of the deals, and why they were lost."""
    teams = len(plan.sellers)
    decided, won = quarter.tries[:, :, 1].sum(axis=1), quarter.hits[:, :, 2].sum(axis=1)
    lost = decided - won
    norm = np.exp(rng.normal(0, given.NORM_ERROR, (2, teams)))
    usual, win = quarter.usual_win, quarter.true_win
    feature, price = plan.of("product_gap"), plan.of("price_uncompetitive")

    rivals = rng.binomial(decided, given.NAMED_RIVAL)
    now = 0.93 * win * (1 - feature) ** 0.2

    def some(chance: Floats, of: Ints) -> Ints:
        """The wins among some of the deals decided: no more of them are won, or lost, than of all."""
        return np.clip(rng.binomial(of, chance), of - lost, won)

    against_rival = some(now, rivals)
    fresh = rng.binomial(decided, given.NEW_CUSTOMERS)
    fit = quarter.lever("icp_fit")
    fitting = rng.binomial(decided, fit)
    cheap = rng.binomial(decided, given.AT_DISCOUNT)
    without = win / (1 - price)
    interviews = np.minimum(rng.integers(given.INTERVIEWS[0], given.INTERVIEWS[1] + 1, teams), lost)
    for_feature, for_price = reasons(quarter, plan)
    said_feature = rng.binomial(interviews, for_feature)
    said_price = rng.binomial(interviews - said_feature, for_price / (1 - for_feature))
    logged = np.minimum(0.95, for_price + rng.uniform(*given.OVERSTATED, teams))
    return {
        "win_rate": counted(won, decided),
        "win_rate_usual": rounded(usual * norm[0], 3),
        "competitive_win_rate": counted(against_rival, rivals),
        "competitive_win_rate_usual": rounded(usual * 0.93 * norm[1], 3),
        "new_business_win_rate": counted(some(win, fresh), fresh),
        "win_rate_icp_fit": counted(some(win / (fit + given.UNFIT_WIN * (1 - fit)), fitting), fitting),
        "icp_fit": counted(fitting, decided),
        "win_rate_discounted": counted(some(without * (1 - price * (1 - given.RESCUED)), cheap), cheap),
        "win_rate_full_price": counted(some(without * (1 - price), decided - cheap), decided - cheap),
        "feature_gap_losses": counted(said_feature, interviews),
        "price_losses": counted(said_price, interviews),
        "price_losses_crm": counted(rng.binomial(lost, logged), lost),
        "no_decision_losses": counted(rng.binomial(lost, quarter.lever("no_decision")), lost),
        "price_index": rounded(quarter.lever("price_index"), 2),
        "discount_depth": rounded(quarter.lever("discount"), 3),
    }


def reasons(quarter: Quarter, plan: Plan) -> tuple[Floats, Floats]:
    """Shares of the lost deals that are lost for a missing feature, and on price.

    A planted gap meets a share of all deals: those it takes from the won ones, and those that would have been lost
    anyway, most of whose buyers now name it.
    """
    feature, price = plan.of("product_gap"), plan.of("price_uncompetitive")
    win = quarter.true_win
    before = win / (1 - feature) / (1 - price)
    shares = []
    for own, usual in ((feature, quarter.lever("feature_losses")), (price, quarter.lever("price_losses"))):
        shares.append((before * own + (1 - before) * (usual + own * given.RESTATE)) / (1 - win))
    total = np.maximum(1.0, (shares[0] + shares[1]) / 0.95)
    return shares[0] / total, shares[1] / total


def _customers(rng: np.random.Generator, quarter: Quarter) -> dict[str, Column]:
    """What customers get and say: orders, returns, satisfaction, leads."""
    teams = len(quarter.target)
    usual_returns = np.round(rng.uniform(0.01, 0.04, teams), 3)
    usual_backlog = np.round(rng.uniform(2, 6, teams), 1)
    usual_renewals = np.round(rng.normal(*given.RENEWAL, teams), 3)
    answers = rng.integers(given.SURVEYED[0], given.SURVEYED[1] + 1, teams)
    on_time = rng.binomial(answers, quarter.lever("otif"))
    return {
        "return_rate": rounded(usual_returns * quarter.lever("returns"), 3),
        "return_rate_usual": rounded(usual_returns, 3),
        "otif": rounded(quarter.lever("otif"), 3),
        "order_errors": rounded(quarter.lever("order_errors"), 4),
        "backlog_weeks": rounded(usual_backlog * quarter.lever("backlog"), 1),
        "backlog_weeks_usual": rounded(usual_backlog, 1),
        "renewal_rate": rounded(np.clip(usual_renewals + quarter.lever("renewals"), 0, 1), 3),
        "renewal_rate_usual": rounded(usual_renewals, 3),
        "csat": counted(rng.binomial(answers, quarter.lever("csat")), answers),
        "csat_on_time": counted(rng.binomial(on_time, quarter.lever("csat_on_time")), on_time),
        "first_contact_resolution": rounded(quarter.lever("first_contact"), 2),
        "nps": rounded(quarter.lever("nps"), 0),
        "first_response_ratio": rounded(quarter.lever("first_response"), 2),
        "mql_to_sql": rounded(quarter.lever("mql_to_sql"), 3),
        "lead_growth": rounded(quarter.lever("lead_growth"), 2),
        "speed_to_lead_hours": rounded(quarter.lever("speed"), 2),
    }


def _training(rng: np.random.Generator, plan: Plan, quarter: Quarter) -> dict[str, Column]:
    teams, present = len(plan.sellers), plan.present
    certified = quarter.certified & present
    decided, won = quarter.tries[:, :, 1], quarter.hits[:, :, 2]
    stalled = stalls(rng, quarter, present)
    return {
        "certified": counted(certified.sum(axis=1), plan.sellers),
        "days_since_training": rounded(rng.uniform(5, 88, teams) + quarter.lever("training_age"), 0),
        "coaching_hours": rounded(quarter.lever("coaching"), 1),
        "win_rate_certified": counted((won * certified).sum(axis=1), (decided * certified).sum(axis=1)),
        "win_rate_uncertified": counted(
            (won * (present & ~certified)).sum(axis=1), (decided * (present & ~certified)).sum(axis=1)
        ),
        "same_stage_stall": counted(stalled, plan.sellers),
        "selling_time": rounded(quarter.lever("selling_time"), 2),
        "tools_adequate": yes_no(~_admitted(rng, plan, "inadequate_tools")),
        "incentive_aligned": yes_no(~_admitted(rng, plan, "misaligned_incentives")),
    }


def stalls(rng: np.random.Generator, quarter: Quarter, present: Bools) -> Ints:
    """How many sellers fail most at the same step: the year's counts against the company's norm."""
    norm = quarter.rates * np.exp(rng.normal(0, given.NORM_ERROR, quarter.rates.shape))
    with np.errstate(invalid="ignore", divide="ignore"):
        behind = 1 - quarter.year_hits / quarter.year_tries / norm[:, None, :]
    behind = np.where(present[:, :, None], np.nan_to_num(behind, nan=0.0), -1.0)
    weakest = np.where(behind.max(axis=2) >= given.STALL, behind.argmax(axis=2), -1)
    most: Ints = np.stack([(weakest == step).sum(axis=1) for step in range(3)]).max(axis=0)
    return most


def _admitted(rng: np.random.Generator, plan: Plan, cause: str) -> Bools:
    """Whether a yes-or-no question brings the trouble to light; the severer it is, the likelier."""
    cost, teams = plan.of(cause), len(plan.sellers)
    (mild, severe), (low, high) = given.COST, given.HONEST[cause]
    place = (np.log(np.maximum(cost, mild)) - np.log(mild)) / (np.log(severe) - np.log(mild))
    chance = np.where(cost > 0, low + (high - low) * np.clip(place, 0, 1), given.FALSE_ALARM[cause])
    admitted: Bools = rng.random(teams) < chance
    return admitted
