"""The quarter as it went: departments at work, sellers with their true rates, leads that become wins by chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.evaluation import assumptions as given
from benchmarks.evaluation.assumptions import CAUSES
from benchmarks.evaluation.levers import LEVERS, SOUND_VARIES
from benchmarks.evaluation.planting import WIDTH, Bools, Floats, Ints, Plan, Rows, between

DEAL = 20_000.0
"""What a deal is worth on average; only its proportion to the target matters."""


@dataclass(frozen=True)
class Quarter(Rows):
    """What is true of the teams, and what the quarter brought. Arrays are by team, or by (team, seller).

    `levers` are the true quantities of the departments, with columns as `LEVERS`; `tries` and `hits` the counts of
    the three steps, `year_tries` and `year_hits` those of four quarters; `rates` what is usual in the company, and
    `usual_win` the share of decided deals that the team itself won before anything planted set in.
    """

    levers: Floats
    rates: Floats
    certified: Bools
    territory: Floats
    activity: Floats
    tenure: Floats
    tries: Ints
    hits: Ints
    year_tries: Ints
    year_hits: Ints
    true_win: Floats
    usual_win: Floats
    volume: Floats
    target: Floats
    revenue: Floats
    attainment: Floats
    below: Ints

    def lever(self, name: str) -> Floats:
        """The true quantity of a department."""
        return self.levers[:, list(LEVERS).index(name)]


def run_quarter(rng: np.random.Generator, plan: Plan, leads: Floats | None = None) -> Quarter:
    """One quarter of the planned teams. `leads` sets how many leads an average seller of each team gets."""
    teams = len(plan.sellers)
    size = (teams, WIDTH)
    levers = _levers(rng, plan)
    named = dict(zip(LEVERS, levers.T, strict=True))
    rates = np.clip(np.stack([rng.normal(mean, spread, teams) for mean, spread in given.STEP_RATES], axis=1), 0.05, 0.9)
    if leads is None:
        leads = between(rng, given.DECIDED, teams) / rates[:, 0]

    territory = _territories(rng, plan)
    activity = np.exp(rng.normal(0, given.SELLERS_DIFFER, size)) * np.where(plan.weak == 3, 1 - plan.deficit, 1)
    tenure = np.where(
        rng.random(size) < given.NEW_SELLERS, rng.uniform(0, given.RAMP[0], size), 6 + rng.gamma(2, 16, size)
    )
    pace = np.minimum(1, given.RAMP[1] + (1 - given.RAMP[1]) * tenure / given.RAMP[0])
    certified = rng.random(size) < named["certified"][:, None]

    kept = {place: _kept(plan, place) for place in ("leads", "work", "meeting", "proposal", "close", "value")}
    skill = np.exp(rng.normal(0, given.SELLERS_DIFFER, (3, *size)))
    own = np.stack([_own_step(plan, step, certified, rng) for step in range(3)])
    true = np.clip(
        rates.T[:, :, None] * skill * own * np.stack([kept[step] for step in given.STEPS])[:, :, None], 0.005, 0.98
    )
    # Before: the same sellers, their weaknesses with them, who were no better then.
    before = np.clip(rates.T[:, :, None] * skill * np.stack([_weakness(plan, step) for step in range(3)]), 0.005, 0.98)
    worked = leads[:, None] * activity * pace * _yield(territory) * (kept["work"] * kept["leads"])[:, None]
    present = plan.present

    first = rng.poisson(worked) * present
    meetings = rng.binomial(first, true[0])
    proposals = rng.binomial(meetings, true[1])
    wins = rng.binomial(proposals, true[2])
    year = rng.poisson(worked * 4) * present
    year_meetings = rng.binomial(year, true[0])
    year_proposals = rng.binomial(year_meetings, true[1])
    year_wins = rng.binomial(year_proposals, true[2])

    # Money: new business from the wins, repeat business from the customers at hand.
    value = (1 - named["discount"]) / (1 - LEVERS["discount"].usual) * kept["value"]
    planned_new = leads * rates.prod(axis=1) * DEAL
    planned_repeat = planned_new * given.REPEAT / (1 - given.REPEAT)
    chance = np.exp(rng.normal(0, 1, size) * given.DEAL_VARIES / np.sqrt(np.maximum(wins, 1)))
    luck = np.exp(rng.normal(0, given.LUCK, teams))
    stays = 1 + named["renewals"] / given.RENEWAL[0]
    repeat = (planned_repeat * stays)[:, None] * _yield(territory) * pace * value[:, None]
    revenue = (wins * DEAL * chance * value[:, None] * luck[:, None] + repeat) * present
    target = plan.sellers * (planned_new + planned_repeat) / given.HEADROOM
    target = target / (1 - plan.of("target_unrealistic")) / (1 - plan.of("understaffed"))
    own_target = (target * named["cascade"] / plan.sellers)[:, None]
    attainment = revenue / own_target

    expected = (worked * true.prod(axis=0) * DEAL * value[:, None] + repeat) * present / own_target
    sound = target * (1 - plan.of("target_unrealistic")) * (1 - plan.of("understaffed")) * given.HEADROOM
    lasting = np.minimum(1, (expected * own_target).sum(axis=1) / sound)
    volume = (worked * true[0] * present).sum(axis=1) / (plan.sellers * leads * rates[:, 0])
    return Quarter(
        levers=levers,
        rates=rates,
        certified=certified,
        territory=territory,
        activity=activity,
        tenure=tenure,
        tries=np.stack([first, meetings, proposals], axis=2),
        hits=np.stack([meetings, proposals, wins], axis=2),
        year_tries=np.stack([year, year_meetings, year_proposals], axis=2),
        year_hits=np.stack([year_meetings, year_proposals, year_wins], axis=2),
        true_win=_won(worked * present, true),
        usual_win=_won(worked * present, before),
        volume=volume,
        target=target,
        revenue=revenue.sum(axis=1),
        attainment=attainment,
        below=_below(rng, plan, attainment, expected, lasting),
    )


def _won(worked: Floats, steps: Floats) -> Floats:
    """Share of the decided deals that a team wins."""
    share: Floats = (worked * steps.prod(axis=0)).sum(axis=1) / (worked * steps[0]).sum(axis=1)
    return share


def _levers(rng: np.random.Generator, plan: Plan) -> Floats:
    """The true quantities of the departments: sound ones, moved by what is planted."""
    teams = len(plan.sellers)
    moved = plan.cost * np.exp(rng.normal(0, SOUND_VARIES, plan.cost.shape)) / 0.10
    columns = {}
    for name, lever in LEVERS.items():
        by = sum((moved[:, CAUSES.index(cause)] * change for cause, change in lever.moves.items()), np.zeros(teams))
        if lever.log:
            columns[name] = lever.usual * np.exp(rng.normal(0, lever.spread, teams) + by)
        else:
            columns[name] = rng.normal(lever.usual, lever.spread, teams) + by
    _move_goals(columns, plan, dict(zip(CAUSES, 0.10 * moved.T, strict=True)))
    _move_knowledge(columns, plan)
    return np.stack([np.clip(columns[name], lever.low, lever.high) for name, lever in LEVERS.items()], axis=1)


def _move_goals(columns: dict[str, Floats], plan: Plan, cost: dict[str, Floats]) -> None:
    """Goals go wrong in more than one way."""
    # A target out of reach asks for more than last year's; sometimes last year was itself a lucky one, and it does not.
    beyond = plan.of("target_unrealistic")
    columns["stretch"] += np.where(plan.way("target_unrealistic") < 0.85, beyond / (1 - beyond), 0)
    # Targets come late, or are not discussed, or both; meanwhile a third of the work misses the mark.
    way = plan.way("target_not_communicated")
    late = cost["target_not_communicated"] * np.select([way < 0.35, way < 0.70], [1.0, 0.0], 0.5)
    columns["issued_day"] += late / 0.33 * 90 + np.where(late > 0, 5, 0)
    columns["acknowledged"] -= (cost["target_not_communicated"] - late) / 0.33
    # Targets do not add up to the team's, or were padded on the way down.
    less = cost["targets_misaligned"]
    columns["cascade"] *= np.where(plan.way("targets_misaligned") < 0.6, 1 - less, 1 + 2.5 * less)
    # The targets of empty positions are spread over the colleagues, or nobody has them.
    columns["cascade"] *= np.where(plan.way("understaffed") < 0.5, 1 - plan.of("understaffed"), 1)


def _move_knowledge(columns: dict[str, Floats], plan: Plan) -> None:
    """Who does not know the offer was never trained on it, or not since it changed, or has forgotten."""
    way, gap = plan.way("knowledge_gap"), plan.of("knowledge_gap") > 0
    columns["training_age"] *= np.where(gap & (way < 0.15), 0, np.where(gap & (way >= 0.85), 2, 1))
    columns["certified"] = np.where(gap & (way >= 0.85), LEVERS["certified"].usual, columns["certified"])


def _kept(plan: Plan, place: str) -> Floats:
    """What is left at a place of the process after all that strikes there."""
    kept = np.ones(len(plan.sellers))
    for cause, strikes in given.STRIKES.items():
        kept *= (1 - plan.of(cause)) ** strikes.get(place, 0.0)
    return kept


def _weakness(plan: Plan, step: int) -> Floats:
    """What is left of a step for each seller after a weakness of one's own."""
    return np.where(plan.weak == step, 1 - plan.deficit, 1.0)


