"""The folds: from the rules that fired to probabilities and verdicts. Plain functions that every executor shares.

They work on arrays with one row a unit (a team, or a member), so that one team and a million take the same path.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from diagnosis.knowledge.model import Knowledge, Subject
from diagnosis.knowledge.program import CompiledCause, CompiledRule, Program
from diagnosis.knowledge.review_rules import RULED_OUT, review_fact

Bools = NDArray[np.bool_]
Codes = NDArray[np.int8]
Floats = NDArray[np.float64]

UNKNOWN, HEALTHY, WARNING, BAD = 0, 1, 2, 3
BAND_CODES: Mapping[object, int] = {None: UNKNOWN, "healthy": HEALTHY, "warning": WARNING, "bad": BAD}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the folds read, one row a unit: by rule (columns as `SubjectPlan.rules`) and by need (`SubjectPlan.needs`).

    `fired`: the condition is true. `known`: every atom of it is known. `fresh`: all that it rests on is recent enough
    to open a gate. `bands`: the codes of the needs' bands; `fresh_needs`: whether those are recent enough.
    """

    fired: Bools
    known: Bools
    fresh: Bools
    bands: Codes
    fresh_needs: Bools


@dataclass(frozen=True, slots=True)
class Folded:
    """Columns as `SubjectPlan.causes`; `counted` is by (cause, rule) pair as `SubjectPlan.pairs`.

    `likely` and `strong` make a cause confirmed; `unlikely` and `clear` rule it out; `counts` says that this may open a gate.
    """

    probability: Floats
    coverage: Floats
    likely: Bools
    strong: Bools
    unlikely: Bools
    clear: Bools
    counts: Bools
    by_review: Bools
    counted: Bools

    @property
    def confirmed(self) -> Bools:
        return self.likely & self.strong

    @property
    def ruled_out(self) -> Bools:
        return self.unlikely & self.clear


@dataclass(frozen=True, slots=True)
class Pair:
    """A rule as evidence for or against a cause, with its grade's place in the scale."""

    cause: int
    rule: int
    direction: int
    grade: int
    weight: float
    most_probable: bool


@dataclass(frozen=True)
class SubjectPlan:
    """The fixed part of the folds for one subject: which rule bears on which cause, and how."""

    subject: Subject
    rules: tuple[CompiledRule, ...]
    causes: tuple[CompiledCause, ...]
    needs: tuple[tuple[int, str], ...]
    pairs: tuple[Pair, ...]
    groups: tuple[tuple[int, int, tuple[int, ...]], ...]
    """(cause, direction, pairs): of the pairs of a group that fired only the strongest counts."""
    ratios: tuple[Fraction, ...]
    confirmed_grade: int
    ruled_out_grade: int
    confirmed_at: Fraction
    ruled_out_at: Fraction
    reviews: tuple[int, ...]
    """For each cause the rule that is its stage's review "ruled out", or -1."""


FOR, AGAINST = 0, 1


def plan_folds(knowledge: Knowledge, program: Program, subject: Subject) -> SubjectPlan:
    """The fixed part of the folds of `subject`."""
    rules = tuple(rule for _, rule in sorted(program.rules[subject].items()))
    column = {rule.id: index for index, rule in enumerate(rules)}
    causes = tuple(cause for cause in program.causes.values() if cause.subject == subject)
    scale = sorted(knowledge.grades, key=lambda grade: knowledge.grades[grade])
    step = {grade: index for index, grade in enumerate(scale)}
    pairs: list[Pair] = []
    grouped: dict[tuple[int, int, str], list[int]] = {}
    for index, cause in enumerate(causes):
        for direction, ids in ((FOR, cause.rules_for), (AGAINST, cause.rules_against)):
            for id_ in ids:
                rule = rules[column[id_]]
                grades = rule.rule.for_ if direction == FOR else rule.rule.against
                grade = grades[cause.cause.cause]
                weight = 0.0 if rule.review else math.log(knowledge.grades[grade])
                group = f"group {rule.rule.group}" if rule.rule.group else f"rule {id_}"
                if not rule.most_probable:
                    grouped.setdefault((index, direction, group), []).append(len(pairs))
                pairs.append(Pair(index, column[id_], direction, step[grade], weight, rule.most_probable))
    limits = knowledge.limits
    return SubjectPlan(
        subject=subject,
        rules=rules,
        causes=causes,
        needs=tuple((index, need.fact) for index, cause in enumerate(causes) for need in cause.needs),
        pairs=tuple(pairs),
        groups=tuple((cause, direction, tuple(found)) for (cause, direction, _), found in sorted(grouped.items())),
        ratios=tuple(Fraction(knowledge.grades[grade]) for grade in scale),
        confirmed_grade=step[limits.confirmed.grade],
        ruled_out_grade=step[limits.ruled_out.grade],
        confirmed_at=Fraction(limits.confirmed.probability),
        ruled_out_at=Fraction(limits.ruled_out.probability),
        reviews=tuple(column.get(f"{review_fact(cause.cause.stage)}_{RULED_OUT}", -1) for cause in causes),
    )


