"""Known changes put into the deals and orders of companies in which nothing began, with controls.

Each deal, order or customer is touched or left by its own luck, so that the counts stay counts of records. A control
is untouched, or its quarters are shuffled after the change, so that it lies in any of the last eight.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.companies import parameters as given
from benchmarks.companies.company import Company, Expected, Quarters, draw_company, expected, run
from benchmarks.companies.facts import sheets
from benchmarks.companies.judge import Drawn, judge_drawn
from benchmarks.companies.parameters import CAUSES
from benchmarks.companies.report import cell
from benchmarks.evaluation.report import Table
from benchmarks.evaluation.score import CONFIRMED, Pair, among

THINNED = 0.30
"""Share of the deals, wins or orders that a change takes; of the value, where it takes value."""
LATE, LEAVING = 0.20, 0.12
"""Share of orders whose delivery date is moved beyond the promise, and of the existing business that leaves for it."""
SHUFFLED = 8
SHUFFLED_FIELDS = ("leads", "meetings", "decided", "proposals", "wins", "won", "existing")
"""Quarters whose order is shuffled, and what goes with them: all but the target."""

THROUGH: Mapping[str, frozenset[str]] = {
    "decided deals": frozenset(
        {"target_not_communicated", "targets_misaligned", "territory_imbalance", "no_accountability", "understaffed",
         "low_demand", "slow_lead_followup", "wrong_audience", "inadequate_tools", "misaligned_incentives"}
    ),
    "win rate": frozenset(
        {"product_gap", "product_quality", "price_uncompetitive", "wrong_audience", "knowledge_gap",
         "shared_skill_gap", "too_little_coaching", "target_not_communicated", "no_accountability"}
    ),
    "deal size": frozenset({"discounting", "price_uncompetitive", "product_gap", "misaligned_incentives",
                            "targets_misaligned", "knowledge_gap", "shared_skill_gap"}),
    "existing customers": frozenset({"product_quality", "late_delivery", "order_errors", "slow_service",
                                     "unresolved_issues", "price_uncompetitive", "product_gap"}),
}  # fmt: skip
"""Causes that may work through a driver (domain: "causes and drivers")."""


@dataclass(frozen=True)
class World:
    """A company as it is, and as its quarters came out; `moved` are factors on the last level of facts."""

    company: Company
    ahead: Expected
    quarters: Quarters
    moved: Mapping[str, float]


Change = Callable[[np.random.Generator, World], World]


@dataclass(frozen=True)
class Injection:
    """A change by name, the driver that it moves, and the causes that it is a case of; `orders`: of goods."""

    name: str
    change: Change
    driver: str | None = None
    causes: frozenset[str] = frozenset()
    orders: bool = False


def _last(values: np.ndarray, new: object) -> np.ndarray:
    changed = values.copy()
    changed[-1] = new
    return changed


def _untouched(_rng: np.random.Generator, world: World) -> World:
    return world


def _deals_thinned(rng: np.random.Generator, world: World) -> World:
    quarters, kept = world.quarters, 1 - THINNED
    chain = (quarters.wins, quarters.proposals, quarters.decided, quarters.meetings, quarters.leads)
    left, inner, thinned = np.zeros_like(quarters.wins[-1]), np.zeros_like(quarters.wins[-1]), []
    for counts in chain:
        left = left + rng.binomial(counts[-1] - inner, kept)
        inner = counts[-1]
        thinned.append(_last(counts, left))
    wins, proposals, decided, meetings, leads = thinned
    won = _last(quarters.won, quarters.won[-1] * wins[-1] / np.maximum(1, quarters.wins[-1])).round(2)
    ahead = replace(
        world.ahead,
        leads=_last(world.ahead.leads, world.ahead.leads[-1] * kept),
        marketing=_last(world.ahead.marketing, world.ahead.marketing[-1] * kept),
    )
    touched = replace(
        quarters, wins=wins, proposals=proposals, decided=decided, meetings=meetings, leads=leads, won=won
    )
    return replace(world, quarters=touched, ahead=ahead)


def _wins_lost(rng: np.random.Generator, world: World) -> World:
    quarters = world.quarters
    wins = _last(quarters.wins, rng.binomial(quarters.wins[-1], 1 - THINNED))
    won = _last(quarters.won, quarters.won[-1] * wins[-1] / np.maximum(1, quarters.wins[-1])).round(2)
    return replace(world, quarters=replace(quarters, wins=wins, won=won))


def _smaller_deals(_rng: np.random.Generator, world: World) -> World:
    won = _last(world.quarters.won, world.quarters.won[-1] * (1 - THINNED)).round(2)
    return replace(world, quarters=replace(world.quarters, won=won))


def _leaving(world: World, share: float) -> World:
    ahead, factors = world.ahead, dict(world.ahead.factors)
    factors["existing"] = _last(factors["existing"], factors["existing"][-1] * (1 - share))
    kept = _last(ahead.kept, ahead.kept[-1] * (1 - share))
    existing = _last(world.quarters.existing, world.quarters.existing[-1] * (1 - share)).round(2)
    return replace(
        world, quarters=replace(world.quarters, existing=existing), ahead=replace(ahead, kept=kept, factors=factors)
    )


def _orders_stay_away(_rng: np.random.Generator, world: World) -> World:
    return _leaving(world, THINNED)


def _delivered_late(_rng: np.random.Generator, world: World) -> World:
    return replace(_leaving(world, LEAVING), moved={"otif": 1 - LATE})


def _shuffled(rng: np.random.Generator, world: World) -> World:
    world = _wins_lost(rng, world)
    order = np.arange(given.QUARTERS)
    order[-SHUFFLED:] = rng.permutation(order[-SHUFFLED:])
    moved = {name: getattr(world.quarters, name)[order] for name in SHUFFLED_FIELDS}
    return replace(world, quarters=replace(world.quarters, **moved))


INJECTIONS = (
    Injection("deals thinned by 30 %", _deals_thinned, "decided deals", frozenset({"low_demand"})),
    Injection("30 % of the wins lost", _wins_lost, "win rate"),
    Injection("deals 30 % smaller", _smaller_deals, "deal size"),
    Injection("30 % of the repeat orders stay away", _orders_stay_away, "existing customers"),
    Injection(
        "20 % of delivery dates moved, customers leave",
        _delivered_late,
        "existing customers",
        frozenset({"late_delivery"}),
        orders=True,
    ),
    Injection("control: untouched", _untouched),
    Injection("control: wins lost, quarters shuffled", _shuffled),
)


def quiet(company: Company) -> Company:
    """The same company, had nothing begun and were nobody weak."""
    return replace(
        company,
        acute=0 * company.acute,
        unlisted=None,
        unlisted_z=0 * company.unlisted_z,
        weak=np.full_like(company.weak, -1),
    )


def draw_injected(rng: np.random.Generator, injection: Injection, name: str, luck: tuple[int, ...]) -> Drawn:
    """A company in which nothing began, with the change in its records; it misses its target."""
    while True:
        company = draw_company(rng)
        if injection.orders and not company.kind.orders:
            continue
        company = quiet(company)
        ahead = expected(company)
        world = injection.change(rng, World(company, ahead, run(rng, company, ahead), {}))
        if world.quarters.revenue[-1] < world.quarters.target[-1]:
            now, before = sheets(rng, company, world.ahead, world.quarters, world.moved)
            return Drawn(name, company, world.quarters, np.zeros(len(CAUSES)), now, before, luck)


@dataclass(frozen=True)
class Task:
    """So many teams with the change `place` of `INJECTIONS`."""

    seed: int
    place: int
    teams: int


def run_task(task: Task) -> list[str]:
    """A row of the table: what is named where the change was put in."""
    injection, rng = INJECTIONS[task.place], np.random.default_rng([task.seed, task.place])
    drawn = [
        draw_injected(rng, injection, f"I{task.place}-{number}", (task.seed, task.place, number))
        for number in range(task.teams)
    ]
    part = judge_drawn(drawn, (1.0,))
    said = part.at[1.0]
    confirmed = said.verdict == CONFIRMED
    chronic = confirmed & part.truth.chronic
    named = confirmed & ~chronic
    through = np.array([cause in THROUGH.get(injection.driver or "", ()) for cause in CAUSES])
    own = np.array([cause in injection.causes for cause in CAUSES])
    every = np.ones(len(confirmed), bool)
    pairs: list[Pair | None] = [
        among(confirmed.any(axis=1), every),
        among((confirmed & own).any(axis=1), every) if own.any() else None,
        among((named & through).any(axis=1), every) if injection.driver else None,
        among((named & ~through & ~own).any(axis=1), every),
        among(chronic.any(axis=1), every),
    ]
    counts = Counter({cause: int(named[:, place].sum()) for place, cause in enumerate(CAUSES)})
    most = ", ".join(f"{cause} {100 * count / len(every):.0f} %" for cause, count in counts.most_common(3) if count)
    return [injection.name, *("-" if pair is None else cell(pair) for pair in pairs), most or "-"]


def table(rows: list[list[str]], teams: int) -> Table:
    """The rows together."""
    head = [
        "change, per cent of teams", "any cause confirmed", "its own cause", "one that works through the moved driver",
        "one that does not", "a chronic one", "oftenest, chronic ones aside",
    ]  # fmt: skip
    return Table(head, rows, "Known changes put into deals and orders", f"{teams} teams each, full facts.")