def _own_step(plan: Plan, step: int, certified: Bools, rng: np.random.Generator) -> Floats:
    """What is left of a step for each seller: a weakness of one's own, a gap that many share, an offer not known."""
    own = _weakness(plan, step)
    gap = plan.of("shared_skill_gap")
    struck = (np.floor(plan.way("shared_skill_gap") * 3) == step)[:, None] & (rng.random(own.shape) < given.SHARED_BY)
    own = own * np.where(struck, 1 - (gap / given.SHARED_BY)[:, None], 1)
    if step > 0:
        gap, half = plan.of("knowledge_gap"), (0.4, 0.6)[step - 1]
        faded = (gap > 0) & (plan.way("knowledge_gap") >= 0.85)
        unknowing = (~certified & (gap > 0)[:, None] & ~faded[:, None]) * given.UNCERTIFIED_LOSE
        own = own * (1 - np.where(faded[:, None], gap[:, None], unknowing)) ** half
    return own


def _territories(rng: np.random.Generator, plan: Plan) -> Floats:
    """Potential of each territory against the team's average."""
    size = (len(plan.sellers), WIDTH)
    index = np.exp(rng.normal(0, given.TERRITORIES_DIFFER, size))
    cost = plan.of("territory_imbalance")
    share = rng.uniform(0.25, 0.5, size[0])
    # What is missing here lies fallow elsewhere: three tenths of it are harvested there.
    small = np.arange(WIDTH) >= (plan.sellers - np.round(share * plan.sellers))[:, None]
    index *= np.where(small, 1 - np.minimum(0.65, cost / share / 0.7)[:, None], 1)
    mean = (index * plan.present).sum(axis=1) / plan.sellers
    scaled: Floats = index / mean[:, None]
    return scaled


def _yield(territory: Floats) -> Floats:
    harvest: Floats = np.where(territory < 1, territory, 1 + 0.3 * (territory - 1))
    return harvest


def _below(rng: np.random.Generator, plan: Plan, now: Floats, expected: Floats, lasting: Floats) -> Ints:
    """How many quarters in a row, this one last, each seller has been below target; four are looked at."""
    count = (now < 1).astype(np.int64)
    unbroken = now < 1
    for back in range(1, given.SINCE):
        before = np.where(plan.since >= back, 1.0, lasting)
        past = expected / before[:, None] * np.exp(rng.normal(0, given.PAST_VARIES, now.shape))
        unbroken &= past < 1
        count += unbroken
    return count
