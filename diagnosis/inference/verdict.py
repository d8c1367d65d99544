"""The folds: from the rules that fired to probabilities and verdicts. Plain functions that every executor shares.

They work on arrays with one row a unit (a team, or a member), so that one team and a million take the same path.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from diagnosis.compiler.circumstance_rules import ELSEWHERE
from diagnosis.compiler.review_rules import RULED_OUT as REVIEWED_AS_RULED_OUT
from diagnosis.compiler.review_rules import review_fact
from diagnosis.inference.fold_plan import AGAINST, FOR, Bools, Codes, Floats, Pair, PairSums, SubjectPlan, keys_of
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Subject, Verdict
from diagnosis.knowledge.program import Program
from diagnosis.knowledge.variables import NOT_APPLICABLE

UNKNOWN, HEALTHY, WARNING, BAD = 0, 1, 2, 3
BAND_CODES: Mapping[object, int] = {None: UNKNOWN, "healthy": HEALTHY, "warning": WARNING, "bad": BAD}

VERDICTS: tuple[Verdict, ...] = ("confirmed", "open", "ruled_out", "held")
"""The verdicts, in the order in which causes rank."""
CONFIRMED, OPEN, RULED_OUT, HELD = range(4)
"""Codes of verdicts in arrays: their places in `VERDICTS`."""

SIGNS: Mapping[Verdict, tuple[str, str]] = {"confirmed": ("likely", "strong"), "ruled_out": ("unlikely", "clear")}
"""What each verdict takes: all of its signs, as `Folded` names them. Without either verdict a cause is open."""


def given_by(verdict: Verdict, **signs: Bools) -> Bools:
    """Whether a verdict is given by its `signs`, for any number of units and causes."""
    first, second = SIGNS[verdict]
    return signs[first] & signs[second]


def verdict_codes(confirmed: Bools, ruled_out: Bools) -> Codes:
    """The codes of verdicts: open where a cause or stage is neither confirmed nor ruled out."""
    codes: Codes = np.where(confirmed, CONFIRMED, np.where(ruled_out, RULED_OUT, OPEN)).astype(np.int8)
    return codes


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

    def rows(self, rows: slice | Bools) -> Evidence:
        """The evidence of some units."""
        return Evidence(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True, slots=True)
class Folded:
    """Columns as `SubjectPlan.causes`; `heard` and `counted` are by (cause, rule) pair as `SubjectPlan.pairs`: which
    spoke (`heard_pairs`), and which of those counted.

    `likely` and `strong` make a cause confirmed; `unlikely` and `clear` rule it out; `counts` says that this may open
    a gate.
    """

    probability: Floats
    coverage: Floats
    likely: Bools
    strong: Bools
    unlikely: Bools
    clear: Bools
    counts: Bools
    by_review: Bools
    heard: Bools
    counted: Bools

    @property
    def confirmed(self) -> Bools:
        """Which causes are confirmed."""
        return given_by("confirmed", likely=self.likely, strong=self.strong)

    @property
    def ruled_out(self) -> Bools:
        """Which causes are ruled out."""
        return given_by("ruled_out", unlikely=self.unlikely, clear=self.clear)


_Arrays = TypeVar("_Arrays", Evidence, Folded)
_WEIGHT_UNITS = 2**32
"""Weights of evidence are counted in such parts of one, as whole numbers."""
_FEW = 64
"""For so few units all groups are looked at in one step."""
_BLOCK = 8192
"""Units are folded in blocks that stay in the processor's cache."""


