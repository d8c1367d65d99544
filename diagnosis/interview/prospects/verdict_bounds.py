"""The best and the worst that each cause can still reach, whatever the open facts turn out to be.

Every rule that may still fire does or does not, every need turns out healthy or not, each for itself: that is never
less than what can happen, so that what these bounds exclude is excluded. The folds are those of the executors.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from diagnosis.inference.fold_plan import Bools, Floats, SubjectPlan
from diagnosis.inference.verdict import by_cause, counted_pairs, given_by, left_over, probabilities
from diagnosis.interview.prospects.possible_values import CAN_TRUE, Possible
from diagnosis.interview.prospects.unit_values import UnitValues
from diagnosis.knowledge.program import Base

Masks = NDArray[np.uint8]

CAN_HEALTHY, CAN_WARNING, CAN_BAD, CAN_UNKNOWN = 1, 2, 4, 8
_BAND_BITS = {"healthy": CAN_HEALTHY, "warning": CAN_WARNING, "bad": CAN_BAD}


@dataclass(frozen=True, slots=True)
class PossibleEvidence:
    """What rules and needs can still be, one row a unit or a variant: masks of truth values, and of bands.

    `fresh` and `fresh_needs` (one row for all) say what is recent enough to open a gate.
    """

    rules: Masks
    needs: Masks
    fresh: Bools
    fresh_needs: Bools


@dataclass(frozen=True, slots=True)
class VerdictBounds:
    """By row and cause, as `SubjectPlan.causes`: what it can become, and what it will be in any case.

    `low` and `high` enclose the probability. `counts` is about a ruling out that is fresh enough to open a gate.
    """

    low: Floats
    high: Floats
    can_confirm: Bools
    must_confirm: Bools
    can_rule_out: Bools
    must_rule_out: Bools
    can_count: Bools
    must_count: Bools


def possible_evidence(values: UnitValues, plan: SubjectPlan, fresh: Bools, fresh_needs: Bools) -> PossibleEvidence:
    """What the rules and needs of one unit can still be."""
    rules = np.array([[values.rule(column) for column in range(len(plan.rules))]], np.uint8)
    needs = np.array([[band_mask(values.value_of(band)) for band in plan.need_bands]], np.uint8)
    return PossibleEvidence(rules.reshape(1, -1), needs.reshape(1, -1), fresh, fresh_needs)


def evidence_after(
    before: PossibleEvidence,
    values: UnitValues,
    plan: SubjectPlan,
    bases: frozenset[Base],
    fresh: Bools,
    fresh_needs: Bools,
) -> PossibleEvidence:
    """The same when it stands otherwise with `bases`: what does not rest on them is as `before`."""
    rule_columns, need_columns = values.dependencies.columns_after(values.subject, bases)
    rules, needs = before.rules.copy(), before.needs.copy()
    for column in rule_columns:
        rules[0, column] = values.rule(column)
    for column in need_columns:
        needs[0, column] = band_mask(values.value_of(plan.need_bands[column]))
    return PossibleEvidence(rules, needs, fresh, fresh_needs)


def band_mask(value: Possible) -> int:
    """The bands among possible values, as a sum of CAN_HEALTHY and so on."""
    if not isinstance(value, frozenset):
        return CAN_HEALTHY | CAN_WARNING | CAN_BAD | CAN_UNKNOWN
    mask = 0
    for band in value:
        mask |= _BAND_BITS.get(band, CAN_UNKNOWN) if isinstance(band, str) else CAN_UNKNOWN
    return mask


def verdict_bounds(plan: SubjectPlan, evidence: PossibleEvidence) -> VerdictBounds:
    """The bounds of every cause in every row."""
    may, must = (evidence.rules & CAN_TRUE) > 0, evidence.rules == CAN_TRUE
    is_for, is_against = ~plan.against, plan.against
    can_excuse, will_excuse = (
        _excuses(plan, rules & evidence.fresh)[:, plan.pair_cause] & plan.accusing for rules in (may, must)
    )
    may, must = may[:, plan.pair_rule] & ~will_excuse, must[:, plan.pair_rule] & ~can_excuse
    may_speak, must_speak = _reviews_that_speak(plan, may, must, is_for)
    best = _counted(plan, np.where(is_for, may, must), may_speak)
    worst = _counted(plan, np.where(is_for, must, may), must_speak)
    high, likely, unlikely = probabilities(plan, best)
    low, surely_likely, can_unlikely = probabilities(plan, worst)
    apart = plan.most_probable | plan.eliminated
    fires = (may & ~apart | may_speak, must & ~apart | must_speak)
    can_strong, must_strong = (plan.by_strong.of(pairs) > 0 for pairs in fires)
    can_moderate, must_moderate = (plan.by_moderate.of(pairs) > 0 for pairs in fires)
    can_healthy, must_healthy, can_fresh, must_fresh = _needs(plan, evidence)
    recent_best, recent_worst = _recent(plan, evidence, may, must, is_for, is_against, may_speak, must_speak)
    can_rule_out = given_by("ruled_out", unlikely=can_unlikely, clear=can_healthy & ~must_moderate)
    must_rule_out = given_by("ruled_out", unlikely=unlikely, clear=must_healthy & ~can_moderate)
    if plan.eliminated.any() and may[:, plan.eliminated].any():
        can_known, must_known = _measured(plan, evidence)
        can_be_left = left_over(plan, can_rule_out, can_unlikely & can_known, can_strong)
        must_be_left = left_over(plan, must_rule_out, unlikely & must_known, must_strong)
        can_last = may & plan.eliminated & can_be_left[:, plan.pair_cause]
        must_last = must & plan.eliminated & must_be_left[:, plan.pair_cause]
        high, likely, unlikely = probabilities(plan, best | can_last)
        low, surely_likely, can_unlikely = probabilities(plan, worst | must_last)
        can_moderate, must_moderate = (
            spoken | (plan.by_moderate.of(last) > 0)
            for spoken, last in ((can_moderate, can_last), (must_moderate, must_last))
        )
        can_rule_out = given_by("ruled_out", unlikely=can_unlikely, clear=can_healthy & ~must_moderate)
        must_rule_out = given_by("ruled_out", unlikely=unlikely, clear=must_healthy & ~can_moderate)
    return VerdictBounds(
        low=low,
        high=high,
        can_confirm=given_by("confirmed", likely=likely, strong=can_strong),
        must_confirm=given_by("confirmed", likely=surely_likely, strong=must_strong),
        can_rule_out=can_rule_out,
        must_rule_out=must_rule_out,
        can_count=can_rule_out & can_fresh & recent_worst,
        must_count=must_rule_out & must_fresh & recent_best,
    )


def _counted(plan: SubjectPlan, fires: Bools, speaks: Bools) -> Bools:
    return counted_pairs(plan, fires) | speaks


def _recent(
    plan: SubjectPlan,
    evidence: PossibleEvidence,
    may: Bools,
    must: Bools,
    is_for: Bools,
    is_against: Bools,
    may_speak: Bools,
    must_speak: Bools,
) -> tuple[Bools, Bools]:
    """Whether a cause is unlikely by recent evidence alone: even at its most probable, and at its least probable."""
    fresh = evidence.fresh[:, plan.pair_rule]
    best = counted_pairs(plan, is_for & may) | counted_pairs(plan, is_against & must & fresh) | may_speak
    worst = counted_pairs(plan, is_for & must) | counted_pairs(plan, is_against & may & fresh) | must_speak
    return probabilities(plan, best)[2], probabilities(plan, worst)[2]


def _reviews_that_speak(plan: SubjectPlan, may: Bools, must: Bools, is_for: Bools) -> tuple[Bools, Bools]:
    """The pairs of a review's plain "confirmed" that may and that must count: it means the most probable cause."""
    nothing = np.zeros(may.shape, bool)
    if not plan.most_probable.any() or not may[:, plan.most_probable].any():
        return nothing, nothing
    causes = plan.pair_cause
    high = probabilities(plan, counted_pairs(plan, np.where(is_for, may, must)))[0]
    low = probabilities(plan, counted_pairs(plan, np.where(is_for, must, may)))[0]
    can, will = np.ones(high.shape, bool), np.zeros(high.shape, bool)
    for columns in plan.stages.values():
        certain = (high[:, columns] == low[:, columns]).all(axis=1)
        first = np.array(columns)[np.argmax(high[:, columns], axis=1)]
        chosen = np.zeros(high.shape, bool)
        chosen[np.arange(len(high)), first] = True
        for column in columns:
            can[:, column] = np.where(certain, chosen[:, column], True)
            will[:, column] = certain & chosen[:, column]
    return may & plan.most_probable & can[:, causes], must & plan.most_probable & will[:, causes]


