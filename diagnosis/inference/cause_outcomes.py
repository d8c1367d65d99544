"""From folded arrays to the verdicts on stages and the outcomes of causes: the last steps that both executors share."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from diagnosis.inference.fold_plan import AGAINST, Bools, Codes, SubjectPlan
from diagnosis.inference.outcome import CauseOutcome
from diagnosis.inference.verdict import RULED_OUT, Folded, verdict_codes
from diagnosis.knowledge.model import Verdict


def stage_standing(
    plan: SubjectPlan, folded: Folded, stage: str, skipped: Bools | None, owners: NDArray[np.intp], teams: int
) -> tuple[Codes, Bools]:
    """The verdict on a stage by the units of each team, and whether it may open a gate.

    One confirmed cause confirms the stage; all causes of all units must be ruled out to rule it out. The `skipped`
    units are not examined. `owners` are the teams of the units.
    """

    def any_unit(chosen: Bools) -> Bools:
        any_chosen: Bools = np.bincount(owners[chosen], minlength=teams) > 0
        return any_chosen

    columns = plan.stages.get(stage, [])
    confirmed, kept = folded.confirmed[:, columns], ~folded.ruled_out[:, columns]
    stale = ~folded.counts[:, columns]
    examined = np.ones(len(owners), bool) if skipped is None else ~skipped
    # A stage without causes, or without anybody to judge, is not ruled out.
    judged = any_unit(np.full(len(owners), bool(columns)))
    codes = verdict_codes(any_unit(confirmed.any(axis=1) & examined), judged & ~any_unit(kept.any(axis=1) & examined))
    return codes, (codes == RULED_OUT) & ~any_unit(stale.any(axis=1) & examined)


def cause_outcomes(
    plan: SubjectPlan,
    folded: Folded,
    row: int,
    verdicts: Mapping[str, Verdict],
    held: Collection[str],
    skipped: Collection[str],
) -> dict[str, CauseOutcome]:
    """The outcome of every cause of one unit. Of a held cause only what clears is told; a skipped stage has none."""
    evidence: list[list[str]] = [[] for _ in plan.causes]
    counted: list[list[str]] = [[] for _ in plan.causes]
    is_held = [cause.cause.stage in held for cause in plan.causes]
    counts = folded.counted[row]
    speaks = np.where(plan.most_probable | plan.eliminated, counts, folded.heard[row])
    for index in np.flatnonzero(speaks).tolist():
        pair = plan.pairs[index]
        if is_held[pair.cause] and pair.direction != AGAINST:
            continue
        evidence[pair.cause].append(plan.rules[pair.rule].id)
        if counts[index]:
            counted[pair.cause].append(plan.rules[pair.rule].id)
    probability, coverage = folded.probability[row].tolist(), folded.coverage[row].tolist()
    by_review, may_open = folded.by_review[row].tolist(), folded.counts[row].tolist()
    result = {}
    for column, cause in enumerate(plan.causes):
        if cause.cause.stage in skipped:
            continue
        fired_ids, counted_ids = frozenset(evidence[column]), frozenset(counted[column])
        if is_held[column]:
            result[cause.cause.cause] = CauseOutcome("held", None, 0.0, fired_ids, counted_ids)
            continue
        verdict = verdicts[cause.cause.cause]
        result[cause.cause.cause] = CauseOutcome(
            verdict=verdict,
            probability=probability[column],
            coverage=coverage[column],
            fired=fired_ids,
            counted=counted_ids,
            by_review=verdict == "ruled_out" and by_review[column],
            counts=verdict == "ruled_out" and may_open[column],
        )
    return result