@lru_cache(maxsize=65536)
def posterior(
    prior: Fraction, ratios: tuple[Fraction, ...], counts: tuple[int, ...]
) -> Fraction:
    """The probability of a cause: prior odds times the likelihood ratios, exactly.

    `counts` holds how often each grade counted, first `for`, then `against`. The product is exact, so that the order of the
    evidence cannot change the result by a rounding.
    """
    odds = prior / (1 - prior)
    size = len(ratios)
    for index, ratio in enumerate(ratios):
        odds *= ratio ** (counts[index] - counts[size + index])
    return odds / (1 + odds)


def fold(plan: SubjectPlan, evidence: Evidence) -> Folded:
    """The probability and the standing of every cause of every unit."""
    units, size, grades = len(evidence.fired), len(plan.causes), len(plan.ratios)
    counted = _counted(plan, evidence.fired, grades)
    counts = _grade_counts(plan, counted, grades)
    fresh_counted = _counted(plan, evidence.fired & evidence.fresh, grades)
    fresh_counts = _grade_counts(plan, fresh_counted, grades)
    fresh_counts[:, :, :grades] = counts[:, :, :grades]  # what accuses always counts, however old
    probability, likely, unlikely = _probabilities(plan, counts)
    chosen = _most_probable(plan, evidence.fired, probability)
    for pair_index, pair in enumerate(plan.pairs):
        if pair.most_probable:
            adds = chosen[:, pair.cause] & evidence.fired[:, pair.rule]
            counted[:, pair_index] = adds
            counts[:, pair.cause, pair.grade] += adds
            fresh_counts[:, pair.cause, pair.grade] += adds
    if any(pair.most_probable for pair in plan.pairs) and chosen.any():
        probability, likely, unlikely = _probabilities(plan, counts)
    _, _, fresh_unlikely = _probabilities(plan, fresh_counts)

    strong, moderate = np.zeros((units, size), bool), np.zeros((units, size), bool)
    weight, known = np.zeros(size), np.zeros((units, size))
    for pair_index, pair in enumerate(plan.pairs):
        fired = counted[:, pair_index] if pair.most_probable else evidence.fired[:, pair.rule]
        if pair.direction == FOR:
            if pair.grade >= plan.confirmed_grade:
                strong[:, pair.cause] |= fired
            if pair.grade >= plan.ruled_out_grade:
                moderate[:, pair.cause] |= fired
        weight[pair.cause] += pair.weight
        known[:, pair.cause] += np.where(evidence.known[:, pair.rule], pair.weight, 0.0)
    coverage = np.divide(known, weight, out=np.zeros((units, size)), where=weight > 0)
    healthy, by_review, fresh_healthy = _needs(plan, evidence)
    clear = healthy & ~moderate
    return Folded(
        probability=probability,
        coverage=coverage,
        likely=likely,
        strong=strong,
        unlikely=unlikely,
        clear=clear,
        counts=unlikely & clear & fresh_unlikely & fresh_healthy,
        by_review=by_review,
        counted=counted,
    )


def _counted(plan: SubjectPlan, fired: Bools, grades: int) -> Bools:
    """Which pairs count: of each group the strongest that fired; of several as strong, the first by id."""
    counted = np.zeros((len(fired), len(plan.pairs)), bool)
    for _, _, members in plan.groups:
        if len(members) == 1:
            counted[:, members[0]] = fired[:, plan.pairs[members[0]].rule]
            continue
        best = np.zeros(len(fired), np.int64)
        for index in members:
            pair = plan.pairs[index]
            best = np.maximum(best, np.where(fired[:, pair.rule], pair.grade + 1, 0))
        taken = best == 0
        for index in members:
            pair = plan.pairs[index]
            wins = fired[:, pair.rule] & (best == pair.grade + 1) & ~taken
            counted[:, index] = wins
            taken = taken | wins
    return counted


