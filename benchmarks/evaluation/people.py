"""What is recorded of each seller, and what heads of departments find when they review their stage."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np

from benchmarks.evaluation import assumptions as given
from benchmarks.evaluation.assumptions import CAUSES
from benchmarks.evaluation.facts import Column, counted, rounded, yes_no
from benchmarks.evaluation.planting import WIDTH, Plan
from benchmarks.evaluation.process import Quarter
from diagnosis.intake.model import Given

AS_OF = date(2026, 9, 30)


def seller_facts(rng: np.random.Generator, plan: Plan, quarter: Quarter) -> dict[str, list[Column]]:
    """The facts of the sellers: for each a column by team and seller, `WIDTH` entries a team."""
    size = quarter.activity.shape
    peers = (quarter.activity * plan.present).sum(axis=1) / plan.sellers
    index = quarter.territory * np.exp(rng.normal(0, given.INDEX_ERROR, size))
    activity = quarter.activity / peers[:, None] * np.exp(rng.normal(0, given.ACTIVITY_ERROR, size))
    # A peer who lacks the training that most have was not trained like them.
    most = (quarter.certified & plan.present).sum(axis=1) > plan.sellers / 2
    alike = quarter.certified | ~most[:, None]
    tries, hits = quarter.tries, quarter.hits
    none = np.zeros(size)
    columns = {
        "attainment": rounded(quarter.attainment.ravel(), 3),
        "deals": counted(hits[:, :, 2].ravel(), tries[:, :, 1].ravel()),
        "quarters_below_target": rounded(quarter.below.ravel(), 0),
        "tenure_months": rounded(np.floor(quarter.tenure).ravel(), 0),
        "territory_index": rounded(index.ravel(), 2),
        "activity_index": rounded(activity.ravel(), 2),
        "meeting_rate": counted(hits[:, :, 0].ravel(), tries[:, :, 0].ravel()),
        "proposal_rate": counted(hits[:, :, 1].ravel(), tries[:, :, 1].ravel()),
        "close_rate": counted(hits[:, :, 2].ravel(), tries[:, :, 2].ravel()),
        "trained_like_peers": yes_no(alike.ravel()),
        "coaching_hours_targeted": rounded(none.ravel(), 0),
        "coaching_quarters": rounded(none.ravel(), 0),
    }
    return {name: [column[at : at + WIDTH] for at in range(0, len(column), WIDTH)] for name, column in columns.items()}


def reviews(rng: np.random.Generator, plan: Plan, stages: Mapping[str, tuple[str, Sequence[str]]]) -> dict[str, Column]:
    """The reviews of stages: `stages` gives each the department that owns it, and its causes.

    A head of department who held a review may be blind to a trouble of the own department, or see one that is not.
    """
    teams = len(plan.sellers)
    columns: dict[str, Column] = {}
    for stage, (owner, causes) in stages.items():
        own = [CAUSES.index(cause) for cause in causes if cause in CAUSES]
        held, blind, ghost, names = (rng.random(teams) for _ in range(4))
        guess, days = rng.integers(0, len(own), teams), rng.integers(0, 60, teams)
        says: Column = []
        for row in range(teams):
            planted = max(own, key=lambda cause: plan.cost[row, cause])
            seen = blind[row] >= given.BLIND if plan.cost[row, planted] > 0 else ghost[row] < given.SEES_GHOSTS
            named = CAUSES[planted if plan.cost[row, planted] > 0 else own[guess[row]]]
            word = "ruled_out" if not seen else named if names[row] < given.NAMES_IT else "confirmed"
            says.append(Given(word) if held[row] < given.REVIEWED else None)
        columns[f"{stage}_review"] = says
        columns[f"{stage}_review_by"] = [Given(owner) if word else None for word in says]
        columns[f"{stage}_review_on"] = [
            Given(AS_OF - timedelta(days=int(day))) if word else None for word, day in zip(says, days, strict=True)
        ]
    return columns
