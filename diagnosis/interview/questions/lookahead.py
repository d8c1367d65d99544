"""What answers would bring, worked out exactly: every answer that is tried is a row of the columnar executor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from diagnosis.inference.fold_plan import Bools, Floats
from diagnosis.inference.rank import rank_scores
from diagnosis.inference.verdict import Folded
from diagnosis.intake.model import Given
from diagnosis.interview.prospects import PossibleEvidence, Prospects, VerdictBounds, band_mask, verdict_bounds
from diagnosis.interview.questions.representative_answers import with_given
from diagnosis.knowledge.program import Base

GivenTo = Mapping[str, Given]
"""Values for facts of the team that are open."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """By row (as the answers) and cause of the team: probability and verdict now, and what is possible afterwards.

    `is_open` says whether the cause can still change the confirmed causes or a gate.
    """

    probability: Floats
    confirmed: Bools
    ruled_out: Bools
    bounds: VerdictBounds
    is_open: Bools


class Lookahead:
    """Looks from one state at what more answers of the team would bring. Members are left as they are."""

    def __init__(self, prospects: Prospects) -> None:
        self.prospects, self.dependencies = prospects, prospects.dependencies
        self.plan = self.dependencies.plans["team"]

    def forecast(self, answers: Sequence[GivenTo]) -> Forecast:
        """The causes of the team after each of `answers`, all in one batch; each is for open facts only."""
        unit = self.prospects.team
        measured = self.prospects.interview.measured_team
        facts = self.dependencies.knowledge.facts["team"]
        environments: list[Mapping[str, object]] = []
        rules = np.repeat(unit.evidence.rules, len(answers), axis=0)
        needs = np.repeat(unit.evidence.needs, len(answers), axis=0)
        for row, given in enumerate(answers):
            bases: frozenset[Base] = frozenset(("team", fact) for fact in given)
            environment = with_given(facts, unit.values.known, given, self.dependencies.steps_after("team", bases))
            environments.append(environment)
            values = unit.values.with_answers(environment, bases, {**unit.values.given, **given})
            rule_columns, need_columns = self.dependencies.columns_after("team", bases)
            for column in rule_columns:
                rules[row, column] = values.rule(column)
            for column in need_columns:
                needs[row, column] = band_mask(values.value_of(self.plan.need_bands[column]))
        folded = self.dependencies.executor.folded(measured, environments)
        evidence = PossibleEvidence(rules, needs, unit.evidence.fresh, unit.evidence.fresh_needs)
        bounds = verdict_bounds(self.plan, evidence)
        return Forecast(folded.probability, folded.confirmed, folded.ruled_out, bounds, self._open(bounds))

    def first(self, answers: Sequence[GivenTo]) -> list[str]:
        """The cause of the team that comes first after each of `answers`, which may revise what is answered."""
        best = np.argmin(rank_scores(self._revised(answers)), axis=1)
        return [self.plan.causes[column].cause.cause for column in best.tolist()]

    def ruled_out(self, stages: Iterable[str], answers: Sequence[GivenTo]) -> list[bool]:
        """Whether all causes of the team in `stages` are ruled out after each of `answers`, which may revise.

        Not whether that is recent enough to open a gate.
        """
        columns = [column for stage in stages for column in self.prospects.causes(stage, "team")]
        ruled_out: Bools = self._revised(answers).ruled_out[:, columns]
        return [all(row) for row in ruled_out.tolist()]

    def _revised(self, answers: Sequence[GivenTo]) -> Folded:
        """How the causes of the team stand after each of `answers`."""
        interview, facts = self.prospects.interview, self.dependencies.knowledge.facts["team"]
        known, kept = self.prospects.team.values.known, interview.team.facts
        environments: list[Mapping[str, object]] = []
        for given in answers:
            bases: frozenset[Base] = frozenset(("team", fact) for fact in given)
            environments.append(with_given(facts, known, given, self.dependencies.steps_after("team", bases), kept))
        return self.dependencies.executor.folded(interview.measured_team, environments)

    def gain(self, forecast: Forecast, rows: Sequence[int], weights: Sequence[float]) -> float:
        """The information (in bits) that a question is expected to bring on the causes that can still change the end.

        `rows` are its answers, which come up with the probabilities `weights`. It is the entropy of each cause before
        the answer is known (of its mean probability over the answers) less what is left of it on average behind the
        answers; nothing is left where the answer settles the cause.
        """
        weight = np.array(weights)[:, None]
        probability = forecast.probability[rows]
        left = np.where(forecast.is_open[rows], entropy(probability), 0.0)
        before = entropy((weight * probability).sum(axis=0))
        return float(np.where(self._open_now, before - (weight * left).sum(axis=0), 0.0).sum())

    @cached_property
    def _open_now(self) -> Bools:
        is_open: Bools = self._open(self.prospects.team.bounds)[0]
        return is_open

    def _open(self, bounds: VerdictBounds) -> Bools:
        """By row and cause, whether a cause can still change the confirmed causes or a gate."""
        return np.logical_or(bounds.can_confirm & ~bounds.must_confirm, self._may_count(bounds))

    def _may_count(self, forecast: VerdictBounds) -> Bools:
        """By row and cause, whether a ruling out is undecided on which a gate depends that can still open."""
        result = np.zeros(forecast.can_count.shape, bool)
        for stage in self.prospects.stages.values():
            if not stage.after or self.prospects.is_met:
                continue
            columns = [
                column
                for before in stage.after
                if self.prospects.stages[before].subject == "team"
                for column in self.prospects.causes(before, "team")
            ]
            can_open: Bools = np.all(forecast.can_count[:, columns], axis=1)
            undecided = forecast.can_count[:, columns] & ~forecast.must_count[:, columns]
            result[:, columns] |= undecided & can_open[:, None]
        return result


def entropy(probability: Floats) -> Floats:
    """The entropy of a yes or no of this probability, in bits."""
    p = np.clip(probability, 1e-12, 1 - 1e-12)
    result: Floats = -(p * np.log2(p) + (1 - p) * np.log2(1 - p))
    return result
