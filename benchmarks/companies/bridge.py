"""`python -m benchmarks.companies.bridge`: is the bridge exact, and does it find the driver that was moved?

A driver is moved by a known change in the records of companies in which nothing began (`injected`), and by the troubles
planted in companies that miss their target: there it is the driver through which they are expected to lose most, 5 % of
the target at least. What a small company lost in a quarter is often luck, so the table tells sizes apart.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np

from benchmarks.companies.company import Company, Expected, Quarters, expected
from benchmarks.companies.facts import Sheet
from benchmarks.companies.injected import INJECTIONS, LEAVING, THINNED, draw_injected, quiet
from benchmarks.companies.judge import catalogued, draw_missing
from benchmarks.companies.parameters import GENERATOR, MATERIAL
from benchmarks.companies.report import SIZES, cell
from benchmarks.evaluation.judge import knowledge_with, on_processes
from benchmarks.evaluation.report import Table
from diagnosis.assembly.bridge import bridge_result
from diagnosis.intake.model import Team
from diagnosis.knowledge.drivers import AVERAGE, DEALS, EXISTING, SLIPPED, UNKNOWN, WIN_RATE
from diagnosis.measures.bridge import divisia, driver_fell
from diagnosis.measures.compute import Measured, measure

RESULTS = Path(__file__).with_name("BRIDGE.md")
TEAMS, SEED = 1_000, 2026
LARGE = 0.10
"""Of the target: a move that takes at least this much is a large one."""
NONE = 0.01
"""Of the target: a driver that costs less than this is sound."""

MOVED = {"decided deals": DEALS, "win rate": WIN_RATE, "deal size": AVERAGE, "existing customers": EXISTING}
CHANGES = [place for place, injection in enumerate(INJECTIONS) if injection.driver]


@dataclass(frozen=True)
class Seen:
    """What the bridge says of a company with so many sellers, whose driver took this share of the target.

    `exact`: its bars add up to the cent. `whole`: no part of it is left. `right`: the moved driver holds the largest
    fall. `sure`: the driver that holds it fell by more than chance makes.
    """

    sellers: int
    taken: float
    exact: bool
    whole: bool
    right: bool
    sure: bool


@dataclass(frozen=True)
class Task:
    """So many teams with the change `place` of `INJECTIONS`; None: with the troubles that are planted in them."""

    seed: int
    place: int | None
    teams: int


def run_task(task: Task) -> list[Seen]:
    """The bridges of a task."""
    rng = np.random.default_rng([task.seed, len(INJECTIONS) if task.place is None else task.place])
    if task.place is None:
        return [planted(rng) for _ in range(task.teams)]
    return [injected(rng, task.place) for _ in range(task.teams)]


def injected(rng: np.random.Generator, place: int) -> Seen:
    """A company with a change in its records."""
    injection = INJECTIONS[place]
    drawn = draw_injected(rng, injection, "", ())
    driver, share = MOVED[str(injection.driver)], LEAVING if injection.orders else THINNED
    left = drawn.quarters.existing[-1] if driver == EXISTING else drawn.quarters.won[-1].sum()
    return _seen(drawn.company, drawn.quarters, drawn.now, driver, float(left) * share / (1 - share))


def planted(rng: np.random.Generator) -> Seen:
    """A company that misses its target, in which troubles cost something material through some driver."""
    while True:
        company, quarters, _, (now, _) = draw_missing(rng)
        losses = losses_by_driver(expected(quiet(company)), expected(company))
        driver = max(losses, key=lambda name: losses[name])
        if losses[driver] >= MATERIAL * quarters.target[-1]:
            return _seen(company, quarters, now, driver, losses[driver])


def losses_by_driver(without: Expected, ahead: Expected) -> dict[str, float]:
    """What is expected to be lost through each driver in the judged quarter, by what had begun."""
    added = divisia(_factors(without), _factors(ahead))
    return {**{name: -float(added[name]) for name in added}, EXISTING: float(without.existing[-1] - ahead.existing[-1])}


def _factors(ahead: Expected) -> dict[str, Decimal]:
    decided = ahead.leads[-1] * ahead.rates[0][-1] * (1 - ahead.slip[-1])
    wins = decided * ahead.rates[1][-1] * ahead.rates[2][-1]
    factors = {DEALS: decided.sum(), WIN_RATE: wins.sum() / decided.sum(), AVERAGE: ahead.deal[-1]}
    return {name: Decimal(float(value)) for name, value in factors.items()}


def _seen(company: Company, quarters: Quarters, now: Sheet, driver: str, lost: float) -> Seen:
    made = bridge_result(_measured(now))
    assert made is not None
    return Seen(
        company.sellers,
        lost / float(quarters.target[-1]),
        exact=sum(bar.cents or 0 for bar in made.bars) == made.actual - made.target,
        whole=made.cents(UNKNOWN) is None,
        # Deals that slip are not decided.
        right=(DEALS if made.located == SLIPPED else made.located) == driver,
        sure=made.sure is True,
    )


def _measured(now: Sheet) -> Measured:
    knowledge = knowledge_with()
    team = Team("", "2026-Q3", None, None, catalogued(knowledge, now).team)
    measured, faults = measure(team, knowledge, knowledge.program)
    assert not faults
    return measured


@dataclass(frozen=True)
class Fell:
    """Whether the catalogue says that a driver fell, beside the share of the target that it is expected to cost."""

    driver: str
    sellers: int
    lost: float
    fell: bool | None


def fallen(task: Task) -> list[Fell]:
    """Every driver of companies that miss their target."""
    rng = np.random.default_rng([task.seed, len(INJECTIONS) + 1])
    told = []
    for _ in range(task.teams):
        company, quarters, _, (now, _) = draw_missing(rng)
        losses = losses_by_driver(expected(quiet(company)), expected(company))
        measured = _measured(now)
        target = float(quarters.target[-1])
        told += [
            Fell(driver, company.sellers, lost / target, driver_fell(measured, driver))
            for driver, lost in losses.items()
        ]
    return told


def fell_table(told: Sequence[Fell]) -> Table:
    """A row a driver and size of team: what is said of drivers that cost something material, and of others."""
    rows = []
    for driver in dict.fromkeys(one.driver for one in told):
        for low, high in ((2, 9), (10, 40)):
            own = [one for one in told if one.driver == driver and low <= one.sellers <= high]
            moved = [one.fell for one in own if one.lost >= MATERIAL]
            sound = [one.fell for one in own if one.lost < NONE]
            shares = [
                cell((np.array([fell is said for fell in group]), np.ones(len(group))))
                for said in (True, False)
                for group in (moved, sound)
            ]
            rows.append([f"{driver}, {low} to {high} sellers", *shares])
    head = [
        "per cent of drivers",
        f"said to have fallen, of those that cost {MATERIAL:.0%} of the target or more",
        f"of those that cost under {NONE:.0%}",
    ]
    head += ["said not to have fallen, of those that cost so much", "of those that did not"]
    return Table(head, rows, "Whether a driver fell", "Of companies that miss their target; the others are not known.")


def table(runs: Sequence[tuple[str, Sequence[Seen]]]) -> Table:
    """A row a run, with 95 % intervals."""
    head = [
        "per cent of teams",
        "exact to the cent",
        "no remainder",
        "located right",
        *(f"{a} to {b} sellers" for a, b in SIZES),
    ]
    head += [f"it took {LARGE:.0%} of the target or more", "the same, 10 sellers or more"]
    head += ["located surely", "of these right"]
    rows = []
    for name, seen in runs:
        right = np.array([one.right for one in seen])
        sellers, taken = np.array([one.sellers for one in seen]), np.array([one.taken for one in seen])
        every = np.ones(len(seen), bool)
        groups = [every, *((sellers >= low) & (sellers <= high) for low, high in SIZES)]
        groups += [taken >= LARGE, (taken >= LARGE) & (sellers >= 10)]
        exact, whole, sure = (np.array([getattr(one, kind) for one in seen]) for kind in ("exact", "whole", "sure"))
        cells = [cell((exact, every)), cell((whole, every)), *(cell((right & group, group)) for group in groups)]
        cells += [cell((sure, every)), cell((right & sure, sure))]
        rows.append([name, *cells])
    return Table(head, rows, "The bridge", "All facts known, without errors; 95 % intervals by resampling teams.")


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the options, run, print; write the page if `--write` is given."""
    options = argparse.ArgumentParser(prog="python -m benchmarks.companies.bridge", description=__doc__)
    options.add_argument("--teams", type=int, default=TEAMS, help=f"teams for each row (default {TEAMS})")
    options.add_argument("--seed", type=int, default=SEED, help=f"of the random numbers (default {SEED})")
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--write", action="store_true", help=f"write the table into {RESULTS.name}")
    chosen = options.parse_args(arguments)
    began = time.perf_counter()
    tasks = [Task(chosen.seed, place, chosen.teams) for place in (*CHANGES, None)]
    names = [*(INJECTIONS[place].name for place in CHANGES), "troubles planted in companies"]
    runs = zip(names, on_processes(run_task, tasks, chosen.processes), strict=True)
    tables = [table(list(runs)), fell_table(fallen(Task(chosen.seed, None, chosen.teams)))]
    seconds = time.perf_counter() - began
    head = f"Generator {GENERATOR}, {chosen.teams:,} teams a row, seed {chosen.seed}, {seconds:.0f} s."
    print("\n\n".join([head, *(f"{told.title}\n{told.about}\n{told.text()}" for told in tables)]))
    if chosen.write:
        parts = ["# The bridge on simulated companies", f"{date.today().day} {date.today():%B %Y}. {head}"]
        parts.append(str(__doc__).partition("\n\n")[2].strip())
        parts += [part for told in tables for part in (f"## {told.title}", told.about, told.markdown())]
        RESULTS.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