def plan_folds(knowledge: Knowledge, program: Program, subject: Subject) -> SubjectPlan:
    """The fixed part of the folds of `subject`."""
    rules = tuple(rule for _, rule in sorted(program.rules[subject].items()))
    column = {rule.id: index for index, rule in enumerate(rules)}
    causes = tuple(cause for cause in program.causes.values() if cause.subject == subject)
    # Grades of one ratio are one grade, whatever they are called.
    scale = sorted(set(knowledge.grades.values()))
    place = {grade: scale.index(ratio) for grade, ratio in knowledge.grades.items()}
    limits = knowledge.limits
    confirmed, ruled_out = place[limits.confirmed.grade], place[limits.ruled_out.grade]
    pairs: list[Pair] = []
    grouped: dict[tuple[int, int, str], list[int]] = {}
    for index, cause in enumerate(causes):
        for direction, ids in ((FOR, cause.rules_for), (AGAINST, cause.rules_against)):
            for id_ in ids:
                rule = rules[column[id_]].rule
                grade = (rule.for_ if direction == FOR else rule.against)[cause.cause.cause]
                group = f"group {rule.group}" if rule.group else f"rule {id_}"
                grouped.setdefault((index, direction, group), []).append(len(pairs))
                pairs.append(Pair(index, column[id_], direction, place[grade]))
    keys = tuple(keys_of(pairs, index, len(scale)) for index in range(len(causes)))
    by_key, by_strong, by_moderate, by_weight = (np.zeros((len(pairs), len(causes))) for _ in range(4))
    for row, pair in enumerate(pairs):
        by_key[row, pair.cause] = keys[pair.cause].strides[pair.grade] * (1 if pair.direction == FOR else -1)
        by_strong[row, pair.cause] = pair.direction == FOR and pair.grade >= confirmed
        by_moderate[row, pair.cause] = pair.direction == FOR and pair.grade >= ruled_out
        if not (rules[pair.rule].review or rules[pair.rule].circumstance):
            by_weight[row, pair.cause] = round(math.log(scale[pair.grade]) * _WEIGHT_UNITS)
    alone = {members[0] for members in grouped.values() if len(members) == 1}
    stages = dict.fromkeys(cause.cause.stage for cause in causes)
    needs = tuple((index, need) for index, cause in enumerate(causes) for need in cause.needs)
    by_need = np.zeros((len(needs), len(causes)))
    by_need[range(len(needs)), [cause for cause, _ in needs]] = 1
    reviews = tuple(column.get(f"{review_fact(cause.cause.stage)}_{REVIEWED_AS_RULED_OUT}", -1) for cause in causes)
    return SubjectPlan(
        subject=subject,
        rules=rules,
        causes=causes,
        needs=needs,
        pairs=tuple(pairs),
        groups=tuple(
            tuple(sorted(members, key=lambda index: (-pairs[index].grade, index)))
            for _, members in sorted(grouped.items())
            if len(members) > 1
        ),
        pair_rule=np.array([pair.rule for pair in pairs], np.intp),
        pair_cause=np.array([pair.cause for pair in pairs], np.intp),
        single=np.array([row in alone for row in range(len(pairs))], bool),
        most_probable=np.array([rules[pair.rule].most_probable for pair in pairs], bool),
        eliminated=np.array([rules[pair.rule].eliminated for pair in pairs], bool),
        accusing=np.array([pair.direction == FOR and not rules[pair.rule].review for pair in pairs], bool),
        against=np.array([pair.direction == AGAINST for pair in pairs], bool),
        by_key=PairSums(by_key),
        keys=keys,
        by_strong=PairSums(by_strong),
        by_moderate=PairSums(by_moderate),
        by_weight=PairSums(by_weight),
        ratios=tuple(map(Fraction, scale)),
        confirmed_at=Fraction(limits.confirmed.probability),
        ruled_out_at=Fraction(limits.ruled_out.probability),
        gated=np.array([bool(knowledge.stages[cause.cause.stage].after) for cause in causes], bool),
        reviews=reviews,
        elsewhere=np.array([column.get(f"{cause.cause.cause}{ELSEWHERE}", -1) for cause in causes], np.intp),
        not_applicable=np.array([column.get(f"{cause.cause.cause}_{NOT_APPLICABLE}", -1) for cause in causes], np.intp),
        stages={stage: [index for index, cause in enumerate(causes) if cause.cause.stage == stage] for stage in stages},
        by_need=PairSums(by_need),
        need_causes=np.array([cause for cause, _ in needs], np.intp),
        need_reviews=np.array([reviews[cause] for cause, _ in needs], np.intp),
        need_bands=tuple(need.band for _, need in needs),
        fresh_rules=np.array([not rule.looks_back for rule in rules], bool),
        fresh_needs=np.array([not need.looks_back for _, need in needs], bool),
        review_rules=tuple((index, rule) for index, rule in enumerate(rules) if rule.review),
    )


def posterior(prior: Fraction, ratios: Sequence[Fraction], counts: Sequence[int]) -> Fraction:
    """The probability of a cause: prior odds times the likelihood ratios, exactly.

    `counts` holds how often each grade counted, first `for`, then `against`. The product is exact, so that the order
    of the evidence cannot change the result by a rounding.
    """
    odds = prior / (1 - prior)
    size = len(ratios)
    for index, ratio in enumerate(ratios):
        odds *= ratio ** (counts[index] - counts[size + index])
    return odds / (1 + odds)


def fold(plan: SubjectPlan, evidence: Evidence) -> Folded:
    """How every cause of every unit stands by the evidence."""
    units = len(evidence.fired)
    if not plan.causes:
        no, none = np.zeros((units, 0)), np.zeros((units, 0), bool)
        return Folded(no, no, *(none for _ in range(len(fields(Folded)) - 2)))
    return joined([_fold(plan, evidence.rows(slice(first, first + _BLOCK))) for first in range(0, units or 1, _BLOCK)])