def _excuses(plan: SubjectPlan, rules: Bools) -> Bools:
    """By row and cause: whether a rule that excuses the cause is among these."""
    return by_cause(plan.elsewhere, rules) | by_cause(plan.not_applicable, rules)


def _measured(plan: SubjectPlan, evidence: PossibleEvidence) -> tuple[Bools, Bools]:
    """(all needs can be known, will be known), by row and cause."""
    can, will = (np.ones((len(evidence.rules), len(plan.causes)), bool) for _ in range(2))
    for column, (cause, _) in enumerate(plan.needs):
        band = evidence.needs[:, column]
        can[:, cause] &= band != CAN_UNKNOWN
        will[:, cause] &= (band & CAN_UNKNOWN) == 0
    return can, will


def _needs(plan: SubjectPlan, evidence: PossibleEvidence) -> tuple[Bools, Bools, Bools, Bools]:
    """(all needs can be healthy or stood in for, will be so; the same by recent evidence), by row and cause."""
    shape = (len(evidence.rules), len(plan.causes))
    can, will, can_fresh, must_fresh = (np.ones(shape, bool) for _ in range(4))
    may, must = (evidence.rules & CAN_TRUE) > 0, evidence.rules == CAN_TRUE
    (can_elsewhere, is_elsewhere), (can_not_apply, does_not_apply) = (
        [by_cause(columns, rules & evidence.fresh) for rules in (may, must)]
        for columns in (plan.elsewhere, plan.not_applicable)
    )
    for column, (cause, _) in enumerate(plan.needs):
        band, recent = evidence.needs[:, column], evidence.fresh_needs[:, column]
        rule = plan.reviews[cause]
        may_review = (evidence.rules[:, rule] & CAN_TRUE) > 0 if rule >= 0 else np.zeros(shape[0], bool)
        must_review = evidence.rules[:, rule] == CAN_TRUE if rule >= 0 else may_review
        counting = evidence.fresh[:, rule] if rule >= 0 else may_review
        can_healthy, is_healthy = (band & CAN_HEALTHY) > 0, band == CAN_HEALTHY
        can_stand, will_stand = (band & ~np.uint8(CAN_BAD)) > 0, (band & CAN_BAD) == 0
        can_know, will_know = band != CAN_UNKNOWN, (band & CAN_UNKNOWN) == 0
        can_meet = can_healthy | (can_elsewhere[:, cause] & can_know)
        will_meet = is_healthy | (is_elsewhere[:, cause] & will_know)
        can[:, cause] &= can_meet | (may_review & can_stand) | can_not_apply[:, cause]
        will[:, cause] &= will_meet | (must_review & will_stand) | does_not_apply[:, cause]
        can_fresh[:, cause] &= (can_meet & recent) | (may_review & counting & can_stand) | can_not_apply[:, cause]
        must_fresh[:, cause] &= (will_meet & recent) | (must_review & counting & will_stand) | does_not_apply[:, cause]
    return can, will, can_fresh, must_fresh