def _grade_counts(plan: SubjectPlan, counted: Bools, grades: int) -> NDArray[np.int64]:
    """How often each grade counts, by unit and cause: first the grades `for`, then those `against`."""
    counts = np.zeros((len(counted), len(plan.causes), 2 * grades), np.int64)
    for index, pair in enumerate(plan.pairs):
        counts[:, pair.cause, pair.direction * grades + pair.grade] += counted[:, index]
    return counts


def _probabilities(plan: SubjectPlan, counts: NDArray[np.int64]) -> tuple[Floats, Bools, Bools]:
    """Probability, and whether it reaches the limit of confirmed and of ruled out: exactly, once for each combination."""
    units, size = counts.shape[:2]
    probability, likely, unlikely = np.zeros((units, size)), np.zeros((units, size), bool), np.zeros((units, size), bool)
    for index, cause in enumerate(plan.causes):
        rows, inverse = (counts[:, index], None) if units == 1 else _distinct(counts[:, index])
        prior = Fraction(cause.cause.prior)
        exact = [posterior(prior, plan.ratios, tuple(row)) for row in rows.tolist()]
        values = np.array([float(value) for value in exact])
        above = np.array([value >= plan.confirmed_at for value in exact], bool)
        below = np.array([value <= plan.ruled_out_at for value in exact], bool)
        if inverse is None:
            probability[:, index], likely[:, index], unlikely[:, index] = values, above, below
        else:
            probability[:, index] = values[inverse]
            likely[:, index], unlikely[:, index] = above[inverse], below[inverse]
    return probability, likely, unlikely


def _distinct(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if len(rows) == 0:
        return rows, np.zeros(0, np.int64)
    radix = int(rows.max()) + 1
    if radix ** rows.shape[1] > np.iinfo(np.int64).max:
        distinct, inverse = np.unique(rows, axis=0, return_inverse=True)
        return distinct, inverse.reshape(-1)
    keys = rows @ (radix ** np.arange(rows.shape[1], dtype=np.int64))
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return rows[first], inverse


def _most_probable(plan: SubjectPlan, fired: Bools, probability: Floats) -> Bools:
    """For each unit and cause: whether a review's plain "confirmed" is evidence for it, its stage's most probable one."""
    chosen = np.zeros(probability.shape, bool)
    for stage in dict.fromkeys(cause.cause.stage for cause in plan.causes):
        columns = [index for index, cause in enumerate(plan.causes) if cause.cause.stage == stage]
        best = np.array(columns)[np.argmax(probability[:, columns], axis=1)] if len(probability) else []
        chosen[np.arange(len(probability)), best] = True
    for index in range(len(plan.causes)):
        rules = [pair.rule for pair in plan.pairs if pair.cause == index and pair.most_probable]
        spoken = fired[:, rules].any(axis=1) if rules else np.zeros(len(fired), bool)
        chosen[:, index] &= spoken
    return chosen


def _needs(plan: SubjectPlan, evidence: Evidence) -> tuple[Bools, Bools, Bools]:
    """(all needs healthy or stood in for, a review stood in, the same by recent evidence alone), by unit and cause."""
    shape = (len(evidence.fired), len(plan.causes))
    healthy, by_review, fresh = np.ones(shape, bool), np.zeros(shape, bool), np.ones(shape, bool)
    for column, (cause, _) in enumerate(plan.needs):
        band, recent = evidence.bands[:, column], evidence.fresh_needs[:, column]
        rule = plan.reviews[cause]
        review = evidence.fired[:, rule] if rule >= 0 else np.zeros(shape[0], bool)
        counting = review & evidence.fresh[:, rule] if rule >= 0 else review
        is_healthy = band == HEALTHY
        stands_in = review & ~is_healthy & (band != BAD)
        healthy[:, cause] &= is_healthy | stands_in
        by_review[:, cause] |= stands_in
        fresh[:, cause] &= (is_healthy & recent) | (counting & (band != BAD))
    return healthy, by_review, fresh


def needs_of(plan: SubjectPlan, cause: int) -> Sequence[int]:
    """The columns of a cause's needs in `Evidence.bands`."""
    return [column for column, (owner, _) in enumerate(plan.needs) if owner == cause]
