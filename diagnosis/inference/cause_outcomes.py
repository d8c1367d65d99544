"""From folded arrays to outcomes: the last step that both executors share."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from diagnosis.inference.fold_plan import AGAINST, Bools, SubjectPlan
from diagnosis.inference.outcome import CauseOutcome
from diagnosis.inference.verdict import Folded
from diagnosis.knowledge.model import Verdict


@dataclass(frozen=True, slots=True)
class StageEvidence:
    """How a stage stands: a cause of it is confirmed, all are ruled out, and freshly enough to open a gate."""

    confirmed: bool
    ruled_out: bool
    counts: bool

    def joined(self, other: StageEvidence) -> StageEvidence:
        """How a stage stands over several members: one suffices to confirm it, all must be ruled out."""
        return StageEvidence(
            self.confirmed or other.confirmed, self.ruled_out and other.ruled_out, self.counts and other.counts
        )


def cause_outcomes(
    plan: SubjectPlan,
    folded: Folded,
    fired: Bools,
    row: int,
    verdicts: Mapping[str, Verdict],
    held: Collection[str],
    skipped: Collection[str],
) -> dict[str, CauseOutcome]:
    """The outcome of every cause of one unit. Of a held cause only what clears is told, of a skipped stage nothing."""
    evidence: list[list[str]] = [[] for _ in plan.causes]
    counted: list[list[str]] = [[] for _ in plan.causes]
    is_held = [cause.cause.stage in held for cause in plan.causes]
    counts = folded.counted[row]
    speaks = np.where(plan.most_probable, counts, fired[row, plan.pair_rule])
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


def columns_of(plan: SubjectPlan, stage: str) -> list[int]:
    """The columns of a stage's causes."""
    return [index for index, cause in enumerate(plan.causes) if cause.cause.stage == stage]
