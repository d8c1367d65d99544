"""The chain over a whole chunk: from folded evidence to the verdicts on stages, what is held, and single outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from diagnosis.inference.cause_outcomes import cause_outcomes, columns_of
from diagnosis.inference.fold_plan import Bools, Codes, SubjectPlan
from diagnosis.inference.outcome import Outcome, UnitOutcome
from diagnosis.inference.team_tables import Chunk, Rows
from diagnosis.inference.truth import Truth
from diagnosis.inference.verdict import HELD, RULED_OUT, VERDICTS, Folded, verdict_codes
from diagnosis.knowledge.base import Knowledge
from diagnosis.knowledge.model import Subject
from diagnosis.knowledge.program import Program

NOT_EXAMINED = -1
"""The code of a cause of a member whom its stage does not examine."""


@dataclass(frozen=True, slots=True)
class Fired:
    """What the conditions of a subject give, one row a unit; `rules` and `known` as the plan's rules."""

    rules: Bools
    known: Bools
    findings: Bools
    concluded: Mapping[str, Truth]
    skipped: Mapping[str, Bools]


@dataclass(frozen=True)
class JudgedUnits:
    """All units of a subject with their folded evidence; `owners` are the rows of their teams."""

    plan: SubjectPlan
    fired: Fired
    folded: Folded
    owners: Rows

    @cached_property
    def verdicts(self) -> Codes:
        """The verdict on each cause by its own evidence: codes, as `VERDICTS`."""
        return verdict_codes(self.folded.confirmed, self.folded.ruled_out)

    def stage(self, stage: str, teams: int) -> tuple[Bools, Bools, Bools]:
        """Of a stage, by team: a cause is confirmed; all are ruled out; and that may open a gate."""
        columns = columns_of(self.plan, stage)
        skipped = self.fired.skipped.get(stage, np.zeros(len(self.owners), bool))
        confirmed = self.folded.confirmed[:, columns].any(axis=1) & ~skipped
        ruled_out = self.folded.ruled_out[:, columns].all(axis=1) | skipped
        counts = self.folded.counts[:, columns].all(axis=1) | skipped
        # A stage without causes, or without anybody to judge, is not ruled out.
        judged = self._teams_with(np.full(len(self.owners), bool(columns)), teams)
        return (
            self._teams_with(confirmed, teams),
            judged & ~self._teams_with(~ruled_out, teams),
            judged & ~self._teams_with(~counts, teams),
        )

    def _teams_with(self, chosen: Bools, teams: int) -> Bools:
        """The teams of which a unit is chosen."""
        teams_with: Bools = np.bincount(self.owners[chosen], minlength=teams) > 0
        return teams_with


@dataclass(frozen=True)
class Judged:
    """A chunk of teams, judged. `stages` are codes as `VERDICTS`, by team and stage of the chain; `counts` says which
    of them may open a gate.
    """

    knowledge: Knowledge
    program: Program
    met: Bools
    units: Mapping[Subject, JudgedUnits]
    stages: Codes
    counts: Bools

    def causes(self, subject: Subject) -> Codes:
        """The verdict on each cause of each unit: codes as `VERDICTS`, or NOT_EXAMINED."""
        units = self.units[subject]
        verdicts = units.verdicts.copy()
        for position, stage in enumerate(self.knowledge.stages):
            for column in columns_of(units.plan, stage):
                verdicts[self.stages[units.owners, position] == HELD, column] = HELD
                if stage in units.fired.skipped:
                    verdicts[units.fired.skipped[stage], column] = NOT_EXAMINED
        return verdicts

    def outcome(self, row: int) -> Outcome:
        """Everything concluded about one team."""
        stages = {
            stage: VERDICTS[code] for stage, code in zip(self.knowledge.stages, self.stages[row].tolist(), strict=True)
        }
        held = frozenset(stage for stage, verdict in stages.items() if verdict == "held")
        gated = (stage.stage for stage in self.knowledge.stages.values() if stage.after)
        return Outcome(
            team=self._unit(self.units["team"], row, held, row),
            members={
                subject: tuple(self._unit(units, unit_row, held, row) for unit_row in _rows_of(units.owners, row))
                for subject, units in self.units.items()
                if subject != "team"
            },
            stages=stages,
            counts=frozenset(
                stage for stage, counts in zip(self.knowledge.stages, self.counts[row].tolist(), strict=True) if counts
            ),
            open_gates=frozenset(gated) - held,
        )

    def _unit(self, units: JudgedUnits, row: int, held: frozenset[str], team: int) -> UnitOutcome:
        plan, fired = units.plan, units.fired
        skipped = {stage for stage, rows in fired.skipped.items() if rows[row]}
        verdicts = {
            cause.cause.cause: VERDICTS[code]
            for cause, code in zip(plan.causes, units.verdicts[row].tolist(), strict=True)
        }
        causes = cause_outcomes(plan, units.folded, fired.rules, row, verdicts, held, skipped)
        findings = self.program.findings[plan.subject]
        return UnitOutcome(
            causes=causes,
            concluded={
                name: bool(value.true[row])
                for name, value in sorted(fired.concluded.items())
                if value.true[row] or value.false[row]
            },
            findings=tuple(findings[index].id for index in np.flatnonzero(fired.findings[row]).tolist()),
            examined=frozenset({cause.cause.stage for cause in plan.causes} - skipped),
            acts_on=frozenset(
                id_
                for id_, outcome in causes.items()
                if outcome.verdict == "confirmed" and not self.met[team] and self.program.causes[id_].cause.actions
            ),
        )


def chain(knowledge: Knowledge, program: Program, chunk: Chunk, units: Mapping[Subject, JudgedUnits]) -> Judged:
    """Goes through the stages in their order; one whose gate is shut is held."""
    teams = len(chunk.met)
    position = {stage: index for index, stage in enumerate(knowledge.stages)}
    stages = np.zeros((teams, len(position)), np.int8)
    counts = np.zeros((teams, len(position)), bool)
    for stage in knowledge.stages.values():
        column = position[stage.stage]
        confirmed, ruled_out, counting = units[stage.subject].stage(stage.stage, teams)
        stages[:, column] = verdict_codes(confirmed, ruled_out)
        shut = ~counts[:, [position[other] for other in stage.after]].all(axis=1)
        stages[shut, column] = HELD
        counts[:, column] = (stages[:, column] == RULED_OUT) & counting
    return Judged(knowledge, program, chunk.met, units, stages, counts)


def _rows_of(owners: Rows, team: int) -> range:
    """The rows of one team's members, which stand together."""
    first, last = np.searchsorted(owners, (team, team + 1)).tolist()
    return range(first, last)