def joined(blocks: Sequence[_Arrays]) -> _Arrays:
    """The units of all blocks, in their order."""
    first, *more = blocks
    if not more:
        return first
    return type(first)(*(np.concatenate([getattr(block, f.name) for block in blocks]) for f in fields(first)))


def _fold(plan: SubjectPlan, evidence: Evidence) -> Folded:
    heard = fires = heard_pairs(plan, evidence)
    counted = counted_pairs(plan, fires)
    probability, likely, unlikely = probabilities(plan, counted)
    if plan.most_probable.any() and fires[:, plan.most_probable].any():
        chosen = _most_probable(plan, probability)
        spoken = fires & plan.most_probable & chosen[:, plan.pair_cause]
        fires, counted = fires & ~plan.most_probable | spoken, counted | spoken
        probability, likely, unlikely = probabilities(plan, counted)
    else:
        fires = fires & ~plan.most_probable
    waiting, fires = fires & plan.eliminated, fires & ~plan.eliminated
    weight = plan.by_weight.total
    known = plan.by_weight.of(_of_pairs(plan, evidence.known))
    healthy, by_review, fresh_healthy = _needs(plan, evidence)
    strong, moderate = plan.by_strong.of(fires) > 0, plan.by_moderate.of(fires) > 0
    clear = healthy & ~moderate
    if waiting.any():
        measured = plan.by_need.of(evidence.bands == UNKNOWN) == 0
        left = left_over(plan, unlikely & clear, unlikely & measured, strong)
        last = waiting & left[:, plan.pair_cause]
        if last.any():
            counted = counted | last
            probability, likely, unlikely = probabilities(plan, counted)
            clear = clear & ~(plan.by_moderate.of(last) > 0)
    return Folded(
        probability=probability,
        coverage=np.divide(known, weight, out=np.zeros(known.shape), where=weight > 0),
        likely=likely,
        strong=strong,
        unlikely=unlikely,
        clear=clear,
        counts=unlikely & clear & fresh_healthy & _freshly_unlikely(plan, evidence, heard, counted, unlikely),
        by_review=by_review,
        heard=heard,
        counted=counted,
    )


def left_over(plan: SubjectPlan, ruled_out: Bools, improbable: Bools, strong: Bools) -> Bools:
    """By unit and cause: whether it is left when all others are settled, alone or with others that are accused too.

    `strong` are the causes with evidence that suffices for a confirmation. All others have to be ruled out, but for a
    single one that is as improbable as that with all that it needs known (`improbable`): a fact between healthy and bad
    keeps a cause open, and hardly speaks for it. Several such are not improbable together: on simulated companies
    elimination was right in 7 of 9 cases with one of them, and in 29 % with more. What waits behind a gate takes no
    part.
    """
    settled = ruled_out | strong | plan.gated
    all_but_one = (~settled).sum(axis=1, keepdims=True) <= 1
    left: Bools = strong & ~plan.gated & all_but_one & (settled | improbable).all(axis=1, keepdims=True)
    return left


def _of_pairs(plan: SubjectPlan, rules: Bools) -> Bools:
    """Columns by rule as columns by pair; each column lies in one piece of memory."""
    return rules.T[plan.pair_rule].T


def heard_pairs(plan: SubjectPlan, evidence: Evidence) -> Bools:
    """The pairs whose rules fired; where something excuses a cause, nothing but a review speaks for it."""
    pairs, recent = _of_pairs(plan, evidence.fired), evidence.fired & evidence.fresh
    excused = by_cause(plan.elsewhere, recent) | by_cause(plan.not_applicable, recent)
    if excused.any():
        pairs = pairs & ~(excused[:, plan.pair_cause] & plan.accusing)
    return pairs


def by_cause(columns: NDArray[np.intp], rules: Bools) -> Bools:
    """By unit and cause: whether a rule of the cause, of which `columns` tells the place (-1: none), is among these."""
    if not rules.shape[1]:
        return np.zeros((len(rules), len(columns)), bool)
    chosen: Bools = rules[:, columns] & (columns >= 0)
    return chosen


def counted_pairs(plan: SubjectPlan, fires: Bools) -> Bools:
    """Which pairs count: of each group the strongest that fired; among equally strong ones, the first by id."""
    counted: Bools = fires & plan.single & ~plan.most_probable & ~plan.eliminated
    if len(fires) <= _FEW and plan.groups:
        # All groups at once: for a few units the steps cost more than what they do.
        speaks = fires[:, plan.members] & plan.is_member
        first = speaks.argmax(axis=2)
        rows, groups = np.nonzero(speaks.any(axis=2))
        counted[rows, plan.members[groups, first[rows, groups]]] = True
        return counted
    for members in plan.groups:
        taken = np.zeros(len(fires), bool)
        for index in members:
            counted[:, index] = fires[:, index] & ~taken
            taken |= fires[:, index]
    return counted


