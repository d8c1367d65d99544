"""What the folds need beside the rules that fired: bands of needs, freshness, whether the target is met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import numpy as np

from diagnosis.compiler.review_rules import review_fact
from diagnosis.inference.fold_plan import Bools, Codes, SubjectPlan
from diagnosis.inference.verdict import BAND_CODES
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.program import Base, CompiledRule
from diagnosis.measures.compute import Measured

ATTAINMENT = "attainment"
"""The team's fact that says whether there is a gap: it is met from 1 on."""


def target_met(measured: Measured) -> bool:
    """Whether the team is known to reach its target."""
    value = measured.environment.get(ATTAINMENT)
    return isinstance(value, Decimal) and value >= 1


def standing_of(
    plan: SubjectPlan, knowledge: Knowledge, teams: Sequence[Measured], units: Sequence[Mapping[str, object]]
) -> tuple[Bools, Codes, Bools]:
    """What `Evidence` holds beside what fired, of units and their teams: `fresh`, `bands` and `fresh_needs`."""
    codes = [[BAND_CODES[unit.get(band)] for band in plan.need_bands] for unit in units]
    bands = np.array(codes, np.int8).reshape(len(units), len(plan.needs))
    fresh = np.tile(plan.fresh_rules, (len(units), 1))
    fresh_needs = np.tile(plan.fresh_needs, (len(units), 1))
    limit = int(knowledge.parameters["stale_after_days"].value)
    for row, measured in enumerate(teams):
        if measured.unfit:
            _mark_unfit(plan, measured.unfit, fresh[row], fresh_needs[row])
        for column, rule in plan.review_rules:
            if not review_counts(rule, measured, limit):
                fresh[row, column] = False
    return fresh, bands, fresh_needs


def _mark_unfit(plan: SubjectPlan, unfit: frozenset[Base], fresh: Bools, fresh_needs: Bools) -> None:
    for column, rule in enumerate(plan.rules):
        if rule.bases & unfit:
            fresh[column] = False
    for column, (_, need) in enumerate(plan.needs):
        if need.bases & unfit:
            fresh_needs[column] = False


def review_counts(rule: CompiledRule, measured: Measured, limit: int) -> bool:
    """Whether a review may open a gate: it says who made it and when, and that day is near the day of the figures.

    A review is often made when the quarter is over. One later than an `as_of` has been refused already.
    """
    fact = review_fact(rule.rule.stage)
    by, on = measured.environment.get(f"{fact}_by"), measured.environment.get(f"{fact}_on")
    if not isinstance(by, str) or not isinstance(on, str):
        return False
    return abs((measured.reference - date.fromisoformat(on)).days) <= limit
