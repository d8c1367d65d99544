"""What the folds need beside the rules that fired: bands of needs, freshness, whether the target is met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import numpy as np

from diagnosis.inference.verdict import BAND_CODES, Bools, Codes, Evidence, SubjectPlan
from diagnosis.knowledge.model import Knowledge
from diagnosis.knowledge.program import Base, CompiledRule
from diagnosis.knowledge.program.review_rules import review_fact
from diagnosis.measures.compute import Measured

ATTAINMENT = "attainment"
"""The team's fact that says whether there is a gap: it is met from 1 on."""


def target_met(measured: Measured) -> bool:
    """Whether the team is known to reach its target."""
    value = measured.environment.get(ATTAINMENT)
    return isinstance(value, Decimal) and value >= 1


def evidence_of(
    plan: SubjectPlan,
    knowledge: Knowledge,
    units: Sequence[tuple[Measured, Mapping[str, object]]],
    fired: Bools,
    known: Bools,
) -> Evidence:
    """The folds' input for units: each its team's measures and its own variables."""
    bands = np.zeros((len(units), len(plan.needs)), np.int8)
    fresh_needs = np.ones((len(units), len(plan.needs)), bool)
    fresh = np.tile(np.array([not rule.looks_back for rule in plan.rules], bool), (len(units), 1))
    limit = int(knowledge.parameters["stale_after_days"].value)
    for row, (measured, variables) in enumerate(units):
        for column, (_, fact) in enumerate(plan.needs):
            bands[row, column] = BAND_CODES[variables.get(f"{fact}.band")]
        if measured.stale:
            _mark_stale(plan, measured.stale, fresh[row], fresh_needs[row])
        for column, rule in enumerate(plan.rules):
            if rule.review and not review_counts(rule, measured, limit):
                fresh[row, column] = False
    for column, (cause, fact) in enumerate(plan.needs):
        if any(need.looks_back for need in plan.causes[cause].needs if need.fact == fact):
            fresh_needs[:, column] = False
    return Evidence(fired, known, fresh, bands, fresh_needs)


def _mark_stale(plan: SubjectPlan, stale: frozenset[Base], fresh: Bools, fresh_needs: Bools) -> None:
    for column, rule in enumerate(plan.rules):
        if rule.bases & stale:
            fresh[column] = False
    for column, (cause, fact) in enumerate(plan.needs):
        need = next(one for one in plan.causes[cause].needs if one.fact == fact)
        if need.bases & stale:
            fresh_needs[column] = False


def review_counts(rule: CompiledRule, measured: Measured, limit: int) -> bool:
    """Whether a review may open a gate: who and when are known, and it is neither too old nor from the future."""
    fact = review_fact(rule.rule.stage)
    by, on = measured.environment.get(f"{fact}_by"), measured.environment.get(f"{fact}_on")
    if not isinstance(by, str) or not isinstance(on, str):
        return False
    return 0 <= (measured.reference - date.fromisoformat(on)).days <= limit


def band_codes(values: Sequence[object]) -> Codes:
    """The codes of bands."""
    return np.array([BAND_CODES[value] for value in values], np.int8)