def _freshly_unlikely(plan: SubjectPlan, evidence: Evidence, heard: Bools, counted: Bools, unlikely: Bools) -> Bools:
    """Whether a cause is unlikely enough by recent evidence alone; what accuses counts, however old."""
    fresh = _of_pairs(plan, evidence.fresh)
    rows = (counted & plan.against & ~fresh).any(axis=1)
    if not rows.any():
        return unlikely
    recent = counted_pairs(plan, heard[rows] & fresh[rows]) & plan.against
    result = unlikely.copy()
    result[rows] = probabilities(plan, counted[rows] & ~plan.against | recent)[2]
    return result


def probabilities(plan: SubjectPlan, counted: Bools) -> tuple[Floats, Bools, Bools]:
    """The probability of each cause, and whether it reaches the limits of confirmed and of ruled out: all exact."""
    shape = (len(counted), len(plan.causes))
    probability, likely, unlikely = np.zeros(shape), np.zeros(shape, bool), np.zeros(shape, bool)
    numbers = plan.by_key.of(counted).astype(np.int64)
    for index, keys in enumerate(plan.keys):
        distinct, inverse = _distinct(numbers[:, index] + keys.zero, keys.size)
        judged = [_judged(plan, index, key) for key in distinct.tolist()]
        for array, values in zip((probability, likely, unlikely), zip(*judged, strict=True), strict=False):
            array[:, index] = values[0] if len(distinct) == 1 else np.array(values)[inverse]
    return probability, likely, unlikely


def _judged(plan: SubjectPlan, cause: int, key: int) -> tuple[float, bool, bool]:
    judged = plan.judged.get((cause, key))
    if judged is None:
        left = plan.keys[cause].digits(key)
        exact = posterior(Fraction(plan.causes[cause].cause.prior), plan.ratios, (*left, *(0 for _ in left)))
        judged = plan.judged[cause, key] = float(exact), exact >= plan.confirmed_at, exact <= plan.ruled_out_at
    return judged


def _distinct(numbers: NDArray[np.int64], limit: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The different numbers (from 0, below `limit`), and for each number which of them it is."""
    if len(numbers) <= 1:
        return numbers, np.zeros(len(numbers), np.int64)
    if limit > len(numbers):
        return np.unique(numbers, return_inverse=True)
    distinct = np.flatnonzero(np.bincount(numbers, minlength=limit))
    position = np.zeros(limit, np.int64)
    position[distinct] = np.arange(len(distinct))
    return distinct, position[numbers]


def _most_probable(plan: SubjectPlan, probability: Floats) -> Bools:
    """The most probable cause of each stage (of several the first by id), for a review's plain "confirmed"."""
    chosen = np.zeros(probability.shape, bool)
    for columns in plan.stages.values():
        best = np.array(columns)[np.argmax(probability[:, columns], axis=1)]
        chosen[np.arange(len(probability)), best] = True
    return chosen


def met_needs(plan: SubjectPlan, evidence: Evidence) -> tuple[Bools, Bools]:
    """By unit and need: whether it is met; and where it is not, whether a review stands in for it."""
    met = (evidence.bands == HEALTHY) | _elsewhere(plan, evidence) | _not_applicable(plan, evidence)
    return met, _reviewed(plan, evidence.fired) & ~met & (evidence.bands != BAD)


def _elsewhere(plan: SubjectPlan, evidence: Evidence) -> Bools:
    """By unit and need: whether it is known, and the drivers of its cause did not fall."""
    held = by_cause(plan.elsewhere[plan.need_causes], evidence.fired & evidence.fresh)
    known: Bools = held & (evidence.bands != UNKNOWN)
    return known


def _not_applicable(plan: SubjectPlan, evidence: Evidence) -> Bools:
    """By unit and need: whether what its cause needs does not apply."""
    return by_cause(plan.not_applicable[plan.need_causes], evidence.fired & evidence.fresh)


def _reviewed(plan: SubjectPlan, rules: Bools) -> Bools:
    """By unit and need: whether the review that may stand in for the need is among the chosen rules."""
    return by_cause(plan.need_reviews, rules)


def _needs(plan: SubjectPlan, evidence: Evidence) -> tuple[Bools, Bools, Bools]:
    """By unit and cause: whether all needs are met, whether a review helps, and whether recent evidence suffices."""
    met, stands_in = met_needs(plan, evidence)
    counting = _reviewed(plan, evidence.fired & evidence.fresh) & (evidence.bands != BAD)
    measured = (evidence.bands == HEALTHY) | _elsewhere(plan, evidence)
    fresh = (measured & evidence.fresh_needs) | _not_applicable(plan, evidence) | counting
    return (
        plan.by_need.of(~(met | stands_in)) == 0,
        plan.by_need.of(stands_in) > 0,
        plan.by_need.of(~fresh) == 0,
    )
