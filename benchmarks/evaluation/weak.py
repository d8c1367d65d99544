"""An experiment of its own: how many truly weak sellers are found, by number of tries and by deficit.

Teams with nothing else planted and one weak seller, who has been so for long. The number of tries at the weak step is
set; whether the seller is below target, and for how long, comes of the process as everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from benchmarks.evaluation.assumptions import STEP_RATES, WEAK
from benchmarks.evaluation.judge import judge_drawn, knowledge_with
from benchmarks.evaluation.planting import planned
from benchmarks.evaluation.process import run_quarter
from benchmarks.evaluation.teams import measure_teams

TRIES = (25, 50, 100, 200, 400)
DEFICITS = (0.2, 0.35, 0.5, 0.65)


@dataclass(frozen=True, slots=True)
class Cell:
    """Weak sellers with so many tries and such a deficit, `step` a place in `WEAK`."""

    seed: int
    step: int
    tries: int
    deficit: float
    teams: int


@dataclass(frozen=True, slots=True)
class Found:
    """The result of a cell: teams that missed the target, gates that opened, and weak sellers found behind them.

    `wrong` counts sellers who were named for something else, or in place of the weak one.
    """

    cell: Cell
    teams: int
    gates: int
    found: int
    wrong: int


def cells(seed: int, teams: int) -> list[Cell]:
    """All cells, each with so many teams."""
    return [Cell(seed, step, tries, deficit, teams) for tries in TRIES for deficit in DEFICITS for step in range(3)]


def run_cell(cell: Cell) -> Found:
    """Draw the teams of a cell and count who was found."""
    rng = np.random.default_rng([cell.seed, cell.step, cell.tries, int(cell.deficit * 100)])
    plan = planned(rng, cell.teams, weak=WEAK[cell.step], deficit=cell.deficit)
    before = np.prod([mean for mean, _ in STEP_RATES[: cell.step]])
    quarter = run_quarter(rng, plan, leads=np.full(cell.teams, cell.tries / before))
    # A seller whose numbers tell nothing to anybody is looked at only where the team misses.
    missed = quarter.revenue < quarter.target
    drawn = measure_teams(knowledge_with(), rng, plan.take(missed), quarter.take(missed), "W")
    said = judge_drawn(drawn, rng).at[1.0]
    right = said.named[:, 0] == cell.step
    named = (said.named >= 0).sum()
    return Found(cell, int(missed.sum()), int(said.gate.sum()), int(right.sum()), int(named - right.sum()))
